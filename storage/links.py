"""Links on their way: what waits to be read, and how each one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from storage.times import from_text_or_none, to_text
from watchlist.source import Link

ATTEMPTS = 6  # how often a link is tried before it is given up
FIRST_WAIT = timedelta(minutes=5)  # before the second try; it doubles each time, five hours in all


@dataclass(frozen=True, slots=True)
class WaitingLink:
    """A link whose article is still to be read."""

    id: int
    link: Link
    attempts: int  # tries begun, this one included


def waiting_count(db: Database, now: datetime) -> int:
    """How many links could be read now."""
    row = db.execute("SELECT count(*) FROM link WHERE state IN ('new', 'retry') AND due_at <= ?", [to_text(now)])
    return int(row.fetchone()[0])


def begin(db: Database, now: datetime, limit: int) -> list[WaitingLink]:
    """Take the links that have waited longest, and count the try. Needs a transaction.

    Counted before it is made: a page that kills the whole process is given up after `ATTEMPTS` cycles.
    """
    rows = db.execute(
        "UPDATE link SET attempts = attempts + 1 WHERE id IN (SELECT id FROM link WHERE state IN ('new', 'retry')"
        " AND due_at <= ? AND attempts < ? ORDER BY due_at, id LIMIT ?)"
        " RETURNING id, source_id, url, title, summary, author, published_at, attempts",
        [to_text(now), ATTEMPTS, limit],
    ).fetchall()
    found = [WaitingLink(row[0], _link(row), row[7]) for row in rows]
    return sorted(found, key=lambda waiting: waiting.id)


def give_up(db: Database, now: datetime) -> int:
    """End the links whose tries are used up without a result; returns how many. Needs a transaction."""
    return db.execute(
        "UPDATE link SET state = 'dead', reason = 'given-up', detail = 'each try ended with the whole cycle',"
        " settled_at = ? WHERE state IN ('new', 'retry') AND attempts >= ? AND due_at <= ?",
        [to_text(now), ATTEMPTS, to_text(now)],
    ).rowcount


def put_off(db: Database, ids: Sequence[int]) -> None:
    """Take back the tries of links that were begun and not made: the time was up. Needs a transaction."""
    for id in ids:
        db.execute("UPDATE link SET attempts = attempts - 1 WHERE id = ? AND state IN ('new', 'retry')", [id])


def store(db: Database, id: int, article: int, reason: str | None, now: datetime) -> None:
    """The link's article is stored. Needs the transaction that stores it."""
    db.execute(
        "UPDATE link SET state = 'stored', reason = ?, detail = NULL, settled_at = ?, article_id = ? WHERE id = ?",
        [reason, to_text(now), article, id],
    )


def drop(db: Database, id: int, reason: str, detail: str, now: datetime, *, dead: bool = False) -> None:
    """The link brings no article, and why; `dead`: there is nothing behind it. Needs a transaction."""
    db.execute(
        "UPDATE link SET state = ?, reason = ?, detail = ?, settled_at = ? WHERE id = ?",
        ["dead" if dead else "dropped", reason, detail, to_text(now), id],
    )


def retry(
    db: Database, waiting: WaitingLink, reason: str, detail: str, now: datetime, not_before: datetime | None
) -> bool:
    """Try the link again later, or give it up after the last try; returns whether it lives. Needs a transaction."""
    if waiting.attempts >= ATTEMPTS:
        drop(db, waiting.id, reason, f"{detail} (given up after {waiting.attempts} tries)", now, dead=True)
        return False
    due = max(now + FIRST_WAIT * 2 ** (waiting.attempts - 1), not_before or now)
    db.execute(
        "UPDATE link SET state = 'retry', reason = ?, detail = ?, due_at = ? WHERE id = ?",
        [reason, detail, to_text(due), waiting.id],
    )
    return True


def _link(row: Sequence[str | None]) -> Link:
    source, url, title, summary, author = (part or "" for part in row[1:6])
    return Link(source, url, title, summary, author, from_text_or_none(row[6]))
