"""Conditions of the watch itself: told to the operators once when one opens, and once when it is over.

Names are "kind:subject": `source-failing:<source>`, `channel-parked:<channel>`, `channel-failing:<channel>`. Each time
one opens is an episode of its own. The alert stands from the moment the condition opens; the channels it goes to are
those that the operators' route has when it is delivered (`storage.deliveries.address`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.alerts import OPERATORS, insert_alert
from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that is open."""

    name: str
    episode: int
    detail: str  # one sentence for people
    opened_at: datetime  # aware UTC


def open_condition(db: Database, name: str, detail: str, now: datetime) -> int | None:
    """Open a condition and make its alert due; returns the episode, None where it is open already.

    Needs a transaction.
    """
    last, is_open = db.execute(
        "SELECT coalesce(max(episode), 0), coalesce(max(closed_at IS NULL), 0) FROM condition WHERE name = ?", [name]
    ).fetchone()
    if is_open:
        return None
    episode = int(last) + 1
    row = db.execute(
        "INSERT INTO condition (name, episode, detail, opened_at) VALUES (?, ?, ?, ?) RETURNING id",
        [name, episode, detail, to_text(now)],
    ).fetchone()
    _tell(db, row[0], name, episode, "opened", detail, now, now)
    return episode


def close_condition(db: Database, name: str, now: datetime) -> int | None:
    """Close a condition and make the word that it is over due; returns the episode, None where it was not open.

    Needs a transaction.
    """
    row = db.execute(
        "UPDATE condition SET closed_at = ? WHERE name = ? AND closed_at IS NULL"
        " RETURNING id, episode, detail, opened_at",
        [to_text(now), name],
    ).fetchone()
    if row is None:
        return None
    _tell(db, row[0], name, row[1], "closed", row[2], from_text(row[3]), now)
    return int(row[1])


def drop_condition(db: Database, name: str, now: datetime) -> None:
    """Close a condition without a word: what it was about is gone, and nothing has recovered. Needs a transaction."""
    db.execute("UPDATE condition SET closed_at = ? WHERE name = ? AND closed_at IS NULL", [to_text(now), name])


def open_conditions(db: Database) -> tuple[Condition, ...]:
    """What is amiss now, oldest first."""
    rows = db.execute(
        "SELECT name, episode, detail, opened_at FROM condition WHERE closed_at IS NULL ORDER BY opened_at, id"
    )
    return tuple(Condition(row[0], row[1], row[2], from_text(row[3])) for row in rows)


def _tell(
    db: Database, condition: int, name: str, episode: int, reason: str, detail: str, since: datetime, now: datetime
) -> None:
    content: dict[str, object] = {
        "kind": "condition",
        "headline": detail if reason == "opened" else f"Over: {detail}",
        "name": name,
        "detail": detail,
        "opened_at": to_text(since),
        "closed_at": to_text(now) if reason == "closed" else None,
    }
    key = f"condition:{name}:{OPERATORS}:{episode}" + (":closed" if reason == "closed" else "")
    insert_alert(db, key, route=OPERATORS, condition=condition, reason=reason, content=content, now=now)
