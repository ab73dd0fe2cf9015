"""Proxies: reaching a host by a way of its source's own, under the same check of addresses."""

import asyncio
import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpcore
from socksio import ProtocolError
from socksio.socks5 import (
    SOCKS5AuthMethod,
    SOCKS5AuthMethodsRequest,
    SOCKS5AuthReply,
    SOCKS5Command,
    SOCKS5CommandRequest,
    SOCKS5Reply,
    SOCKS5ReplyCode,
    SOCKS5UsernamePasswordReply,
    SOCKS5UsernamePasswordRequest,
)

from flows.web.network import ProxyFailed
from watchlist.errors import BadInput
from watchlist.source import Source

_PORTS = {"socks5": 1080, "http": 8080}  # RFC 1928; what most HTTP proxies listen on
_LONGEST_LOGIN = 255  # bytes of a name or password (RFC 1929, 2)
_LONGEST_HEAD = 16 * 1024  # bytes of a proxy's answer to CONNECT
_FORM = "write it like socks5://127.0.0.1:9050 or http://name:password@proxy.example:3128"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy as a source's owner wrote it down."""

    scheme: str  # "socks5" or "http"
    host: str
    port: int
    login: tuple[str, str] | None = field(default=None, repr=False)  # name and password
    trusted: bool = False  # whether it looks names up itself, so that no address can be checked


def read_proxy(source: Source, environ: Mapping[str, str]) -> Proxy | None:
    """The proxy of a source, out of the environment or its file; None where it has none. Raises BadInput."""
    if source.proxy_env:
        place, text = f"${source.proxy_env}", environ.get(source.proxy_env, "")
    elif source.proxy_file:
        place = source.proxy_file
        try:
            text = Path(source.proxy_file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""
    else:
        return None
    if not text.strip():
        raise BadInput(f"{place}: no address of a proxy there; {_FORM}")
    return _parse(text.strip(), place, trusted=source.trust_proxy)


def _parse(text: str, place: str, *, trusted: bool) -> Proxy:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    scheme = {"socks5h": "socks5"}.get(parts.scheme, parts.scheme) if host else ""
    if not host or scheme not in _PORTS or not text.isascii():
        raise BadInput(f"{place}: what stands there is no proxy of a kind that is known; {_FORM}")  # it may be a secret
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    if login and max(len(part.encode()) for part in login) > _LONGEST_LOGIN:
        raise BadInput(f"{place}: a name or password of more than {_LONGEST_LOGIN} bytes; no proxy takes such")
    return Proxy(scheme, host, port or _PORTS[scheme], login, trusted)


class ByProxy(httpcore.AsyncNetworkBackend):
    """The network as it is seen from a proxy: connecting means to ask the proxy for it.

    What is connected to are checked addresses, for `GuardedNetwork` stands before this; TLS and the Host header name
    the host all the same. A name comes here only where the proxy is trusted to look it up.
    """

    def __init__(self, proxy: Proxy, network: httpcore.AsyncNetworkBackend) -> None:
        self._proxy = proxy
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to a host or IP address, through the proxy. Raises ProxyFailed and httpcore's ConnectTimeout."""
        proxy, stream = self._proxy, None
        try:
            async with asyncio.timeout(timeout):
                stream = await self._network.connect_tcp(proxy.host, proxy.port, timeout, local_address, socket_options)
                ask = _ask_socks if proxy.scheme == "socks5" else _ask_http
                await ask(stream, proxy, host, port)
                return stream
        except BaseException as error:
            if stream is not None:
                await stream.aclose()
            match error:
                case TimeoutError() | httpcore.TimeoutException():
                    raise httpcore.ConnectTimeout("the proxy took too long") from error
                case httpcore.NetworkError() if stream is None:
                    raise ProxyFailed("the proxy cannot be reached") from error
                case httpcore.NetworkError() | ProtocolError() | ValueError():
                    raise ProxyFailed("the proxy does not speak as it should") from error
                case _:
                    raise

    async def sleep(self, seconds: float) -> None:
        """Sleep, as httpcore asks for it."""
        await self._network.sleep(seconds)


async def _ask_http(stream: httpcore.AsyncNetworkStream, proxy: Proxy, host: str, port: int) -> None:
    """CONNECT (RFC 9110, 9.3.6)."""
    goal = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {goal} HTTP/1.1", f"Host: {goal}"]
    if proxy.login:
        credentials = base64.b64encode(":".join(proxy.login).encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {credentials}")
    await stream.write("\r\n".join([*lines, "", ""]).encode("ascii"))
    head = b""
    while b"\r\n\r\n" not in head:
        piece = await stream.read(1)  # what follows the head is the host's
        head += piece
        if not piece or len(head) > _LONGEST_HEAD:
            raise ProxyFailed("the proxy does not speak as it should")
    status = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")[1:2]
    if not status or not status[0].startswith("2"):
        said = f" ({status[0]})" if status and status[0].isdigit() else ""
        raise ProxyFailed(f"the proxy does not connect{said}")


async def _ask_socks(stream: httpcore.AsyncNetworkStream, proxy: Proxy, host: str, port: int) -> None:
    """SOCKS version 5 (RFC 1928), with a name and password where there are some (RFC 1929)."""
    method = SOCKS5AuthMethod.USERNAME_PASSWORD if proxy.login else SOCKS5AuthMethod.NO_AUTH_REQUIRED
    await stream.write(SOCKS5AuthMethodsRequest([method]).dumps())
    if SOCKS5AuthReply.loads(await _exactly(stream, 2)).method != method:
        raise ProxyFailed("the proxy wants another kind of login")
    if proxy.login:
        name, password = (part.encode() for part in proxy.login)
        await stream.write(SOCKS5UsernamePasswordRequest(name, password).dumps())
        if not SOCKS5UsernamePasswordReply.loads(await _exactly(stream, 2)).success:
            raise ProxyFailed("the proxy refuses the login")
    await stream.write(SOCKS5CommandRequest.from_address(SOCKS5Command.CONNECT, (host, port)).dumps())
    code = SOCKS5Reply.loads(await _reply(stream)).reply_code
    if code != SOCKS5ReplyCode.SUCCEEDED:
        raise ProxyFailed(f"the proxy does not connect ({code.name.lower().replace('_', ' ')})")


async def _reply(stream: httpcore.AsyncNetworkStream) -> bytes:
    """A whole reply, and nothing of what follows it: its fourth byte says how long the address is."""
    head = await _exactly(stream, 5)
    rest = {1: 3, 4: 15, 3: head[4]}.get(head[3])
    if rest is None:
        raise ProxyFailed("the proxy does not speak as it should")
    return head + await _exactly(stream, rest + 2)


async def _exactly(stream: httpcore.AsyncNetworkStream, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = await stream.read(count - len(data))
        if not piece:
            raise ProxyFailed("the proxy hung up")
        data += piece
    return data
