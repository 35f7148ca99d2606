"""Who asks, in which language and theme, of which workspace in which state? Read once per request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Event, Lock
from typing import Annotated, Any, Literal, TypeVar, cast
from urllib.parse import unquote

from fastapi import Depends, Request

from gaodi import __version__, api
from gaodi.base import InputError, digest_record
from gaodi.web import links

T = TypeVar("T")
Lang = Literal["zh", "en"]
Theme = Literal["auto", "light", "dark"]

LANG_COOKIE = "gaodi_lang"
THEME_COOKIE = "gaodi_theme"
WHO_COOKIE = "gaodi_who"
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
N_HELD_FRAMES = 4
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Days that pages may be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page says about the workspace, whatever its question."""

    region_name: str
    synthetic: bool
    n_sources: int
    snapshot_id: str | None
    run_id: str | None
    run_on: date | None
    run_at: datetime | None
    is_stale: bool


@dataclass(slots=True)
class Desk:
    """The workspace as the web application serves it."""

    office: api.Office
    frames: dict[str, Frame] = field(default_factory=dict)
    """Frames by state of the workspace; only the last few."""
    works: dict[str, api.OpenWork] = field(default_factory=dict)
    """How much waits for a person, by state of the workspace; only the last few."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Answers that take a second and are asked for page by page, by state and question; only the last few."""
    is_outdated: Event = field(default_factory=Event)
    """Set where figures were judged since they were last compared."""
    comparing: Lock = field(default_factory=Lock)
    """Held while figures are compared again after a judgement."""
    units: dict[str, str] = field(init=False)
    """Units as stored → in English."""

    def __post_init__(self) -> None:
        labels = self.office.catalogue.labels.items()
        self.units = {label.zh: label.en for key, label in labels if key.startswith("unit.")}

    def read_state(self) -> str:
        """Return a token that changes whenever an answer of the workspace may."""
        newest = self.office.workspace.ledger.audit(limit=1)  # every write leaves a row there
        root = self.office.workspace.root
        files = [
            *sorted((root / "briefs").glob("*")),
            *sorted((root / "scenarios").glob("*.yaml")),
            *sorted((root / "catalogue").glob("*.csv")),
        ]
        files += sorted((root / "runs").glob("criticality-*.parquet"))
        written = [(path.name, path.stat().st_mtime_ns) for path in files]
        # That a weighing has begun or broken off counts, not how far it is: answers stay as they are meanwhile.
        going = api.get_weighing(self.office) if any((root / "runs").glob("criticality-*.json")) else None
        written += [("weighing", int(going.is_running))] if going else []
        return digest_record(
            [
                __version__,
                self.office.catalogue.digest,
                self.office.packs.digest,
                newest[0]["id"] if newest else 0,
                written,
                datetime.now(UTC).astimezone().date().isoformat(),
            ]
        )[:16]

    def read_work(self, state: str) -> api.OpenWork:
        """Return how much waits for a person in a state, from memory where it is known."""
        work = self.works.get(state)
        if work is None:
            work = api.count_open_work(self.office)
            while len(self.works) >= N_HELD_FRAMES:
                self.works.pop(next(iter(self.works)), None)
            self.works[state] = work
        return work

    def read_answer(self, question: str, ask_engine: Callable[[], T]) -> T:
        """Return the answer to a question in the present state, from memory where it is known."""
        state = self.read_state()
        key = f"{state}/{question}"
        answer: T | None = self.answers.get(key)
        if answer is None:
            answer = ask_engine()
            for old in [name for name in self.answers if not name.startswith(state)]:
                self.answers.pop(old, None)  # nobody asks for a state that is past
            while len(self.answers) >= N_HELD_FRAMES:
                self.answers.pop(next(iter(self.answers)), None)
            self.answers[key] = answer
        return answer

    def read_frame(self, state: str) -> Frame:
        """Return the frame of a state, from memory where it is known."""
        frame = self.frames.get(state)
        if frame is None:
            frame = self._build_frame()
            while len(self.frames) >= N_HELD_FRAMES:
                self.frames.pop(next(iter(self.frames)), None)
            self.frames[state] = frame
        return frame

    def _build_frame(self) -> Frame:
        sources = api.list_sources(self.office)
        run = api.get_run(self.office)
        snapshot = self.office.workspace.ledger.snapshot()
        return Frame(
            region_name=self.office.workspace.config.region_name,
            synthetic=any(source.synthetic for source in sources),
            n_sources=len(sources),
            snapshot_id=snapshot.snapshot_id if snapshot else None,
            run_id=run.record.run_id if run else None,
            run_on=run.record.on if run else None,
            run_at=run.record.created_at if run else None,
            is_stale=bool(run and run.is_stale),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request, as the pages need it."""

    request: Request
    desk: Desk
    lang: Lang
    theme: Theme

    @property
    def office(self) -> api.Office:
        """The workspace asked."""
        return self.desk.office

    @property
    def parameters(self) -> dict[str, str]:
        """Query parameters without language and theme."""
        return {k: v for k, v in self.request.query_params.items() if k not in {"lang", "theme"}}

    @property
    def who(self) -> str:
        """Who judged last from this browser; empty where nobody said."""
        return unquote(self.request.cookies.get(WHO_COOKIE, ""))

    def label(self, key: str) -> str:
        """Return a text of the interface."""
        return self.office.catalogue.label(key, self.lang)

    def link(self, **changes: object) -> str:
        """Return this page's address with some parameters changed; None takes one away."""
        return links.with_query(self.request.url.path, {**self.parameters, **changes})


def choose_lang(query: Mapping[str, str], cookies: Mapping[str, str], default: str) -> Lang:
    """Return the language: asked for, else remembered, else the workspace's own.

    Examples
    --------
    >>> choose_lang({"lang": "en"}, {}, "zh"), choose_lang({}, {"gaodi_lang": "en"}, "zh"), choose_lang({}, {}, "zh")
    ('en', 'en', 'zh')
    """
    for said in (query.get("lang"), cookies.get(LANG_COOKIE), default):
        if said in {"zh", "en"}:
            return cast("Lang", said)
    return "zh"


def choose_theme(query: Mapping[str, str], cookies: Mapping[str, str]) -> Theme:
    """Return the theme: asked for, else remembered, else the system's."""
    for said in (query.get("theme"), cookies.get(THEME_COOKIE)):
        if said in THEMES:
            return said
    return "auto"


async def read_ask(request: Request) -> Ask:
    """Read language and theme of a request; a dependency of every page."""
    desk: Desk = request.app.state.desk
    return Ask(
        request=request,
        desk=desk,
        lang=choose_lang(request.query_params, request.cookies, desk.office.workspace.config.language),
        theme=choose_theme(request.query_params, request.cookies),
    )


Asked = Annotated[Ask, Depends(read_ask)]


def read_day(text: str, name: str) -> date | None:
    """Return a day given as 2026-03-01; empty is None.

    Raises
    ------
    InputError
        If the text is no such day, or one too far off to count years and months from.
    """
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"参数 {name} 的值「{text}」不是日期；请写成 2026-03-01。",
            f"{name} is {text!r}, not a date; write it as 2026-03-01.",
        ) from error
    if not EARLIEST <= day <= LATEST:
        raise InputError(
            f"参数 {name} 的值「{text}」应在 {EARLIEST} 至 {LATEST} 之间。",
            f"{name} is {text!r}; it must lie from {EARLIEST} to {LATEST}.",
        )
    return day


def read_page(text: str) -> int:
    """Return a page number given as text; empty is the first.

    Raises
    ------
    InputError
        If it is not a whole number from 1.
    """
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 10_000_000):
        raise InputError(
            f"页码「{text}」不可用；请用从 1 起的整数。",
            f"page {text!r} is not possible; use a whole number from 1.",
        )
    return int(text)


def read_choice(text: str, name: str, allowed: tuple[str, ...]) -> str:
    """Return a parameter that must be one of a few words; empty is the first of them.

    Raises
    ------
    InputError
        If it is another word.
    """
    if not text:
        return allowed[0]
    if text not in allowed:
        raise InputError(
            f"参数 {name} 的值「{text}」不可用；可用：{'、'.join(filter(None, allowed))}。",
            f"{name} is {text!r}; use one of {', '.join(filter(None, allowed))}.",
        )
    return text


def read_flag(text: str, name: str) -> bool | None:
    """Return a yes/no parameter; empty is None, meaning any."""
    return {"": None, "yes": True, "no": False}["" if not text else read_choice(text, name, ("yes", "no"))]
