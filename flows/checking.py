"""Trying every source at once, without storing anything, and looking for those that moved."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from flows.discover import INBOX
from flows.fetch import Fetcher
from flows.finding import find_sources
from flows.kinds.inbox import Inbox, read_inbox
from flows.means import Clock, fetch_settings
from flows.paging import Reader, Reading
from flows.polling import folder_of
from flows.settings import FetchSection
from watchlist.page import Failed
from watchlist.source import Source

# Failures after which looking for the source elsewhere makes sense: the others pass, or would fail there too.
_GONE = frozenset(
    {
        "http-404",
        "http-410",
        "not-a-feed",
        "not-a-sitemap",
        "empty",
        "no-links",
        "dns",
        "redirect-loop",
        "too-many-redirects",
    }
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came back from one source."""

    source: str  # id
    works: bool
    links: int
    said: str  # one line for people
    moved: str = ""  # the address where it is now, "" where it is where it was, or nothing of its kind was found


async def check_sources(sources: Sequence[Source], settings: FetchSection, now: Clock) -> list[Checked]:
    """Poll each source once; in the order given. What is gone is looked for from its homepage."""
    async with Fetcher(fetch_settings(settings), {}, now) as fetcher:
        reader = Reader(fetcher)
        return list(await asyncio.gather(*(_check(fetcher, reader, source, now) for source in sources)))


async def _check(fetcher: Fetcher, reader: Reader, source: Source, now: Clock) -> Checked:
    if source.kind == INBOX:
        return await _check_inbox(source, now)
    reading = await reader.read(source, now())
    if isinstance(reading, Reading):
        count = len(reading.links)
        mended = f" ({'; '.join(reading.notes)})" if reading.notes else ""
        page = reading.page
        moved = page.final_url if page.final_url != page.url and source.kind not in ("telegram", "gdelt") else ""
        redirected = f", redirected to {moved}" if moved else ""
        return Checked(source.id, True, count, f"{count} items{mended}{redirected}", moved)
    if not isinstance(reading, Failed):
        return Checked(source.id, False, 0, "answered 304 though nothing was asked for")
    return await _seek(fetcher, source, reading, now)


async def _seek(fetcher: Fetcher, source: Source, failed: Failed, now: Clock) -> Checked:
    """Look for a source that is gone where its homepage leads."""
    proxied = source.proxy_env or source.proxy_file  # who is asked that way is not asked directly
    if failed.reason not in _GONE or not source.homepage or source.kind in ("telegram", "gdelt") or proxied:
        return Checked(source.id, False, 0, failed.detail)
    offers = await find_sources(fetcher, source.homepage, now())
    found = [offer for offer in offers if offer.source.url != source.url] if isinstance(offers, tuple) else []
    if not found:
        return Checked(source.id, False, 0, failed.detail)
    best = next((offer for offer in found if offer.source.kind == source.kind), found[0])
    said = f"{failed.detail}; its homepage leads to {best.source.url} ({best.source.kind}, {len(best.links)} items)"
    return Checked(source.id, False, 0, said, best.source.url if best.source.kind == source.kind else "")


async def _check_inbox(source: Source, now: Clock) -> Checked:
    inbox = await asyncio.to_thread(read_inbox, folder_of(source), source, now())
    if not isinstance(inbox, Inbox):
        return Checked(source.id, False, 0, inbox.detail if inbox else "")
    bad = f", {len(inbox.listing.refused)} that cannot be read" if inbox.listing.refused else ""
    return Checked(source.id, True, len(inbox.listing.links), f"{len(inbox.listing.links)} files{bad}")
