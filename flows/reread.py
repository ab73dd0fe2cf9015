"""Pages of matched articles, read again some hours later: edited ones become new versions, removed ones are marked.

    due pages ── fetch ──▶ not modified │ pages ── extract ──▶ articles ── judge ──▶ unchanged │ missing │ failed
                                                                                 └─▶ edited ── match, group, store

It works under the monitor's lease, so that no cycle asks the same hosts or stores articles beside it. Each reading is
one transaction: what was done when it is killed stays done and is not done again.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database

from flows.archive import archive
from flows.extract import Extractor
from flows.fetch import Fetcher
from flows.means import AlreadyRunning, Means, fetch_settings, leased, make_extractor
from flows.revision import FRONT_PAGE, completed, judge, leads_to_front, next_standing
from flows.stage import Stage, plainly
from flows.storing import prepare, store
from storage.database import write
from storage.evidence import append, cite, heal
from storage.leases import Lease
from storage.sources import read_hosts, record_hosts, stored_sources, sync_sources
from storage.versions import (
    DueReading,
    Reading,
    Standing,
    due_count,
    due_readings,
    plan_readings,
    record_reading,
)
from storage.watchlists import record_watchlist
from watchlist.article import Article, Rejected
from watchlist.page import Failed, NotModified, Page
from watchlist.source import Source

PATIENCE = timedelta(seconds=60)  # for a cycle that is on; the next tick comes soon


@dataclass(slots=True)
class Reread:
    """What came of pages that were read again."""

    outcomes: Counter[str] = field(default_factory=Counter)  # "unchanged", "edited", "missing", "failed"
    removed: int = 0  # articles that were marked
    returned: int = 0  # articles whose mark was taken away
    alerts: int = 0  # that became due
    left: int = 0  # pages that did not come in time: the next reading sees to them

    @property
    def read(self) -> int:
        """How many pages were read, or could not be."""
        return self.outcomes.total()

    def counts(self) -> dict[str, int]:
        """Each count by its name."""
        return {
            "pages read again": self.read,
            "pages edited": self.outcomes["edited"],
            "pages removed": self.removed,
            "pages back": self.returned,
            "pages missed": self.outcomes["missing"],
            "pages not readable now": self.outcomes["failed"],
            "pages left for later": self.left,
        }

    def sentence(self) -> str:
        """The counts that are not naught, for people; always those that were read."""
        first, *others = ((name.removeprefix("pages "), count) for name, count in self.counts().items())
        return ", ".join(f"{count} {name}" for name, count in (first, *(pair for pair in others if pair[1])))


async def reread_pages(means: Means, *, stage: Stage = plainly, patience: timedelta = PATIENCE) -> Reread:
    """Read again what is due, under the monitor's lease; without one where nothing is due.

    A cycle that is on is waited for. Raises AlreadyRunning where that takes longer than `patience`, Trouble, and
    LeaseLost where another run has taken over meanwhile.
    """
    with archive(means.home) as db:
        if not _is_due(means, db):
            return Reread()
    until = means.now() + patience
    while True:
        try:
            with leased(means.home, "monitor", means.now) as (db, lease):
                with write(db, lease):
                    heal(db, means.home.evidence)
                    sync_sources(db, means.sources)
                    record_watchlist(db, means.watchlist, means.now())
                return await read_again(means, db, lease, means.now() + means.settings.reread.budget, stage=stage)
        except AlreadyRunning:
            if means.now() >= until:
                raise
            await asyncio.sleep(0.5)


async def read_again(means: Means, db: Database, lease: Lease, until: datetime, *, stage: Stage = plainly) -> Reread:
    """Read again what is due, until then, on behalf of a run that holds the monitor's lease."""
    settings, done = means.settings.reread, Reread()
    if not _is_due(means, db):
        return done
    with write(db, lease):
        plan_readings(db, settings.after[0], settings.after[-1], means.now())
    due = due_readings(db, means.now(), settings.most)
    left = until - means.now()
    if not due or left <= timedelta(0):
        return done
    sources = stored_sources(db) | {source.id: source for source in means.sources}
    batch = Readings(means, db, lease, sources, due, done)
    async with Fetcher(fetch_settings(means.settings.fetch), read_hosts(db), means.now) as fetcher:
        await stage("fetch again", batch.fetch)(fetcher, left)
        with write(db, lease):
            record_hosts(db, fetcher.hosts())
    with make_extractor(means.settings.extract) as extractor:
        await stage("extract again", batch.extract)(extractor)
    await stage("store again", batch.store)()
    return done


