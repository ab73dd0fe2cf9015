"""Asking the sources that are due what is new, and recording it before anything else is done with it."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from flows.discover import discover
from flows.fetch import Fetcher
from flows.settings import WatchSettings
from flows.web.canonical import canonical
from storage.conditions import close_condition, drop_condition, open_condition, open_conditions
from storage.database import write
from storage.leases import Lease
from storage.sources import SourceState, record_failure, record_listing, record_not_modified
from watchlist.page import Failed, NotModified, Page
from watchlist.source import Listing, Source

FAILING = "source-failing"  # the condition of a source that fails again and again
LONGEST_WAIT = timedelta(hours=1)  # between two polls of a source that fails, unless its own rhythm is slower


@dataclass(frozen=True, slots=True)
class Polled:
    """What the poll of one source came to."""

    source: str  # id
    outcome: str  # "listed", "not modified" or "failed"
    new: int = 0
    known: int = 0
    dropped: int = 0
    reason: str = ""  # of a failure
    detail: str = ""  # of a failure, or what was wrong with the listing and mended


def due(
    sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime, tick: timedelta
) -> tuple[Source, ...]:
    """The active sources whose time has come, or comes nearer to this tick than to the next."""
    soon = now + tick / 2
    return tuple(
        source for source in sources if source.active and ((at := states[source.id].due_at) is None or at <= soon)
    )


def next_poll(
    source: Source, settings: WatchSettings, now: datetime, streak: int, not_before: datetime | None
) -> datetime:
    """When to ask again: after the source's rhythm, twice as long after each failure, not before the server allows."""
    rhythm = source.every or settings.source_every
    wait = min(rhythm * (1 << min(streak, 16)), max(rhythm, LONGEST_WAIT))
    return max(now + wait, not_before or now)


def forget_unwatched(db: Database, sources: Iterable[Source], now: datetime) -> None:
    """End the alarms about sources that are polled no more: nothing else would. Needs a transaction."""
    watched = {f"{FAILING}:{source.id}" for source in sources if source.active}
    for condition in open_conditions(db):
        if condition.name.startswith(f"{FAILING}:") and condition.name not in watched:
            drop_condition(db, condition.name, now)


@dataclass(frozen=True, slots=True)
class Poller:
    """Polls sources on behalf of one cycle."""

    db: Database
    lease: Lease
    cycle: int
    fetcher: Fetcher
    settings: WatchSettings
    states: Mapping[str, SourceState]
    now: datetime  # when the cycle began: rhythms count from there, whatever the poll itself takes

    async def poll_all(self, sources: Iterable[Source]) -> list[Polled]:
        """Poll the sources side by side; each is recorded as soon as it has answered."""
        asked = [asyncio.create_task(self.poll(source)) for source in sources]
        try:
            return list(await asyncio.gather(*asked))
        finally:
            for task in asked:  # after a failure: nothing is written any more once we have left
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    async def poll(self, source: Source) -> Polled:
        """Poll one source and record what came of it, with the source's new state, in one transaction."""
        state = self.states[source.id]
        answer = await self.fetcher.poll(source.url, etag=state.etag, last_modified=state.last_modified)
        if isinstance(answer, NotModified):
            return self._not_modified(source)
        if isinstance(answer, Page):
            listing = discover(answer, source)
            if isinstance(listing, Listing):
                return self._listed(source, answer, listing)
            answer = listing
        return self._failed(source, answer, state)

    def _listed(self, source: Source, page: Page, listing: Listing) -> Polled:
        links = [(canonical(link.url), link) for link in listing.links]
        with write(self.db, self.lease):
            count = record_listing(
                self.db, self.cycle, source.id, links, listing.drops, etag=page.header("etag"),
                last_modified=page.header("last-modified"), detail=listing.note, at=page.fetched_at,
                due_at=next_poll(source, self.settings, self.now, 0, None),
            )  # fmt: skip
            close_condition(self.db, f"{FAILING}:{source.id}", page.fetched_at)
        return Polled(source.id, "listed", count.new, count.known, count.dropped, detail=listing.note)

    def _not_modified(self, source: Source) -> Polled:
        with write(self.db, self.lease):
            due_at = next_poll(source, self.settings, self.now, 0, None)
            record_not_modified(self.db, self.cycle, source.id, at=self.now, due_at=due_at)
            close_condition(self.db, f"{FAILING}:{source.id}", self.now)
        return Polled(source.id, "not modified")

    def _failed(self, source: Source, failed: Failed, state: SourceState) -> Polled:
        due_at = next_poll(source, self.settings, self.now, state.error_streak, failed.not_before)
        with write(self.db, self.lease):
            streak = record_failure(self.db, self.cycle, source.id, failed, at=self.now, due_at=due_at)
            if streak >= self.settings.failures_before_alarm:
                times = "failed" if streak == 1 else f"failed {streak} times in a row"
                detail = f"{source.name} has {times}: {failed.detail}"
                open_condition(self.db, f"{FAILING}:{source.id}", detail, self.now)
        return Polled(source.id, "failed", reason=failed.reason, detail=failed.detail)
