"""Alerts: what is due to be told, once per story, route and reason, or per episode of a condition; and the ledger."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text

OPERATORS = "operators"  # the route that hears of the watch itself
# What is said of a further article of a story
_OF_ANOTHER = ("source", "language", "headline", "url", "published", "found")
INTERVAL = "the story's interval"  # what an update waits for
STATES = ("pending", "sending", "sent", "retry", "failed", "unknown")


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the news that an article brought to a route."""

    alert: int  # that tells it, or has told it
    what: Literal["first", "update", "amended", "joined"]  # a new alert, an unsent one changed, nothing new


@dataclass(frozen=True, slots=True)
class Due:
    """When an alert may go out."""

    at: datetime  # aware UTC
    held: str = ""  # what it waits for until then, for people; "" where it does not wait


@dataclass(frozen=True, slots=True)
class _Last:
    """The newest alert of a story on a route."""

    id: int
    content: dict[str, Any]
    at: datetime  # aware UTC, when it went out, or became due where it has not
    unsent: bool  # whether nothing was tried yet, so that it can still say more


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One alert on one channel. An alert that no channel was configured for has no delivery."""

    alert: int
    delivery: int | None
    created_at: datetime  # aware UTC
    route: str
    channel: str | None  # "route/label"
    # one of STATES; "held" where it waits for its hour or its channel is parked; "unaddressed" where nobody gets it
    state: str
    why: str  # of the state; "" where nothing is to be said
    attempts: int  # since it was last set going
    due_at: datetime | None  # aware UTC, of the next attempt; None where there will be none, or a person must act first
    settled_at: datetime | None  # aware UTC, when the last attempt ended
    headline: str
    reason: (
        str  # of the alert: "first", "update:…"; "opened", "closed" for a condition; "digest", "ceiling" for a digest
    )


def tell(
    db: Database,
    *,
    route: str,
    channels: Iterable[str],
    story: int,
    elements: Iterable[str],
    news: Sequence[str],
    content: Mapping[str, object],
    now: datetime,
    due: Due | None = None,
    quiet: timedelta = timedelta(0),
) -> Told:
    """Make what an article brings to its story due on a route's channels, as far as the route has not been told yet.

    The key (route, story, reason) is told once: `first` for the story itself, then `update:…` for each element of
    `news` (ids of entities, kinds of cue) that no article of the story had before. `elements` is all that the article
    has of either, and counts as told from now on. What comes while the story's last alert is still unsent joins that
    message; an update waits until `quiet` has passed since the last one. `content` is what the message will be made of
    (JSON-able); `due` is when it may go out, at once by default. Needs a transaction: that of the article.
    """
    due = due or Due(now)
    keys = {element: f"story:{story}:{route}:update:{element}" for element in (*elements, *news)}
    first = f"story:{story}:{route}:first"
    known = _told(db, [first, *keys.values()])
    fresh = list(dict.fromkeys(element for element in news if keys[element] not in known))
    last = _last_alert(db, route, story)
    what: Literal["first", "update", "amended", "joined"]
    if first in known and not fresh:
        alert, what = last.id if last else known[first], "joined"
        if last and last.unsent:
            _amend(db, last, content, [])
    elif first in known and last and last.unsent:
        alert, what = last.id, "amended"
        _amend(db, last, content, fresh)
    elif first in known:
        due = _after_quiet(last, quiet, due)
        alert, what = _update(db, route, channels, story, fresh, content, now, due), "update"
    else:
        alert, what = _first(db, first, route, channels, story, content, now, due), "first"
    db.conn.executemany(
        "INSERT INTO told (key, alert_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(key, alert) for key in (first, *keys.values())],
    )
    return Told(alert, what)


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


def add_deliveries(db: Database, alert: int, channels: Iterable[str], due: Due) -> None:
    """Make an alert due on channels. Needs a transaction."""
    for channel in channels:
        db.execute(
            "INSERT INTO delivery (alert_id, channel, due_at, held) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [alert, channel, to_text(due.at), due.held or None],
        )


# Each alert on each channel, as people read it: what a digest carries has the digest's hour.
_LEDGER = """
SELECT alert.id AS alert, delivery.id AS delivery, alert.created_at, alert.route, delivery.channel,
    CASE WHEN delivery.id IS NULL THEN 'unaddressed'
         WHEN delivery.state IN ('pending', 'retry') AND coalesce(parked_at, delivery.held) IS NOT NULL THEN 'held'
         ELSE delivery.state END AS state,
    coalesce(channel.reason, delivery.held, delivery.reason, '') AS why, coalesce(delivery.attempts, 0) AS attempts,
    iif(delivery.state IN ('pending', 'retry') AND parked_at IS NULL,
        max(coalesce(carrier.due_at, delivery.due_at), coalesce(channel.not_before, '')), NULL) AS due_at,
    delivery.settled_at, coalesce(json_extract(alert.content, '$.headline'), '') AS headline, alert.reason
