"""Keeping the database small and sound. Nothing that is evidence, a match, a word of a person or a drop is deleted.

What goes are rows that say that nothing happened: polls that were answered with "not modified", and cycles that polled
nothing, once they are old. How many there were on each day stays.
"""

import os
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from storage.times import to_text

_QUIET_POLLS = (
    "SELECT id, substr(at, 1, 10) AS day, source_id FROM poll WHERE outcome = 'not modified' AND at < :before"
    " AND NOT EXISTS (SELECT 1 FROM poll_drop WHERE poll_id = poll.id)"
    " AND NOT EXISTS (SELECT 1 FROM link WHERE poll_id = poll.id)"
    " AND NOT EXISTS (SELECT 1 FROM response WHERE poll_id = poll.id) LIMIT :most"
)
_IDLE_CYCLES = (
    "SELECT id, substr(started_at, 1, 10) AS day, '' AS source_id FROM cycle WHERE outcome = 'completed'"
    " AND started_at < :before AND coalesce(report ->> '$.counts.articles stored', 0) = 0"
    " AND NOT EXISTS (SELECT 1 FROM poll WHERE cycle_id = cycle.id) LIMIT :most"
)


def thin_polls(db: Database, before: datetime, most: int) -> int:
    """Count some old polls that brought nothing by their days, in place of their rows. Needs a transaction."""
    return _thin(db, "poll", "polls", _QUIET_POLLS, before, most)


def thin_cycles(db: Database, before: datetime, most: int) -> int:
    """Likewise old cycles that polled nothing and stored nothing. Needs a transaction."""
    return _thin(db, "cycle", "cycles", _IDLE_CYCLES, before, most)


def write_back(db: Database) -> bool:
    """Renew what the planner knows of the tables, and bring the log into the database file; whether all of it was.

    Somebody who reads or writes meanwhile may keep a part: the next time has it. Needs to be outside a transaction.
    """
    db.execute("PRAGMA optimize")
    busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def secure(folder: Path) -> int:
    """See the evidence files and their names on the disk; returns how many there are."""
    files = sorted(folder.glob("*.warc.gz"))
    for path in (*files, *([folder] if folder.is_dir() else [])):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return len(files)


def _thin(db: Database, table: str, column: str, chosen: str, before: datetime, most: int) -> int:
    rows = db.execute(chosen, {"before": to_text(before), "most": most}).fetchall()
    for id, day, source in rows:
        db.execute(
            f"INSERT INTO quiet_day (day, source_id, {column}) VALUES (?, ?, 1)"  # noqa: S608 - names are ours
            f" ON CONFLICT (day, source_id) DO UPDATE SET {column} = {column} + 1",
            [day, source],
        )
        db.execute(f"DELETE FROM {table} WHERE id = ?", [id])  # noqa: S608 - names are ours
    return len(rows)
