"""What may a page do? Security headers on every answer, and no form from another site."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from another host."""

HEADERS: dict[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Protection:
    """Add the headers to every answer and refuse forms that another site sent.

    Parameters
    ----------
    app : ASGI application
    hosts : frozenset of str or None
        Names this server answers to. A page of another site whose name is pointed at this machine
        (DNS rebinding) bears its own name and is refused. None answers to any.
    max_body : int, bytes
        Larger request bodies are refused, whether they announce their size or not.
    refuse : callable
        Makes the answer to a refused request from its scope and the reason: `host`, `origin` or `size`.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str] | None,
        max_body: int,
        refuse: Callable[[Scope, str], Response],
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.max_body = max_body
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, pass it on, add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        n_read = 0

        async def receive_bounded() -> Message:
            nonlocal n_read
            message = await receive()
            n_read += len(message.get("body", b""))
            if n_read > self.max_body:
                raise HTTPException(413)
            return message

        reason = self._reason(scope["method"], Headers(scope=scope))
        answer = self.app if reason is None else self.refuse(scope, reason)
        await answer(scope, receive_bounded, send_protected)

    def _reason(self, method: str, headers: Headers) -> str | None:
        host = headers.get("host", "")
        if self.hosts is not None and (urlsplit(f"//{host}").hostname or "") not in self.hosts:
            return "host"
        if method not in SAFE_METHODS and not is_same_origin(headers):
            return "origin"
        length = headers.get("content-length", "0")
        return "size" if not length.isdigit() or int(length) > self.max_body else None


def is_same_origin(headers: Headers) -> bool:
    """Say whether a request that changes something comes from our own pages or from no browser at all.

    Browsers say `Sec-Fetch-Site`; older ones send `Origin` with every form. A client that sends neither is no
    browser, so nobody's cookies or network position can be abused through it.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
