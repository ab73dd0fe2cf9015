"""What every answer of the site is wrapped in: only for those who asked for us by name, and nothing from elsewhere."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

# Our templates hold no inline script or style, so nothing has to be let through.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_OURS = frozenset(("127.0.0.1", "localhost", "::1"))


class Guard:
    """Answers only requests for a loopback name or that of `public_url`: a page elsewhere that points its own name at
    127.0.0.1 (DNS rebinding) gets nothing. Adds the headers that keep a page from loading or running anything else."""

    def __init__(self, app: Application, public_url: str = "") -> None:
        self._app = app
        self._hosts = _OURS | ({host} if (host := urlsplit(public_url).hostname) else set())

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in _HEADERS}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
                message = {**message, "headers": [*kept, *_HEADERS]}
            await send(message)

        if _host(scope["headers"]) in self._hosts:
            await self._app(scope, receive, send_guarded)
        else:
            await send_guarded(
                {"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]}
            )
            body = b"This site answers to 127.0.0.1 and localhost only; [review] public_url names one more.\n"
            await send_guarded({"type": "http.response.body", "body": body})


def _host(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The name that was asked for, without its port; None where it was not said, or more than once."""
    said = [value.decode("latin-1") for name, value in headers if name == b"host"]
    try:
        return urlsplit(f"//{said[0]}").hostname if len(said) == 1 else None
    except ValueError:
        return None
