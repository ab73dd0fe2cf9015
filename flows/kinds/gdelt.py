"""A query to GDELT's DOC 2.0 API (blog.gdeltproject.org/gdelt-doc-2-0-api-debuts), which lists articles of the world's
press by what is said in them: at most 250 an answer, newest first, one request in five seconds.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flows.calendars import when
from flows.kinds.listing import Entry, listing
from flows.kinds.plain import plain
from watchlist.page import Failed, Page
from watchlist.source import Further, Listing, Source

GAP = 6.0  # seconds between two requests: GDELT asks for five, by a clock of its own
MOST = 250  # articles of one answer
FIRST_LOOK = timedelta(days=1)  # how far a new query looks back
LONGEST_LOOK = timedelta(days=85)  # GDELT searches the last three months
OVERLAP = timedelta(hours=1)  # asked for again, since articles are listed a while after they were seen

_WINDOW = "%Y%m%d%H%M%S"
_STRAY = re.compile(r'\\(?!["\\/bfnrtu])')  # backslashes of titles, which GDELT does not escape
_OURS = ("mode", "format", "maxrecords", "sort", "startdatetime", "enddatetime", "timespan")


def ask_gdelt(source: Source, since: datetime | None, now: datetime) -> str:
    """The address that asks what was seen since the last good poll (aware UTC; None: never) until `now`."""
    start = now - FIRST_LOOK if since is None else max(since - OVERLAP, now - LONGEST_LOOK)
    return _window(source.url, start, now)


def read_gdelt(page: Page, source: Source) -> Listing | Failed:
    """The articles of one answer; where it is full, the rest of the window is named to be asked next. GDELT says what
    is wrong with a query in words, with status 200: "refused-query".
    """
    text = page.body.decode("utf-8", "replace")
    articles = _articles(text)
    if articles is None:
        said = plain(text, 150) or "nothing"
        detail = f"GDELT lists no articles and says: {said}"
        return Failed(page.url, "refused-query", detail, retry=True, status=page.status)
    entries = [_entry(article) for article in articles]
    return listing(page, source, entries, further=_rest(page, entries))


def _articles(text: str) -> list[dict[str, Any]] | None:
    try:
        answer = json.loads(_STRAY.sub(r"\\\\", text), strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict):
        return None
    articles = answer.get("articles", [])  # an empty object where nothing was found
    return [article for article in articles if isinstance(article, dict)] if isinstance(articles, list) else None


def _entry(article: dict[str, Any]) -> Entry:
    url, title, seen = (article.get(key) for key in ("url", "title", "seendate"))
    return Entry(
        url=url if isinstance(url, str) else "",
        title=title if isinstance(title, str) else "",
        published=when(seen) if isinstance(seen, str) else None,
    )


def _rest(page: Page, entries: Sequence[Entry]) -> list[Further]:
    """The part of the window that a full answer did not reach."""
    asked = dict(parse_qsl(urlsplit(page.url).query))
    oldest = min((entry.published for entry in entries if entry.published), default=None)
    start = _moment(asked.get("startdatetime", ""))
    if len(entries) < MOST or oldest is None or start is None or oldest <= start or _at_end(asked, oldest):
        return []
    return [Further(_window(page.url, start, oldest), older=False)]


def _moment(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, _WINDOW).replace(tzinfo=UTC)
    except ValueError:
        return None


def _at_end(asked: dict[str, str], oldest: datetime) -> bool:
    """Whether all of an answer was seen in the last second that was asked for, so that asking again brings the same."""
    return asked.get("enddatetime") == oldest.strftime(_WINDOW)


def _window(url: str, start: datetime, end: datetime) -> str:
    parts = urlsplit(url)
    own = [(name, value) for name, value in parse_qsl(parts.query) if name.lower() not in _OURS]
    ours = [("mode", "artlist"), ("format", "json"), ("maxrecords", str(MOST)), ("sort", "datedesc")]
    window = [("startdatetime", start.strftime(_WINDOW)), ("enddatetime", end.strftime(_WINDOW))]
    return urlunsplit(parts._replace(query=urlencode([*own, *ours, *window])))
