"""Being asked to stop: SIGINT and SIGTERM as a question, and waits that end as soon as one of them arrives."""

import signal
import socket
from collections.abc import Iterable
from multiprocessing.connection import wait
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Notes the signals that ask us to end, for as long as its context is open. For the main thread."""

    def __init__(self) -> None:
        self.requested = False
        self._reader, self._writer = socket.socketpair()

    def __enter__(self) -> Self:
        self._writer.setblocking(False)
        self._earlier_wakeup = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._earlier = [signal.signal(number, self._note) for number in _SIGNALS]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in zip(_SIGNALS, self._earlier, strict=True):
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._earlier_wakeup)
        self._reader.close()
        self._writer.close()

    def wait(self, seconds: float, sentinels: Iterable[int] = ()) -> None:
        """Wait until we are asked to stop, a process with one of these sentinels ends, or the time is up."""
        if not self.requested:
            wait([self._reader, *sentinels], max(seconds, 0))

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.requested = True
