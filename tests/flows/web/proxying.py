"""Proxies on loopback for tests: SOCKS5 and CONNECT, real as far as they go.

Whatever they are asked to connect to, they connect to one port on loopback, and remember what they were asked for.
"""

import asyncio
import base64
import contextlib
from ipaddress import IPv4Address, IPv6Address

from tests.flows.listening import Listening


class LoopbackProxy(Listening):
    """A proxy: a context manager that listens on 127.0.0.1 in a thread of its own."""

    def __init__(self, scheme: str, goal: int, *, login: str = "", refuses: bool = False, says: bytes = b"") -> None:
        super().__init__()
        self.asked: list[tuple[str, int]] = []  # host and port of each request to connect
        self._scheme, self._goal, self._login, self._refuses, self._says = scheme, goal, login, refuses, says

    @property
    def url(self) -> str:
        """Its address, with the login that it wants."""
        return f"{self._scheme}://{self._login}{'@' if self._login else ''}127.0.0.1:{self.port}"

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._says:
            writer.write(self._says)
            await writer.drain()
            await reader.read(65536)
        elif await (self._socks(reader, writer) if self._scheme == "socks5" else self._http(reader, writer)):
            await self._pipe(reader, writer)

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        _, count = await reader.readexactly(2)
        wanted = 2 if self._login else 0
        if wanted not in await reader.readexactly(count):
            writer.write(b"\x05\xff")
            return False
        writer.write(bytes([5, wanted]))
        if self._login:
            _, length = await reader.readexactly(2)
            name = await reader.readexactly(length)
            secret = await reader.readexactly((await reader.readexactly(1))[0])
            right = f"{name.decode()}:{secret.decode()}" == self._login
            writer.write(b"\x01\x00" if right else b"\x01\x01")
            if not right:
                return False
        _, _, _, kind = await reader.readexactly(4)
        host = await self._host(reader, kind)
        self.asked.append((host, int.from_bytes(await reader.readexactly(2), "big")))
        writer.write(b"\x05" + (b"\x05" if self._refuses else b"\x00") + b"\x00\x03\x05there\x00\x00")
        return not self._refuses

    async def _host(self, reader: asyncio.StreamReader, kind: int) -> str:
        if kind == 1:
            return str(IPv4Address(await reader.readexactly(4)))
        if kind == 4:
            return str(IPv6Address(await reader.readexactly(16)))
        return (await reader.readexactly((await reader.readexactly(1))[0])).decode()

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, goal, _ = head.split(" ", 2)
        assert method == "CONNECT"
        host, _, port = goal.rpartition(":")
        basic = base64.b64encode(self._login.encode()).decode()
        if self._login and f"Proxy-Authorization: Basic {basic}\r\n" not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return False
        self.asked.append((host.strip("[]"), int(port)))
        writer.write(
            b"HTTP/1.1 403 Forbidden\r\n\r\n" if self._refuses else b"HTTP/1.1 200 Connected\r\nVia: x\r\n\r\n"
        )
        return not self._refuses

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._goal)

        async def copy(source: asyncio.StreamReader, goal: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                while data := await source.read(65536):
                    goal.write(data)
                    await goal.drain()
            goal.close()

        try:
            await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
        finally:
            far_writer.transport.abort()
