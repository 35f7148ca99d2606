"""How far is the weighing of every firm, whichever process does it? One small file of the workspace says so to all."""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from gaodi.api.criticality import compute_criticality, find_criticality
from gaodi.api.records import Office
from gaodi.base import GaodiError, Progress, ignore_progress

STALE_S = 60.0
"""Who has written nothing for so long has ended; our own choice."""
EVERY_S = 0.5
"""Progress is written no more often."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """A weighing of every firm that goes on, or did not end well."""

    done: int
    total: int
    """0 before the network is laid out."""
    started_at: datetime
    updated_at: datetime
    failure: tuple[str, str] | None
    """In Chinese and in English."""

    @property
    def is_running(self) -> bool:
        """Whether it still goes on."""
        return self.failure is None


def get_weighing(office: Office, *, on: date | None = None) -> Weighing | None:
    """Return the weighing for the present tables that some process has begun, or None where none goes on.

    Parameters
    ----------
    office : Office
    on : date or None

    Returns
    -------
    Weighing or None
        With a failure where it was given up, or its process has written nothing for a minute.
    """
    found = _read(_find_note(office, on))
    if found is None or not found.is_running:
        return found
    if (_now() - found.updated_at).total_seconds() <= STALE_S:
        return found
    return _fail(
        found, "上次逐户计算中断，没有结果；请重新开始。", "the last weighing broke off; start it again."
    )


def begin_weighing(office: Office, *, on: date | None = None) -> bool:
    """Claim the weighing of every firm for this process.

    Returns
    -------
    bool
        False where another weighing of the same tables goes on.
    """
    path = _find_note(office, on)
    path.parent.mkdir(exist_ok=True)
    going = get_weighing(office, on=on)
    if going is not None and going.is_running:
        return False
    # Of several that see the same note of a weighing that has ended, one alone can take it away.
    with suppress(FileNotFoundError):
        aside = path.with_name(f"{path.name}.{uuid4().hex}")
        path.rename(aside)
        aside.unlink()
    now = _now()
    try:
        with path.open("x", encoding="utf-8") as file:  # fails where another process was first
            file.write(_write(Weighing(done=0, total=0, started_at=now, updated_at=now, failure=None)))
    except FileExistsError:
        return False
    return True


def run_weighing(office: Office, *, on: date | None = None, progress: Progress = ignore_progress) -> bool:
    """Weigh every firm as `begin_weighing` has claimed, and note how far it is for every process to read.

    Returns
    -------
    bool
        Whether the result is stored; where it is not, the note says why.
    """
    path = _find_note(office, on)
    started = _now()
    note = _read(path) or Weighing(done=0, total=0, started_at=started, updated_at=started, failure=None)

    def tell(step: str, done: int, total: int | None) -> None:
        nonlocal note
        progress(step, done, total)
        if (_now() - note.updated_at).total_seconds() >= EVERY_S:
            note = Weighing(
                done=done, total=total or 0, started_at=note.started_at, updated_at=_now(), failure=None
            )
            _store(path, note)

    try:
        compute_criticality(office, on=on, progress=tell)
    except GaodiError as error:
        _store(path, _fail(note, error.zh, error.en))
    except Exception as error:
        _LOG.exception("weighing every firm failed")
        _store(path, _fail(note, f"逐户计算没有完成（{error}）。", f"weighing every firm failed ({error})."))
    else:
        path.unlink(missing_ok=True)
        return True
    return False


def _find_note(office: Office, on: date | None) -> Path:
    return find_criticality(office, on=on).with_suffix(".json")


def _now() -> datetime:
    return datetime.now(UTC)


def _fail(note: Weighing, zh: str, en: str) -> Weighing:
    return Weighing(
        done=note.done, total=note.total, started_at=note.started_at, updated_at=_now(), failure=(zh, en)
    )


def _write(note: Weighing) -> str:
    return json.dumps(
        {
            "done": note.done, "total": note.total, "started_at": note.started_at.isoformat(),
            "updated_at": note.updated_at.isoformat(), "failure": note.failure,
        },
        ensure_ascii=False,
    )  # fmt: skip


def _store(path: Path, note: Weighing) -> None:
    draft = path.with_name(f"{path.name}.{uuid4().hex}")
    draft.write_text(_write(note), encoding="utf-8")
    draft.replace(path)


def _read(path: Path) -> Weighing | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Weighing(
            done=told["done"],
            total=told["total"],
            started_at=datetime.fromisoformat(told["started_at"]),
            updated_at=datetime.fromisoformat(told["updated_at"]),
            failure=tuple(told["failure"]) if told["failure"] else None,
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):  # another process is just writing it, or was stopped there
        with suppress(FileNotFoundError):
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            return Weighing(done=0, total=0, started_at=changed, updated_at=changed, failure=None)
        return None
