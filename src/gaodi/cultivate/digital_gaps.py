"""What does the next digital level lack? Fewest items and fewest scenes that would close the gap."""

from decimal import Decimal

from gaodi.cultivate.digital_records import ItemScore, NextLevel, SceneLevel, SceneStep
from gaodi.cultivate.digital_standards import DigitalStandard


def find_next_level(
    standard: DigitalStandard,
    level: int,
    score: Decimal,
    items: tuple[ItemScore, ...],
    scenes: tuple[SceneLevel, ...],
) -> NextLevel | None:
    """Return what the level above lacks, or None at the highest.

    Parameters
    ----------
    standard : DigitalStandard
    level : int
        The level that surely holds; 0 for none.
    score : Decimal
        Points surely earned. What is unknown counts as not there.
    items : tuple of ItemScore
    scenes : tuple of SceneLevel

    Returns
    -------
    NextLevel or None
        Items are taken by the room they have, the most first: no smaller set closes the gap. Scenes are taken by the
        steps they need, starred ones first as far as they lack: no smaller set, and none of its size with fewer steps.
    """
    if level >= len(standard.levels):
        return None
    target = standard.levels[level]
    lacking = max(target.score - score, Decimal(0))
    steps = _choose_scenes(scenes, level + 1, target.scenes, target.starred)
    chosen = _choose_items(items, lacking)
    n_scenes = _lacking(scenes, level + 1, target.scenes)
    n_starred = _lacking([scene for scene in scenes if scene.is_starred], level + 1, target.starred)
    parts_zh, parts_en = [], []
    if lacking:
        parts_zh.append(
            f"还差 {lacking.normalize():f} 分"
            + (f"，至少涉及 {len(chosen)} 项：{'、'.join(n for n, _ in chosen)}" if chosen else "")
        )
        parts_en.append(
            f"{lacking.normalize():f} points" + (f" from at least {len(chosen)} items" if chosen else "")
        )
    if steps:
        named = "、".join(
            f"{s.zh}{'★' if s.is_starred else ''}（{'未知' if s.before is None else s.before}→{s.after}）"
            for s in steps
        )
        parts_zh.append(f"至少还有 {len(steps)} 个场景要到{target.zh}（其中约束性 {n_starred} 个）：{named}")
        parts_en.append(f"at least {len(steps)} more scenes at {target.en}, {n_starred} of them starred")
    return NextLevel(
        level=level + 1,
        zh=target.zh,
        en=target.en,
        points_lacking=lacking,
        items=chosen,
        n_scenes_lacking=n_scenes,
        n_starred_lacking=n_starred,
        scenes=steps,
        sentence_zh=f"到{target.zh}：{'；'.join(parts_zh)}。",
        sentence_en=f"To {target.en}: {'; '.join(parts_en)}.",
    )


def _lacking(scenes: tuple[SceneLevel, ...] | list[SceneLevel], level: int, needed: int) -> int:
    return max(needed - sum(scene.level is not None and scene.level >= level for scene in scenes), 0)


def _choose_items(items: tuple[ItemScore, ...], lacking: Decimal) -> tuple[tuple[str, Decimal], ...]:
    rooms = sorted(((item.most - (item.points or Decimal(0)), item) for item in items), key=lambda r: -r[0])
    chosen: list[tuple[str, Decimal]] = []
    for room, item in rooms:
        if lacking <= 0 or room <= 0:
            break
        chosen.append((item.zh, room))
        lacking -= room
    return tuple(chosen)


def _choose_scenes(
    scenes: tuple[SceneLevel, ...], level: int, needed: int, starred_needed: int
) -> tuple[SceneStep, ...]:
    below = sorted(
        (scene for scene in scenes if scene.level is None or scene.level < level),
        key=lambda scene: -(scene.level or 0),
    )
    n_starred = _lacking([scene for scene in scenes if scene.is_starred], level, starred_needed)
    first = [scene for scene in below if scene.is_starred][:n_starred]
    rest = [scene for scene in below if scene not in first]
    chosen = first + rest[: max(_lacking(scenes, level, needed) - len(first), 0)]
    return tuple(
        SceneStep(
            scene_id=scene.scene_id,
            zh=scene.zh,
            is_starred=scene.is_starred,
            before=scene.level,
            after=level,
        )
        for scene in chosen
    )
