"""How does a person's judgement come in? A form's reason and name, the page to go back to, figures compared again."""

import logging
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Form
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from gaodi import api
from gaodi.base import InputError, WorkspaceBusyError
from gaodi.web.asking import WHO_COOKIE, Ask, Desk
from gaodi.web.views import YEAR_S

logger = logging.getLogger("gaodi.web")

MAX_WHO = 80
MAX_REASON = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What stands in every form of a judgement."""

    reason: str
    who: str | None
    """None is the user the server runs as."""
    back: str
    """Page to go back to; always one of ours."""


def read_said(
    reason: Annotated[str, Form()] = "", who: Annotated[str, Form()] = "", back: Annotated[str, Form()] = ""
) -> Said:
    """Read reason, name and page to go back to; a dependency of every judgement.

    Raises
    ------
    InputError
        If the reason or the name is too long.
    """
    if len(reason) > MAX_REASON or len(who) > MAX_WHO:
        raise InputError(
            f"理由最多 {MAX_REASON:,} 字，姓名最多 {MAX_WHO} 字。",
            f"a reason has at most {MAX_REASON:,} characters, a name {MAX_WHO}.",
        )
    return Said(reason=reason.strip(), who=who.strip() or None, back=check_back(back))


Saying = Annotated[Said, Depends(read_said)]


def check_back(address: str) -> str:
    r"""Return the address if it is a page of ours, else nothing: a form never leads to another site.

    Examples
    --------
    >>> check_back("/evidence/facts?page=2#f1-a"), check_back("//evil.example/"), check_back("/\\evil.example")
    ('/evidence/facts?page=2#f1-a', '', '')
    """
    parts = urlsplit(address)
    is_ours = address.startswith("/") and not address.startswith("//") and not (parts.scheme or parts.netloc)
    return address if is_ours and "\\" not in address and address.isprintable() else ""


def go_back(ask: Ask, said: Said, default: str, *, compare: bool = False) -> RedirectResponse:
    """Answer a judgement that was kept: remember the name, lead back, and compare figures again if asked."""
    address = said.back or default
    # Only ASCII stands in a header; what is escaped already stays so.
    target = quote(address, safe="/?#&=%:@+,;~!$'()*-._")
    task = BackgroundTask(compare_again, ask.desk) if compare else None
    answer = RedirectResponse(target, status_code=303, background=task)
    if said.who:
        answer.set_cookie(WHO_COOKIE, quote(said.who, safe=""), max_age=YEAR_S, httponly=True, samesite="lax")
    return answer


def compare_again(desk: Desk) -> None:
    """Compare figures after a judgement; judgements that come in meanwhile are compared in the same go."""
    desk.is_outdated.set()
    while desk.is_outdated.is_set() and desk.comparing.acquire(blocking=False):
        try:
            desk.is_outdated.clear()
            api.refresh_findings(desk.office)
        except WorkspaceBusyError as error:
            logger.warning("figures were not compared again: %s", error.en)
        finally:
            desk.comparing.release()
