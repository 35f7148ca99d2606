"""How are two tables linked where codes and alias rules leave rows open? Splink, for misspellings at scale.

Only rows that the rules do not know are compared. A link needs a probability of 0.95, a lead over the next firm, and a
letter that makes no sense; everything else is shown to a person. The chances that parts of two names agree, for one firm
and by accident, are our own choice and not trained, so that the same rows give the same answer in every table and on
every machine.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from gaodi.base import InputError
from gaodi.names.anatomy import parse_company_name
from gaodi.names.comparing import is_within
from gaodi.names.places import load_gazetteer
from gaodi.names.records import Candidate, CompanyName, NameJudgement, NameLink, NameQuery, RegisterEntry
from gaodi.names.register import RegisterIndex, index_register
from gaodi.names.resolving import N_SHOWN, resolve_names
from gaodi.names.wordlists import load_words

BAR = 0.95  # probability that a link needs
SHOWN = 0.5  # probability from which a person is shown a candidate
_LEAD = 0.02  # the next firm must be less probable by as much
_OPEN = frozenset(
    {"unknown", "uncertain", "no_brand"}
)  # what linkage may answer; a shared brand stays a question
_PRIOR = 1e-4  # that two rows, taken at random, are one firm; our own choice


def link_tables(
    names: Iterable[NameQuery],
    register: Iterable[RegisterEntry] | RegisterIndex,
    judgements: Iterable[NameJudgement] = (),
) -> list[NameLink]:
    """Link names to a register: `resolve_names` first, then Splink for what is left.

    Parameters
    ----------
    names, register, judgements
        As for `resolve_names`.

    Returns
    -------
    list of NameLink
        In the order of `names`. Links by Splink have the rule ``linkage`` and its probability as score.

    Raises
    ------
    InputError
        If Splink is not installed and a row is left for it.
    """
    index = register if isinstance(register, RegisterIndex) else index_register(register)
    kept = tuple(judgements)
    links = resolve_names(names, index, kept)
    left = [number for number, link in enumerate(links) if link.entity_id is None and link.rule in _OPEN]
    parsed = {number: parse_company_name(links[number].query.name) for number in left}
    left = [number for number in left if parsed[number].words and not parsed[number].site]
    if not left or not index.entries:
        return links
    scored = _score_pairs(left, parsed, index)
    refused = {(each.name, each.entity_id) for each in kept if not each.is_same}
    for number in left:
        query = links[number].query
        pairs = [
            (position, probability)
            for position, probability in scored.get(number, ())
            if (query.name, index.entries[position].id) not in refused
            and _may_be(query, parsed[number], index, position)
        ]
        if pairs:
            links[number] = _answer(query, parsed[number], index, pairs)
    return links


def is_misspelt(query: CompanyName, entry: CompanyName) -> bool:
    """Say whether a name is another one with one letter wrong, and the wrong letter makes no word of its own.

    三一重机 and 三一重工 are two firms, for 重机 is a trade; 传咸 is none.

    Examples
    --------
    >>> entry = parse_company_name("湖南启泰传感科技有限公司")
    >>> is_misspelt(parse_company_name("湖南启泰传咸科技有限公司"), entry)
    True
    >>> is_misspelt(parse_company_name("三一重机有限公司"), parse_company_name("三一重工有限公司"))
    False
    """
    if query.form != entry.form or len(query.core) != len(entry.core) or query.core[:2] != entry.core[:2]:
        return False
    n_wrong = sum(one != other for one, other in zip(query.core, entry.core, strict=True))
    return n_wrong == 1 and len(query.words) < len(entry.words)


def _may_be(query: NameQuery, parsed: CompanyName, index: RegisterIndex, position: int) -> bool:
    """Keep out firms with another code, and firms elsewhere."""
    entry = index.entries[position]
    if query.credit_code and entry.credit_code:
        return False  # equal codes were linked before
    place = load_gazetteer().forms.get(query.place)
    wanted = {*parsed.places, *((place.name,) if place else ())}
    name = parse_company_name(entry.name)
    known = {*name.places, *index.locate(position)}
    if set(name.bracketed) != set(parsed.bracketed):
        return False
    return not known or all(is_within(each, known) for each in wanted)


def _answer(
    query: NameQuery, parsed: CompanyName, index: RegisterIndex, pairs: Sequence[tuple[int, float]]
) -> NameLink:
    ordered = sorted(pairs, key=lambda pair: (-pair[1], index.entries[pair[0]].id))
    best, probability = ordered[0]
    rival = ordered[1][1] if len(ordered) > 1 else 0.0
    is_link = (
        probability >= BAR
        and probability - rival >= _LEAD
        and is_misspelt(parsed, parse_company_name(index.entries[best].name))
    )
    rule = "linkage" if is_link else "several" if len(ordered) > 1 else "uncertain"
    sentence = load_words("reasons")[rule]
    filled = {"name": index.entries[best].name, "n": len(ordered)}
    candidates = tuple(
        Candidate(
            entity_id=index.entries[position].id,
            name=index.entries[position].name,
            score=score,
            rule="linkage",
        )
        for position, score in ordered[:N_SHOWN]
    )
    return NameLink(
        query=query,
        entity_id=index.entries[best].id if is_link else None,
        score=probability,
        rule=rule,
        reason_zh=sentence["zh"].format(**filled),
        reason_en=sentence["en"].format(**filled),
        candidates=() if is_link else candidates,
    )


def _score_pairs(
    left: Sequence[int], parsed: dict[int, CompanyName], index: RegisterIndex
) -> dict[int, list[tuple[int, float]]]:
    """Return for every open row the register positions with their probabilities, as Splink scores them."""
    try:
        import splink.comparison_library as compare
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    except ImportError as error:
        raise InputError(
            "表间比对需要可选组件 Splink，当前没有安装；请运行 pip install 'gaodi[linkage]'。",
            "linking tables needs the optional Splink, which is not installed; run pip install 'gaodi[linkage]'.",
        ) from error
    api = DuckDBAPI()
    tables = [
        api.register(_tabulate((number, parsed[number]) for number in left), table_name="open_names"),
        api.register(
            _tabulate((position, name) for position, name, is_former in index.names if not is_former),
            table_name="register_names",
        ),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=_PRIOR,
        comparisons=[
            # DuckDB counts bytes, three to a character: one and two characters.
            compare.LevenshteinAtThresholds("core", [3, 6]).configure(
                m_probabilities=[0.3, 0.5, 0.15, 0.05], u_probabilities=[1e-5, 1e-4, 1e-3, 1 - 1.11e-3]
            ),
            compare.ExactMatch("beginning").configure(
                m_probabilities=[0.85, 0.15], u_probabilities=[1e-3, 1 - 1e-3]
            ),
            compare.ExactMatch("form").configure(m_probabilities=[0.9, 0.1], u_probabilities=[0.6, 0.4]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("beginning"),
            block_on("initial", "n_letters"),
            block_on("ending", "n_letters"),
        ],
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings, log_level=None)
    rows = linker.inference.predict(threshold_match_probability=SHOWN, warning_mode="never").as_record_list()
    api.duckdb_con.close()
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row in rows:
        pair = {row["source_dataset_l"]: row["unique_id_l"], row["source_dataset_r"]: row["unique_id_r"]}
        found[pair["open_names"]].append((pair["register_names"], round(row["match_probability"], 6)))
    return {number: sorted(pairs) for number, pairs in found.items()}


def _tabulate(rows: Iterable[tuple[int, CompanyName]]) -> Any:  # noqa: ANN401  a table of Arrow, which has no stubs
    import pyarrow as pa

    kept = [(number, name) for number, name in rows if name.words]
    return pa.table(
        {
            "unique_id": [number for number, _ in kept],
            "core": [name.core for _, name in kept],
            "beginning": [name.core[:2] for _, name in kept],
            "initial": [name.core[:1] for _, name in kept],
            "ending": [name.core[-3:] for _, name in kept],
            "form": [name.form for _, name in kept],
            "n_letters": [len(name.core) for _, name in kept],
        }
    )
