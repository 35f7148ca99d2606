"""At which digital level is a firm? A questionnaire file in, points, level and the way to the next one out."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaodi.api.answer_files import read_mapping, refuse_key
from gaodi.base import InputError
from gaodi.cultivate import (
    Answer,
    DigitalReport,
    DigitalStandard,
    Questionnaire,
    choose_digital_standard,
    get_digital_standard,
    judge_digital_level,
    load_digital_standards,
)

_KEYS = ("standard", "day", "name", "score", "answers", "scenes")


def judge_digital_file(
    path: Path, *, standard_id: str | None = None, on: date | None = None, extra: Path | None = None
) -> DigitalReport:
    """Judge the answers of one firm.

    Parameters
    ----------
    path : Path
        YAML with `answers` (item → option, list of options, share or trend) and `scenes` (scene → level 0 to 4), by id or
        Chinese name; `name`, `standard`, `day`, and `score` for versions without items. Null and absent are unknown.
    standard_id : str or None
        Goes before the file's `standard`; without either the version in force on the day.
    on : date or None
        Goes before the file's `day`.
    extra : Path or None
        Folder with `rules/digital/*.yaml` of a workspace.

    Returns
    -------
    DigitalReport

    Raises
    ------
    InputError
        With file and key, for what is no YAML, an unknown key, question, scene or option, or a number out of range.
    NotFoundError
        If there is no such version.
    """
    raw = read_mapping(path, _KEYS)
    standards = load_digital_standards(extra)
    chosen = standard_id or raw.get("standard")
    day = on or _read_day(path, raw.get("day"))
    if chosen:
        standard = get_digital_standard(standards, str(chosen))
    elif day:
        standard = choose_digital_standard(standards, day)
    else:
        standard = max(standards.values(), key=lambda s: s.valid_from)
    try:
        return judge_digital_level(standard, _read_questionnaire(path, raw, standard))
    except InputError as error:
        if path.name in error.zh:
            raise
        raise InputError(f"{path.name}：{error.zh}", f"{path.name}: {error.en}") from error


def list_digital_standards(extra: Path | None = None) -> tuple[DigitalStandard, ...]:
    """Return the known versions of the test, shipped and, over them, a workspace's own."""
    return tuple(load_digital_standards(extra).values())


def write_questionnaire(standard_id: str, extra: Path | None = None) -> str:
    """Return an empty questionnaire as YAML, every question with what can be answered.

    Raises
    ------
    NotFoundError
        If there is no such version.
    """
    standard = get_digital_standard(load_digital_standards(extra), standard_id)
    lines = [
        f"# {standard.zh}（{standard.document}）。空着就是未知，不作 0。",
        f"standard: {standard.id}",
        "name:",
    ]
    if not standard.items:
        return "\n".join([*lines, "score:  # 总分 0–100", ""])
    lines.append("answers:")
    for item in standard.items:
        if item.options:
            said = f"多选，写成 [甲, 乙]：{'、'.join(o.zh for o in item.options)}；一项也没有写 无"
        elif item.ladder:
            said = f"单选：{'、'.join(o.zh for o in item.ladder)}"
        elif item.bands:
            said = f"0–{item.bands[-1].upto}{item.unit}"
        else:
            said = "上升、持平、下降"
        lines.append(f"  {item.zh}:  # {item.id}，{said}")
    lines.append("scenes:  # 各场景等级 0–4，★ 为约束性")
    lines += [
        f"  {scene.zh}:  # {scene.id}，{scene.group}{'★' if scene.is_starred else ''}"
        for scene in standard.scenes
    ]
    return "\n".join([*lines, ""])


def _read_day(path: Path, found: object) -> date | None:
    if found is None or type(found) is date:
        return found
    raise refuse_key(path, "day", found, "一天，如 2026-06-01/a day")


def _read_questionnaire(path: Path, raw: dict[str, Any], standard: DigitalStandard) -> Questionnaire:
    items = {name: item for item in standard.items for name in (item.id, item.zh)}
    scenes = {name: scene.id for scene in standard.scenes for name in (scene.id, scene.zh)}
    answers: dict[str, Answer] = {}
    for name, value in _read_part(path, raw, "answers").items():
        item = items.get(str(name))
        if item is None:
            raise refuse_key(
                path, f"answers.{name}", name, f"{'、'.join(i.zh for i in standard.items) or '（无）'}"
            )
        if item.id in answers:
            raise refuse_key(path, f"answers.{name}", name, "每题一次/each once")
        if value is not None:
            answers[item.id] = _read_answer(path, f"answers.{name}", value, is_share=bool(item.bands))
    levels: dict[str, int] = {}
    for name, value in _read_part(path, raw, "scenes").items():
        if str(name) not in scenes:
            raise refuse_key(
                path, f"scenes.{name}", name, f"{'、'.join(s.zh for s in standard.scenes) or '（无）'}"
            )
        if scenes[str(name)] in levels:
            raise refuse_key(path, f"scenes.{name}", name, "每个场景一次/each once")
        if value is not None:
            if type(value) is not int:
                raise refuse_key(path, f"scenes.{name}", value, "0–4")
            levels[scenes[str(name)]] = value
    score = raw.get("score")
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
        raise refuse_key(path, "score", score, "0–100")
    return Questionnaire(
        name=str(raw.get("name") or path.stem),
        answers=answers,
        scenes=levels,
        score=None if score is None else Decimal(str(score)),
    )


def _read_part(path: Path, raw: dict[str, Any], key: str) -> Mapping[Any, Any]:
    part = raw.get(key)
    if part is None:
        return {}
    if not isinstance(part, dict):
        raise refuse_key(path, key, part, "名称: 回答/name: answer")
    return part


def _read_answer(path: Path, key: str, value: object, *, is_share: bool) -> Answer:
    if isinstance(value, bool | dict):
        raise refuse_key(path, key, value, "选项、数或“上升、持平、下降”/an option, a number or a trend")
    if isinstance(value, list):
        return tuple(str(option) for option in value)
    if isinstance(value, int | float):
        return Decimal(str(value))
    text = str(value).strip()
    if is_share and re.fullmatch(r"\d+(\.\d+)?\s*[%％]?", text):
        return Decimal(text.rstrip("%％ "))
    return text