FROM alert
LEFT JOIN delivery ON delivery.alert_id = alert.id
LEFT JOIN delivery AS carrier ON carrier.id = delivery.carried_by
LEFT JOIN channel ON channel.name = delivery.channel AND delivery.state IN ('pending', 'retry')
"""


def ledger(db: Database, *, states: Iterable[str] = (), limit: int = 50) -> tuple[LedgerRow, ...]:
    """The newest rows of the ledger, those in `states` alone where any are given, newest first."""
    rows = db.execute(
        f"WITH row AS ({_LEDGER}) SELECT * FROM row"  # noqa: S608 - a constant
        " WHERE ?1 = '[]' OR state IN (SELECT value FROM json_each(?1)) ORDER BY alert DESC, delivery DESC LIMIT ?2",
        [json.dumps(list(states)), limit],
    )
    return tuple(_ledger_row(row) for row in rows)


def rows_of(db: Database, alert: int) -> tuple[LedgerRow, ...]:
    """The rows of one alert, a channel each."""
    rows = db.execute(f"{_LEDGER} WHERE alert.id = ? ORDER BY delivery.id", [alert])
    return tuple(_ledger_row(row) for row in rows)


def rows_about(db: Database, story: int, limit: int = 200) -> tuple[LedgerRow, ...]:
    """The newest rows about a story and those merged into it, in the order in which they came."""
    rows = db.execute(
        f"{_LEDGER} WHERE alert.story_id = ?1 OR alert.story_id IN (SELECT id FROM story WHERE merged_into = ?1)"  # noqa: S608
        " ORDER BY alert.id DESC, delivery.id DESC LIMIT ?2",
        [story, limit],
    ).fetchall()
    return tuple(_ledger_row(row) for row in reversed(rows))


def counts(db: Database) -> dict[str, int]:
    """How many deliveries are in each state; those that wait for their hour or for a parked channel are "held"."""
    rows = db.execute(
        "SELECT iif(state IN ('pending', 'retry') AND (parked_at IS NOT NULL OR held IS NOT NULL), 'held', state)"
        " AS said, count(*)"
        " FROM delivery LEFT JOIN channel ON channel.name = delivery.channel GROUP BY said"
    )
    return {row[0]: row[1] for row in rows}


def _told(db: Database, keys: Iterable[str]) -> dict[str, int]:
    rows = db.execute(
        "SELECT key, alert_id FROM told WHERE key IN (SELECT value FROM json_each(?))", [json.dumps(list(keys))]
    )
    return dict(rows.fetchall())


def _last_alert(db: Database, route: str, story: int) -> _Last | None:
    row = db.execute(
        "SELECT id, content, (SELECT max(created_at, coalesce(max(settled_at), '')) FROM delivery"
        "  WHERE alert_id = alert.id AND state IN ('sent', 'unknown')),"
        " EXISTS (SELECT 1 FROM delivery WHERE alert_id = alert.id) AND NOT EXISTS (SELECT 1 FROM delivery"
        "  WHERE alert_id = alert.id AND (state <> 'pending' OR attempts > 0 OR carried_by IS NOT NULL))"
        " FROM alert WHERE story_id = ? AND route = ? ORDER BY id DESC LIMIT 1",
        [story, route],
    ).fetchone()
    return None if row is None else _Last(row[0], json.loads(row[1]), from_text(row[2]), bool(row[3]))


def _first(
    db: Database,
    key: str,
    route: str,
    channels: Iterable[str],
    story: int,
    content: Mapping[str, object],
    now: datetime,
    due: Due,
) -> int:
    alert = _insert_untold(db, key, route=route, story=story, reason="first", content=content, now=now)
    add_deliveries(db, alert, channels, due)
    return alert


def _after_quiet(last: _Last | None, quiet: timedelta, due: Due) -> Due:
    """When an update may go out that has to keep its distance from the last word of its story."""
    earliest = last.at + quiet if last else due.at
    return due if earliest <= due.at else Due(earliest, INTERVAL)


def _insert_untold(
    db: Database, key: str, *, route: str, story: int, reason: str, content: Mapping[str, object], now: datetime
) -> int:
    alert = insert_alert(db, key, route=route, story=story, reason=reason, content=content, now=now)
    if alert is None:
        raise ValueError(f"an alert with the key {key} stands without having been told")
    return alert


def _update(
    db: Database,
    route: str,
    channels: Iterable[str],
    story: int,
    fresh: Sequence[str],
    content: Mapping[str, object],
    now: datetime,
    due: Due,
) -> int:
    reason = "update:" + ",".join(fresh)
    said = {**content, "news": list(fresh)}
    key = f"story:{story}:{route}:{reason}"
    alert = _insert_untold(db, key, route=route, story=story, reason=reason, content=said, now=now)
    add_deliveries(db, alert, channels, due)
    return alert


def _amend(db: Database, last: _Last, content: Mapping[str, Any], fresh: Sequence[str]) -> None:
    """Let an alert that nobody has seen yet say more: where else it stands, and what else it names."""
    said = last.content
    known = {entity["id"] for entity in said.get("entities", ())}
    more = [entity for entity in content.get("entities", ()) if entity["id"] not in known]
    also = [*said.get("also", ()), {name: content.get(name) for name in _OF_ANOTHER}]
    amended = {**said, "entities": [*said.get("entities", ()), *more], "also": also}
    if "news" in said:
        amended["news"] = [*said["news"], *fresh]
    db.execute("UPDATE alert SET content = ? WHERE id = ?", [json.dumps(amended, ensure_ascii=False), last.id])


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
