"""What if the rules were others? Scenarios kept in the workspace, run on any day, and written out the same each time."""

import re
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import ValidationError

from gaodi.api.records import Office
from gaodi.base import InputError, NotFoundError
from gaodi.catalogue import read_yaml
from gaodi.cultivate import RuleChange, Scenario, build_packs, compare_rules
from gaodi.region import open_region

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^\.|[. ]$|\.(?:json|csv)$')


def save_scenario(office: Office, scenario: Scenario, *, replace: bool = True) -> Path:
    """Write a scenario into the workspace's `scenarios/`.

    Parameters
    ----------
    office : Office
    scenario : Scenario
    replace : bool
        Whether one of the same name gives way; else it is left and this one refused.

    Returns
    -------
    Path
        The same scenario gives the same bytes.

    Raises
    ------
    InputError
        If the name is none for a file or taken, a change does not hold, or the file cannot be written.
    NotFoundError
        If there is no such pack or clause.
    """
    path = _find_path(office, scenario.name)
    if path.exists() and not replace:
        raise InputError(
            f"已有情景「{scenario.name}」；请换一个名称，或选择覆盖。",
            f"there is a scenario {scenario.name!r} already; choose another name, or replace it.",
        )
    build_packs(scenario, office.packs, office.catalogue)
    kept = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=110)
    draft = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions.",
        ) from error
    return path


def list_scenarios(office: Office) -> tuple[Scenario, ...]:
    """Return the workspace's scenarios, by name.

    Raises
    ------
    InputError
        If one of the files is wrong; says which and where.
    """
    return tuple(_read(path) for path in sorted((office.workspace.root / "scenarios").glob("*.yaml")))


def get_scenario(office: Office, name: str) -> Scenario:
    """Return one scenario by name.

    Raises
    ------
    NotFoundError
        If there is none; the names there are are listed.
    InputError
        If the file is wrong.
    """
    path = _find_path(office, name)
    if not path.is_file():
        known = "、".join(scenario.name for scenario in list_scenarios(office)) or "—"
        raise NotFoundError(
            f"没有情景「{name}」；现有：{known}。新建请给出 --from 和 --to。",
            f"no scenario {name!r}; known: {known}. Give --from and --to for a new one.",
        )
    return _read(path)


def delete_scenario(office: Office, name: str) -> Scenario:
    """Take a scenario out of the workspace; its results were never stored.

    Returns
    -------
    Scenario
        What was deleted, so that it can be saved again.

    Raises
    ------
    NotFoundError
        If there is none of this name.
    InputError
        If the file is wrong or cannot be removed.
    """
    scenario = get_scenario(office, name)
    path = _find_path(office, name)
    try:
        path.unlink()
    except OSError as error:
        raise InputError(
            f"不能删除 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot remove {path} ({error.strerror}); check the folder and permissions.",
        ) from error
    return scenario


def make_scenario(**parts: Any) -> Scenario:  # noqa: ANN401  checked by the model
    """Build a scenario from its parts: name, from, to, on, to_on, route, set, note.

    Raises
    ------
    InputError
        If a part is missing, unknown or of the wrong kind.
    """
    try:
        return Scenario.model_validate(parts)
    except ValidationError as error:
        raise _refuse("scenario", error) from error


def run_scenario(office: Office, scenario: Scenario, *, as_of: str | None = None) -> RuleChange:
    """Judge every firm under both rules and say who gains, who loses, and by which clause.

    Parameters
    ----------
    scenario : Scenario
    as_of : str or None
        Snapshot to read; None is the latest.

    Returns
    -------
    RuleChange
        Same snapshot, same rules, same record. Chains come from the latest run; without one `by_chain` is empty.

    Raises
    ------
    NotFoundError
        If nothing was imported, or there is no such pack or clause.
    InputError, CatalogueError
        If a change does not hold.
    """
    region = open_region(office.workspace, office.catalogue, as_of=as_of, on=scenario.on)
    return compare_rules(region, office.packs, scenario, chains=_read_chains(office))


def _read_chains(office: Office) -> pl.DataFrame | None:
    record = office.workspace.ledger.run()
    if record is None:
        return None
    path = office.workspace.runs_dir / record.run_id / "enterprises.parquet"
    return pl.read_parquet(path, columns=["enterprise_id", "chains"], glob=False, hive_partitioning=False)


def _find_path(office: Office, name: str) -> Path:
    if not name.strip() or _UNSAFE.search(name):
        raise InputError(
            f"情景名「{name}」不能作文件名；请不用斜杠、冒号、星号、引号，不以点开头或结尾，也不以 .json、.csv 结尾。",
            f"scenario name {name!r} cannot be a file name; leave out slashes, colons, stars, quotes, outer dots, .json and .csv.",
        )
    return office.workspace.root / "scenarios" / f"{name}.yaml"


def _read(path: Path) -> Scenario:
    try:
        return Scenario.model_validate(read_yaml(path))
    except ValidationError as error:
        raise _refuse(path.name, error) from error


def _refuse(where: str, error: ValidationError) -> InputError:
    first = error.errors()[0]
    key = ".".join(map(str, first["loc"])) or "(file)"
    return InputError(
        f"情景 {where}：`{key}` 的值 {first['input']!r} 不能用（{first['msg']}）。",
        f"scenario {where}: `{key}` is {first['input']!r}: {first['msg']}.",
    )
