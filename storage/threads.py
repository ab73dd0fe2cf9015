"""Work beside the caller that nobody need wait for."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_Answer = TypeVar("_Answer")


def begun(work: Callable[[], _Answer], name: str) -> Future[_Answer]:
    """What `work` answers or raises, once it has: it runs in a daemon thread of that name, which does not keep the
    process from ending. Who does not wait any more does not cancel it for others."""
    future: Future[_Answer] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # a bug: it is for whoever asks for the answer to hear of
            future.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future
