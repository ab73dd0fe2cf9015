"""Stored articles matched anew after the watchlist changed. Nobody is alerted by it.

    articles that another version matched ── may the change matter? ─no─▶ noted as matched by this version
                                                    │ yes
                                                  match ── compare with what holds ──▶ new │ changed │ gone

It writes under the monitor's lease, so that no cycle stores articles beside it, in short transactions; what was done
when it is killed stays done, and the next rescan goes on from there.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database

from flows.archive import archive
from flows.home import Home
from flows.means import AlreadyRunning, Clock, leased
from storage.database import read_database, write
from storage.leases import Lease, LeaseLost
from storage.rescans import (
    Change,
    MatchedArticle,
    called,
    changes,
    left_to_match,
    next_articles,
    record_changes,
    take_over,
)
from storage.watchlists import record_watchlist, stored_watchlist
from watchlist.compare import compare
from watchlist.entity import Watchlist
from watchlist.errors import Trouble
from watchlist.matcher import Matcher

BATCH = 200  # articles of one transaction: some 10 ms of writing where many change
PATIENCE = timedelta(minutes=3)  # for a cycle that is on: longer than its budget
SAMPLES = 3  # kept of each entity and kind of change

Progress = Callable[[int, int], None]  # articles done, articles in all


@dataclass(frozen=True, slots=True)
class Sample:
    """One change, with the article it is in."""

    article: MatchedArticle
    change: Change


@dataclass(slots=True)
class Rescanned:
    """What a rescan found, or would store."""

    watchlist: str  # version
    before: dict[str | None, int]  # articles by the version that matched them last; None: not known
    written: bool
    read: int = 0  # articles looked at
    matched: int = 0  # of these, those that the change can matter to
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # (entity, kind of change) → matches
    samples: list[Sample] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """How many matches changed in that way."""
        return sum(count for (_, one), count in self.counts.items() if one == kind)

    def sentence(self) -> str:
        """What it came to, in a line."""
        changes = ", ".join(f"{self.count(kind)} {kind}" for kind in ("new", "gone", "changed"))
        return f"{changes}; the change could affect {self.matched:,} of {sum(self.before.values()):,} articles"

    def take(self, article: MatchedArticle, told: Sequence[Change]) -> None:
        """Add the changes in one article."""
        for change in told:
            self.counts[change.entity, change.kind] += 1
            if self.counts[change.entity, change.kind] <= SAMPLES:
                self.samples.append(Sample(article, change))


class _Filter:
    """Tells the articles that a change of the watchlist can matter to."""

    def __init__(self, old: Watchlist | None, new: Watchlist) -> None:
        """`old`: the version that matched them last; None where it is not known: then all of them."""
        difference = compare(old, new) if old else None
        net = difference.net() if difference else None
        self._everything = difference is None or difference.beyond
        self._net = Matcher(net) if net else None
        self._entities = {change.entity.id for change in difference.entities if change.affecting} if difference else ()

    @property
    def passes_nothing(self) -> bool:
        return not self._everything and self._net is None and not self._entities

    def passes(self, article: MatchedArticle) -> bool:
        if self._everything or any(match.entity in self._entities for match in article.matches):
            return True
        return self._net is not None and bool(self._net.match(article.text.title, article.text.text))


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes what a scan finds."""

    db: Database
    lease: Lease
    watchlist: str  # version
    now: Clock

    def take_over(self, old: str) -> None:
        with write(self.db, self.lease):
            take_over(self.db, old, self.watchlist)

    def record(self, batch: Sequence[MatchedArticle], told: Sequence[tuple[Change, ...]]) -> None:
        with write(self.db, self.lease):
            for article, changed in zip(batch, told, strict=True):
                record_changes(self.db, article, changed, self.watchlist, self.now())


def preview(home: Home, matcher: Matcher, since: datetime | None, tell: Progress) -> Rescanned:
    """What a rescan would change; nothing is written. Raises Trouble."""
    with archive(home) as db:
        return _scan(db, matcher, since, tell, None)


def rescan(
    home: Home,
    matcher: Matcher,
    since: datetime | None,
    now: Clock,
    tell: Progress,
    *,
    patience: timedelta = PATIENCE,
    held_up: Callable[[], None] = lambda: None,
) -> Rescanned:
    """Match stored articles anew, and store what is found as retrospective matches.

    `since`: only articles published since then (stored, where that is not known); the others are left for another
    time. A cycle that is on is waited for, and `held_up` called meanwhile. Raises AlreadyRunning where that takes
    longer than `patience`, and Trouble.
    """
    read_database(home.database).close()  # without one there is nothing to match
    until = now() + patience
    while True:
        try:
            with leased(home, "monitor", now) as (db, lease):
                with write(db, lease):
                    record_watchlist(db, matcher.watchlist, now())
                return _scan(db, matcher, since, tell, _Pen(db, lease, matcher.watchlist.version, now))
        except AlreadyRunning:
            if now() >= until:
                raise
            held_up()
            time.sleep(0.5)
        except LeaseLost as error:
            remedy = "run it again: it goes on where it stopped"
            raise Trouble(f"{home.path}: a cycle has taken over from the rescan; {remedy}") from error


def names_of(home: Home, watchlist: Watchlist) -> dict[str, str]:
    """What entities are called, by id: those that are watched, and those that once were."""
    with archive(home) as db:
        return called(db) | {entity.id: entity.name for entity in watchlist.entities}


def _scan(db: Database, matcher: Matcher, since: datetime | None, tell: Progress, pen: _Pen | None) -> Rescanned:
    """One pass over the articles that another version matched; without a pen nothing is written."""
    version = matcher.watchlist.version
    done = Rescanned(version, left_to_match(db, version, since), written=pen is not None)
    filters = {old: _filter(db, old, matcher.watchlist) for old in done.before}
    for old in [old for old, chosen in filters.items() if chosen.passes_nothing]:
        if pen is not None and old is not None:
            pen.take_over(old)
    total, after = sum(done.before.values()), 0
    while batch := next_articles(db, version, since, after=after, limit=BATCH):
        after = batch[-1].text.version
        told = [_look(article, filters, matcher, done) for article in batch]
        if pen is not None:
            pen.record(batch, told)
        done.read += len(batch)
        tell(done.read, total)
    return done


def _filter(db: Database, old: str | None, new: Watchlist) -> _Filter:
    return _Filter(None if old is None else stored_watchlist(db, old), new)


def _look(
    article: MatchedArticle, filters: Mapping[str | None, _Filter], matcher: Matcher, done: Rescanned
) -> tuple[Change, ...]:
    chosen = filters.get(article.watchlist)  # none of it: stored meanwhile, by a cycle that runs beside a preview
    if chosen is None or not chosen.passes(article):
        return ()
    text = article.text
    matches = matcher.match(text.title, text.text, text.language, country=text.country)
    told = changes(article, matches, matcher.watchlist.version)
    done.matched += 1
    done.take(article, told)
    return told
