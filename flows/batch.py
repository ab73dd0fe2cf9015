"""A batch of links on its way through fetch, extract, match, group and store.

    links ── fetch ──▶ pages ── extract ──▶ articles ── match, group, store ──▶ stored │ retry │ dropped

The stages take nothing and hand nothing on: what they work on stays here, so that a scheduler that runs them as tasks
has nothing to hash, copy or keep. Each may be run again after a failure: what is settled is not settled twice.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlite_utils import Database

from flows.extract import Extractor
from flows.fetch import Fetcher
from flows.means import Means
from flows.outcome import Drop, Retry, Store, decide, from_source
from flows.storing import prepare, store
from flows.web.canonical import canonical, identity
from storage import links
from storage.articles import find_article, has_text, read_title
from storage.database import write
from storage.evidence import Record, append, cite
from storage.leases import Lease
from storage.links import WaitingLink
from watchlist.article import Article, Rejected
from watchlist.match import Match
from watchlist.page import Failed, Page
from watchlist.source import Source


@dataclass(frozen=True, slots=True)
class Found:
    """An article with matches, as a report shows it."""

    article: Article
    source: str  # id
    matches: tuple[Match, ...]
    story: int
    alerts: int  # alerts that became due


@dataclass(slots=True)
class Tally:
    """What has come of the links so far."""

    fetched: int = 0
    stored: int = 0
    duplicates: int = 0  # links to an article that is stored already
    summaries: Counter[str] = field(default_factory=Counter)  # why a page could not be read → articles from summaries
    retried: int = 0
    dropped: Counter[str] = field(default_factory=Counter)  # reason → links
    found: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """Links that are read together."""

    means: Means
    db: Database
    lease: Lease
    sources: Mapping[str, Source]  # by id, those that are listed no more included
    waiting: Sequence[WaitingLink]
    tally: Tally
    results: dict[int, Page | Failed | Article | Rejected] = field(
        default_factory=dict
    )  # by link id, as far as it came
    pages: dict[int, Page] = field(default_factory=dict)  # the responses, kept for evidence
    responses: dict[int, Page] = field(default_factory=dict)  # those that hold several articles, by id
    archived: dict[int, Record] = field(default_factory=dict)  # where those lie that are evidence already

    async def fetch(self, fetcher: Fetcher, budget: timedelta) -> None:
        """Ask for the pages; what has not come when the budget is over stays for the next cycle.

        What the source carries itself needs no page: the response that it stood in is there.
        """
        for waiting in self.waiting:
            if waiting.response is not None and waiting.id not in self.results:
                self._take(waiting, waiting.response)
        asked = {
            asyncio.create_task(fetcher.page(waiting.link.url, source=self.sources[waiting.link.source])): waiting.id
            for waiting in self.waiting
            if waiting.id not in self.results
        }
        if not asked:
            return
        try:
            done, late = await asyncio.wait(asked, timeout=budget.total_seconds())
        except asyncio.CancelledError:
            done, late = set(), set(asked)
            raise
        finally:
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for task in done:
            self.results[asked[task]] = task.result()
        fetched = {id: page for id, page in self.results.items() if isinstance(page, Page) and id not in self.pages}
        self.pages.update(fetched)
        self.tally.fetched += len(fetched)

    def _take(self, waiting: WaitingLink, response: int) -> None:
        """Make the article out of what the source said itself; a dropped page is still to be extracted."""
        page = self.responses.get(response) or links.read_response(self.db, response)
        self.responses[response] = self.pages[waiting.id] = page
        source = self.sources[waiting.link.source]
        self.results[waiting.id] = from_source(waiting.link, source) if waiting.link.text else page

    async def extract(self, extractor: Extractor) -> None:
        """Read the pages in worker processes."""
        ids = [id for id, result in self.results.items() if isinstance(result, Page)]
        read = await asyncio.to_thread(extractor.extract, [self.pages[id] for id in ids])
        self.results.update(zip(ids, read, strict=True))

    async def store(self) -> None:
        """Match, group and store each article, and settle each link."""
        for waiting in self.waiting:
            result = self.results.get(waiting.id)
            if result is None or isinstance(result, Page):
                continue  # it has not come, or was not read: the next cycle sees to it
            last = waiting.attempts + 1 >= links.ATTEMPTS
            outcome = decide(waiting.link, self.sources[waiting.link.source], result, last=last)
            if isinstance(outcome, Store):
                self._store(waiting, outcome)
            else:
                self._settle(waiting, outcome)
            del self.results[waiting.id]
            await asyncio.sleep(0)  # between two transactions, whoever waits may go on

    def _settle(self, waiting: WaitingLink, outcome: Retry | Drop) -> None:
        now = self.means.now()
        with write(self.db, self.lease):
            if isinstance(outcome, Drop):
                links.drop(
                    self.db, waiting.id, outcome.reason, outcome.detail, now, dead=outcome.dead,
                    fetched=waiting.id in self.pages,
                )  # fmt: skip
                lives = False
            else:
                lives = links.retry(
                    self.db, waiting, outcome.reason, outcome.detail, now, outcome.not_before, tried=outcome.tried
                )
        if lives:
            self.tally.retried += 1
        else:
            self.tally.dropped[outcome.reason] += 1

    def _placed(self, waiting: WaitingLink, article: Article) -> tuple[Article, int | None]:
        """The article under the address that it is to have, and the stored one that it repeats, if any.

        Where a piece with another title lies under the canonical address already, the site gives one to all its pages
        by mistake: the page's own address counts then, so that none is taken for a copy and lost.
        """
        page = self.pages.get(waiting.id)
        known = find_article(self.db, article.url, identity(article.url))
        if known is None or page is None or waiting.response or read_title(self.db, known) == article.title:
            return article, known
        article = replace(article, url=canonical(page.final_url))
        return article, find_article(self.db, article.url, identity(article.url))

    def _store(self, waiting: WaitingLink, outcome: Store) -> None:
        now = self.means.now()
        article, known = self._placed(waiting, outcome.article)
        edited = waiting.response is not None and known is not None and not has_text(self.db, known, article.text)
        if known is not None and not edited:
            with write(self.db, self.lease):
                links.store(
                    self.db, waiting.id, known, "the article was stored already", now, fetched=waiting.id in self.pages
                )
            self.tally.duplicates += 1
            return
        source = self.sources[waiting.link.source]
        ready = prepare(self.means, self.db, article, source, now, known)
        kept = (ready.matches or known is not None) and not article.from_summary
        page = self.pages.get(waiting.id) if kept else None
        with write(self.db, self.lease):
            stored, alerts = store(self.means, self.db, ready, now)
            links.store(
                self.db, waiting.id, stored.article, outcome.stands_in_for, now, fetched=waiting.id in self.pages
            )
            if page:  # last: what is in a file cannot be rolled back
                record = self.archived.get(waiting.response or 0) or append(self.means.home.evidence, page)
                cite(self.db, stored.version, page, record)
        if page and waiting.response:
            self.archived[waiting.response] = record
        self.tally.stored += 1
        if outcome.stands_in_for:
            self.tally.summaries[outcome.stands_in_for] += 1
        if ready.matches:
            self.tally.found.append(Found(article, source.id, ready.matches, stored.story, alerts))
