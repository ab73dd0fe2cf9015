"""What reading a page again means for its article, and when it is read next: decided here, done elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flows.web.canonical import canonical
from storage.difference import is_another, is_edited
from storage.versions import DueReading, Outcome, Standing
from watchlist.article import Article, Rejected
from watchlist.page import Failed, NotModified

FRONT_PAGE = "front-page"  # the reason of a page that leads to its site's front page
CONFIRM = timedelta(minutes=30)  # until a page that was missed is looked for once more
FIRST_WAIT = timedelta(minutes=15)  # after a failure that says nothing of the page; it doubles each time
TRIES = 4  # of one reading
LOOK_EVERY, LOOK_FOR = timedelta(days=1), timedelta(days=7)  # for a removed page to come back, after the last reading
_MISSING = frozenset({"http-404", "http-410", FRONT_PAGE})


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reading came to."""

    outcome: Outcome
    reason: str = ""
    detail: str = ""
    not_before: datetime | None = None  # aware UTC; the earliest time for another try


def completed(article: Article, said: Article) -> Article:
    """What a page says now, with what it does not say taken from what is known of its article."""
    return replace(
        article,
        url=said.url,
        title=article.title or said.title,
        author=article.author or said.author,
        language=said.language or article.language,
        published=said.published or article.published,
    )


def leads_to_front(asked: str, answered: str) -> bool:
    """Whether an article's address leads to the front page of its site, in whatever language."""
    return _is_front(answered) and not _is_front(asked)


def judge(due: DueReading, came: Article | Rejected | Failed | NotModified, names: Callable[[Article], bool]) -> Judged:
    """What came of a page that was read again. `names` tells whether an article still names what was matched in it.

    Only an answer that says so makes a page missing; whatever else went wrong says nothing of it.
    """
    if isinstance(came, NotModified):
        return Judged("unchanged")
    if isinstance(came, Failed):
        return Judged("missing" if came.reason in _MISSING else "failed", came.reason, came.detail, came.not_before)
    if isinstance(came, Rejected):
        return Judged("failed", came.reason, came.detail)
    said, now = due.newest.said, completed(came, due.newest.said)
    if came.paywalled and not said.paywalled:
        return Judged("failed", "paywall", "only what stands before a paywall is shown now")
    if is_another(said.title, said.text, now.title, now.text):
        same_address = canonical(came.url) in (said.url, canonical(due.url))
        if not (same_address and names(now)):  # a report whose first lines were written anew is still that report
            return Judged("missing", "replaced", f"another page is there now: {now.title[:100]}")
    return Judged("edited" if is_edited(said.title, said.text, now.title, now.text) else "unchanged")


def next_standing(due: DueReading, judged: Judged, after: Sequence[timedelta], now: datetime) -> Standing:
    """When to read a page next: so long `after` its article was stored, sooner to try or to confirm."""
    planned = next((due.stored + wait for wait in after if due.stored + wait > now), None)
    if judged.outcome == "failed":
        if judged.reason == "host-asked-to-wait":
            return Standing(judged.not_before or now + FIRST_WAIT, due.tries, due.gone_since, due.removed)
        if due.tries + 1 < TRIES:
            wait = max(now + FIRST_WAIT * 2**due.tries, judged.not_before or now)
            return Standing(wait, due.tries + 1, due.gone_since, due.removed)
        return Standing(planned or _look(due.removed, now), 0, due.gone_since, due.removed)
    if judged.outcome != "missing":
        return Standing(planned, 0, None, None)
    if due.gone_since is None:
        return Standing(now + CONFIRM, 0, now, None)
    removed = due.removed or due.gone_since
    return Standing(planned or _look(removed, now), 0, due.gone_since, removed)


def _look(removed: datetime | None, now: datetime) -> datetime | None:
    return now + LOOK_EVERY if removed is not None and now - removed < LOOK_FOR else None


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    path = parts.path.strip("/")
    return not parts.query and (not path or (len(path) == 2 and path.isalpha()) or path in ("index.html", "index.php"))
