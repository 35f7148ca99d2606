"""What if the rules were others? A named change of thresholds, dates or whole packs, read from a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from gaodi.base import InputError, NotFoundError
from gaodi.catalogue import Catalogue
from gaodi.cultivate.checking import check_pack
from gaodi.cultivate.pack_library import PackLibrary
from gaodi.cultivate.packs import Route, RulePack

_KEYS = ("threshold", "minimum", "valid_from", "valid_to", "op", "period", "status", "within_years")
OFF = "off"


class Scenario(BaseModel):
    """One question about the rules, as it is saved."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Field(min_length=1, max_length=80)
    from_pack: str = Field(alias="from")
    to_pack: str = Field(alias="to")
    on: date
    """Day of the decision under the first rules."""
    to_on: date | None = None
    """Day of the decision under the second; None is the same day. Another year reads other figures."""
    route: Route = "new"
    changes: dict[str, str] = Field(default_factory=dict, alias="set")
    """Node, or node and key, of the second pack → value: `LG26-2a: "6000"`, `LG26-N.valid_to: 2026-12-31`, `LG26-7: off`."""
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _mend_yaml(cls, raw: Any) -> Any:  # noqa: ANN401  whatever the file holds
        """Read an unquoted `on:` as the key it is meant to be, and numbers and days as they are written."""
        if not isinstance(raw, dict):
            return raw
        found = {"on" if key is True else key: value for key, value in raw.items()}
        changes = found.get("set")
        if isinstance(changes, dict):
            found["set"] = {
                key: str(value)
                if isinstance(value, int | float | date) and not isinstance(value, bool)
                else value
                for key, value in changes.items()
            }
        return found


def change_pack(pack: RulePack, changes: Mapping[str, str], catalogue: Catalogue) -> RulePack:
    """Return a pack with some of its nodes changed, checked as if it had been read from a file.

    Parameters
    ----------
    pack : RulePack
    changes : mapping of key to text
        `NODE` changes the threshold or minimum, `NODE.key` another key; `off` leaves the node out.
    catalogue : Catalogue

    Returns
    -------
    RulePack

    Raises
    ------
    NotFoundError
        If the pack has no such node.
    InputError
        If the key cannot be changed or the value does not fit.
    CatalogueError
        If the changed pack is not sound.
    """
    if not changes:
        return pack
    tree = pack.model_dump(exclude_unset=True)
    nodes = {node["id"]: node for node in _walk(tree["root"])}
    for key, text in changes.items():
        name, _, attribute = key.partition(".")
        if name not in nodes:
            raise NotFoundError(
                f"规则包 {pack.id} 没有条款「{name}」；请用 gaodi rules show {pack.id} 查看。",
                f"pack {pack.id} has no node {name!r}; see gaodi rules show {pack.id}.",
            )
        _set(nodes[name], key, attribute, text)
    try:
        changed = TypeAdapter(RulePack).validate_python(tree)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"改动不成立：{'.'.join(map(str, first['loc'][-2:]))} 的值 {first['input']!r}（{first['msg']}）。",
            f"the change does not hold: {first['loc'][-2:]} is {first['input']!r}: {first['msg']}.",
        ) from error
    check_pack(changed, f"{pack.id}（改动后）", catalogue)
    return changed


def _walk(node: Any) -> Any:  # noqa: ANN401  a tree of plain values
    """Yield every mapping with an id."""
    if isinstance(node, dict):
        if "id" in node:
            yield node
        for value in node.values():
            yield from _walk(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _walk(value)


def _set(node: dict[str, Any], key: str, attribute: str, text: str) -> None:
    if not attribute and text == OFF:
        node["status"] = "unverified"  # what is unverified is never compiled
        return
    attribute = attribute or ("minimum" if "minimum" in node else "threshold")
    if attribute not in _KEYS or (attribute in ("threshold", "minimum") and attribute not in node):
        raise InputError(
            f"「{key}」不能改；可改 {'、'.join(_KEYS)}（该条款有的），或 off。",
            f"{key!r} cannot be changed; change {', '.join(_KEYS)} where the node has it, or say off.",
        )
    node[attribute] = _read(node.get(attribute), text)


def _read(now: object, text: str) -> object:
    """Read a value in the kind of the one it replaces."""
    if isinstance(now, bool):
        if text.lower() in ("true", "yes", "是"):
            return True
        if text.lower() in ("false", "no", "否"):
            return False
        return text
    if isinstance(now, tuple | list):
        return [part.strip() for part in text.replace("、", ",").split(",") if part.strip()]
    return text.strip()


def build_packs(scenario: Scenario, library: PackLibrary, catalogue: Catalogue) -> tuple[RulePack, RulePack]:
    """Return the two packs a scenario compares.

    Raises
    ------
    NotFoundError
        If there is no such pack or node.
    InputError
        If a change does not hold, or one of the packs judges no enterprises.
    """
    before, after = library.pack(scenario.from_pack), library.pack(scenario.to_pack)
    for pack in (before, after):
        if getattr(pack, "subject", "enterprise") != "enterprise":
            raise InputError(
                f"规则包 {pack.id} 不是判定企业的，不能用来比较企业。",
                f"pack {pack.id} judges no enterprises; choose one that does.",
            )
    return before, change_pack(after, scenario.changes, catalogue)
