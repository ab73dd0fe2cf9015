"""Alerts: what is due to be told, once per story, route and reason, or per episode of a condition; and the ledger."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text

OPERATORS = "operators"  # the route that hears of the watch itself
STATES = ("pending", "sending", "sent", "retry", "failed", "unknown")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One alert on one channel. An alert that no channel was configured for has no delivery."""

    alert: int
    delivery: int | None
    created_at: datetime  # aware UTC
    route: str
    channel: str | None  # "route/label"
    state: str  # one of STATES; "held" where the channel is parked; "unaddressed" where there is no delivery
    why: str  # of the state; "" where nothing is to be said
    attempts: int  # since it was last set going
    due_at: datetime | None  # aware UTC, of the next attempt; None where there will be none
    settled_at: datetime | None  # aware UTC, when the last attempt ended
    headline: str
    reason: str  # of the alert: "first"; "opened" or "closed" for a condition


def record(
    db: Database,
    *,
    route: str,
    channels: Iterable[str],
    story: int,
    content: Mapping[str, object],
    now: datetime,
    reason: str = "first",
) -> int | None:
    """Make an alert about a story due on each of the channels, unless it is already; returns its id if it is new.

    `content` is what the message will be made of (JSON-able). Needs a transaction: that of the story itself.
    """
    alert = insert_alert(
        db, f"story:{story}:{route}:{reason}", route=route, story=story, reason=reason, content=content, now=now
    )
    if alert is not None:
        add_deliveries(db, alert, channels, now)
    return alert


def insert_alert(
    db: Database,
    key: str,
    *,
    route: str,
    reason: str,
    content: Mapping[str, object],
    now: datetime,
    story: int | None = None,
    condition: int | None = None,
) -> int | None:
    """Insert an alert without deliveries; None where its key stands already. Needs a transaction."""
    row = db.execute(
        "INSERT INTO alert (key, route, story_id, condition_id, reason, content, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id",
        [key, route, story, condition, reason, json.dumps(content, ensure_ascii=False), to_text(now)],
    ).fetchone()
    return None if row is None else int(row[0])


def add_deliveries(db: Database, alert: int, channels: Iterable[str], now: datetime) -> None:
    """Make an alert due on channels, at once. Needs a transaction."""
    for channel in channels:
        db.execute(
            "INSERT INTO delivery (alert_id, channel, due_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [alert, channel, to_text(now)],
        )


def ledger(db: Database, *, states: Iterable[str] = (), limit: int = 50) -> tuple[LedgerRow, ...]:
    """The newest rows of the ledger, those in `states` alone where any are given, newest first."""
    rows = db.execute(
        "WITH row AS (SELECT alert.id AS alert, delivery.id AS delivery, alert.created_at, alert.route,"
        "  delivery.channel, CASE WHEN delivery.id IS NULL THEN 'unaddressed'"
        "   WHEN channel.parked_at IS NOT NULL AND delivery.state IN ('pending', 'retry') THEN 'held'"
        "   ELSE delivery.state END AS state,"
        "  coalesce(delivery.reason, channel.reason, '') AS why, coalesce(delivery.attempts, 0) AS attempts,"
        "  iif(delivery.state IN ('pending', 'retry'), max(delivery.due_at, coalesce(channel.not_before, '')), NULL)"
        "   AS due_at, delivery.settled_at, coalesce(json_extract(alert.content, '$.headline'), '') AS headline,"
        "  alert.reason"
        " FROM alert LEFT JOIN delivery ON delivery.alert_id = alert.id"
        " LEFT JOIN channel ON channel.name = delivery.channel AND delivery.state IN ('pending', 'retry'))"
        " SELECT * FROM row WHERE ?1 = '[]' OR state IN (SELECT value FROM json_each(?1))"
        " ORDER BY alert DESC, delivery DESC LIMIT ?2",
        [json.dumps(list(states)), limit],
    )
    return tuple(_ledger_row(row) for row in rows)


def counts(db: Database) -> dict[str, int]:
    """How many deliveries are in each state; those that a parked channel holds up are "held"."""
    rows = db.execute(
        "SELECT iif(parked_at IS NOT NULL AND state IN ('pending', 'retry'), 'held', state) AS said, count(*)"
        " FROM delivery LEFT JOIN channel ON channel.name = delivery.channel GROUP BY said"
    )
    return {row[0]: row[1] for row in rows}


def _ledger_row(row: tuple[object, ...]) -> LedgerRow:
    alert, delivery, created, route, channel, state, why, attempts, due, settled, headline, reason = row
    return LedgerRow(
        alert=int(str(alert)),
        delivery=None if delivery is None else int(str(delivery)),
        created_at=from_text(str(created)),
        route=str(route),
        channel=None if channel is None else str(channel),
        state=str(state),
        why=str(why),
        attempts=int(str(attempts)),
        due_at=from_text_or_none(None if due is None else str(due)),
        settled_at=from_text_or_none(None if settled is None else str(settled)),
        headline=str(headline),
        reason=str(reason),
    )
