"""When a page says that it was published, and when it was last changed."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from htmldate import find_date
from lxml.html import HtmlElement  # type: ignore[import-untyped, unused-ignore]

from flows.calendars import when
from flows.pages.marks import restore

_PUBLISHED = frozenset(
    {"article:published_time", "og:article:published_time", "og:published_time", "article:published"}
    | {"datepublished", "published_time", "publication_date", "publish-date", "publishdate", "publish_date", "pubdate"}
    | {"originalpublicationdate", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"}
    | {"dc.date.issued", "dcterms.created"}
)
_MODIFIED = frozenset(
    {"article:modified_time", "og:article:modified_time", "og:updated_time", "article:modified", "datemodified"}
    | {"modified_time", "last-modified", "lastmod", "dcterms.modified", "dc.date.modified"}
)
_OLDEST = datetime(1995, 1, 1, tzinfo=UTC)  # no news page is older; htmldate's own limit
_AHEAD = timedelta(days=1)  # clocks and zones of strangers; what lies further ahead is a mistake
_DATED = re.compile(r"(?:^|[\s_-])(?:date|time|published|publish|pubdate|post(?:ed)?-?on|tarikh|news-?date)", re.I)
_OTHER_YEAR = re.compile(r"/(1[34]\d\d[/-]\d{1,2}[/-]\d{1,2})(?=/|$)")
_WRITTEN = 80  # code points; a longer text is no date line
_LINES = 40  # date lines of one page that are looked at


def published(tree: HtmlElement, declared: str, url: str, fetched_at: datetime) -> datetime | None:
    """When the article came out, aware UTC; midnight where the page tells only the day.

    In the order of trust: `declared` (JSON-LD), meta elements, `itemprop`, a date line in the calendar and language of
    the page, a day of the Iranian calendar in `url`, then the day that htmldate finds, with the time of a `<time>`
    element of that very day. Times before 1995 or more than a day after `fetched_at` do not count.
    """
    latest = fetched_at + _AHEAD
    texts = (declared, *_declarations(tree, _PUBLISHED, "datePublished"), *_pubdates(tree))
    if sound := _sound(texts, latest):
        return next((moment for moment in sound if moment.time() != time()), sound[0])
    written = _sound((*_date_lines(tree), *_OTHER_YEAR.findall(url)), latest)
    return written[0] if written else _by_day(tree, url, latest)


def modified(tree: HtmlElement, declared: str, fetched_at: datetime) -> datetime | None:
    """When the article was last changed as the page declares it, aware UTC; None where it does not.

    In the order of trust: `declared` (JSON-LD), meta elements, `itemprop`; within the same limits as `published`.
    """
    texts = (declared, *_declarations(tree, _MODIFIED, "dateModified"))
    return next(iter(_sound(texts, fetched_at + _AHEAD)), None)


def _sound(texts: Iterable[str], latest: datetime) -> list[datetime]:
    moments = (when(text) for text in texts if text)
    return [moment for moment in moments if moment and _OLDEST <= moment <= latest]


def _declarations(tree: HtmlElement, names: frozenset[str], itemprop: str) -> Iterator[str]:
    for element in tree.iterfind(".//meta[@content]"):
        given = (element.get("property"), element.get("name"), element.get("itemprop"))
        if any(name and name.lower() in names for name in given):
            yield element.get("content", "")
    for element in tree.iterfind(f".//*[@itemprop='{itemprop}']"):
        yield element.get("datetime") or element.get("content") or ""


def _pubdates(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iterfind(".//time[@pubdate]"):
        yield element.get("datetime", "")


def _date_lines(tree: HtmlElement) -> Iterator[str]:
    """What the page shows as a date with the letters or digits of another script, which htmldate cannot read."""
    looked = 0
    for element in tree.iter("time", "span", "div", "p", "li", "td"):
        if element.tag != "time" and not _DATED.search(element.get("class") or element.get("id") or ""):
            continue
        text = restore(element.text_content()).strip()
        if len(text) <= _WRITTEN and not text.isascii():
            yield text
        looked += 1
        if looked == _LINES:
            return


def _by_day(tree: HtmlElement, url: str, latest: datetime) -> datetime | None:
    found = find_date(tree, extensive_search=False, original_date=True, url=url, max_date=latest.date().isoformat())
    if found is None:
        return None
    day = date.fromisoformat(found)
    for element in tree.iterfind(".//time[@datetime]"):
        text = element.get("datetime", "")
        if text.startswith(found) and (moment := when(text)) and moment <= latest:
            return moment
    return datetime.combine(day, time(), UTC)
