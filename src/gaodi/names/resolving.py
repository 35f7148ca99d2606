"""Which legal entity does a name mean? Codes, full, former and short names, then alias rules; unsure is a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gaodi.base import ValueFormatError, parse_credit_code
from gaodi.names.anatomy import parse_company_name
from gaodi.names.comparing import compare_names, is_within, read_lead
from gaodi.names.places import load_gazetteer
from gaodi.names.records import Candidate, CompanyName, NameJudgement, NameLink, NameQuery, RegisterEntry
from gaodi.names.register import RegisterIndex, find_candidates, index_register, read_stock
from gaodi.names.spelling import spell_plainly
from gaodi.names.wordlists import load_words

BAR = 0.8  # a link needs as much
MARGIN = 0.05  # and must lead every other firm by as much
N_SHOWN = 5  # candidates handed to a person
_FORMER = 0.02  # what an alias of a former name is less sure
_EXACT_RULES = frozenset({"full_name", "former_name", "stock_code", "short_name"})
_EXACT = (("full_name", 1.0), ("former_name", 0.97), ("short_name", 0.95))


def resolve_names(
    names: Iterable[NameQuery],
    register: Iterable[RegisterEntry] | RegisterIndex,
    judgements: Iterable[NameJudgement] = (),
) -> list[NameLink]:
    """Link names to the entries of a register, each with the rule and a sentence for it.

    The order is: a person's judgement; credit code; full name; former name; share code; short name; alias rules. Where
    both sides have a credit code and the codes differ, no name links them. A brand that several entities share, a branch
    the register does not hold, or a lead of less than 0.05 over the next firm is a question with candidates.

    Parameters
    ----------
    names : iterable of NameQuery
    register : iterable of RegisterEntry, or RegisterIndex
        An index from `index_register` saves time when it is used again.
    judgements : iterable of NameJudgement
        Obeyed before everything else; of two about one name and entity the later counts.

    Returns
    -------
    list of NameLink
        In the order of `names`.

    Examples
    --------
    >>> register = [
    ...     RegisterEntry(id="1", name="三一重工股份有限公司"), RegisterEntry(id="2", name="三一集团有限公司")
    ... ]
    >>> [link.entity_id for link in resolve_names([NameQuery(name="三一重工"), NameQuery(name="三一")], register)]
    ['1', None]
    """
    index = register if isinstance(register, RegisterIndex) else index_register(register)
    decided: dict[str, dict[str, bool]] = {}
    for judgement in judgements:
        decided.setdefault(spell_plainly(judgement.name), {})[judgement.entity_id] = judgement.is_same
    positions = {entry.id: position for position, entry in enumerate(index.entries)}
    return [_resolve_name(query, index, decided, positions) for query in names]


@dataclass(frozen=True, slots=True)
class _Found:
    position: int
    score: float
    rule: str
    has_lead: bool = False  # place or 中国 before the brand is the same
    rival: float = 0.0  # the score before differing forms count; it holds against other firms


def _resolve_name(
    query: NameQuery, index: RegisterIndex, decided: dict[str, dict[str, bool]], positions: dict[str, int]
) -> NameLink:
    key = spell_plainly(query.name)
    code = _read_code(query.credit_code)
    decisions = decided.get(key, {})
    for entity_id, is_same in decisions.items():
        if is_same and entity_id in positions:
            return _link(query, index, _Found(positions[entity_id], 1.0, "judged"))
    barred = {positions[each] for each, is_same in decisions.items() if not is_same and each in positions}
    by_code = [each for each in index.by_code.get(code, ()) if each not in barred] if code else []
    if len(by_code) == 1:
        return _link(query, index, _Found(by_code[0], 1.0, "code"))
    if by_code:
        return _ask(query, index, [_Found(each, 0.7, "code") for each in by_code], "several")
    if not key and not query.stock_code:
        return _ask(query, index, [], "empty")
    parsed = parse_company_name(query.name)
    found = [each for each in _find_exact(key, query, index) if each.position not in barred]
    if not found:
        found = [each for each in _compare_all(parsed, query, index) if each.position not in barred]
    allowed = [each for each in found if not _is_contradicted(query, code, index.entries[each.position])]
    if found and not allowed:
        return _ask(query, index, [], "code_contradicts", found[0])
    return _choose(query, parsed, index, allowed)


def _read_code(text: str) -> str:
    """Return a valid credit code, or an empty text: a damaged code neither links nor contradicts."""
    try:
        return parse_credit_code(text) if text.strip() else ""
    except ValueFormatError:
        return ""


def _is_contradicted(query: NameQuery, code: str, entry: RegisterEntry) -> bool:
    if code and entry.credit_code and entry.credit_code.strip().upper() != code:
        return True
    stocks = read_stock(query.stock_code), read_stock(entry.stock_code)
    return all(stocks) and stocks[0] != stocks[1]


def _find_exact(key: str, query: NameQuery, index: RegisterIndex) -> list[_Found]:
    """Return the firms found by the first of the exact keys that finds any."""
    stock = read_stock(query.stock_code)
    tables = {"full_name": index.by_name, "former_name": index.by_former, "short_name": index.by_short}
    for rule, score in _EXACT:
        if rule == "short_name" and stock and stock in index.by_stock:
            return [_Found(each, 0.99, "stock_code") for each in index.by_stock[stock]]
        positions = tables[rule].get(key, ()) if key else ()
        if len(positions) > 1:
            positions = _narrow_by_place(positions, query, index)
        if positions:
            return [_Found(each, score, rule) for each in positions]
    return []


def _narrow_by_place(positions: Sequence[int], query: NameQuery, index: RegisterIndex) -> tuple[int, ...]:
    place = load_gazetteer().forms.get(query.place)
    kept = tuple(each for each in positions if place and is_within(place.name, index.locate(each)))
    return kept or tuple(positions)


def _compare_all(parsed: CompanyName, query: NameQuery, index: RegisterIndex) -> list[_Found]:
    place = load_gazetteer().forms.get(query.place)
    found: dict[int, _Found] = {}
    for number in find_candidates(parsed, index) or ():
        position, name, is_former = index.names[number]
        located = index.locate(position)
        agreement = compare_names(parsed, name, located)
        if agreement is None:
            continue
        known = {*located, *name.places}
        if place and known and not is_within(place.name, known):
            continue  # the row says where the firm is, and the register says it is elsewhere
        score = round(agreement.score - (_FORMER if is_former else 0), 3)
        has_lead = bool(parsed.key) and read_lead(parsed) == read_lead(name) != ""
        if position not in found or found[position].score < score:
            found[position] = _Found(position, score, agreement.rule, has_lead, max(score, agreement.rival))
    return sorted(found.values(), key=lambda each: (-each.score, index.entries[each.position].id))


def _choose(query: NameQuery, parsed: CompanyName, index: RegisterIndex, found: list[_Found]) -> NameLink:
    if not found:
        return _ask(query, index, [], _name_absence(parsed, index))
    best = found[0]
    if best.rule not in _EXACT_RULES and _is_brand_alone(parsed):
        same = [each for each in found if each.rule == "same_core" and each.has_lead]
        if len(same) != 1 and len(found) > 1:  # 中国铁建 is one firm, 三一 may be any of a group
            return _ask(query, index, found, "shared_brand")
        if same and same[0].score >= BAR:
            return _link(query, index, same[0])
    rivals = [each for each in found[1:] if max(each.score, each.rival) > best.score - MARGIN]
    if rivals:
        return _ask(query, index, found, "several")
    if best.score < BAR:
        return _ask(query, index, found, "uncertain", best)
    return _link(query, index, best)


def _is_brand_alone(parsed: CompanyName) -> bool:
    return len(parsed.words) == 1 and parsed.kinds[0] == "brand" and not parsed.is_group and not parsed.form


def _name_absence(parsed: CompanyName, index: RegisterIndex) -> str:
    if parsed.site:
        return "branch"
    if not parsed.words or parsed.kinds[0] != "brand":
        return "no_brand"
    if find_candidates(parsed, index) is None:
        return "too_common"
    return "unknown"


def _link(query: NameQuery, index: RegisterIndex, found: _Found) -> NameLink:
    zh, en = _explain(found.rule, index.entries[found.position].name, 1)
    return NameLink(
        query=query,
        entity_id=index.entries[found.position].id,
        score=found.score,
        rule=found.rule,
        reason_zh=zh,
        reason_en=en,
    )


def _ask(
    query: NameQuery, index: RegisterIndex, found: Sequence[_Found], rule: str, about: _Found | None = None
) -> NameLink:
    about = about or (found[0] if found else None)
    name = index.entries[about.position].name if about else ""
    zh, en = _explain(rule, name, len(found))
    shown = tuple(
        Candidate(
            entity_id=index.entries[each.position].id,
            name=index.entries[each.position].name,
            score=each.score,
            rule=each.rule,
        )
        for each in found[:N_SHOWN]
    )
    return NameLink(
        query=query,
        entity_id=None,
        score=shown[0].score if shown else 0.0,
        rule=rule,
        reason_zh=zh,
        reason_en=en,
        candidates=shown,
    )


def _explain(rule: str, name: str, n_found: int) -> tuple[str, str]:
    sentence = load_words("reasons")[rule]
    return sentence["zh"].format(name=name, n=n_found), sentence["en"].format(name=name, n=n_found)
