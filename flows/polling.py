"""Asking the sources that are due what is new, and recording it before anything else is done with it."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlite_utils import Database

from flows.discover import INBOX, KINDS
from flows.fetch import Fetcher
from flows.kinds.inbox import Inbox, read_inbox
from flows.paging import Reader, Reading
from flows.settings import WatchSettings
from flows.web.canonical import canonical
from storage.conditions import close_condition, drop_condition, open_condition, open_conditions
from storage.database import write
from storage.leases import Lease
from storage.links import forget_responses, known_keys, known_titles
from storage.sources import SourceState, record_failure, record_listing, record_not_modified
from watchlist.page import Failed, NotModified, Page
from watchlist.source import Link, Listing, Source

FAILING = "source-failing"  # the condition of a source that fails again and again
LONGEST_WAIT = timedelta(hours=1)  # between two polls of a source that fails, unless its own rhythm is slower
SLOW_POLLS = 4  # in one cycle, of the sources of a kind that wants seconds between two requests
CHURN = 0.8  # of a listing without a known link, the share of known titles that shows old items under new links
FEWEST = 3  # links of such a listing
FIRST_LOOK = 500  # links of a source that was never read before; some sitemaps hold all that was ever published
_TOO_OLD = ("before-first-look", f"of a new source, only the first {FIRST_LOOK} that it lists are read")


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
    """The active sources whose time has come, or comes nearer to this tick than to the next.

    Of those whose host wants to be asked slowly, only the few that have waited longest.
    """
    soon = now + tick / 2
    asked = [source for source in sources if source.active and ((at := states[source.id].due_at) is None or at <= soon)]
    slow = [source for source in asked if source.kind != INBOX and KINDS[source.kind].gap]
    slow.sort(key=lambda source: states[source.id].due_at or now)
    later = {source.id for source in slow[SLOW_POLLS:]}
    return tuple(source for source in asked if source.id not in later)


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


def folder_of(source: Source) -> Path:
    """The folder of an inbox."""
    return Path(url2pathname(urlsplit(source.url).path))


@dataclass(frozen=True, slots=True)
class _Haul:
    """What a poll brought, whatever it was that was asked."""

    links: Sequence[tuple[Link, Page | None]]  # each with the response that holds the article itself, if one does
    drops: Counter[str]
    at: datetime  # aware UTC
    etag: str = ""
    last_modified: str = ""
    note: str = ""
    refused: tuple[tuple[Link, str, str], ...] = ()


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
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reader", Reader(self.fetcher))

    async def poll_all(self, sources: Iterable[Source]) -> list[Polled]:
        """Poll the sources side by side; each is recorded as soon as it has answered."""
        with write(self.db, self.lease):
            forget_responses(self.db)
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
        came = await (self._look(source, state) if source.kind == INBOX else self._ask(source, state))
        if isinstance(came, NotModified):
            return self._not_modified(source)
        if isinstance(came, Failed):
            return self._failed(source, came, state)
        return self._listed(source, came, state)

    async def _ask(self, source: Source, state: SourceState) -> _Haul | NotModified | Failed:
        reading = await self.reader.read(
            source, self.now, since=state.last_success, etag=state.etag, last_modified=state.last_modified,
            known=self._known,
        )  # fmt: skip
        if not isinstance(reading, Reading):
            return reading
        page = reading.page
        return _Haul(
            links=[(link, listed_by if link.text else None) for link, listed_by in reading.links],
            drops=reading.drops,
            at=page.fetched_at,
            etag="" if reading.parted else page.header("etag"),
            last_modified="" if reading.parted else page.header("last-modified"),
            note="; ".join(reading.notes),
        )

    async def _look(self, source: Source, state: SourceState) -> _Haul | NotModified | Failed:
        inbox = await asyncio.to_thread(read_inbox, folder_of(source), source, self.now, state.etag)
        if not isinstance(inbox, Inbox):
            return inbox or NotModified(source.url, self.now)
        listing: Listing = inbox.listing
        links = [(link, inbox.files.get(link.url)) for link in listing.links]
        return _Haul(links, Counter(dict(listing.drops)), self.now, inbox.state, refused=listing.refused)

    def _known(self, links: Iterable[Link]) -> Set[str]:
        return known_keys(self.db, [canonical(link.url) for link in links])

    def _listed(self, source: Source, haul: _Haul, state: SourceState) -> Polled:
        links = {canonical(link.url): (link, page) for link, page in haul.links}
        drops, note = Counter(haul.drops), haul.note
        if state.last_success and (churned := self._churned(source, links)):
            drops["renamed"] += len(churned)
            links = {key: pair for key, pair in links.items() if key not in churned}
            note = "; ".join(filter(None, (note, "every link has changed since the last poll, the titles have not")))
        refused = [(canonical(link.url), link, reason, said) for link, reason, said in haul.refused]
        if state.last_success is None:
            refused += [(key, links.pop(key)[0], *_TOO_OLD) for key in list(links)[FIRST_LOOK:]]
        with write(self.db, self.lease):
            count = record_listing(
                self.db, self.cycle, source.id, [(key, link) for key, (link, _) in links.items()], drops.items(),
                etag=haul.etag, last_modified=haul.last_modified, detail=note, at=haul.at,
                due_at=next_poll(source, self.settings, self.now, 0, None),
                held={key: page for key, (_, page) in links.items() if page}, refused=refused,
            )  # fmt: skip
            close_condition(self.db, f"{FAILING}:{source.id}", haul.at)
        return Polled(source.id, "listed", count.new, count.known, count.dropped, detail=note)

    def _churned(self, source: Source, links: Mapping[str, tuple[Link, Page | None]]) -> set[str]:
        """The links that only stand for old ones: where all are new while nearly all the titles are known."""
        titled = {key: link.title for key, (link, _) in links.items() if link.title}
        if len(links) < FEWEST or known_keys(self.db, list(links)):
            return set()
        known = known_titles(self.db, source.id, list(titled.values()))
        again = {key for key, title in titled.items() if title in known}
        return again if len(again) >= CHURN * len(links) else set()

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
