"""When something that must go on was last heard of: whoever watches over the watch, and the heartbeat that it sends."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text


@dataclass(frozen=True, slots=True)
class Pulse:
    """When something went well last. Times are aware UTC."""

    name: str
    since: datetime  # when it was first heard of
    at: datetime  # when it last went well, or, where it never did, was first tried
    misses: int  # times in a row that it did not
    detail: str  # why, the last time; "" where it did


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the database says of the watch itself. Times are aware UTC."""

    last_cycle: datetime | None  # when the last one was completed; None: none ever was
    first_cycle: datetime | None  # when the oldest one began; None: there is none
    stuck: int  # deliveries that could go out and have not for long
    late: int  # sources that should have been asked long ago


def beat(db: Database, name: str, now: datetime) -> datetime | None:
    """Note that it went well; returns when it did before, None where it is heard of first. Needs a transaction."""
    before = db.execute("SELECT at FROM pulse WHERE name = ?", [name]).fetchone()
    db.execute(
        "INSERT INTO pulse (name, since, at) VALUES (?1, ?2, ?2)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at, misses = 0, detail = NULL",
        [name, to_text(now)],
    )
    return None if before is None else from_text(before[0])


def miss(db: Database, name: str, detail: str, now: datetime) -> None:
    """Note that it did not go well, and why. Needs a transaction."""
    db.execute(
        "INSERT INTO pulse (name, since, at, misses, detail) VALUES (?1, ?2, ?2, 1, ?3)"
        " ON CONFLICT (name) DO UPDATE SET misses = misses + 1, detail = excluded.detail",
        [name, to_text(now), detail],
    )


def pulse(db: Database, name: str) -> Pulse | None:
    """What is known of it; None where it was never heard of."""
    row = db.execute("SELECT name, since, at, misses, coalesce(detail, '') FROM pulse WHERE name = ?", [name])
    found = row.fetchone()
    return found and Pulse(found[0], from_text(found[1]), from_text(found[2]), found[3], found[4])


def vitals(db: Database, stuck_since: datetime, late_since: datetime) -> Vitals:
    """How the watch itself fares: which deliveries were due at the one time, which sources at the other."""
    row = db.execute(
        "SELECT (SELECT ended_at FROM cycle WHERE flow = 'monitor' AND outcome = 'completed' ORDER BY id DESC LIMIT 1),"
        " (SELECT started_at FROM cycle WHERE flow = 'monitor' ORDER BY id LIMIT 1),"
        " (SELECT count(*) FROM delivery LEFT JOIN channel ON channel.name = channel"
        "   WHERE state IN ('pending', 'retry') AND due_at <= ?1 AND carried_by IS NULL AND held IS NULL"
        "   AND parked_at IS NULL AND coalesce(not_before, '') <= ?1),"
        " (SELECT count(*) FROM source WHERE active AND due_at <= ?2)",
        [to_text(stuck_since), to_text(late_since)],
    ).fetchone()
    return Vitals(from_text_or_none(row[0]), from_text_or_none(row[1]), row[2], row[3])
