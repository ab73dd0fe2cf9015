"""When a page says that it was published."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from htmldate import find_date
from lxml.html import HtmlElement  # type: ignore[import-untyped, unused-ignore]

_META = frozenset(
    {"article:published_time", "og:article:published_time", "og:published_time", "article:published"}
    | {"datepublished", "published_time", "publication_date", "publish-date", "publishdate", "publish_date", "pubdate"}
    | {"originalpublicationdate", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"}
    | {"dc.date.issued", "dcterms.created"}
)
_OLDEST = datetime(1995, 1, 1, tzinfo=UTC)  # no news page is older; htmldate's own limit
_AHEAD = timedelta(days=1)  # clocks and zones of strangers; what lies further ahead is a mistake
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def read_moment(text: str) -> datetime | None:
    """An ISO 8601 or RFC 5322 time as aware UTC; None where it is neither. Without a zone it is taken for UTC."""
    text = text.strip().translate(_DIGITS)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, IndexError):
            continue
    return None


def published(tree: HtmlElement, declared: str, url: str, fetched_at: datetime) -> datetime | None:
    """When the article came out, aware UTC; midnight where the page tells only the day.

    In the order of trust: `declared` (JSON-LD), meta elements, `itemprop`, then the day that htmldate finds, with the
    time of a `<time>` element of that very day. Times before 1995 or more than a day after `fetched_at` do not count.
    """
    latest = fetched_at + _AHEAD
    exact = [moment for text in (declared, *_declarations(tree)) if (moment := read_moment(text))]
    sound = [moment for moment in exact if _OLDEST <= moment <= latest]
    if sound:
        return next((moment for moment in sound if moment.time() != time()), sound[0])
    return _by_day(tree, url, latest)


def _declarations(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iterfind(".//meta[@content]"):
        names = (element.get("property"), element.get("name"), element.get("itemprop"))
        if any(name and name.lower() in _META for name in names):
            yield element.get("content", "")
    for element in tree.iterfind(".//*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or ""
    for element in tree.iterfind(".//time[@pubdate]"):
        yield element.get("datetime", "")


def _by_day(tree: HtmlElement, url: str, latest: datetime) -> datetime | None:
    found = find_date(tree, extensive_search=False, original_date=True, url=url, max_date=latest.date().isoformat())
    if found is None:
        return None
    day = date.fromisoformat(found)
    for element in tree.iterfind(".//time[@datetime]"):
        text = element.get("datetime", "")
        if text.startswith(found) and (moment := read_moment(text)) and moment <= latest:
            return moment
    return datetime.combine(day, time(), UTC)
