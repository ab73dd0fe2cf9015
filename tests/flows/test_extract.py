"""Extraction survives whatever a page does to its reader."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from flows.extract import Extractor
from watchlist.article import Article, Rejected
from watchlist.errors import Trouble
from watchlist.page import Page

OBEDIENT = "tests.flows.pages.readers:obedient"
ROOT = Path(__file__).parents[2]


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Page:
    raw = body.encode() if isinstance(body, str) else body
    url = "https://outlet.example/news/1"
    return Page(url, url, 200, (("Content-Type", content_type),), raw, raw, datetime(2026, 3, 2, tzinfo=UTC))


def brief(results: list[Article | Rejected]) -> list[str]:
    return [result.text if isinstance(result, Article) else f"!{result.reason}" for result in results]


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    with Extractor(seconds=0.4, memory_mb=512, pages_per_worker=10_000, reader=OBEDIENT) as running:
        yield running


def test_results_come_in_the_order_of_the_pages(extractor: Extractor) -> None:
    words = [f"page {number}" for number in range(40)]
    assert brief(extractor.extract([page(word) for word in words])) == words


def test_many_pages_are_shared_among_the_workers(extractor: Extractor) -> None:
    results = extractor.extract([page("nap") for _ in range(60)])
    assert len({result.language for result in results if isinstance(result, Article)}) == 2


def test_a_few_pages_start_one_worker_only() -> None:
    with Extractor(reader=OBEDIENT) as running:
        before = {child.pid for child in _workers(os.getpid())}
        running.extract([page("a"), page("b")])
        assert len({child.pid for child in _workers(os.getpid())} - before) == 1


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("hang", "hung"),
        ("abort", "crashed"),
        ("segfault", "crashed"),
        ("exit", "crashed"),
        ("grow", "too-much-memory"),
        ("raise", "unreadable"),
    ],
)
def test_a_bad_page_is_rejected_and_its_neighbours_are_read(extractor: Extractor, order: str, reason: str) -> None:
    orders = ["one", "two", order, "three", "four"]
    assert brief(extractor.extract([page(text) for text in orders])) == ["one", "two", f"!{reason}", "three", "four"]


def test_many_crashes_in_one_batch_cost_only_the_culprits(extractor: Extractor) -> None:
    orders = ["abort", "one", "exit", "segfault", "two", "abort", "three"]
    expected = [order if order in {"one", "two", "three"} else "!crashed" for order in orders]
    assert brief(extractor.extract([page(text) for text in orders])) == expected


def test_a_pool_that_breaks_down_under_large_pages_costs_no_page() -> None:
    """A worker that dies idle takes its pool along, and more pages are waiting than the pipe holds."""
    large = "x" * 300_000
    with Extractor(workers=1, reader=OBEDIENT) as running:
        before = {child.pid for child in _workers(os.getpid())}
        running.extract([page("one")])
        [worker] = [child for child in _workers(os.getpid()) if child.pid not in before]
        worker.kill()
        assert brief(running.extract([page(large)] * 5)) == [large] * 5


def test_workers_are_replaced_after_their_pages() -> None:
    with Extractor(workers=1, pages_per_worker=2, reader=OBEDIENT) as running:
        results = running.extract([page(str(number)) for number in range(6)])
    assert len({result.language for result in results if isinstance(result, Article)}) == 3


def test_nothing_starts_without_a_page() -> None:
    with Extractor(reader="no.such.module:read") as running:
        assert running.extract([]) == []


def test_workers_that_cannot_start_are_told_to_the_operator() -> None:
    with Extractor(reader="no.such.module:read") as running, pytest.raises(Trouble, match="cannot start"):
        running.extract([page("x")])


def test_leaving_ends_the_workers() -> None:
    with Extractor(seconds=30, reader=OBEDIENT) as running:
        before = {child.pid for child in _workers(os.getpid())}
        running.extract([page("x")])
        [worker] = [child for child in _workers(os.getpid()) if child.pid not in before]
        began = time.monotonic()
    worker.wait(timeout=3)
    assert time.monotonic() - began < 3


def test_a_page_with_100_000_attributes_is_given_up_at_its_deadline() -> None:
    """A real hang, in C code that holds the interpreter."""
    attributes = " ".join(f'data-a{number}="x"' for number in range(100_000))
    with Extractor(seconds=2, workers=1) as running:
        running.extract([page("<html><body><p>warm</p></body></html>")])
        began = time.monotonic()
        results = running.extract([page(f"<html><body><div {attributes}><p>text</p></div></body></html>")])
    assert brief(results) == ["!hung"]
    assert time.monotonic() - began < 6


def _workers(parent: int) -> list[psutil.Process]:
    children = psutil.Process(parent).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


PROGRAM = """
import sys
from datetime import UTC, datetime
from flows.extract import Extractor
from watchlist.page import Page

orders = sys.argv[2:]
url, now = "http://a.example/", datetime.now(UTC)
pages = [Page(url, url, 200, (), order.encode(), order.encode(), now) for order in orders]
print("started", flush=True)
with Extractor(seconds=30, workers=1, reader=sys.argv[1]) as extractor:
    print(extractor.extract(pages)[0].text, "trafilatura" in sys.modules, "lxml" in sys.modules, flush=True)
"""


def program(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    script = folder / "script.py"  # without the guard that spawn usually asks of a main module
    script.write_text(PROGRAM, "utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_script_needs_no_guard_and_its_process_stays_light(tmp_path: Path) -> None:
    with program(
        tmp_path, "flows.pages.reading:read", "<html><body><article><p>News of the day.</p></article></body></html>"
    ) as run:
        output, _ = run.communicate(timeout=30)
    assert output.splitlines() == ["started", "News of the day. False False"]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_their_owner_in_the_middle_of_a_page(tmp_path: Path, end: signal.Signals) -> None:
    with program(tmp_path, OBEDIENT, "hang") as run:
        worker = _busy_worker(run.pid)
        run.send_signal(end)
        run.wait(timeout=5)
        assert _gone(worker)


def _gone(process: psutil.Process, seconds: float = 5) -> bool:
    """Whether it ends in time; a zombie that nobody collects has ended too."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def _busy_worker(parent: int) -> psutil.Process:
    """The worker, once it has imported its reader (and so, within a moment, holds the page)."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for worker in _workers(parent):
            if worker.num_threads() > 1:  # it watches its owner
                time.sleep(0.3)
                return worker
        time.sleep(0.02)
    raise AssertionError("no worker started")
