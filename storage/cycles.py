"""Cycles: when each began, how it ended, and its report."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from storage.leases import Lease
from storage.times import to_text


def begin_cycle(db: Database, lease: Lease, now: datetime) -> int:
    """Note that a cycle begins, and that those which never ended were broken off. Needs a transaction."""
    db.execute(
        "UPDATE cycle SET outcome = 'broken off', ended_at = ? WHERE flow = ? AND ended_at IS NULL",
        [to_text(now), lease.kind],
    )
    row = db.execute(
        "INSERT INTO cycle (flow, fence, started_at) VALUES (?, ?, ?) RETURNING id",
        [lease.kind, lease.fence, to_text(now)],
    ).fetchone()
    return int(row[0])


def end_cycle(db: Database, cycle: int, report: Mapping[str, object], now: datetime) -> None:
    """Note that a cycle has done its work, and its report. Needs a transaction."""
    db.execute(
        "UPDATE cycle SET ended_at = ?, outcome = 'completed', report = ? WHERE id = ?",
        [to_text(now), json.dumps(report, ensure_ascii=False), cycle],
    )
