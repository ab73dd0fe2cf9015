"""A small HTTP server on loopback, in threads of its own, for as long as it is wanted."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """Keeps connections open as today's servers do, and logs nothing."""

    protocol_version = "HTTP/1.1"
    timeout = 10  # seconds that a silent connection is kept
    wbufsize = -1  # head and body leave together: apart, they wait for each other's acknowledgement

    def log_message(self, format: str, *args: Any) -> None:
        """Whoever serves keeps a record; the terminal is the demonstration's."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed hangs up in the middle: that is its affair. Anything else is ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(handler: type[Handler]) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1; yields the root address, without a slash at the end."""
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
