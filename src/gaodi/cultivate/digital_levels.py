"""At which digital level is a firm? Points of the questionnaire, scenes at level, the highest level that holds."""

from decimal import Decimal

from gaodi.base import InputError
from gaodi.cultivate.digital_gaps import find_next_level
from gaodi.cultivate.digital_records import (
    Answer,
    DigitalReport,
    ItemScore,
    LevelTest,
    Questionnaire,
    SceneLevel,
)
from gaodi.cultivate.digital_standards import (
    N_SCENE_LEVELS,
    NONE_WORDS,
    TREND_WORDS,
    DigitalItem,
    DigitalLevel,
    DigitalStandard,
)
from gaodi.cultivate.records import State

Bounds = tuple[Decimal, Decimal]
_ORDER = (State.NOT_MET, State.UNKNOWN, State.MET)


def judge_digital_level(standard: DigitalStandard, questionnaire: Questionnaire) -> DigitalReport:
    """Judge one firm's answers.

    Parameters
    ----------
    standard : DigitalStandard
    questionnaire : Questionnaire
        Absent answers are unknown: they count 0 from below and the item's most from above.

    Returns
    -------
    DigitalReport
        The highest level whose tests all hold; unknown where answers that are missing could raise it.

    Raises
    ------
    InputError
        For an answer to a question the version does not ask, an unknown option, a number or level out of range.
    """
    _check_names(standard, questionnaire)
    items = tuple(
        _score_item(item, questionnaire.answers.get(item.id), standard.document) for item in standard.items
    )
    scenes = tuple(
        SceneLevel(
            scene_id=scene.id,
            zh=scene.zh,
            en=scene.en,
            is_starred=scene.is_starred,
            level=questionnaire.scenes.get(scene.id),
            article=scene.article,
        )
        for scene in standard.scenes
    )
    score = _total(standard, questionnaire, items)
    tests = tuple(
        _test_level(place, level, score, scenes, standard.document)
        for place, level in enumerate(standard.levels, start=1)
    )
    low = max((test.level for test in tests if test.state is State.MET), default=0)
    high = max((test.level for test in tests if test.state is not State.NOT_MET), default=0)
    names = [("未达一级", "below level 1"), *((level.zh, level.en) for level in standard.levels)]
    is_open = low != high
    unknown = [item.zh for item in items if item.points is None] + [s.zh for s in scenes if s.level is None]
    if not standard.items and questionnaire.score is None:
        unknown = ["总分"]
    return DigitalReport(
        standard_id=standard.id,
        zh=standard.zh,
        en=standard.en,
        document=standard.document,
        status=standard.status,
        name=questionnaire.name,
        items=items,
        scenes=scenes,
        dimensions=_sum_dimensions(items),
        score=score,
        tests=tests,
        level=None if is_open else low,
        level_range=(low, high),
        level_zh=f"{names[low][0]}至{names[high][0]}" if is_open else names[low][0],
        level_en=f"{names[low][1]} to {names[high][1]}" if is_open else names[low][1],
        deciding=tuple(unknown) if is_open else (),
        next_level=find_next_level(standard, low, score[0], items, scenes),
        note_zh=standard.note,
        note_en=standard.note_en,
    )


def _check_names(standard: DigitalStandard, questionnaire: Questionnaire) -> None:
    for kind_zh, kind_en, given, known in (
        ("题目", "items", questionnaire.answers.keys(), {i.id: i.zh for i in standard.items}),
        ("场景", "scenes", questionnaire.scenes.keys(), {s.id: s.zh for s in standard.scenes}),
    ):
        strange = [name for name in given if name not in known]
        if strange:
            raise InputError(
                f"「{standard.zh}」没有{kind_zh}「{'、'.join(strange)}」；现有：{'、'.join(known.values()) or '（无）'}。",
                f"{standard.id!r} has no {kind_en} {', '.join(strange)}; known: {', '.join(known) or 'none'}.",
            )
    for scene_id, level in questionnaire.scenes.items():
        if not 0 <= level <= N_SCENE_LEVELS:
            raise InputError(
                f"场景 {scene_id} 的等级 {level} 应为 0 至 {N_SCENE_LEVELS}。",
                f"level {level} of scene {scene_id} must be 0 to {N_SCENE_LEVELS}.",
            )
    if questionnaire.score is not None and standard.items:
        raise InputError(
            f"「{standard.zh}」的总分由各题算出，不能直接填。",
            f"the total of {standard.id!r} is computed from items.",
        )
    if questionnaire.score is not None and not 0 <= questionnaire.score <= 100:
        raise InputError(
            f"总分 {questionnaire.score} 应为 0 至 100。", f"score {questionnaire.score} must be 0 to 100."
        )


def _total(standard: DigitalStandard, questionnaire: Questionnaire, items: tuple[ItemScore, ...]) -> Bounds:
    if not standard.items:
        given = questionnaire.score
        return (given, given) if given is not None else (Decimal(0), Decimal(100))
    low = sum((item.points or Decimal(0) for item in items), Decimal(0))
    high = sum((item.most if item.points is None else item.points for item in items), Decimal(0))
    return low, high


