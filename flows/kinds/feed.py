"""RSS, Atom and RDF, and JSON Feed by its own reader.

    body ── sound? ──▶ fastfeedparser     well-formed UTF-8 with nothing unusual in it: nearly every feed
         └─ not ─────▶ feedparser         forty times slower, reads nearly anything

Neither parser ever sees a DOCTYPE, so that there is no entity to expand or to fetch, and both are given bytes: given a
text that looks like an address or a file's name they would open it.
"""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat

import fastfeedparser
import feedparser

from flows.calendars import when
from flows.decoding import decode
from flows.kinds.jsonfeed import looks_like_json, read_json_feed
from flows.kinds.listing import Entry, listing
from flows.kinds.markup import root
from flows.kinds.plain import plain
from watchlist.page import Failed, Page
from watchlist.source import Further, Listing, Source

# What the fast parser does not read, or not as well: other bases, FeedBurner's original links, and markup or files
# where text is expected.
_UNUSUAL = (b"xml:base", b":origLink")
_UNUSUAL_TEXT = re.compile(
    rb"""<(?:title|summary|content)\s[^<>]{0,500}?(?:type|mode)\s*=\s*["'](?!(?:text/)?(?:html|text|plain)["'])"""
)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})""")
_DATES = re.compile(
    rb"<(?:dc:|dcterms:|atom:|a10:)?(?:pubDate|published|updated|date|issued|modified|created)(?:\s[^<>]*)?>"
    rb"\s*(?:<!\[CDATA\[)?([^<\]]*)"
)
_REGULAR_DATE = re.compile(
    rb"\s*(?:(?:\w{3}, )?\d\d? \w{3} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})"
    rb"|(?:19|20)\d\d-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?)\s*"
)
# RFC 5005 knows paged feeds ("next") and archived ones ("prev-archive"); either link stands before the entries.
_LINK = re.compile(rb"<(?:\w+:)?link\s[^<>]{1,2000}>")
_OLDER = re.compile(rb"""\brel\s*=\s*["'](?:next|prev-archive)["']""")
_HREF = re.compile(rb"""\bhref\s*=\s*["']([^"'<>]{1,2000})["']""")
_HEAD = 20_000  # bytes
_WITHOUT = {"include_tags": False, "include_media": False, "include_enclosures": False}
# What would take the parsers quadratic time, and no honest feed has: hundreds of attributes on one element (both
# compare each with each), a word of a thousand letters (feedparser seeks a mail address from each of them), thousands
# of bases.
_MOST_ATTRIBUTES = 300
_LONG_WORD = re.compile(r"(?<![\w.+-])[\w.+-]{1000,}+", re.ASCII)
_ATTRIBUTE = r"""(?>\s+[^\s=<>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))"""
_OVERLOADED = re.compile(rf"<[^\s<>/]+{_ATTRIBUTE}{{{_MOST_ATTRIBUTES}}}")
_MOST_BASES = 2000
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_MOST_TOLERATED = 1_000_000  # code points that the tolerant parser is given: five seconds of CPU at the very worst

_PAGE = re.compile(r"<(?:html|head|body|!doctype html)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_PAGE_TITLE = re.compile(r"<title[^<>]*>([^<]{0,300})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a parser made of a body."""

    entries: tuple[Entry, ...]
    title: str  # of the feed
    link: str  # the page that the feed belongs to, as written
    note: str = ""  # what had to be mended


def read_feed(page: Page, source: Source) -> Listing | Failed:
    """The links of a feed. A sound feed without entries is a listing without links; what is no feed is a failure
    ("empty", "not-a-feed") that is worth trying again: a captcha or a login page often goes away.
    """
    if not page.body.strip():
        return Failed(page.url, "empty", "the answer has no content where a feed was", retry=True, status=page.status)
    if looks_like_json(page.body):
        return read_json_feed(page, source)
    whole = source.content == "feed"
    feed = _read_fast(page.body, whole=whole) or _read_tolerantly(page, source)
    if isinstance(feed, str):
        return Failed(page.url, "not-a-feed", feed, retry=True, status=page.status)
    base = _join(page.final_url, feed.link)
    notes = [feed.note] if feed.note else []
    return listing(page, source, feed.entries, base=base, title=feed.title, notes=notes, further=_older(page))


def _older(page: Page) -> Iterator[Further]:
    """The archive or page of a feed before this one (RFC 5005)."""
    if b"prev-archive" not in page.body and b"next" not in page.body:
        return
    for link in _LINK.findall(page.body, 0, _HEAD):
        if _OLDER.search(link) and (address := _HREF.search(link)):
            written = html.unescape(address[1].decode("utf-8", "replace"))
            url = _join(page.final_url, written)
            if url not in (page.url, page.final_url):
                yield Further(url, older=True)
                return


def _join(url: str, relative: str) -> str:
    try:
        joined = urljoin(url, relative.strip())
    except ValueError:
        return url
    return joined if joined.startswith(("http://", "https://")) else url


def _read_fast(body: bytes, *, whole: bool = False) -> _Feed | None:
    """What the fast parser makes of a body, or None where it might be less than what is there."""
    declared = _ENCODING.match(body)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        return None
    if any(mark in body for mark in _UNUSUAL) or _UNUSUAL_TEXT.search(body) or _is_overloaded(body):
        return None
    if not all(map(_REGULAR_DATE.fullmatch, set(_DATES.findall(body)))):
        return None
    if not _is_well_formed(body):
        return None
    try:
        parsed = fastfeedparser.parse(body, include_content=whole, **_WITHOUT)
        parsed_entries = parsed["entries"]
        if not whole and b"<content" in body and not all(entry["description"] for entry in parsed_entries):
            _fill_from_content(parsed_entries, fastfeedparser.parse(body, **_WITHOUT)["entries"])
        entries = tuple(map(_whole_entry if whole else _fast_entry, parsed_entries))
    except Exception:  # whatever it stumbles over, the tolerant parser is there for it
        return None
    if len(entries) != (body.count(b"</item>") or body.count(b"</entry>")) or not all(entry.url for entry in entries):
        return None
    return _Feed(entries, parsed["feed"].get("title") or "", parsed["feed"].get("link") or "")


def _is_overloaded(body: bytes) -> bool:
    """Whether an element has more attributes than an honest one; most bodies have too few "=" to need the search."""
    return body.count(b"=") >= _MOST_ATTRIBUTES and _OVERLOADED.search(body.decode("latin-1")) is not None


def _is_well_formed(body: bytes) -> bool:
    """Whether it is XML through and through, without a DOCTYPE."""
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, _Doctype):
        return False
    return True


class _Doctype(Exception):
    """There is a DOCTYPE."""


def _refuse(*_: object) -> None:
    raise _Doctype


def _fill_from_content(entries: list[dict[str, Any]], full: list[dict[str, Any]]) -> None:
    """Let the content stand where there is no summary: whole, where the parser alone would make a short text of it."""
    for entry, rich in zip(entries, full, strict=True):
        if not entry["description"] and rich.get("content"):
            entry["description"] = rich["content"][0]["value"] or ""


def _fast_entry(entry: dict[str, Any]) -> Entry:
    moment = entry.get("published") or entry.get("updated")
    return Entry(
        url=entry.get("link") or "",
        title=entry["title"],
        summary=entry["description"],
        author=entry.get("author") or "",
        published=datetime.fromisoformat(moment).replace(microsecond=0) if moment else None,
        guid=entry.get("id") or "",
    )


def _whole_entry(entry: dict[str, Any]) -> Entry:
    return _fast_entry(entry)._replace(text=_content(entry) or entry["description"])


def _content(entry: Any) -> str:
    """The longest of an entry's contents."""
    return max((content.get("value") or "" for content in entry.get("content") or ()), key=len, default="")


def _read_tolerantly(page: Page, source: Source) -> _Feed | str:
    """What the tolerant parser makes of a page's body, or a line that says what stands there instead of a feed."""
    text = decode(page.body, page.header("content-type"), source.language)
    document = root(text)
    if not document or (_PAGE.match(document) and not _FEED.search(document)):
        return _what_it_is(text)
    if _OVERLOADED.search(document):
        return f"an element with more than {_MOST_ATTRIBUTES} attributes; no feed has such"
    try:
        parsed = _parse_tolerantly(document, page.final_url)
    except Exception as error:  # over bytes that strangers made, the parser's crash is their doing and no bug of ours
        return f"a feed that cannot be read ({plain(f'{type(error).__name__}: {error}', 120)})"
    if not parsed.version and not parsed.entries:
        return _what_it_is(text)
    now = page.fetched_at
    whole = source.content == "feed"
    entries = tuple(_tolerant_entry(entry, now, whole=whole) for entry in parsed.entries)
    notes = [f"not well-formed ({plain(str(parsed.bozo_exception), 120)})"] if parsed.bozo else []
    if len(document) > _MOST_TOLERATED:
        notes.insert(0, f"only its first {_MOST_TOLERATED:,} characters were read")
    return _Feed(entries, parsed.feed.get("title") or "", parsed.feed.get("link") or "", "; ".join(notes))


def _parse_tolerantly(document: str, url: str) -> Any:
    """What feedparser makes of a document without a prolog, spared what would hold it up."""
    tame = _REFERENCE.sub(_possible, _LONG_WORD.sub("", document[:_MOST_TOLERATED]))
    if tame.count("xml:base") > _MOST_BASES:
        tame = tame.replace("xml:base", "xml:former-base")
    base = url if "xml:base" in tame else ""  # given one, feedparser makes every address absolute by itself
    return feedparser.parse(
        io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + tame.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": base},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _possible(reference: re.Match[str]) -> str:
    """A character reference, or nothing where no such character can be: feedparser crashes on those."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    number = int(digits, base) if len(digits) <= 10 else -1
    return reference[0] if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else ""


def _tolerant_entry(entry: Any, now: datetime, *, whole: bool) -> Entry:
    texts = (entry.get("summary"), *(content.get("value") for content in entry.get("content") or ()))
    dates = (dict.get(entry, key) for key in ("published", "updated", "created"))  # its own get warns and mixes them up
    return Entry(
        url=entry.get("feedburner_origlink") or entry.get("link") or "",
        title=entry.get("title") or "",
        summary=next(filter(None, texts), ""),
        author=entry.get("author") or "",
        published=next((moment for text in dates if text and (moment := when(text, now=now))), None),
        text=(_content(entry) or entry.get("summary") or "") if whole else "",
        guid=entry.get("id") or "",
    )


def _what_it_is(text: str) -> str:
    """One line on what came where a feed was expected."""
    if text.lstrip().startswith("["):
        return "JSON came where a feed was; look for the source's RSS or Atom address"
    document = root(text)
    if _PAGE.match(document):
        title = _PAGE_TITLE.search(document)
        named = f" titled “{plain(title[1], 100)}”" if title else ""
        return f"a web page{named} came where a feed was (a captcha, a login, or the feed has moved)"
    return f"no feed: the answer begins with “{plain(text[:200], 60) or document[:60]}”"
