"""A worker process that reads pages: its limits, its end, and one page at a time.

What is heavy (trafilatura, numpy) is imported here and never in the process that owns the worker.
"""

import importlib
import logging
import os
import resource
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import parent_process
from multiprocessing.connection import wait

from watchlist.article import Article, Rejected

OUT_OF_MEMORY = 77  # exit status
_GRACE = 2.0  # seconds past the deadline after which a worker ends itself, should its owner not have done it


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a worker needs of a page."""

    url: str  # the address that answered
    content_type: str  # as the server declared it, "" where it did not
    body: bytes  # without content encoding
    fetched_at: datetime  # aware UTC


Reader = Callable[[Sheet], Article | Rejected]


def enter(reader: str) -> None:
    """Prepare this process: its threads, its signals, its end with its owner."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a handler in Python would wait for a hanging C function
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_owner, name="owner-watch", daemon=True).start()
    logging.disable(logging.CRITICAL)  # strangers' pages make libraries talk; what matters comes back as a value
    resolve(reader)


def resolve(dotted: str) -> Reader:
    """The function named as "package.module:function"."""
    module, _, name = dotted.partition(":")
    found: Reader = getattr(importlib.import_module(module), name)
    return found


def work(reader: str, sheet: Sheet, seconds: float, memory_mb: int) -> Article | Rejected:
    """Read one page within `memory_mb` MiB of address space.

    The alarm's default action ends the process even where C code never returns to Python. The ceiling holds for the
    reading alone: a worker that ran out while taking a page from the pipe would leave half of it there.
    One that ran out while reading ends with OUT_OF_MEMORY, since what it still holds would be the next page's loss.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, hard))
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
    try:
        return resolve(reader)(sheet)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # strangers' pages find every bug of a parser; one of them must not end the cycle
        return Rejected("unreadable", f"{type(error).__name__}: {error}"[:300])
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        signal.setitimer(signal.ITIMER_REAL, 0)


def ready() -> bool:
    """Whether a worker can be reached at all."""
    return True


def _end_with_owner() -> None:
    owner = parent_process()
    if owner is not None:
        wait([owner.sentinel])
        os._exit(1)
