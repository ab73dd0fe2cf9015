"""Versions of stored articles, and the reading of their pages again: what is due, what came of it, what is gone.

Read again is what has matches and was read from a page of its own; what its source carries whole shows its edits there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text, to_text_or_none
from watchlist.article import Article

LATEST = timedelta(days=1)  # after the last reading that was planned for it, an article that never had one has none
Outcome = Literal["unchanged", "edited", "missing", "failed"]

_OWN_PAGE = (
    "EXISTS (SELECT 1 FROM evidence JOIN version ON version.id = evidence.version_id"
    " JOIN link ON link.article_id = version.article_id AND link.url = evidence.url"
    " WHERE version.article_id = article.id AND NOT version.from_summary AND evidence.url LIKE 'http%')"
)
_UNPLANNED = (
    "SELECT id, stored_at FROM article WHERE stored_at BETWEEN :start AND :end"
    " AND NOT EXISTS (SELECT 1 FROM reread WHERE article_id = article.id)"
    " AND EXISTS (SELECT 1 FROM match WHERE article_id = article.id AND gone_in IS NULL)"
)


@dataclass(frozen=True, slots=True)
class NewestVersion:
    """What an article says as far as is known, and what was found in it."""

    article: int
    number: int
    said: Article
    country: str  # of its source, ISO 3166-1 alpha-2 code, "" where unknown
    source: str  # id
    watchlist: str | None  # the version that matched it last; None: not known
    held: Mapping[str, bool]  # entities whose matches hold, and whether they alert
    grouped: str  # how and why it is in its story, JSON


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells a server, and us, which answer we have already."""

    etag: str  # "" where there is none
    last_modified: str  # likewise
    sha256: str  # of the body as it came over the wire, hexadecimal


@dataclass(frozen=True, slots=True)
class DueReading:
    """A page that is to be read again."""

    newest: NewestVersion
    url: str  # as it was asked for
    stored: datetime  # aware UTC, when the article was
    tries: int  # that came to nothing since the last reading
    gone_since: datetime | None  # aware UTC, when the page was first missed; None: it was there
    removed: datetime | None  # aware UTC, since when the article is marked as removed
    validators: Validators


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a page again."""

    outcome: Outcome
    reason: str = ""  # short and countable
    detail: str = ""  # one line for people
    version: int | None = None  # that an edited page became


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a page after a reading. Times are aware UTC."""

    again: datetime | None  # when to read it next; None: never
    tries: int  # that came to nothing since the last reading
    gone_since: datetime | None  # when it was first missed; None: it was there
    removed: datetime | None  # since when its article counts as removed


def newest_version(db: Database, article: int) -> NewestVersion:
    """The newest version of a stored article."""
    row = db.execute(
        "SELECT number, title, text, author, article.language, published_at, from_summary, modified_at, paywalled,"
        " article.url, country, source.id, watchlist_version, grouped FROM article JOIN version ON article_id ="
        " article.id JOIN source ON source.id = source_id WHERE article.id = ? ORDER BY number DESC LIMIT 1",
        [article],
    ).fetchone()
    said = Article(
        row[9], row[1], row[2], row[3], row[4], from_text_or_none(row[5]), bool(row[6]), from_text_or_none(row[7]),
        bool(row[8]),
    )  # fmt: skip
    held = db.execute("SELECT entity_id, max(alerts) FROM match WHERE article_id = ? AND gone_in IS NULL GROUP BY 1",
                      [article])  # fmt: skip
    return NewestVersion(
        article, row[0], said, row[10], row[11], row[12], {id: bool(alerts) for id, alerts in held}, row[13]
    )


def plan_readings(db: Database, first: timedelta, last: timedelta, now: datetime) -> None:
    """Note when the articles that were matched lately are to be read again first: so long after they were stored.

    `last`: how long after the last reading is to be. Needs a transaction.
    """
    rows = db.execute(
        f"SELECT id, stored_at, {_OWN_PAGE} FROM ({_UNPLANNED}) AS article",  # noqa: S608 - ours
        _stored(now - last - LATEST, now),
    )
    for article, stored, own_page in rows.fetchall():
        due = to_text(from_text(stored) + first) if own_page else None
        db.execute("INSERT INTO reread (article_id, due_at) VALUES (?, ?)", [article, due])


def due_count(db: Database, first: timedelta, last: timedelta, now: datetime) -> int:
    """How many pages are to be read again now, those that are not planned yet included."""
    planned = db.execute("SELECT count(*) FROM reread WHERE due_at <= ?", [to_text(now)]).fetchone()[0]
    unplanned = db.execute(
        f"SELECT count(*) FROM ({_UNPLANNED}) AS article WHERE {_OWN_PAGE}",  # noqa: S608 - ours
        _stored(now - last - LATEST, now - first),
    ).fetchone()[0]
    return int(planned + unplanned)


def due_readings(db: Database, now: datetime, limit: int) -> list[DueReading]:
    """The pages to read again: one of each source in turn."""
    rows = db.execute(
        "SELECT article_id, stored_at, tries, gone_since, removed_at FROM reread JOIN article ON id = article_id"
        " WHERE due_at <= ? ORDER BY row_number() OVER (PARTITION BY source_id ORDER BY due_at, id), id LIMIT ?",
        [to_text(now), limit],
    ).fetchall()
    due = []
    for article, stored, tries, gone, removed in rows:
        url, validators = _asked(db, article)
        due.append(
            DueReading(
                newest=newest_version(db, article),
                url=url,
                stored=from_text(stored),
                tries=tries,
                gone_since=from_text_or_none(gone),
                removed=from_text_or_none(removed),
                validators=validators,
            )
        )
    return due


def record_reading(db: Database, due: DueReading, reading: Reading, standing: Standing, now: datetime) -> None:
    """Keep what came of a reading, and what is known of the page. Needs a transaction: that of the version, where the
    reading made one."""
    article = due.newest.article
    db.execute(
        "INSERT INTO reading (article_id, at, outcome, reason, detail, version_id) VALUES (?, ?, ?, ?, ?, ?)",
        [article, to_text(now), reading.outcome, reading.reason or None, reading.detail or None, reading.version],
    )
    db.execute(
        "UPDATE reread SET due_at = ?, tries = ?, gone_since = ? WHERE article_id = ?",
        [to_text_or_none(standing.again), standing.tries, to_text_or_none(standing.gone_since), article],
    )
    db.execute("UPDATE article SET removed_at = ? WHERE id = ?", [to_text_or_none(standing.removed), article])


def _stored(start: datetime, end: datetime) -> dict[str, object]:
    return {"start": to_text(start), "end": to_text(end)}


def _asked(db: Database, article: int) -> tuple[str, Validators]:
    """The address that the page was read from last, and what its answer carried."""
    url, headers, sha256 = db.execute(
        "SELECT evidence.url, headers, evidence.sha256 FROM evidence JOIN version ON version.id = version_id"
        " JOIN link ON link.article_id = version.article_id AND link.url = evidence.url"
        " WHERE version.article_id = ? ORDER BY evidence.id DESC LIMIT 1",
        [article],
    ).fetchone()
    named = {name.lower(): value for name, value in reversed(json.loads(headers))}
    return url, Validators(named.get("etag", ""), named.get("last-modified", ""), sha256)
