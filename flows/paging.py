"""Reading a source whole: what it is asked for, then what belongs to that, or goes back to what is known."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flows.discover import KINDS, discover
from flows.fetch import Fetcher
from watchlist.page import Failed, NotModified, Page
from watchlist.source import Further, Link, Listing, Source

MOST_PAGES = 10  # of one source in one poll
_SLACK = timedelta(days=1)  # by which a sitemap's own word on when it changed may be wrong

Known = Callable[[Iterable[Link]], Set[str]]  # links → the addresses of those that were seen before


@dataclass(slots=True)
class Reading:
    """What all the pages of a source brought in one poll."""

    page: Page  # the first
    links: list[tuple[Link, Page]] = field(default_factory=list)  # each with the page that lists it
    drops: Counter[str] = field(default_factory=Counter)
    title: str = ""
    notes: list[str] = field(default_factory=list)
    parted: bool = False  # whether the first page only names others, so that its validators say nothing of them

    def add(self, page: Page, listing: Listing) -> None:
        """Take in one more page."""
        self.links.extend((link, page) for link in listing.links)
        self.drops.update(dict(listing.drops))
        self.title = self.title or listing.title
        if listing.note:
            self.notes.append(listing.note)


class Reader:
    """Reads sources for as long as a Fetcher is open, and keeps the pace that a kind of source asks for."""

    def __init__(self, fetcher: Fetcher, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._fetcher = fetcher
        self._pause = pause
        self._turns: dict[str, asyncio.Lock] = {}
        self._next: dict[str, float] = {}  # by host, on the loop's clock: when it may be asked again

    async def read(
        self,
        source: Source,
        now: datetime,
        *,
        since: datetime | None = None,
        etag: str = "",
        last_modified: str = "",
        known: Known = lambda links: frozenset(),
    ) -> Reading | NotModified | Failed:
        """What a source lists at `now`; `since` is its last good poll (None: never, so that nothing older is sought).

        Both are aware UTC. A further page that fails is noted, and what came before it counts.
        """
        url = KINDS[source.kind].ask(source, since, now)
        page = await self._ask(source, url, etag, last_modified)
        if not isinstance(page, Page):
            return page
        listing = discover(page, source)
        if isinstance(listing, Failed):
            return listing
        reading = Reading(page, parted=any(not further.older for further in listing.further))
        reading.add(page, listing)
        await self._read_on(source, reading, listing, since, known)
        return reading

    async def _read_on(
        self, source: Source, reading: Reading, first: Listing, since: datetime | None, known: Known
    ) -> None:
        """Read what the first page leads to, and what those lead to, until it is known or enough."""
        waiting = list(worth(first, since, known))
        seen = {reading.page.url, reading.page.final_url}
        for _ in range(MOST_PAGES - 1):
            while waiting and waiting[0].url in seen:
                waiting.pop(0)
            if not waiting:
                return
            further = waiting.pop(0)
            seen.add(further.url)
            page = await self._ask(source, further.url)
            listing = discover(page, source) if isinstance(page, Page) else page
            if isinstance(page, Page) and isinstance(listing, Listing):
                reading.add(page, listing)
                waiting.extend(worth(listing, since, known))
            elif isinstance(listing, Failed):
                reading.notes.append(f"a further page of it failed ({listing.detail})")
        if waiting:
            reading.notes.append(f"more is listed than was read: {MOST_PAGES} pages are the most in one poll")

    async def _ask(
        self, source: Source, url: str, etag: str = "", last_modified: str = ""
    ) -> Page | NotModified | Failed:
        gap = KINDS[source.kind].gap
        if not gap:
            return await self._fetcher.poll(url, etag=etag, last_modified=last_modified, source=source)
        host = urlsplit(url).netloc
        async with self._turns.setdefault(host, asyncio.Lock()):
            clock = asyncio.get_running_loop().time
            if (wait := self._next.get(host, 0.0) - clock()) > 0:
                await self._pause(wait)
            try:
                return await self._fetcher.poll(url, source=source)
            finally:
                self._next[host] = clock() + gap


def worth(listing: Listing, since: datetime | None, known: Known) -> Iterable[Further]:
    """Which further pages of a listing are worth asking for: older ones where all that it lists is new."""
    all_new = since is not None and bool(listing.links) and not known(listing.links)
    for further in listing.further:
        if further.older:
            if all_new:
                yield further
        elif since is None or further.modified is None or further.modified >= since - _SLACK:
            yield further
