"""Sitemaps and sitemap indexes (sitemaps.org/protocol.html), with Google's news extension; as XML, text, or gzip."""

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped, unused-ignore]

from flows.calendars import when
from flows.decoding import decode
from flows.kinds.listing import Entry, listing
from flows.kinds.markup import root
from flows.kinds.plain import plain
from watchlist.page import Failed, Page
from watchlist.source import Further, Listing, Source

RECENT = timedelta(days=3)  # what was changed longer ago is no news; news sitemaps hold two days anyway
MOST_CHILDREN = 5  # sitemaps of an index that are read in one poll

_GZIP = b"\x1f\x8b"
_MOST_BYTES = 50 * 1024 * 1024  # sitemaps.org: no sitemap is larger once unpacked
_MOST_ENTRIES = 50_000  # sitemaps.org: nor has more entries
_EVER = datetime.min.replace(tzinfo=UTC)


def read_sitemap(page: Page, source: Source) -> Listing | Failed:
    """The links of a sitemap, or of an index the sitemaps that changed last. Entries whose `lastmod` is more than three
    days old are left out ("old"). "empty", "too-large" or "not-a-sitemap" where there is none.

    A `lastmod` is no date of publication; a news sitemap's `publication_date` is.
    """
    body = _unpacked(page.body)
    if body is None:
        return Failed(page.url, "too-large", "a packed sitemap of more than 50 MB, or a broken one", retry=False)
    if not body.strip():
        return Failed(page.url, "empty", "the answer has no content where a sitemap was", retry=True)
    text = decode(body, page.header("content-type"), source.language)
    if text.lstrip("\ufeff \t\r\n").startswith(("http://", "https://")):
        return listing(page, source, (Entry(line) for line in text.split()[:_MOST_ENTRIES]))
    document = root(text)
    if not re.match(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", document):
        said = plain(text[:200], 60)
        return Failed(page.url, "not-a-sitemap", f"no sitemap: the answer begins with “{said}”", retry=True)
    tree = _tree(document)
    if tree is None:
        return Failed(page.url, "not-a-sitemap", "a sitemap that cannot be read as XML", retry=True)
    if _name(tree) == "sitemapindex":
        return _index(page, tree)
    return _urls(page, source, tree)


def _unpacked(body: bytes) -> bytes | None:
    """The body without the gzip that a file may have of its own; None where that is broken or unpacks beyond limits."""
    if not body.startswith(_GZIP):
        return body
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plainly = unpacking.decompress(body, _MOST_BYTES)
    except zlib.error:
        return None
    return plainly if unpacking.eof else None


def _tree(document: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    try:
        return etree.fromstring(document.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _texts(element: etree._Element) -> dict[str, str]:
    """What stands in an element and those below it, by local name; the first of each."""
    found: dict[str, str] = {}
    for part in element.iterdescendants():
        name = _name(part)
        if name and part.text and name not in found:
            found[name] = part.text.strip()
    return found


def _index(page: Page, tree: etree._Element) -> Listing:
    children: list[Further] = []
    for number, child in enumerate(tree):
        texts = _texts(child)
        if number < _MOST_ENTRIES and texts.get("loc"):
            changed = when(texts["lastmod"]) if texts.get("lastmod") else None
            children.append(Further(_absolute(page, texts["loc"]), older=False, modified=changed))
    # without dates, the end is the newest: most sites number their sitemaps upwards
    children.reverse()
    newest = sorted(children, key=lambda child: child.modified or _EVER, reverse=True)
    left = len(newest) - MOST_CHILDREN
    note = f"an index of {len(newest)} sitemaps, of which the newest {MOST_CHILDREN} were looked at" if left > 0 else ""
    return Listing((), note=note, further=tuple(newest[:MOST_CHILDREN]))


def _absolute(page: Page, written: str) -> str:
    try:
        return urljoin(page.final_url, written)
    except ValueError:
        return written


def _urls(page: Page, source: Source, tree: etree._Element) -> Listing:
    recent, old = [], 0
    for changed, entry in _entries(tree):
        if changed is not None and changed < page.fetched_at - RECENT:
            old += 1
        else:
            recent.append((changed or entry.published or _EVER, entry))
    recent.sort(key=lambda pair: pair[0], reverse=True)
    listed = listing(page, source, (entry for _, entry in recent))
    drops = tuple(sorted((*listed.drops, *((("old", old),) if old else ()))))
    return Listing(listed.links, drops, listed.title, listed.note, listed.further)


def _entries(tree: etree._Element) -> Iterator[tuple[datetime | None, Entry]]:
    """When each entry changed last, and the entry itself."""
    for number, url in enumerate(tree):
        if number >= _MOST_ENTRIES:
            return
        texts = _texts(url)
        if _name(url) != "url" or not texts:
            continue
        published = when(texts["publication_date"]) if texts.get("publication_date") else None
        changed = when(texts["lastmod"]) if texts.get("lastmod") else published
        title = texts.get("title", "") if published else ""  # an image's title is not the article's
        yield changed, Entry(texts.get("loc", ""), title, published=published)
