"""A server that speaks HTTP/2 over TLS on loopback, for tests; it misbehaves as it is told.

    with Http2({"/": Reply(body=b"news")}, tls=context) as server:
        ...

Of a `Reply` it knows status, headers, body, delay, endless and cut (the connection is closed without a word).
"""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Mapping
from types import TracebackType

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived, StreamReset
from h2.exceptions import H2Error

from tests.flows.loopback import Reply


class Http2:
    """The server: a context manager that listens on 127.0.0.1 in a thread of its own."""

    def __init__(self, replies: Mapping[str, Reply], tls: ssl.SSLContext) -> None:
        self.replies = dict(replies)
        self.port = 0  # set when it listens
        self.connections = 0
        self.asked: list[tuple[str, dict[str, str]]] = []  # path and headers of each request, pseudo-headers included
        self.busiest = 0  # the most requests that were ever under way at a time
        self._under_way = 0
        self._tls = tls
        self._tls.set_alpn_protocols(["h2", "http/1.1"])
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="http2", daemon=True)

    def __enter__(self) -> "Http2":
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._connection, "127.0.0.1", 0, ssl=self._tls), self._loop
        ).result(10)
        self.port, self._server = server.sockets[0].getsockname()[1], server
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def targets(self) -> list[str]:
        """What was asked for, in order, but robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    async def _stop(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        talk = H2Connection(H2Configuration(client_side=False, validate_outbound_headers=False))
        talk.initiate_connection()
        replying: set[asyncio.Task[None]] = set()
        # A client that goes away is what some tests are about; only stopping cancels.
        with contextlib.suppress(ConnectionError, EOFError, ssl.SSLError, H2Error, asyncio.CancelledError):
            writer.write(talk.data_to_send())
            while data := await reader.read(65536):
                for event in talk.receive_data(data):
                    if isinstance(event, RequestReceived):
                        replying.add(asyncio.create_task(self._reply(talk, writer, event)))
                    elif isinstance(event, StreamReset):
                        break
                writer.write(talk.data_to_send())
        for reply in replying:
            reply.cancel()
        await asyncio.gather(*replying, return_exceptions=True)
        writer.transport.abort()
        self._tasks.discard(task)

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