def _sum_dimensions(items: tuple[ItemScore, ...]) -> tuple[tuple[str, Decimal, Decimal], ...]:
    sums: dict[str, Bounds] = {}
    for item in items:
        low, high = sums.get(item.dimension, (Decimal(0), Decimal(0)))
        points = item.points
        sums[item.dimension] = (low + (points or 0), high + (item.most if points is None else points))
    return tuple((name, low, high) for name, (low, high) in sums.items())


def _test_level(
    place: int, level: DigitalLevel, score: Bounds, scenes: tuple[SceneLevel, ...], document: str
) -> LevelTest:
    at_level = _count(scenes, place, is_starred=False)
    starred = _count(scenes, place, is_starred=True)
    states = (
        _reach(score, level.score),
        _reach(at_level, level.scenes),
        _reach(starred, level.starred),
    )
    return LevelTest(
        level=place,
        zh=level.zh,
        en=level.en,
        score_needed=level.score,
        score_state=states[0],
        scenes_needed=level.scenes,
        n_scenes=at_level,
        scenes_state=states[1],
        starred_needed=level.starred,
        n_starred=starred,
        starred_state=states[2],
        state=min(states, key=_ORDER.index),
        document=document,
        article=level.article,
        status=level.status,
    )


def _count(scenes: tuple[SceneLevel, ...], level: int, *, is_starred: bool) -> tuple[int, int]:
    """Scenes at a level or above, surely and at most."""
    asked = [scene for scene in scenes if scene.is_starred or not is_starred]
    sure = sum(scene.level is not None and scene.level >= level for scene in asked)
    return sure, sure + sum(scene.level is None for scene in asked)


def _reach(bounds: tuple[Decimal | int, Decimal | int], needed: Decimal | int) -> State:
    if bounds[0] >= needed:
        return State.MET
    return State.NOT_MET if bounds[1] < needed else State.UNKNOWN


def _score_item(item: DigitalItem, answer: Answer | None, document: str) -> ItemScore:
    points, zh, en = _earn(item, answer)
    shown = "" if answer is None else "、".join(answer) if isinstance(answer, tuple) else str(answer)
    return ItemScore(
        item_id=item.id,
        zh=item.zh,
        en=item.en,
        dimension=item.dimension,
        points=points,
        most=item.max,
        answer=shown,
        note_zh=zh,
        note_en=en,
        document=document,
        article=item.article,
        status=item.status,
    )


def _earn(item: DigitalItem, answer: Answer | None) -> tuple[Decimal | None, str, str]:
    if answer is None:
        return None, f"没有回答，得 0 至 {item.max} 分。", f"not answered: 0 to {item.max} points."
    if item.options:
        return _add_options(item, answer)
    if item.bands:
        return _find_band(item, answer)
    if item.trend:
        trend = TREND_WORDS.get(str(answer))
        if trend is None or isinstance(answer, tuple):
            raise _refuse(item, answer, "上升、持平、下降")
        return getattr(item.trend, trend), "", ""
    rungs = {option.zh: option.points for option in item.ladder}
    if isinstance(answer, tuple) or str(answer) not in rungs:
        raise _refuse(item, answer, "、".join(rungs))
    return rungs[str(answer)], "", ""


def _add_options(item: DigitalItem, answer: Answer) -> tuple[Decimal, str, str]:
    chosen = answer if isinstance(answer, tuple) else (str(answer),)
    points = {option.zh: option.points for option in item.options}
    strange = [word for word in chosen if word not in points and word not in NONE_WORDS]
    if strange:
        raise _refuse(item, "、".join(strange), "、".join((*points, NONE_WORDS[0])))
    if any(word in NONE_WORDS for word in chosen):
        others = len(chosen) > 1
        zh = "选了“无”，其他选项不计。" if others else ""
        return Decimal(0), zh, "none is chosen: the other options do not count." if others else ""
    return sum((points[word] for word in dict.fromkeys(chosen)), Decimal(0)), "", ""


def _find_band(item: DigitalItem, answer: Answer) -> tuple[Decimal, str, str]:
    top = item.bands[-1].upto
    if not isinstance(answer, Decimal) or not 0 <= answer <= top:
        raise _refuse(item, answer, f"0–{top}{item.unit}")
    floor = Decimal(0)
    for band in item.bands:
        if answer <= band.upto:
            left = "[" if band is item.bands[0] else "("
            text = f"{left}{floor}, {band.upto}]{item.unit}"
            return band.points, f"在 {text} 档。", f"in the band {text}."
        floor = band.upto
    raise AssertionError  # the last band ends at `top`


def _refuse(item: DigitalItem, found: object, expected: str) -> InputError:
    shown = "、".join(found) if isinstance(found, tuple) else str(found)
    return InputError(
        f"「{item.zh}」（{item.id}）的回答「{shown}」不可用；应为：{expected}。",
        f"the answer {shown!r} to {item.id} ({item.en}) cannot be used, expected {expected}.",
    )
