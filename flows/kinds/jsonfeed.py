"""JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1)."""

import json
from collections.abc import Iterator
from typing import Any

from flows.calendars import when
from flows.decoding import decode
from flows.kinds.listing import Entry, listing
from watchlist.page import Failed, Page
from watchlist.source import Further, Listing, Source

_VERSION = "jsonfeed.org/version/"


def looks_like_json(body: bytes) -> bool:
    """Whether a body is an object of JSON rather than XML."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read_json_feed(page: Page, source: Source) -> Listing | Failed:
    """The links of a JSON Feed, with the whole text where the source says `content: feed`; "not-a-feed" otherwise."""
    try:
        feed = json.loads(decode(page.body, page.header("content-type"), source.language), strict=False)
    except (ValueError, RecursionError):
        return _no_feed(page, "JSON came where a feed was, and it cannot be read")
    if not isinstance(feed, dict) or _VERSION not in _text(feed.get("version")):
        return _no_feed(page, "JSON came where a feed was; look for the source's RSS or Atom address")
    items = feed.get("items")
    entries = (_entry(item, source) for item in (items if isinstance(items, list) else []) if isinstance(item, dict))
    older = _text(feed.get("next_url"))
    further = [Further(older, older=True)] if older.startswith(("http://", "https://")) and older != page.url else []
    return listing(page, source, entries, title=_text(feed.get("title")), further=further)


def _entry(item: dict[str, Any], source: Source) -> Entry:
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    moment = _text(item.get("date_published")) or _text(item.get("date_modified"))
    return Entry(
        url=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        summary=_text(item.get("summary")) or html or text,
        author=", ".join(_authors(item)),
        published=when(moment) if moment else None,
        text=(html or text) if source.content == "feed" else "",
        guid=_text(item.get("id")),
    )


def _authors(item: dict[str, Any]) -> Iterator[str]:
    """Version 1.1 has a list of authors, version 1 had one."""
    authors = item.get("authors")
    for author in authors if isinstance(authors, list) else [item.get("author")]:
        if isinstance(author, dict) and (name := _text(author.get("name"))):
            yield name


def _text(value: object) -> str:
    """A text as it stands; an id may be a number, whatever the specification says."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _no_feed(page: Page, what: str) -> Failed:
    return Failed(page.url, "not-a-feed", what, retry=True, status=page.status)
