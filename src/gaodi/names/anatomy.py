"""What are the parts of a company's name? Place, brand, trade, form and site, as the registration rules order them."""

import re
from functools import cache

from gaodi.names.lexicon import load_lexicon
from gaodi.names.places import Place, load_gazetteer
from gaodi.names.records import CompanyName
from gaodi.names.spelling import spell_plainly
from gaodi.names.wordlists import group_words, load_words

_BRACKET = re.compile(r"（([^（）]*)）?")
_N_BRAND = 2  # characters that a brand has at least
_LONGEST_TRADE = 8
_GROUP = re.compile(r"集团|控股")
_STOCK = re.compile(r"股份$")


def parse_company_name(name: str) -> CompanyName:
    """Take a company's name apart.

    Parameters
    ----------
    name : str
        As written; width, script, spaces and an ST mark do not matter.

    Returns
    -------
    CompanyName
        Parts that the name does not have are empty.

    Examples
    --------
    >>> found = parse_company_name("湖南华菱涟源钢铁有限公司")
    >>> found.place, found.brand, found.words, found.form
    ('湖南省', '华菱', ('华菱', '涟源', '钢铁'), '有限公司')
    >>> parse_company_name("三一重工股份有限公司长沙分公司").site
    '长沙分公司'
    """
    key = spell_plainly(name)
    body, bracketed, trailing = _take_brackets(key)
    body, form, site = _take_form(body)
    has_group, has_stock = bool(_GROUP.search(body[_N_BRAND:])), bool(_STOCK.search(body))
    if has_stock or form:
        body = _STOCK.sub("", body) if len(body) > _N_BRAND + 1 else body
    core = body[:_N_BRAND] + _GROUP.sub("", body[_N_BRAND:])
    leading, core = _take_places(core)
    words, kinds = _divide(core)
    if len(words) > 1 and kinds[-1] == "place":  # 力合科技湖南股份有限公司: the brackets were left out
        bracketed.append(load_gazetteer().forms[words[-1]])
        words, kinds = words[:-1], kinds[:-1]
    return CompanyName(
        key=key,
        place=leading[-1].name if leading else "",
        places=tuple(place.name for place in (*leading, *bracketed)),
        bracketed=tuple(place.name for place in bracketed),
        located=tuple(place.name for place in trailing),
        brand=words[0] if words and kinds[0] != "place" else "",
        words=words,
        kinds=kinds,
        form=form,
        site=site,
        is_group=has_group or form == "集团公司",
        is_stock=has_stock or form == "股份有限公司",
    )


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("anatomy")
    legal = re.compile(group_words(words["legal_forms"]))
    branch = re.compile(f"{group_words(words['branches'])}$")
    return legal, branch


@cache
def _trades() -> frozenset[str]:
    lexicon = load_lexicon()
    ordinary = {word for word in lexicon.ordinary if len(word) >= _N_BRAND}
    return frozenset(load_words("anatomy")["trades"]) | ordinary | frozenset(lexicon.tails)


def _take_brackets(key: str) -> tuple[str, list[Place], list[Place]]:
    """Take out brackets: a place before the form belongs to the name, one at the end only says where."""
    forms = load_gazetteer().forms
    bracketed: list[Place] = []
    trailing: list[Place] = []
    for match in _BRACKET.finditer(key):
        place = forms.get(match[1])
        if place is not None:
            (trailing if match.end() == len(key) and match.start() else bracketed).append(place)
    kept = _BRACKET.sub(lambda match: "" if match[1] in forms or not match[1] else match[1], key)
    return kept.replace("）", ""), bracketed, trailing


def _take_form(body: str) -> tuple[str, str, str]:
    legal, branch = _patterns()
    same = load_words("anatomy")["same_forms"]
    if body.endswith("分公司"):
        matches = [match for match in legal.finditer(body) if match.end() < len(body) - 3]
        if matches:
            last = matches[-1]
            return body[: last.start()], same.get(last[0], last[0]), body[last.end() :]
        return body[:-3], "", body[-3:]
    matches = list(legal.finditer(body))
    if not matches:
        bank = re.search(r"(?<=银行)(?:.{0,6}[分支]行)$", body)
        return (body[: bank.start()], "", bank[0]) if bank else (body, "", "")
    last = matches[-1]
    form, rest = same.get(last[0], last[0]), body[last.end() :]
    if not rest or branch.search(rest):
        return body[: last.start()], form, rest
    return body[: last.start()] + rest, form, ""


def _take_places(core: str) -> tuple[list[Place], str]:
    """Take the places a name begins with, as long as a name remains."""
    gazetteer = load_gazetteer()
    found: list[Place] = []
    if core.startswith("中国") and len(core) >= 2 + _N_BRAND and not core.startswith("中国人"):
        core = core[2:]
    while match := gazetteer.form_pattern.match(core):
        rest = core[match.end() :]
        if len(rest) < _N_BRAND:
            break
        found.append(gazetteer.forms[match[0]])
        core = rest
    return found, core


def _divide(core: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Divide the rest into brand, inner places and trade words; trade words are taken from the end."""
    forms = load_gazetteer().forms
    trades = _trades()
    words: list[str] = []
    kinds: list[str] = []
    end = len(core)
    if end > _N_BRAND + 1 and core[-1] in "厂店":
        words.append(core[-1])
        kinds.append("trade")
        end -= 1
    while end > _N_BRAND:
        for start in range(max(_N_BRAND, end - _LONGEST_TRADE), end - 1):
            word = core[start:end]
            kind = "trade" if word in trades else "place" if word in forms else ""
            if kind:
                words.append(word)
                kinds.append(kind)
                end = start
                break
        else:
            break
    head = core[:end]
    inner = [match for match in load_gazetteer().form_pattern.finditer(head) if match.start() >= _N_BRAND]
    if inner and inner[-1].end() < len(head):
        match = inner[-1]
        words += [head[match.end() :], match[0]]
        kinds += ["trade", "place"]
        head = head[: match.start()]
        deeper, deeper_kinds = _divide(head)
        return (*deeper, *reversed(words)), (*deeper_kinds, *reversed(kinds))
    if head:
        words.append(head)
        kinds.append("trade" if head in trades else "place" if head in forms else "brand")
    return tuple(reversed(words)), tuple(reversed(kinds))
