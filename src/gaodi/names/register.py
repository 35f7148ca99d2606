"""Which firms of a register come into question for a name? Exact keys first, then firms that share two letters of the brand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gaodi.names.anatomy import parse_company_name
from gaodi.names.comparing import read_lead, split_words
from gaodi.names.lexicon import load_lexicon
from gaodi.names.places import load_gazetteer
from gaodi.names.records import CompanyName, RegisterEntry
from gaodi.names.spelling import spell_plainly

_N_BRAND = 2
MOST_CANDIDATES = 2000  # compared for one name; two letters that more firms share tell nothing


@dataclass(frozen=True, slots=True)
class RegisterIndex:
    """A register prepared for look-ups; positions point into `entries`.

    `names` holds every current and former name, taken apart, with the position of its entry and whether it is former;
    `by_letters` points into `names`.
    """

    entries: tuple[RegisterEntry, ...]
    names: tuple[tuple[int, CompanyName, bool], ...]
    by_code: dict[str, tuple[int, ...]]
    by_stock: dict[str, tuple[int, ...]]
    by_name: dict[str, tuple[int, ...]]
    by_former: dict[str, tuple[int, ...]]
    by_short: dict[str, tuple[int, ...]]
    by_letters: dict[str, tuple[int, ...]]

    def locate(self, position: int) -> tuple[str, ...]:
        """Return the place the register gives for an entry, in full."""
        place = load_gazetteer().forms.get(self.entries[position].place)
        return (place.name,) if place else ()


def index_register(register: Iterable[RegisterEntry]) -> RegisterIndex:
    """Prepare a register: parse every name once and file it under its keys.

    Examples
    --------
    >>> index = index_register([RegisterEntry(id="1", name="特变电工衡阳变压器有限公司")])
    >>> sorted(index.by_letters)
    ['特变', '特电', '特衡', '衡变', '衡阳']
    """
    entries = tuple(register)
    names = tuple(
        (position, parse_company_name(text), is_former)
        for position, entry in enumerate(entries)
        for text, is_former in ((entry.name, False), *((former, True) for former in entry.former_names))
    )
    letters: dict[str, list[int]] = defaultdict(list)
    for number, (_, name, _) in enumerate(names):
        for key in sorted(set(_read_letters(name))):
            letters[key].append(number)
    return RegisterIndex(
        entries=entries,
        names=names,
        by_code=_file(
            (position, entry.credit_code.strip().upper()) for position, entry in enumerate(entries)
        ),
        by_stock=_file((position, read_stock(entry.stock_code)) for position, entry in enumerate(entries)),
        by_name=_file((position, name.key) for position, name, is_former in names if not is_former),
        by_former=_file((position, name.key) for position, name, is_former in names if is_former),
        by_short=_file(
            (position, spell_plainly(short))
            for position, entry in enumerate(entries)
            for short in entry.short_names
        ),
        by_letters={key: tuple(found) for key, found in letters.items()},
    )


def read_stock(text: str) -> str:
    """Return the six digits of a share code, or an empty text.

    Examples
    --------
    >>> read_stock("000157.SZ"), read_stock("157"), read_stock("")
    ('000157', '', '')
    """
    digits = text.strip()[:6]
    return digits if len(digits) == 6 and digits.isascii() and digits.isdigit() else ""


def find_candidates(query: CompanyName, index: RegisterIndex) -> Sequence[int] | None:
    """Return which of the register's names share the first letters of the brand, or of a word, with a name.

    None where more than 2,000 do: such letters (a town and a common trade) tell nothing.
    """
    keys = [query.core[:2]]
    if query.place and query.words:
        keys.append(query.key[: query.key.find(query.words[0])][:1] + query.core[:1])
        keys.append(query.core[:1] + query.key[:1])
    found = {number for key in keys if len(key) == 2 for number in index.by_letters.get(key, ())}
    return sorted(found) if len(found) <= MOST_CANDIDATES else None


def _read_letters(name: CompanyName) -> Iterator[str]:
    """Yield the pairs of letters under which a name may be looked for."""
    if not name.words:
        return
    ordinary = load_lexicon().ordinary
    words, kinds = split_words(name)
    lead = read_lead(name)
    yield name.core[:2]
    if len(words[0]) >= 2 * _N_BRAND:
        yield words[0][_N_BRAND : 2 * _N_BRAND]  # 大唐华银电力 is 华银电力 too
    yield from (word[:2] for word in words[1:] if word not in ordinary)
    firsts = [(word[0], kind) for word, kind in zip(words, kinds, strict=True)]
    if lead and lead != "中国":
        firsts.insert(1, (lead[0], "place"))
        yield lead[0] + words[0][0]
    for number, (letter, kind) in enumerate(firsts):
        if number == 0 or kind == "place":
            yield from (letter + later for later, _ in firsts[number + 1 :])


def _file(keys: Iterable[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, key in keys:
        if key and position not in found[key]:
            found[key].append(position)
    return {key: tuple(positions) for key, positions in found.items() if key}
