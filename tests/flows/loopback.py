"""A web server on loopback that does as it is told, for tests: real sockets, real HTTP/1.1, real misbehaviour.

    with Loopback({"/feed": Reply(body=b"<rss/>", headers={"ETag": '"1"'})}) as server:
        ... fetch server.url("/feed") ...
        assert [asked.target for asked in server.asked] == ["/feed"]

What no reply is written for is answered with 404, robots.txt included. A reply can be a sequence (one for each request,
the last one for all that follow) or a function of the request. Keys are paths, or a host and a path ("a.example/feed"),
which goes first; the query is not part of a key. Replies may be changed while the server runs.
"""

import asyncio
import gzip
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from http import HTTPStatus
from time import monotonic

from tests.flows.listening import Listening


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived."""

    method: str
    target: str  # path and query, as received
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""
    at: float = 0.0  # seconds on the monotonic clock, when its head was read

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def host(self) -> str:
        """The host of the Host header, without its port."""
        return self.headers.get("host", "").rsplit(":", 1)[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer, and how badly."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0  # seconds before the head is sent
    chunk: int = 65536  # bytes sent at a time
    pause: float = 0.0  # seconds between two chunks: a slow drip
    length: int | None = None  # the Content-Length to claim; None: the true one
    chunked: bool = False  # send with Transfer-Encoding: chunked, without a Content-Length
    endless: bool = False  # send the body again and again until the client leaves
    cut: bool = False  # close without a word
    verbatim: bytes = b""  # sent in place of everything else, then the connection is closed


Script = Reply | Sequence[Reply] | Callable[[Asked], Reply]


def redirect(location: str, status: int = 302) -> Reply:
    """A reply that sends the client elsewhere."""
    return Reply(status=status, headers={"Location": location})


def gzipped(body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
    """A reply whose body is compressed on the wire."""
    return Reply(body=gzip.compress(body, mtime=0), headers={"Content-Encoding": "gzip", **(headers or {})})


def tagged(reply: Reply, etag: str) -> Callable[[Asked], Reply]:
    """A reply that becomes 304 for who brings its ETag."""
    marked = replace(reply, headers={**reply.headers, "ETag": etag})
    unchanged = Reply(status=304, headers={"ETag": etag})
    return lambda asked: unchanged if asked.headers.get("if-none-match") == etag else marked


class Loopback(Listening):
    """The server: a context manager that listens on an address of loopback in a thread of its own."""

    def __init__(
        self,
        replies: Mapping[str, Script] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        super().__init__(tls=tls, address=address)
        self.replies: dict[str, Script] = dict(replies or {})
        self.asked: list[Asked] = []  # every request, in the order of arrival
        self.busiest = 0  # the most requests that were ever under way at a time
        self._under_way = 0
        self._served: dict[str, int] = {}

    def url(self, path: str = "/", host: str = "") -> str:
        """The URL of a path on this server; `host`: a name that the client resolves to it, "" for its address."""
        return f"{'https' if self._tls else 'http'}://{host or self._address}:{self.port}{path}"

    def targets(self, *, robots: bool = False) -> list[str]:
        """What was asked for, in order; requests for robots.txt only if wanted."""
        return [asked.target for asked in self.asked if robots or asked.path != "/robots.txt"]

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await self._exchange(reader, writer):
            pass

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection can go on."""
        asked = await _request(reader)
        self.asked.append(asked)
        self._under_way += 1
        self.busiest = max(self.busiest, self._under_way)
        try:
            reply = self._reply(asked)
            await asyncio.sleep(reply.delay)
            if reply.cut:
                return False
            if reply.verbatim:
                writer.write(reply.verbatim)
                await _finish(writer)
                return False
            await _answer(writer, asked, reply)
        finally:
            self._under_way -= 1
        if reply.length is not None or asked.headers.get("connection") == "close":
            await _finish(writer)
            return False
        return True

    def _reply(self, asked: Asked) -> Reply:
        key = asked.host + asked.path
        if key not in self.replies:
            key = asked.path
        script = self.replies.get(key, Reply(status=404, body=b"not here"))
        turn = self._served.get(key, 0)
        self._served[key] = turn + 1
        if isinstance(script, Reply):
            return script
        if callable(script):
            return script(asked)
        return script[min(turn, len(script) - 1)]


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    arrived = monotonic()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body, arrived)


async def _answer(writer: asyncio.StreamWriter, asked: Asked, reply: Reply) -> None:
    bodiless = reply.status in (204, 304) or asked.method == "HEAD"
    writer.write(_head(reply, bodiless))
    if bodiless:
        await writer.drain()
        return
    first = True
    while first or reply.endless:
        for start in range(0, len(reply.body), reply.chunk):
            if not first:
                await asyncio.sleep(reply.pause)
            first = False
            piece = reply.body[start : start + reply.chunk]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if reply.chunked else piece)
            await writer.drain()
        first = False
    if reply.chunked:
        writer.write(b"0\r\n\r\n")
    await writer.drain()


def _head(reply: Reply, bodiless: bool) -> bytes:
    phrase = HTTPStatus(reply.status).phrase if reply.status in HTTPStatus._value2member_map_ else "Unknown"
    headers = {"Date": formatdate(usegmt=True), **reply.headers}
    if reply.chunked:
        headers["Transfer-Encoding"] = "chunked"
    elif reply.length is not None:
        headers["Content-Length"] = str(reply.length)
    elif not bodiless and not reply.endless:
        headers["Content-Length"] = str(len(reply.body))
    lines = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("utf-8")


async def _finish(writer: asyncio.StreamWriter) -> None:
    await writer.drain()
    writer.close()
    await writer.wait_closed()
