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

from flows.alarms import UNREACHED, end_outage, is_in_outage, is_outage, tell_outage, tell_sources
from flows.discover import INBOX, KINDS
from flows.fetch import Fetcher
from flows.kinds.inbox import Inbox, read_inbox
from flows.paging import Reader, Reading
from flows.rhythm import Rhythm, learn, moments, next_turn, pace, patience, read_rhythm, write_rhythm
from flows.settings import WatchSettings
from flows.web.canonical import identity
from flows.web.freshness import fresh_until
from storage.database import write
from storage.leases import Lease
from storage.links import forget_responses, known_keys, known_titles
from storage.sources import (
    Learned,
    SourceState,
    excuse,
    record_failure,
    record_listing,
    record_not_modified,
    standings,
)
from watchlist.page import Failed, NotModified, Page
from watchlist.source import Link, Listing, Source

LONGEST_WAIT = timedelta(hours=1)  # between two polls of a source that fails, unless its own rhythm is slower
SLOW_POLLS = 4  # in one cycle, of the sources of a kind that wants seconds between two requests
TOGETHER = 100  # sources without anything new that are recorded at a time: each transaction waits for the disk
CHURN = 0.8  # of a listing without a known link, the share of known titles that shows old items under new links
FEWEST = 3  # links of such a listing
FIRST_LOOK = 500  # links of a source that was never read before; some sitemaps hold all that was ever published
_TOO_MANY = ("before-first-look", f"of a new source, only the first {FIRST_LOOK} that it lists are read")


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
    source: Source,
    settings: WatchSettings,
    now: datetime,
    streak: int,
    not_before: datetime | None,
    rhythm: Rhythm | None = None,
) -> datetime:
    """When to ask again: at the source's own turn in its rhythm, or after a wait that doubles with each failure; not
    before the server allows.

    The rhythm is the one that the source names, else the one learned from its history, else the default.
    """
    learned = pace(rhythm or Rhythm(), now, fastest=settings.fastest, slowest=settings.slowest)
    every = source.every or learned or settings.source_every
    if streak:
        turn = now + min(every * (1 << min(streak, 16)), max(every, LONGEST_WAIT))
    else:
        turn = next_turn(source.id, now, every, settings.every / 2)
    return max(turn, not_before or now)


