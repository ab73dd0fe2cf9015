"""Trying every source at once, without storing anything."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from flows.discover import discover
from flows.fetch import Fetcher
from flows.means import Clock, fetch_settings
from flows.settings import FetchSection
from watchlist.page import NotModified, Page
from watchlist.source import Listing, Source


@dataclass(frozen=True, slots=True)
class Checked:
    """What came back from one source."""

    source: str  # id
    works: bool
    links: int
    said: str  # one line for people


async def check_sources(sources: Sequence[Source], settings: FetchSection, now: Clock) -> list[Checked]:
    """Poll each source once; in the order given."""
    async with Fetcher(fetch_settings(settings), {}, now) as fetcher:
        return list(await asyncio.gather(*(_check(fetcher, source) for source in sources)))


async def _check(fetcher: Fetcher, source: Source) -> Checked:
    answer = await fetcher.poll(source.url)
    if isinstance(answer, NotModified):
        return Checked(source.id, False, 0, "answered 304 though nothing was asked for")
    if isinstance(answer, Page):
        listing = discover(answer, source)
        if isinstance(listing, Listing):
            moved = f", moved to {answer.final_url}" if answer.final_url != source.url else ""
            mended = f" ({listing.note})" if listing.note else ""
            return Checked(source.id, True, len(listing.links), f"{len(listing.links)} items{mended}{moved}")
        return Checked(source.id, False, 0, listing.detail)
    return Checked(source.id, False, 0, answer.detail)
