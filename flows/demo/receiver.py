"""The far end of an alert channel: a real HTTP server on loopback that keeps what Apprise's `json://` sends to it."""

import json
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Condition, Event
from types import TracebackType
from typing import Self

from flows.demo.loopback import Handler, serving


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it arrived."""

    title: str
    body: str
    received_at: datetime  # aware UTC
    status: int | None  # what was answered; None: the receiver hung up without an answer


class Receiver:
    """Receives messages for as long as the context is open.

    `answers` are the statuses of the first messages, in order; None hangs up without a word. Every later message
    is answered with 200. `delay` is how many seconds pass between the arrival of a message and its answer.
    """

    def __init__(self, answers: Iterable[int | None] = (), delay: float = 0.0) -> None:
        self._answers = iter(tuple(answers))
        self._delay = delay
        self._messages: list[Message] = []
        self._arrived = Condition()
        self._closing = Event()
        self._open = ExitStack()
        self.url = ""  # root address, without a slash at the end; set while the receiver is open

    def __enter__(self) -> Self:
        self.url = self._open.enter_context(serving(handler(self)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._open.close()

    @property
    def apprise_url(self) -> str:
        """The address to put into a route."""
        return self.url.replace("http://", "json://", 1) + "/"

    @property
    def messages(self) -> tuple[Message, ...]:
        """Everything that arrived so far, in order, whatever was answered."""
        with self._arrived:
            return tuple(self._messages)

    def wait(self, count: int, timeout: float) -> bool:
        """Wait until that many messages have arrived, at most `timeout` seconds; says whether they have."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self._messages) >= count, timeout)

    def receive(self, title: str, body: str) -> int | None:
        """Keep a message; returns what to answer, when it is time to answer."""
        with self._arrived:
            status = next(self._answers, 200)
            self._messages.append(Message(title, body, datetime.now(UTC), status))
            self._arrived.notify_all()
        self._closing.wait(self._delay)
        return status


def handler(receiver: Receiver) -> type[Handler]:
    """A request handler that hands messages to the receiver."""

    class ReceiverHandler(Handler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = receiver.receive(sent["title"], sent["message"])
            if status is None:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    return ReceiverHandler
