"""What a source lists: bytes in, links out.

Each kind of source is one module with one function, and one line in `KINDS`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flows.kinds.feed import read_feed
from watchlist.page import Failed, Page
from watchlist.source import Listing, Source

Kind = Callable[[Page, Source], Listing | Failed]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "feed": read_feed,
    }
)


def discover(page: Page, source: Source) -> Listing | Failed:
    """The links that a source's page lists, or why it could not be read.

    Pure: no network, no files, no clock. Raises KeyError for a kind that does not exist, which `load_sources` refuses.
    """
    return KINDS[source.kind](page, source)