def _is_due(means: Means, db: Database) -> bool:
    after = means.settings.reread.after
    return bool(after) and due_count(db, after[0], after[-1], means.now()) > 0


@dataclass(slots=True)
class Readings:
    """Pages that are read again together. Each stage may be run again after a failure."""

    means: Means
    db: Database
    lease: Lease
    sources: Mapping[str, Source]  # by id, those that are listed no more included
    due: Sequence[DueReading]
    done: Reread
    results: dict[int, Page | NotModified | Failed | Article | Rejected] = field(
        default_factory=dict
    )  # by article id, as far as it came
    pages: dict[int, Page] = field(default_factory=dict)  # the responses, kept for evidence
    settled: set[int] = field(default_factory=set)

    async def fetch(self, fetcher: Fetcher, budget: timedelta) -> None:
        """Ask for the pages; what has not come when the budget is over is due still."""
        asked = {
            asyncio.create_task(self._ask(fetcher, due)): due.newest.article
            for due in self.due
            if due.newest.article not in self.results
        }
        if not asked:
            return
        try:
            done, _ = await asyncio.wait(asked, timeout=budget.total_seconds())
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        for task in done:
            self.results[asked[task]] = task.result()
        self.done.left = len(self.due) - len(self.results)

    async def _ask(self, fetcher: Fetcher, due: DueReading) -> Page | NotModified | Failed:
        known, source = due.validators, self.sources[due.newest.source]
        came = await fetcher.page_again(due.url, etag=known.etag, last_modified=known.last_modified, source=source)
        if not isinstance(came, Page):
            return came
        if leads_to_front(due.url, came.final_url):
            return Failed(due.url, FRONT_PAGE, f"leads to {came.final_url}", retry=False)
        if hashlib.sha256(came.raw).hexdigest() == known.sha256:
            return NotModified(due.url, came.fetched_at)
        self.pages[due.newest.article] = came
        return came

    async def extract(self, extractor: Extractor) -> None:
        """Read the pages in worker processes."""
        ids = [id for id, result in self.results.items() if isinstance(result, Page)]
        read = await asyncio.to_thread(extractor.extract, [self.pages[id] for id in ids])
        self.results.update(zip(ids, read, strict=True))

    async def store(self) -> None:
        """Judge each page, and record what came of it with what it changes."""
        for due in self.due:
            result = self.results.get(due.newest.article)
            if result is None or isinstance(result, Page) or due.newest.article in self.settled:
                continue
            self._record(due, result)
            self.settled.add(due.newest.article)
            await asyncio.sleep(0)  # between two transactions, whoever waits may go on

    def _record(self, due: DueReading, result: Article | Rejected | Failed | NotModified) -> None:
        now = self.means.now()
        judged = judge(due, result, lambda article: self._still_names(due, article))
        standing = next_standing(due, judged, self.means.settings.reread.after, now)
        if judged.outcome == "edited" and isinstance(result, Article):
            self._store_edit(due, completed(result, due.newest.said), standing, now)
        else:
            with write(self.db, self.lease):
                record_reading(self.db, due, Reading(judged.outcome, judged.reason, judged.detail), standing, now)
        self.done.outcomes[judged.outcome] += 1
        self.done.removed += standing.removed is not None and due.removed is None
        self.done.returned += standing.removed is None and due.removed is not None

    def _still_names(self, due: DueReading, article: Article) -> bool:
        found = self.means.matcher.match(article.title, article.text, article.language, country=due.newest.country)
        return any(match.entity in due.newest.held for match in found)

    def _store_edit(self, due: DueReading, article: Article, standing: Standing, now: datetime) -> None:
        known, page = due.newest.article, self.pages[due.newest.article]
        ready = prepare(self.means, self.db, article, self.sources[due.newest.source], now, known)
        with write(self.db, self.lease):
            stored, alerts = store(self.means, self.db, ready, now)
            record_reading(self.db, due, Reading("edited", version=stored.version), standing, now)
            cite(self.db, stored.version, page, append(self.means.home.evidence, page))  # last: files do not roll back
        self.done.alerts += alerts
