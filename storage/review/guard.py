"""What every answer of the site is wrapped in: only for those who asked for us by name, and nothing from elsewhere.

What changes something has to come from a page of ours, as the browser itself says (`Sec-Fetch-Site`, else `Origin`).
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
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
    (b"referrer-policy", b"same-origin"),  # with no-referrer a browser would not say of our own forms that they are
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_OURS = frozenset(("127.0.0.1", "localhost", "::1"))
_ASKS_ONLY = frozenset(("GET", "HEAD"))
_LONGEST_FORM = 1 << 16  # bytes
_FORM = b"application/x-www-form-urlencoded"


class Guard:
    """Answers only requests for a loopback name or that of `public_url`: a page elsewhere that points its own name at
    127.0.0.1 (DNS rebinding) gets nothing. Adds the headers that keep a page from loading or running anything else."""

    def __init__(self, app: Application, public_url: str = "") -> None:
        self._app = app
        public = urlsplit(public_url)
        self._hosts = _OURS | ({public.hostname} if public.hostname else set())
        self._public = public.netloc.encode()

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

        refused = self._refusal(scope)
        if refused is None:
            await self._app(scope, receive, send_guarded)
            return
        status, said = refused
        await send_guarded(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]}
        )
        await send_guarded({"type": "http.response.body", "body": said.encode()})

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        """Why a request gets nothing, if so: the status and a sentence."""
        if _host(scope["headers"]) not in self._hosts:
            return 421, "This site answers to 127.0.0.1 and localhost only; [review] public_url names one more.\n"
        if scope["method"] in _ASKS_ONLY:
            return None
        headers = dict(scope["headers"])
        if not self._from_us(headers):
            return 403, "A form of this site is sent from its own pages alone.\n"
        if headers.get(b"content-type", b"").split(b";")[0].strip() != _FORM:
            return 415, "This is no form of this site.\n"
        length = headers.get(b"content-length", b"")
        if not length.isdigit() or int(length) > _LONGEST_FORM:
            return 413, "A form of this site says its length, and is shorter.\n"
        return None

    def _from_us(self, headers: Mapping[bytes, bytes]) -> bool:
        """Whether a page of ours sent this. A browser that says nothing of it is not believed."""
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site == b"same-origin"
        origin = urlsplit(headers.get(b"origin", b"").strip())
        return origin.netloc != b"" and origin.netloc in (headers[b"host"], self._public)


def _host(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The name that was asked for, without its port; None where it was not said, or more than once."""
    said = [value.decode("latin-1") for name, value in headers if name == b"host"]
    try:
        return urlsplit(f"//{said[0]}").hostname if len(said) == 1 else None
    except ValueError:
        return None
