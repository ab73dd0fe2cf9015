"""A worker ends by itself where nobody ends it."""

import signal
from datetime import UTC, datetime

from flows.pages.spawning import CleanContext
from flows.pages.workshop import Sheet, work


def test_a_page_that_overruns_its_deadline_ends_the_worker_without_help() -> None:
    sheet = Sheet("http://a.example/", "", b"hang", datetime(2026, 3, 2, tzinfo=UTC))
    process = CleanContext().Process(target=work, args=("tests.flows.pages.readers:obedient", sheet, -1.9, 1024))
    process.start()
    process.join(10)
    assert process.exitcode == -signal.SIGALRM
