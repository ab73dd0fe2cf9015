"""Connections to checked addresses: a name is resolved once, and what is connected to is what was checked."""

import asyncio
import select
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore

from flows.web.address import is_ip, is_public

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]  # host name and port → IP addresses as text, best first

_MOST_TRIED = 6  # addresses of one name


class Unresolved(Exception):
    """The name has no address."""


class PrivateAddress(Exception):
    """The name leads to no public address."""


class SystemResolver:
    """The operating system's resolver, on threads of its own so that one slow name server holds nothing else up."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> list[str]:
        """The IP addresses of a name; raises OSError where it has none."""
        look_up = asyncio.get_running_loop().run_in_executor(
            self._threads, socket.getaddrinfo, host.encode("ascii"), port, 0, socket.SOCK_STREAM
        )
        return list(dict.fromkeys(str(entry[4][0]) for entry in await look_up))

    def close(self) -> None:
        """Let the threads go; one that still waits for a name server ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Refused(Exception):
    """No connection came about; what goes wrong afterwards, while agreeing on TLS, is httpcore's ConnectError."""


class ProxyFailed(Exception):
    """A proxy did not do what it is there for. What this says names no proxy: its address may be a secret."""


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """The network as httpcore sees it, without the addresses that are nobody's business of ours.

    `named`: whether names are handed on as they are, to a proxy that is trusted to look them up.
    """

    def __init__(
        self, resolve: Resolve, network: httpcore.AsyncNetworkBackend, *, allow_private: bool, named: bool = False
    ) -> None:
        self._resolve = resolve
        self._network = network
        self._allow_private = allow_private
        self._named = named

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that is allowed and answers, all within `timeout` seconds.

        Raises Unresolved, PrivateAddress, Refused, ProxyFailed, and httpcore's ConnectTimeout.
        """
        deadline = None if timeout is None else asyncio.get_running_loop().time() + timeout
        try:
            async with asyncio.timeout_at(deadline):
                addresses = await self._addresses(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("no answer from the name server") from error
        errors: list[Exception] = []
        for tried, address in enumerate(addresses):
            # Each address gets its share, so that one that swallows packets leaves time for the next.
            share = None if deadline is None else _left(deadline) / (len(addresses) - tried)
            try:
                return _Stream(await self._network.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectTimeout, httpcore.ConnectError, ProxyFailed) as error:
                errors.append(error)
        for telling in errors:
            if not isinstance(telling, httpcore.ConnectError):
                raise telling
        raise Refused(f"no connection to {host} port {port}") from errors[-1]

    async def sleep(self, seconds: float) -> None:
        """Sleep, as httpcore asks for it between attempts to connect."""
        await self._network.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        if self._named and not is_ip(host):
            return [host]
        found = [host] if is_ip(host) else await self._look_up(host, port)
        allowed = [address for address in found if self._allow_private or is_public(address)]
        if not allowed:
            said = host if host == found[0] else f"{host} is {found[0]}, which"
            raise PrivateAddress(f"{said} is not a public address; [fetch] allow_private lets such be asked")
        return allowed[:_MOST_TRIED]

    async def _look_up(self, host: str, port: int) -> Sequence[str]:
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            raise Unresolved(f"no address for {host}: {error.strerror or error}") from error
        if not found:
            raise Unresolved(f"no address for {host}")
        return found


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that says cheaply whether the server closed it.

    httpcore asks that of every idle connection at each step of each request; the stock answer took half of its time.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._poll = select.poll()
        self._poll.register(stream.get_extra_info("socket"), select.POLLIN)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - as above
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as above
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - as above
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        # A closed socket answers too, with POLLNVAL.
        return bool(self._poll.poll(0)) if info == "is_readable" else self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    # httpcore takes 0 for "at once" and nothing below it.
    return max(deadline - asyncio.get_running_loop().time(), 0.001)
