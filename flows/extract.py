"""The extract stage: pages → articles, in worker processes that may hang, crash or grow without harming the rest."""

import signal
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from math import ceil
from types import TracebackType
from typing import Self, TypeAlias

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows.pages.spawning import CleanContext
from flows.pages.workshop import OUT_OF_MEMORY, Sheet, enter, ready, work
from watchlist.article import Article, Rejected
from watchlist.errors import Trouble
from watchlist.page import Page

READER = "flows.pages.reading:read"
_WORTH_A_WORKER = 16  # pages; with fewer, starting another worker costs more than it brings
_START = 60.0  # seconds a fresh worker may take to answer on a busy machine
_LOOK = 0.5  # seconds between two looks at whether the pool still lives

Answer: TypeAlias = "ProcessFuture[Article | Rejected]"


class Extractor:
    """Reads pages in killable processes. Nothing starts before the first page.

    `workers` processes at the most, each replaced after `pages_per_worker` pages; a page may take `seconds` and a
    worker `memory_mb` MiB of address space. `reader` names the function that reads, as "package.module:function".
    Use it as a context manager from one thread: leaving it ends the workers at once.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        seconds: float = 10.0,
        memory_mb: int = 1024,
        pages_per_worker: int = 500,
        reader: str = READER,
    ) -> None:
        self._workers = workers
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._pages_per_worker = pages_per_worker
        self._reader = reader
        self._pool: ProcessPool | None = None
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, busy or not. Another page starts new ones."""
        pool, self._pool, self._size = self._pool, None, 0
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call, unused-ignore]
            pool.join()

    def extract(self, pages: Sequence[Page]) -> list[Article | Rejected]:
        """What each page holds, in the same order; blocks until all are read.

        A bad page is a `Rejected`: "hung", "crashed", "too-much-memory", "unreadable", "not-html", "no-text".
        Raises Trouble where no worker can be started at all.
        """
        sheets = [_sheet(page) for page in pages]
        results = self._read(sheets)
        for index, result in enumerate(results):
            if result is None or _starved(result):  # alone, in a fresh process where it was starved
                results[index] = self._read_alone(sheets[index])
        return [result for result in results if result is not None]

    def _read(self, sheets: Sequence[Sheet]) -> list[Article | Rejected | None]:
        if not sheets:
            return []
        pool = self._ready_pool(min(self._workers, ceil(len(sheets) / _WORTH_A_WORKER)))
        limits = (self._seconds, self._memory_mb)
        futures = [pool.schedule(work, (self._reader, sheet, *limits), timeout=self._seconds) for sheet in sheets]
        results = [self._outcome(future) if self._awaited(pool, future, futures) else None for future in futures]
        if any(result is None or _starved(result) for result in results):
            self.close()
        return results

    def _read_alone(self, sheet: Sheet) -> Article | Rejected:
        [result] = self._read([sheet])
        if result is not None:
            return result
        try:
            self._ready_pool(1).schedule(ready, timeout=_START).result()
        except (ProcessExpired, BrokenProcessPool, TimeoutError) as error:
            self.close()
            raise Trouble(
                "the processes that read pages cannot start; look for a lack of memory or of processes"
            ) from error
        return Rejected("crashed", "the page ended the process that read it")

    def _ready_pool(self, size: int) -> ProcessPool:
        if self._pool is None or self._size < size:
            self.close()
            self._size = size
            self._pool = ProcessPool(
                max_workers=size,
                max_tasks=self._pages_per_worker,
                initializer=enter,
                initargs=(self._reader,),
                context=CleanContext(),
            )
        return self._pool

    def _awaited(self, pool: ProcessPool, future: Answer, futures: Sequence[Answer]) -> bool:
        """Wait for one page. False where no answer will come: a pool that broke down forgets what it had not sent."""
        done, since = -1, time.monotonic()
        while not wait([future], timeout=_LOOK).done:
            finished = sum(other.done() for other in futures)
            if finished != done:
                done, since = finished, time.monotonic()
            if not pool.active or time.monotonic() - since > self._seconds + _START:
                return False
        return True

    def _outcome(self, future: Answer) -> Article | Rejected | None:
        """What came of one page; None where its pool went down without saying whose fault it was."""
        try:
            result = future.result()
        except TimeoutError:
            return self._hung()
        except ProcessExpired as error:
            return self._hung() if error.exitcode == -signal.SIGALRM else _ended(error.exitcode)
        except (BrokenProcessPool, CancelledError):
            return None
        return result

    def _hung(self) -> Rejected:
        return Rejected("hung", f"reading took longer than {self._seconds:g} s")


def _starved(result: Article | Rejected) -> bool:
    return isinstance(result, Rejected) and result.reason == "too-much-memory"


def _ended(exitcode: int) -> Rejected:
    if exitcode == OUT_OF_MEMORY:
        return Rejected("too-much-memory", "the page asked for more memory than a worker may have")
    ending = f"signal {signal.Signals(-exitcode).name}" if exitcode < 0 else f"exit status {exitcode}"
    return Rejected("crashed", f"the page ended the process that read it ({ending})")


def _sheet(page: Page) -> Sheet:
    return Sheet(page.final_url, page.header("content-type"), page.body, page.fetched_at)
