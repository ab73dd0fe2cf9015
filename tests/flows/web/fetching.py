"""A Fetcher for tests: quick limits, a fixed clock, and a far side that can be moved to loopback."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpcore

from flows.fetch import Fetcher, FetchSettings
from flows.web.network import Resolve
from watchlist.host import Host
from watchlist.page import Failed, Page

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PUBLIC = "93.184.215.14"  # an address of the public internet, which no test ever connects to

T = TypeVar("T")


class Names:
    """A resolver that knows a few names; a list of lists is what it says the first time, the second …"""

    def __init__(self, known: Mapping[str, Sequence[str] | Sequence[Sequence[str]]]) -> None:
        self.known = known
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        turn = self.asked.count(host)
        self.asked.append(host)
        if host not in self.known:
            raise OSError(-2, "Name or service not known")
        answer = self.known[host]
        if answer and not isinstance(answer[0], str):
            return list(answer[min(turn, len(answer) - 1)])
        return [str(address) for address in answer]


class Elsewhere(httpcore.AsyncNetworkBackend):
    """The far side of the network: whatever public address is connected to, loopback answers."""

    def __init__(self, port: int, *, dead: Iterable[str] = (), silent: Iterable[str] = ()) -> None:
        self.port = port
        self.dead = set(dead)  # addresses that refuse connections
        self.silent = set(silent)  # addresses that swallow what is sent to them
        self.connected: list[str] = []  # addresses, in order
        self._loopback = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("refused") from ConnectionRefusedError()
        if host in self.silent:
            await asyncio.sleep(0 if timeout is None else timeout)
            raise httpcore.ConnectTimeout()
        return await self._loopback.connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)


def fetcher(
    hosts: Mapping[str, Host] | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    *,
    names: Resolve | None = None,
    network: httpcore.AsyncNetworkBackend | None = None,
    tls: ssl.SSLContext | None = None,
    **settings: Any,
) -> Fetcher:
    """A Fetcher without gaps; loopback is open to it unless it has a network of its own."""
    chosen = {"gap_seconds": 0.0, "allow_private": network is None, "total_seconds": 5.0, **settings}
    return Fetcher(FetchSettings(**chosen), hosts or {}, now, resolve=names, network=network, tls=tls)


def with_fetcher(made: Fetcher, work: Callable[[Fetcher], Awaitable[T]]) -> T:
    """Run something with an open Fetcher."""

    async def run() -> T:
        async with made:
            return await work(made)

    return asyncio.run(run())


def page(url: str, made: Fetcher | None = None) -> Page | Failed:
    """Fetch one page."""
    return with_fetcher(made or fetcher(), lambda opened: opened.page(url))


def reason(found: object) -> str:
    """Why it failed; "" where it did not."""
    return found.reason if isinstance(found, Failed) else ""
