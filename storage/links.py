"""Links on their way: what waits to be read, and how each one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from storage.times import from_text_or_none, to_text
from watchlist.source import Link

ATTEMPTS = 6  # how often a link is tried before it is given up
FIRST_WAIT = timedelta(minutes=5)  # before the second try; it doubles each time: two and a half hours in all


@dataclass(frozen=True, slots=True)
class WaitingLink:
    """A link whose article is still to be read."""

    id: int
    link: Link
    attempts: int  # tries that failed


def waiting_count(db: Database, now: datetime) -> int:
    """How many links could be read now."""
    row = db.execute("SELECT count(*) FROM link WHERE state IN ('new', 'retry') AND due_at <= ?", [to_text(now)])
    return int(row.fetchone()[0])


def waiting_links(db: Database, now: datetime, limit: int) -> list[WaitingLink]:
    """The links to read next: one of each source in turn, so that none waits behind another's five hundred."""
    rows = db.execute(
        "SELECT id, source_id, url, title, summary, author, published_at, attempts FROM link"
        " WHERE state IN ('new', 'retry') AND due_at <= ?"
        " ORDER BY row_number() OVER (PARTITION BY source_id ORDER BY due_at, id), id LIMIT ?",
        [to_text(now), limit],
    )
    return [WaitingLink(row[0], _link(row), row[7]) for row in rows.fetchall()]


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
    db: Database,
    waiting: WaitingLink,
    reason: str,
    detail: str,
    now: datetime,
    not_before: datetime | None,
    *,
    tried: bool = True,
) -> bool:
    """Try the link again later, or give it up after the last try; returns whether it lives. Needs a transaction.

    `tried`: whether this was a try, or the host had asked us to wait before there could be one.
    """
    attempts = waiting.attempts + tried
    if attempts >= ATTEMPTS:
        drop(db, waiting.id, reason, f"{detail} (given up after {attempts} tries)", now, dead=True)
        return False
    due = max(now + FIRST_WAIT * 2**waiting.attempts, not_before or now)
    db.execute(
        "UPDATE link SET state = 'retry', reason = ?, detail = ?, due_at = ?, attempts = ? WHERE id = ?",
        [reason, detail, to_text(due), attempts, waiting.id],
    )
    return True


def _link(row: Sequence[str | None]) -> Link:
    source, url, title, summary, author = (part or "" for part in row[1:6])
    return Link(source, url, title, summary, author, from_text_or_none(row[6]))
