"""A server that speaks HTTP/2 over TLS on loopback, for tests; it misbehaves as it is told.

    with Http2({"/": Reply(body=b"news")}, tls=context) as server:
        ...

Of a `Reply` it knows status, headers, body, delay, endless and cut (the connection is closed without a word).
"""

import asyncio
import contextlib
import ssl
from collections.abc import Mapping

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived, StreamReset
from h2.exceptions import H2Error

from tests.flows.listening import Listening
from tests.flows.loopback import Reply


class Http2(Listening):
    """The server: a context manager that listens on 127.0.0.1 in a thread of its own."""

    def __init__(self, replies: Mapping[str, Reply], tls: ssl.SSLContext) -> None:
        tls.set_alpn_protocols(["h2", "http/1.1"])
        super().__init__(tls=tls)
        self.replies = dict(replies)
        self.asked: list[tuple[str, dict[str, str]]] = []  # path and headers of each request, pseudo-headers included
        self.busiest = 0  # the most requests that were ever under way at a time
        self._under_way = 0

    def targets(self) -> list[str]:
        """What was asked for, in order, but robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = H2Connection(H2Configuration(client_side=False, validate_outbound_headers=False))
        talk.initiate_connection()
        replying: set[asyncio.Task[None]] = set()
        try:
            with contextlib.suppress(H2Error):
                await self._hear(talk, reader, writer, replying)
        finally:
            for reply in replying:
                reply.cancel()
            await asyncio.gather(*replying, return_exceptions=True)

    async def _hear(
        self,
        talk: H2Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        replying: set[asyncio.Task[None]],
    ) -> None:
        writer.write(talk.data_to_send())
        while data := await reader.read(65536):
            for event in talk.receive_data(data):
                if isinstance(event, RequestReceived):
                    replying.add(asyncio.create_task(self._reply(talk, writer, event)))
                elif isinstance(event, StreamReset):
                    break
            writer.write(talk.data_to_send())

    async def _reply(self, talk: H2Connection, writer: asyncio.StreamWriter, event: RequestReceived) -> None:
        headers = {str(name): str(value) for name, value in _text(event.headers)}
        path = headers[":path"]
        self.asked.append((path, headers))
        self._under_way += 1
        self.busiest = max(self.busiest, self._under_way)
        stream = event.stream_id
        assert stream is not None
        reply = self.replies.get(path, Reply(status=404))
        await asyncio.sleep(reply.delay)
        self._under_way -= 1
        if reply.cut:
            writer.transport.abort()
            return
        named = {":status": str(reply.status), **{name.lower(): value for name, value in reply.headers.items()}}
        talk.send_headers(stream, list(named.items()), end_stream=not reply.body)
        body = reply.body
        while body:
            room = min(talk.local_flow_control_window(stream), talk.max_outbound_frame_size, len(body))
            if room:
                piece, body = body[:room], body[room:]
                body = body or (reply.body if reply.endless else b"")
                talk.send_data(stream, piece, end_stream=not body)
            writer.write(talk.data_to_send())
            await writer.drain()
            await asyncio.sleep(0 if room else 0.01)
        writer.write(talk.data_to_send())


def _text(headers: object) -> list[tuple[str, str]]:
    assert isinstance(headers, list)
    return [(name.decode(), value.decode()) for name, value in headers]
