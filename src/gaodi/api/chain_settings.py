"""What does a workspace bring of its own for its chains? Rules, travel times and import shares from its catalogue folder."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from gaodi.api.import_shares import find_sector_table, read_sector_shares
from gaodi.api.records import Office
from gaodi.base import InputError, digest_bytes, digest_record
from gaodi.chains import (
    FusionRules,
    LinkRules,
    PlacementRules,
    SectorShare,
    TravelRules,
    load_fusion_rules,
    load_link_rules,
    load_placement_rules,
    load_travel_rules,
)

TRAVEL_TIMES = "travel_times.csv"
IMPORT_SHARES = "import_shares.csv"
_LONGEST = 100_000.0
"""Minutes; a longer way is a mistake of units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSettings:
    """The rules and tables the chains of a workspace are read by."""

    placement: PlacementRules
    strength: LinkRules
    travel: TravelRules
    fusion: FusionRules
    travel_times: dict[tuple[str, str], float] | None
    """(from, to) division codes → minutes; None without a file."""
    import_shares: dict[str, SectorShare] | None
    """Sector code → share of imports in the use of its products; None without a file and a kept table."""


def read_chain_settings(office: Office) -> ChainSettings:
    """Read what the workspace's own `catalogue/` folder says about chains; the rest is as shipped.

    `travel_times.csv` has the columns from, to (division codes) and minutes; `import_shares.csv` has sector (the
    beginning of a GB/T 4754 code) and share (0.25 or 25%). Sectors of that file go before those of the input-output table
    the workspace keeps.

    Raises
    ------
    CatalogueError
        If a rule file is wrong.
    InputError
        With file and line, if a table is.
    """
    own = find_own_catalogue(office)
    times = _read_table(own / TRAVEL_TIMES, ("from", "to", "minutes"), _read_minutes)
    shares = _read_table(own / IMPORT_SHARES, ("sector", "share"), _read_share)
    own_shares = {
        keys[0]: SectorShare(share=value, source_zh=f"本单位 {IMPORT_SHARES}", source_en=IMPORT_SHARES)
        for keys, value in (shares or {}).items()
    }
    return ChainSettings(
        placement=load_placement_rules(own),
        strength=load_link_rules(own),
        travel=load_travel_rules(own),
        fusion=load_fusion_rules(own),
        travel_times=None
        if times is None
        else {(keys[0], keys[1]): float(value) for keys, value in times.items()},
        import_shares=(read_sector_shares(office) | own_shares) or None,
    )


def find_own_catalogue(office: Office) -> Path:
    """Return the folder a workspace keeps its own catalogue in; it need not exist."""
    return office.workspace.root / "catalogue"


def digest_chain_tables(office: Office) -> str | None:
    """Return a digest of the workspace's own tables about chains, None without any; rules are in the catalogue's."""
    own = find_own_catalogue(office)
    files = [own / name for name in (TRAVEL_TIMES, IMPORT_SHARES)]
    found = [[path.name, digest_bytes(path.read_bytes())] for path in files if path.is_file()]
    if (kept := find_sector_table(office)) is not None:
        found.append(
            [kept.file, digest_record([kept.source_id, kept.region, kept.classification, kept.shares])]
        )
    return digest_record(found) if found else None


def _read_table(
    path: Path, columns: tuple[str, ...], read: Callable[[str], Fraction]
) -> dict[tuple[str, ...], Fraction] | None:
    """Read key columns and one number per line; a key given twice must say the same twice."""
    if not path.is_file():
        return None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} 不是 UTF-8 编码；请另存为“CSV UTF-8”。",
            f"{path.name} is not UTF-8; save it as CSV UTF-8.",
        ) from error
    lines = csv.DictReader(io.StringIO(text))
    if set(columns) - set(lines.fieldnames or ()):
        raise InputError(
            f"{path.name} 的表头是 {'、'.join(lines.fieldnames or ()) or '空的'}，应有 {'、'.join(columns)}。",
            f"{path.name} has the header {list(lines.fieldnames or ())}; it needs {', '.join(columns)}.",
        )
    found: dict[tuple[str, ...], Fraction] = {}
    for row in lines:
        key = tuple((row[name] or "").strip() for name in columns[:-1])
        value = _read_cell(path, lines.line_num, columns[-1], row[columns[-1]] or "", read)
        if not all(key) or found.setdefault(key, value) != value:
            raise InputError(
                f"{path.name} 第 {lines.line_num} 行：{'、'.join(columns[:-1])} 为空，或与前面的行矛盾（{'、'.join(key)}）；每个键写一次。",
                f"{path.name} line {lines.line_num}: {', '.join(columns[:-1])} is empty or contradicts an earlier line ({', '.join(key)}); "
                "give each key once.",
            )
    return found


def _read_cell(path: Path, line: int, column: str, text: str, read: Callable[[str], Fraction]) -> Fraction:
    try:
        return read(text.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(
            f"{path.name} 第 {line} 行：{column} 的值「{text}」不可用；分钟应为 0 至 {_LONGEST:.0f} 的数，份额应为 0 至 1 的数或百分数。",
            f"{path.name} line {line}: {column} is {text!r}; minutes must be 0 to {_LONGEST:.0f}, a share 0 to 1 or a percentage.",
        ) from error


def _read_minutes(text: str) -> Fraction:
    value = Fraction(text)
    if not 0 <= value <= _LONGEST:
        raise ValueError(text)
    return value


def _read_share(text: str) -> Fraction:
    value = Fraction(text[:-1].strip()) / 100 if text.endswith(("%", "％")) else Fraction(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value