def until_stale(
    source: Source, settings: WatchSettings, now: datetime, fresh_until: datetime | None
) -> datetime | None:
    """Until when an answer is left alone whose server says how long it holds (aware UTC).

    That is within the pace of the slowest source; a rhythm that the source names is what its reader wants all the same.
    """
    return min(fresh_until, now + settings.slowest) if fresh_until and not source.every else None


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
    fresh_until: datetime | None = None  # aware UTC; None where the server does not say
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
    unchanged: dict[str, datetime] = field(default_factory=dict)  # not recorded yet: source → when it is due again

    def __post_init__(self) -> None:
        object.__setattr__(self, "reader", Reader(self.fetcher))

    async def poll_all(self, sources: Iterable[Source]) -> list[Polled]:
        """Poll the sources side by side; each is recorded as soon as it has answered with anything new."""
        with write(self.db, self.lease):
            forget_responses(self.db)
        chosen = list(sources)
        asked = [asyncio.create_task(self.poll(source)) for source in chosen]
        try:
            polled = list(await asyncio.gather(*asked))
            self._record_unchanged()
        finally:
            for task in asked:  # after a failure: nothing is written any more once we have left
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        self._tell(chosen, polled)
        return polled

    async def poll(self, source: Source) -> Polled:
        """Poll one source and record what came of it, with the source's new state, in one transaction."""
        state = self.states[source.id]
        came = await (self._look(source, state) if source.kind == INBOX else self._ask(source, state))
        if isinstance(came, NotModified):
            return self._not_modified(source, state, came)
        if isinstance(came, Failed):
            return self._failed(source, came, state)
        return self._listed(source, came, state)

    def _tell(self, sources: Sequence[Source], polled: Sequence[Polled]) -> None:
        """Let the operators hear what is newly amiss, and what is over."""
        outside = [(source, poll) for source, poll in zip(sources, polled, strict=True) if source.kind != INBOX]
        failed = {urlsplit(source.url).hostname or "": poll.reason for source, poll in outside if poll.reason}
        unreached = [source for source, poll in outside if poll.reason in UNREACHED]
        answered = len(outside) - len(unreached)
        with write(self.db, self.lease):
            if is_outage(failed, answered) or (unreached and not answered and is_in_outage(self.db)):
                tell_outage(self.db, len(failed), self.now)
                turns = {one.id: next_poll(one, self.settings, self.now, 0, None) for one in unreached}
                excuse(self.db, turns, turns)
            elif answered:
                end_outage(self.db, self.now)
            tell_sources(
                self.db, standings(self.db, [poll.source for poll in polled]), self.now,
                self.settings.failures_before_alarm,
            )  # fmt: skip

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
            fresh_until=None if reading.parted else fresh_until(page.headers, page.fetched_at),
        )

    async def _look(self, source: Source, state: SourceState) -> _Haul | NotModified | Failed:
        inbox = await asyncio.to_thread(read_inbox, folder_of(source), source, self.now, state.etag)
        if not isinstance(inbox, Inbox):
            return inbox or NotModified(source.url, self.now)
        listing: Listing = inbox.listing
        links = [(link, inbox.files.get(link.url)) for link in listing.links]
        return _Haul(links, Counter(dict(listing.drops)), self.now, inbox.state, refused=listing.refused)

    def _known(self, links: Iterable[Link]) -> Set[str]:
        return known_keys(self.db, [identity(link.url) for link in links])

    def _listed(self, source: Source, haul: _Haul, state: SourceState) -> Polled:
        links = {identity(link.url): (link, page) for link, page in haul.links}
        drops, note = Counter(haul.drops), haul.note
        if state.last_success and (churned := self._churned(source, links)):
            drops["renamed"] += len(churned)
            links = {key: pair for key, pair in links.items() if key not in churned}
            note = "; ".join(filter(None, (note, "every link has changed since the last poll, the titles have not")))
        refused = [(identity(link.url), link, reason, said) for link, reason, said in haul.refused]
        if state.last_success is None:
            refused += [(key, links.pop(key)[0], *_TOO_MANY) for key in list(links)[FIRST_LOOK:]]
            refused += [(key, links.pop(key)[0], *self._too_old) for key in self._old(source, links)]
        rhythm, learned = self._learned(state, haul.at, links, refused)
        with write(self.db, self.lease):
            count = record_listing(
                self.db, self.cycle, source.id, [(key, link) for key, (link, _) in links.items()], drops.items(),
                etag=haul.etag, last_modified=haul.last_modified, detail=note, at=haul.at,
                due_at=self._next(source, haul.fresh_until, rhythm),
                held={key: page for key, (_, page) in links.items() if page}, refused=refused, learned=learned,
            )  # fmt: skip
        return Polled(source.id, "listed", count.new, count.known, count.dropped, detail=note)

    @property
    def _too_old(self) -> tuple[str, str]:
        hours = self.settings.look_back.total_seconds() / 3600
        return "older than the look-back", f"of a new source, only the news of the last {hours:g} hours is read"

    def _old(self, source: Source, links: Mapping[str, tuple[Link, Page | None]]) -> list[str]:
        """What a source that was never read before has published too long ago; a folder holds what was put there."""
        since = self.now - self.settings.look_back
        dated = {key: link.published for key, (link, _) in links.items() if link.published}
        return [] if source.kind == INBOX else [key for key, published in dated.items() if published < since]

    def _learned(
        self,
        state: SourceState,
        at: datetime,
        links: Mapping[str, tuple[Link, Page | None]],
        refused: Iterable[tuple[str, Link, str, str]],
    ) -> tuple[Rhythm, Learned | None]:
        """What a listing teaches of its source's rhythm; None where it brought nothing new."""
        rhythm, first_look = read_rhythm(state.rhythm), state.last_success is None
        listed = {key: link for key, (link, _) in links.items()}
        if first_look:
            listed |= {key: link for key, link, _, _ in refused}
        known = known_keys(self.db, list(listed))
        fresh = [link for key, link in listed.items() if key not in known]
        if not fresh:
            return rhythm, None
        rhythm = learn(rhythm, moments(fresh, at, first_look=first_look))
        dates = [link.published for link in fresh if link.published and link.published <= at]
        last_new = max(dates) if first_look and len(dates) == len(fresh) else at
        waits = patience(rhythm)
        silence_from = None if waits is None else last_new + waits
        return rhythm, Learned(write_rhythm(rhythm), rhythm.usual, rhythm.rarely_longer, last_new, silence_from)

    def _churned(self, source: Source, links: Mapping[str, tuple[Link, Page | None]]) -> set[str]:
        """The links that only stand for old ones: where all are new while nearly all the titles are known."""
        titled = {key: link.title for key, (link, _) in links.items() if link.title}
        if len(links) < FEWEST or known_keys(self.db, list(links)):
            return set()
        known = known_titles(self.db, source.id, list(titled.values()))
        again = {key for key, title in titled.items() if title in known}
        return again if len(again) >= CHURN * len(links) else set()

    def _next(self, source: Source, holds_until: datetime | None, rhythm: Rhythm) -> datetime:
        leave_until = until_stale(source, self.settings, self.now, holds_until)
        return next_poll(source, self.settings, self.now, 0, leave_until, rhythm)

    def _not_modified(self, source: Source, state: SourceState, came: NotModified) -> Polled:
        self.unchanged[source.id] = self._next(source, came.fresh_until, read_rhythm(state.rhythm))
        if len(self.unchanged) >= TOGETHER:
            self._record_unchanged()
        return Polled(source.id, "not modified")

    def _record_unchanged(self) -> None:
        """Record those that had nothing new, many in a transaction; a run that dies before that loses nothing."""
        with write(self.db, self.lease):
            for source, due_at in self.unchanged.items():
                record_not_modified(self.db, self.cycle, source, at=self.now, due_at=due_at)
        self.unchanged.clear()

    def _failed(self, source: Source, failed: Failed, state: SourceState) -> Polled:
        due_at = next_poll(
            source, self.settings, self.now, state.error_streak, failed.not_before, read_rhythm(state.rhythm)
        )
        with write(self.db, self.lease):
            record_failure(self.db, self.cycle, source.id, failed, at=self.now, due_at=due_at)
        return Polled(source.id, "failed", reason=failed.reason, detail=failed.detail)
