"""The gate that a browser's requests go through: a proxy on loopback that connects to checked addresses alone.

browser ── GET http://… │ CONNECT host:443 ──▶ gate ── checked, counted ──▶ GuardedNetwork ──▶ host
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from types import TracebackType

import httpcore

from flows.web.address import Address, read_address
from flows.web.network import GuardedNetwork, PrivateAddress, ProxyFailed, Refused, Unresolved
from watchlist.page import Failed

_HEAD = 64 * 1024  # bytes of a request's head
_PIECE = 64 * 1024  # bytes handed on at a time
_MOST_CONNECTIONS = 300  # of one page
_MOST_SENT = 1024 * 1024  # bytes that a page may send in one request
# Where a Chromium reports of its own accord, whatever its flags say. No page has its text there.
_MAKERS = frozenset(
    {"accounts.google.com", "clients2.google.com", "update.googleapis.com", "redirector.gvt1.com", "edgedl.me.gvt1.com",
     "optimizationguide-pa.googleapis.com", "content-autofill.googleapis.com", "safebrowsing.googleapis.com",
     "android.clients.google.com", "clientservices.googleapis.com", "clients2.googleusercontent.com"}
)  # fmt: skip
_HOP = {"connection", "proxy-connection", "keep-alive", "proxy-authorization", "te", "upgrade"}  # RFC 9110, 7.6.1

# Who is spoken to went away or fell silent: the page lives with that.
_GONE = (OSError, EOFError, asyncio.LimitOverrunError, httpcore.NetworkError)


class Gate:
    """A proxy for one page; an async context manager that listens on a port of loopback while it is open.

    `seconds`: for a connection to come about, and without a byte from it; `most_bytes`: of all answers together, after
    which nothing goes through any more.
    """

    def __init__(self, network: GuardedNetwork, *, seconds: float, most_bytes: int) -> None:
        self._network = network
        self._seconds = seconds
        self._room = most_bytes
        self._connections = 0
        self._open: set[asyncio.Task[None]] = set()
        self.refused = 0  # requests that were not let through

    async def __aenter__(self) -> "Gate":
        self._server = await asyncio.start_server(self._enter, "127.0.0.1", 0, limit=_HEAD)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.sockets[0].getsockname()[1])

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        self._connections += 1
        try:
            with suppress(*_GONE, asyncio.CancelledError):  # cancelled where the page is done
                await self._request(reader, writer)
        finally:
            writer.transport.abort()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(self._seconds):
            head = await reader.readuntil(b"\r\n\r\n")
        method, goal, *fields = _lines(head)
        tunnel = method == "CONNECT"
        address = read_address(f"https://{goal}/" if tunnel else goal)
        if isinstance(address, Failed) or (not tunnel and address.scheme != "http"):
            return await self._refuse(writer, 400)
        if address.host in _MAKERS:
            return await self._refuse(writer, 403)
        if self._connections > _MOST_CONNECTIONS or self._room <= 0:
            return await self._refuse(writer, 429)
        try:
            stream = await self._network.connect_tcp(address.host, address.port, self._seconds)
        except PrivateAddress:
            return await self._refuse(writer, 403)
        except (Unresolved, Refused, ProxyFailed, httpcore.TimeoutException):
            return await self._refuse(writer, 502)
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                sent = _from(reader)
            else:
                await stream.write(_rewritten(method, address, fields), self._seconds)
                sent = _body(reader, fields)
            await self._pass(sent, stream, writer)
        finally:
            await stream.aclose()
        return None

    async def _refuse(self, writer: asyncio.StreamWriter, status: int) -> None:
        self.refused += 1
        writer.write(f"HTTP/1.1 {status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def _pass(
        self, sent: AsyncIterator[bytes], stream: httpcore.AsyncNetworkStream, writer: asyncio.StreamWriter
    ) -> None:
        """Hand on what both sides say, until the host has said all."""

        async def up() -> None:
            async for piece in sent:
                await stream.write(piece, self._seconds)

        sending = asyncio.create_task(up())
        try:
            while self._room > 0 and (piece := await self._read(stream)):
                self._room -= len(piece)
                writer.write(piece)
                await writer.drain()
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        writer.close()
        await writer.wait_closed()

    async def _read(self, stream: httpcore.AsyncNetworkStream) -> bytes:
        try:
            return await stream.read(_PIECE, self._seconds)
        except httpcore.TimeoutException:
            return b""


def _lines(head: bytes) -> list[str]:
    """Method and goal of a request, and the lines of its fields."""
    first, *fields = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, _, rest = first.partition(" ")
    return [method, rest.partition(" ")[0], *fields]


def _rewritten(method: str, address: Address, fields: list[str]) -> bytes:
    """A request as its host gets it: for this address alone, and for this once."""
    kept = [field for field in fields if field.partition(":")[0].strip().lower() not in _HOP | {"host"}]
    lines = [f"{method} {address.target} HTTP/1.1", f"Host: {address.name}", *kept, "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")


async def _from(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while piece := await reader.read(_PIECE):
        yield piece


async def _body(reader: asyncio.StreamReader, fields: list[str]) -> AsyncIterator[bytes]:
    """The body of a request, as long as it says to be."""
    lengths = [
        value.strip() for name, _, value in (f.partition(":") for f in fields) if name.lower() == "content-length"
    ]
    left = min(int(lengths[0]), _MOST_SENT) if lengths and lengths[0].isascii() and lengths[0].isdigit() else 0
    while left > 0 and (piece := await reader.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece
