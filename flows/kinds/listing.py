"""From what a source says of its entries to links that can be followed: shared by every kind of source."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from flows.kinds.plain import paragraphs, plain
from watchlist.page import Page
from watchlist.source import Further, Link, Listing, Source

LONGEST_URL = 2048  # code points; what most servers and caches accept
LONGEST_TITLE = 500
LONGEST_SUMMARY = 4000  # it may have to stand in for a page that is refused
LONGEST_AUTHOR = 200
LONGEST_TEXT = 200_000
LONGEST_GUID = 500
MOST_LINKS = 5000  # in one listing; no honest feed comes near

# Dates outside are mistakes of a source's clock or its placeholder for "never" (1970). A day ahead is forgiven: zones.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)

_USUAL = re.compile(r"https?://[\w.-]+(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)


class Entry(NamedTuple):
    """One entry as its source wrote it."""

    url: str  # as written: relative, wrong or ""
    title: str = ""  # text or HTML
    summary: str = ""  # text or HTML
    author: str = ""  # text or HTML
    published: datetime | None = None  # aware UTC
    text: str = ""  # the whole article as HTML or text, "" where its page is to be fetched
    guid: str = ""  # as written
    edited: bool = False  # whether the source says that it was


def listing(
    page: Page,
    source: Source,
    entries: Iterable[Entry],
    *,
    base: str = "",
    title: str = "",
    notes: Iterable[str] = (),
    further: Iterable[Further] = (),
) -> Listing:
    """The links of a source's entries, cleaned, in their order, and what was left out, by reason.

    `base` is the absolute address that relative ones refer to (default: the one that answered). Reasons: "no-link",
    "bad-link", "not-http", "link-too-long", "duplicate" (the same address earlier in this listing), "over-limit".
    A date before 1990 or more than a day after the page was fetched is not believed: the link stays, undated, and the
    note says how many there were.
    """
    links: dict[str, Link] = {}
    drops: Counter[str] = Counter()
    unbelieved = 0
    latest = page.fetched_at + _AHEAD
    for entry in entries:
        url, reason = _address(entry.url, base or page.final_url)
        if not reason and url in links:
            reason = "duplicate"
        if not reason and len(links) >= MOST_LINKS:
            reason = "over-limit"
        if reason:
            drops[reason] += 1
            continue
        published = entry.published
        if published is not None and not _EARLIEST <= published <= latest:
            published = None
            unbelieved += 1
        links[url] = Link(
            source=source.id,
            url=url,
            title=plain(entry.title, LONGEST_TITLE),
            summary=plain(entry.summary, LONGEST_SUMMARY),
            author=plain(entry.author, LONGEST_AUTHOR),
            published=published,
            text=paragraphs(entry.text, LONGEST_TEXT) if entry.text else "",
            guid="" if entry.guid == entry.url else entry.guid.strip()[:LONGEST_GUID],
            edited=entry.edited,
        )
    notes = [*notes, *([f"{unbelieved} dated before 1990 or in the future, kept without date"] if unbelieved else [])]
    return Listing(
        tuple(links.values()),
        tuple(sorted(drops.items())),
        plain(title, LONGEST_TITLE),
        "; ".join(notes),
        tuple(further),
    )


def _address(written: str, base: str) -> tuple[str, str]:
    """An absolute http(s) address and "", or "" and the reason why there is none."""
    url = written.strip()
    if not url:
        return "", "no-link"
    if len(url) > LONGEST_URL:
        return "", "link-too-long"
    if _USUAL.fullmatch(url) and url.isprintable():
        return url, ""
    try:
        url = urljoin(base, "".join(filter(str.isprintable, url)).replace(" ", "%20"))
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "", "bad-link"
    if parts.scheme not in ("http", "https"):
        return "", "not-http"
    return (url, "") if host else ("", "bad-link")
