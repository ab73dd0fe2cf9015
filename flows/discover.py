"""What a source lists: bytes in, links out.

Each kind of source is one module with one function, and one line in `KINDS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from flows.kinds import gdelt
from flows.kinds.feed import read_feed
from flows.kinds.gdelt import ask_gdelt, read_gdelt
from flows.kinds.page import read_page
from flows.kinds.sitemap import read_sitemap
from flows.kinds.telegram import ask_telegram, read_telegram
from watchlist.page import Failed, Page
from watchlist.source import Listing, Source

Ask = Callable[[Source, datetime | None, datetime], str]  # a source, its last good poll (None: never), and now


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of source is asked and read."""

    read: Callable[[Page, Source], Listing | Failed]
    ask: Ask = lambda source, since, now: source.url  # the address that is asked for; times are aware UTC
    gap: float = 0.0  # seconds between two requests to its host, beyond what every host gets


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "feed": Kind(read_feed),  # RSS, Atom, RDF, JSON Feed
        "sitemap": Kind(read_sitemap),  # also of news, and indexes
        "page": Kind(read_page),
        "telegram": Kind(read_telegram, lambda source, since, now: ask_telegram(source)),
        "gdelt": Kind(read_gdelt, ask_gdelt, gdelt.GAP),
    }
)
INBOX = "inbox"  # the one kind that is a folder and no address: `flows.kinds.inbox`


def discover(page: Page, source: Source) -> Listing | Failed:
    """The links that a source's page lists, or why it could not be read.

    Pure: no network, no files, no clock. Raises KeyError for a kind that does not exist, which `load_sources` refuses.
    """
    return KINDS[source.kind].read(page, source)
