"""One request and its answer, over httpcore, under limits of time and size."""

import asyncio
import ssl
from functools import cache
from types import TracebackType

import httpcore
from h2.exceptions import H2Error

from flows.web.address import Address
from flows.web.answer import Answer, Request
from flows.web.encoding import ACCEPTED
from flows.web.failure import failed
from flows.web.manners import FetchSettings
from flows.web.network import PrivateAddress, ProxyFailed, Refused, Unresolved
from watchlist.page import Failed

_KEEP_ALIVE = 4.0  # seconds; common servers close idle connections after five or more
_WORTHLESS = 64 * 1024  # bytes of an unwanted body that are read, for what it says and to use the connection again
_MOST_PIECES = 50_000  # of a chunked body; each costs some 30 µs, so that millions would keep us from all else
_CLOSED = ("Server disconnected", "ConnectionTerminated")  # httpcore's words for no answer, of HTTP/1.1 and HTTP/2

# httpcore lets pass an ssl.SSLError that comes after the handshake, and what h2 says of a body's frames.
_EXPECTED = (
    PrivateAddress, Unresolved, Refused, ProxyFailed, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError,
    H2Error,
)  # fmt: skip


class Exchange:
    """Connections to many hosts, each reused while it lasts; an async context manager."""

    def __init__(
        self, settings: FetchSettings, network: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext | None = None
    ) -> None:
        """Without `tls`, certificates are verified against the system's and certifi's. No environment proxies."""
        self._settings = settings
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or _verifying(),
            max_connections=settings.concurrency,
            keepalive_expiry=_KEEP_ALIVE,
            http2=True,
            network_backend=network,
        )

    async def __aenter__(self) -> "Exchange":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.aclose()

    async def get(self, address: Address, request: Request) -> Answer | Failed:
        """Ask for an address, without following redirects; whatever goes wrong on the way is a Failed."""
        try:
            async with asyncio.timeout(self._settings.total_seconds):
                response = await self._send(self._compose(address, request))
                return await _read_and_leave(response, request)
        except (TimeoutError, httpcore.TimeoutException) as error:
            return failed(request.url, "timeout", f"{address.name}: {self._what_took_long(error)}", retry=True)
        except _EXPECTED as error:
            return _failure(request.url, address, error)

    async def _send(self, message: httpcore.Request) -> httpcore.Response:
        """Send, and once more where the server had closed the idle connection meanwhile (RFC 9112, 9.3.1)."""
        try:
            return await self._pool.handle_async_request(message)
        except (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError) as error:
            if isinstance(error, httpcore.RemoteProtocolError) and not any(said in str(error) for said in _CLOSED):
                raise
            return await self._pool.handle_async_request(message)
        except ValueError as error:  # httpcore leaves the headers of HTTP/2 unchecked
            raise httpcore.RemoteProtocolError("the status is no number") from error

    def _what_took_long(self, error: Exception) -> str:
        match error:
            case httpcore.ConnectTimeout():
                return f"no connection within {self._settings.connect_seconds:g} s"
            case httpcore.TimeoutException():
                return f"silent for {self._settings.read_seconds:g} s"
            case _:
                return f"no whole answer within {self._settings.total_seconds:g} s"

    def _compose(self, address: Address, request: Request) -> httpcore.Request:
        headers = (
            ("Host", address.name),
            ("User-Agent", self._settings.user_agent),
            ("Accept-Encoding", ACCEPTED),
            *request.headers,
        )
        read, connect = self._settings.read_seconds, self._settings.connect_seconds
        return httpcore.Request(
            b"GET",
            httpcore.URL(
                scheme=address.scheme.encode(),
                host=address.host.encode(),
                port=address.port,
                target=address.target.encode(),
            ),
            headers=[(name.encode("ascii"), value.encode("ascii")) for name, value in headers],
            extensions={"timeout": {"connect": connect, "read": read, "write": read}},
        )


@cache
def _verifying() -> ssl.SSLContext:
    """The usual verification. It takes 36 ms to make; left to itself, the pool would make one for each connection."""
    return httpcore.default_ssl_context()


async def _read_and_leave(response: httpcore.Response, request: Request) -> Answer | Failed:
    """Read an answer; what is left of it is not waited for.

    A connection of HTTP/2 goes with it: httpcore gives up the stream without a word to the server, and what that keeps
    sending would use up the window that all streams of the connection share.
    """
    whole = False
    try:
        answer, whole = await _read(response, request)
    finally:
        await response.aclose()
        if not whole and response.extensions["http_version"] == b"HTTP/2":
            await response.extensions["network_stream"].aclose()
    return answer


async def _read(response: httpcore.Response, request: Request) -> tuple[Answer | Failed, bool]:
    """The answer, and whether its body was read to the end."""
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
    wanted = 200 <= response.status < 300
    most = request.max_bytes if wanted else _WORTHLESS
    # The length in a 304 is that of the body which it does not have.
    announced = 0 if response.status == 304 else _announced(headers)
    raw, whole = (b"", False) if announced > most and not request.cut else await _body(response, most)
    if wanted and not whole and not request.cut:
        return failed(request.url, "too-large", f"more than {most} bytes, or in very many pieces", retry=False), whole
    return Answer(response.status, headers, raw), whole


def _announced(headers: tuple[tuple[str, str], ...]) -> int:
    """The length that the answer claims to have, in bytes; 0 where it claims none. h11 and h2 see to the digits."""
    return next((int(value) for name, value in headers if name.lower() == "content-length"), 0)


async def _body(response: httpcore.Response, most: int) -> tuple[bytes, bool]:
    """At most `most` bytes of the body, and whether that is all of it."""
    pieces: list[bytes] = []
    room = most
    async for piece in response.aiter_stream():
        pieces.append(piece[:room])
        room -= len(piece)
        if room < 0 or len(pieces) > _MOST_PIECES:
            return b"".join(pieces), False
    return b"".join(pieces), True


def _failure(url: str, address: Address, error: Exception) -> Failed:
    detail = f"{address.name}: {error}"
    match error:
        case PrivateAddress():
            return failed(url, "private-address", str(error), retry=False)
        case Unresolved():
            return failed(url, "dns", str(error), retry=True)
        case ProxyFailed():
            return failed(url, "proxy", detail, retry=True)
        case Refused():
            return failed(url, "refused", str(error), retry=True)
        case httpcore.ConnectError() | ssl.SSLError():
            return failed(url, "tls", detail, retry=True)
        case httpcore.NetworkError():
            return failed(url, "incomplete", f"{address.name}: the connection broke off", retry=True)
        case _:
            broken = "without sending complete" in str(error)
            return failed(url, "incomplete" if broken else "protocol", detail, retry=True)
