"""The daily round through the database, under the monitor's lease, in short transactions."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from flows.home import Home
from flows.means import AlreadyRunning, Clock, leased
from flows.settings import TidySection
from storage.database import write
from storage.leases import Lease
from storage.stories import forget_before
from storage.tidying import secure, thin_cycles, thin_polls, write_back

GROUPED = timedelta(days=8)  # a story takes no article from further back; one day to spare
BATCH = 2000  # rows of one transaction
PATIENCE = timedelta(minutes=3)  # for a cycle that is on: longer than its budget


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was put in order."""

    forgotten: int  # rows that led to old articles and stories
    polls: int  # that brought nothing and are only counted now
    cycles: int  # likewise
    files: int  # of evidence that are sure to be on the disk
    written_back: bool  # whether all of the log is in the database file

    def sentence(self) -> str:
        """What it came to, in a line."""
        kept = "" if self.written_back else "; a part of the log is still in use"
        return (
            f"{self.forgotten:,} leads to old stories forgotten, {self.polls:,} quiet polls and {self.cycles:,} idle"
            f" cycles counted by day, {self.files:,} files of evidence secured{kept}"
        )


def tidy_up(home: Home, settings: TidySection, now: Clock, *, patience: timedelta = PATIENCE) -> Tidied:
    """Put the database of a home in order. A cycle that is on is waited for.

    Raises AlreadyRunning where that takes longer than `patience`, Trouble, and LeaseLost where another run has taken
    over: what was done by then stays done.
    """
    until = now() + patience
    while True:
        try:
            with leased(home, "monitor", now) as (db, lease):
                return _tidy(db, lease, home, settings, now())
        except AlreadyRunning:
            if now() >= until:
                raise
            time.sleep(0.5)


def _tidy(db: Database, lease: Lease, home: Home, settings: TidySection, now: datetime) -> Tidied:
    old = now - timedelta(days=settings.quiet_days)
    with write(db, lease):
        forgotten = forget_before(db, now - GROUPED)
    polls = _until_none_is_left(db, lease, lambda: thin_polls(db, old, BATCH))
    cycles = _until_none_is_left(db, lease, lambda: thin_cycles(db, old, BATCH))
    return Tidied(forgotten, polls, cycles, secure(home.evidence), write_back(db))


def _until_none_is_left(db: Database, lease: Lease, step: Callable[[], int]) -> int:
    total = 0
    while True:
        with write(db, lease):
            count = step()
        if not count:
            return total
        total += count
