"""Deliveries: each alert on each channel, written as `sending` before it is sent and settled after.

    pending ─┐                      ┌─▶ sent
             ├─ claim ─▶ sending ───┼─▶ retry ─┐ (due later, at most ATTEMPTS times)
    retry  ──┘              │       ├─▶ failed │
      ▲                     │       └─▶ unknown│
      └─────────────────────┼──────────────────┘
                            └─ the process died ─▶ unknown, found by the next run

A person's `retry` alone takes `failed` and `unknown` back to `pending`. A delivery that a digest carries is never sent
by itself: it comes to what the digest's own delivery on its channel comes to. Sending is done under the lease of the
kind KIND: the fencing number on a row that is `sending` says whose it is.
"""

import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from storage.alerts import INTERVAL, Due, add_deliveries
from storage.conditions import close_condition, open_condition
from storage.database import write
from storage.leases import Lease
from storage.times import from_text, to_text, to_text_or_none

KIND = "deliver"  # the lease under which everything is sent, whoever sends
ATTEMPTS = 8  # then a delivery has failed; with the waits below this takes about 18 hours
FIRST_WAIT = timedelta(minutes=1)  # before the second attempt; three times as long before each further one
JITTER = 0.2  # of a wait, either way
QUIET = timedelta(minutes=15)  # for a channel that did not answer: each try may cost a message its certainty
ABANDONED = "the process that was sending it ended before it was answered"
GONE = "no such channel any more; put it back into landbridge.toml, then `landbridge alerts retry`"
EARLIER = "the message before about its story"
OLD = timedelta(days=1)  # what no operator could hear of for so long is told only if it is still so

# Deliveries that are still to be sent, each by itself; the index `delivery_due` holds just these.
_OPEN = "state IN ('pending', 'retry') AND carried_by IS NULL"
_DIGEST = "EXISTS (SELECT 1 FROM alert WHERE id = alert_id AND story_id IS NULL AND condition_id IS NULL)"

Kind = Literal["sent", "retry", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. Its detail never holds a secret."""

    kind: Kind
    detail: str = ""  # one line for people
    status: int | None = None  # HTTP status or SMTP code that decided, where there was one
    wait: timedelta | None = None  # what the far side asked for before the next attempt (Retry-After)
    park: bool = False  # of a failure: the channel itself is wrong, not this message


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to send, and stands as `sending`."""

    delivery: int
    attempt: int  # row of this attempt
    number: int  # of this attempt, from 1
    channel: str
    content: Mapping[str, Any]


def claim(
    db: Database,
    lease: Lease,
    channel: str,
    now: datetime,
    *,
    digests: bool = False,
    interval: timedelta = timedelta(0),
) -> Claimed | None:
    """Take the next delivery that is due on a channel and write it as `sending`, before anything is sent.

    `digests`: nothing else; `interval`: between two messages about one story. What comes too soon after the last word
    of its story, or would overtake it, is held. None where nothing is due, the channel is parked, or it asked to be
    left alone until later. Raises LeaseLost.
    """
    _see_kind(lease)
    with write(db, lease):
        row = _next_due(db, channel, now, digests)
        while row is not None and _hold_for_story(db, row[0], interval, now):
            row = _next_due(db, channel, now, digests)
        if row is None:
            return None
        delivery, attempts, content = row
        db.execute(
            "UPDATE delivery SET state = 'sending', attempts = attempts + 1, fence = ?, reason = NULL, held = NULL"
            " WHERE id = ?",
            [lease.fence, delivery],
        )
        attempt = db.execute(
            "INSERT INTO attempt (delivery_id, started_at) VALUES (?, ?) RETURNING id", [delivery, to_text(now)]
        ).fetchone()[0]
    return Claimed(delivery, attempt, attempts + 1, channel, json.loads(content))


def settle(
    db: Database,
    lease: Lease,
    claimed: Claimed,
    outcome: Outcome,
    now: datetime,
    chance: Callable[[], float] = random.random,
) -> str:
    """Write down what became of an attempt; returns the state that the delivery is in now. Raises LeaseLost."""
    state, reason, due_at = _settled(claimed, outcome, now, chance)
    with write(db, lease):
        db.execute(
            "UPDATE attempt SET ended_at = ?, outcome = ?, status = ?, detail = ? WHERE id = ?",
            [to_text(now), outcome.kind, outcome.status, outcome.detail, claimed.attempt],
        )
        db.execute(
            "UPDATE delivery SET state = ?, reason = ?, due_at = coalesce(?, due_at), settled_at = ? WHERE id = ?",
            [state, reason, to_text_or_none(due_at), to_text(now), claimed.delivery],
        )
        if state != "retry":
            _settle_carried(db, [claimed.delivery], state, now)
        _tell_of_channel(db, claimed.channel, outcome, state, reason, now)
    return state


def settle_abandoned(db: Database, lease: Lease, now: datetime) -> int:
    """Settle as `unknown` what an earlier owner left as `sending`; returns how many there were. Raises LeaseLost."""
    _see_kind(lease)
    with write(db, lease):
        db.execute(
            "UPDATE attempt SET ended_at = ?, outcome = 'unknown', detail = ? WHERE outcome IS NULL"
            " AND delivery_id IN (SELECT id FROM delivery WHERE state = 'sending' AND fence <> ?)",
            [to_text(now), ABANDONED, lease.fence],
        )
        rows = db.execute(
            "UPDATE delivery SET state = 'unknown', reason = ?, settled_at = ? WHERE state = 'sending' AND fence <> ?"
            " RETURNING id",
            [ABANDONED, to_text(now), lease.fence],
        ).fetchall()
        _settle_carried(db, [row[0] for row in rows], "unknown", now)
    return len(rows)


def address(db: Database, lease: Lease, route: str, channels: Sequence[str], now: datetime) -> int:
    """Make the route's alerts about conditions that have no delivery yet due on its channels; returns how many were.

    Those that are older than a day are passed over, unless they are about what is still amiss. Raises LeaseLost.
    """
    with write(db, lease):
        rows = db.execute(
            "SELECT alert.id FROM alert JOIN condition ON condition.id = alert.condition_id"
            " WHERE route = ? AND NOT EXISTS (SELECT 1 FROM delivery WHERE alert_id = alert.id)"
            " AND (alert.created_at > ? OR (alert.reason = 'opened' AND condition.closed_at IS NULL))"
            " ORDER BY alert.id",
            [route, to_text(now - OLD)],
        ).fetchall()
        for (alert,) in rows:
            add_deliveries(db, alert, channels, Due(now))
    return len(rows)


def due_channels(db: Database, now: datetime) -> tuple[str, ...]:
    """The channels on which something is due, parked ones included."""
    rows = db.execute(  # from one channel to the next in the index, however much is due on each
        "WITH RECURSIVE waiting (channel) AS ("  # noqa: S608 - constants
        f" SELECT min(channel) FROM delivery WHERE {_OPEN} UNION ALL"
        f" SELECT (SELECT min(channel) FROM delivery WHERE {_OPEN} AND channel > waiting.channel) FROM waiting"
        "  WHERE waiting.channel IS NOT NULL)"
        f" SELECT channel FROM waiting WHERE EXISTS (SELECT 1 FROM delivery WHERE {_OPEN}"
        "  AND channel = waiting.channel AND due_at <= ?)",
        [to_text(now)],
    )
    return tuple(row[0] for row in rows)


def left(db: Database) -> tuple[int, int]:
    """How many deliveries are still to be sent: those that parked channels hold up, and the others."""
    held, others = db.execute(
        "SELECT coalesce(sum(channel IN (SELECT name FROM channel WHERE parked_at IS NOT NULL)), 0),"  # noqa: S608
        " coalesce(sum(channel NOT IN (SELECT name FROM channel WHERE parked_at IS NOT NULL)), 0)"
        f" FROM delivery WHERE {_OPEN}"
    ).fetchone()
    return int(held), int(others)


def spent(db: Database, channel: str, since: datetime) -> int:
    """How many messages have gone out on a channel since then, those whose fate is unknown included."""
    row = db.execute(
        "SELECT count(*) FROM delivery WHERE channel = ? AND state IN ('sent', 'unknown') AND carried_by IS NULL"
        " AND settled_at > ?",
        [channel, to_text(since)],
    ).fetchone()
    return int(row[0])


def postpone(
    db: Database, lease: Lease, channel: str, now: datetime, until: datetime, why: str, *, digests: bool = True
) -> int:
    """Let what is due on a channel wait until then; returns how many. Raises LeaseLost.

    `why`: for people, what it waits for; `digests`: whether digests wait too.
    """
    others = "" if digests else f" AND NOT {_DIGEST}"
    with write(db, lease):
        return db.execute(
            f"UPDATE delivery SET due_at = ?, held = ? WHERE channel = ? AND {_OPEN} AND due_at <= ?{others}",  # noqa: S608
            [to_text(until), why, channel, to_text(now)],
        ).rowcount


def give_up(db: Database, lease: Lease, channel: str, now: datetime) -> int:
    """Settle as `failed` what is due on a channel that is configured no more; returns how many. Raises LeaseLost."""
    with write(db, lease):
        rows = db.execute(
            "UPDATE delivery SET state = 'failed', reason = ?, settled_at = ?"  # noqa: S608 - a constant
            f" WHERE channel = ? AND {_OPEN} AND due_at <= ? RETURNING id",
            [GONE, to_text(now), channel, to_text(now)],
        ).fetchall()
        _settle_carried(db, [row[0] for row in rows], "failed", now)
    return len(rows)


def retry(db: Database, now: datetime, deliveries: Iterable[int] | None = None) -> int:
    """A person's choice: make failed and unknown deliveries due again, all of them where none are named.

    Their channels are unparked, and their attempts counted anew. What a digest carries goes with that digest again, and
    by itself where it is named without it. Returns how many became due.
    """
    with write(db):
        ids = [row[0] for row in db.execute("SELECT id FROM delivery WHERE state IN ('failed', 'unknown') ORDER BY id")]
        if deliveries is not None:
            wanted = set(deliveries)
            ids = [id for id in ids if id in wanted]
        chosen = json.dumps(ids)
        again = "state = 'pending', attempts = 0, due_at = ?1, settled_at = NULL"
        db.execute(
            f"UPDATE delivery SET {again} WHERE state IN ('failed', 'unknown')"  # noqa: S608 - a constant
            " AND carried_by IN (SELECT value FROM json_each(?2))",
            [to_text(now), chosen],
        )
        rows = db.execute(
            f"UPDATE delivery SET {again}, reason = NULL, carried_by = NULL"  # noqa: S608 - a constant
            " WHERE state IN ('failed', 'unknown') AND id IN (SELECT value FROM json_each(?2)) RETURNING channel",
            [to_text(now), chosen],
        ).fetchall()
        for channel in sorted({row[0] for row in rows}):
            _unpark(db, channel, now)
    return len(ids)


def unpark(db: Database, channel: str, now: datetime) -> bool:
    """Let a parked channel send again, and tell the operators; says whether it was parked."""
    with write(db):
        return _unpark(db, channel, now)


def parked(db: Database) -> dict[str, str]:
    """The parked channels, and why each is."""
    return dict(db.execute("SELECT name, reason FROM channel WHERE parked_at IS NOT NULL ORDER BY name").fetchall())


def _next_due(db: Database, channel: str, now: datetime, digests: bool) -> tuple[int, int, str] | None:
    """The delivery, how often it was tried, and what it says."""
    row: tuple[int, int, str] | None = db.execute(
        "SELECT delivery.id, delivery.attempts, alert.content FROM delivery"  # noqa: S608 - constants
        f" JOIN alert ON alert.id = alert_id WHERE channel = ?1 AND {_OPEN} AND due_at <= ?2"
        " AND NOT EXISTS (SELECT 1 FROM channel WHERE name = ?1 AND (parked_at IS NOT NULL OR not_before > ?2))"
        f"{' AND story_id IS NULL AND condition_id IS NULL' if digests else ''}"
        " ORDER BY due_at, delivery.id LIMIT 1",
        [channel, to_text(now)],
    ).fetchone()
    return row


def _hold_for_story(db: Database, delivery: int, interval: timedelta, now: datetime) -> bool:
    """Let a delivery wait for what its channel is to hear of its story before; says whether there is such."""
    due, waiting, told = db.execute(
        "SELECT own.due_at, max(coalesce(carrier.due_at, other.due_at))"
        "  FILTER (WHERE other.state IN ('pending', 'retry')),"
        " max(other.settled_at) FILTER (WHERE other.state IN ('sent', 'unknown'))"
        " FROM delivery AS own JOIN alert ON alert.id = own.alert_id"
        " JOIN alert AS earlier ON earlier.story_id = alert.story_id AND earlier.route = alert.route"
        "  AND earlier.id < alert.id"
        " JOIN delivery AS other ON other.alert_id = earlier.id AND other.channel = own.channel"
        " LEFT JOIN delivery AS carrier ON carrier.id = other.carried_by WHERE own.id = ?",
        [delivery],
    ).fetchone()
    if waiting and waiting > due:
        until, why = waiting, EARLIER
    elif told and from_text(told) + interval > now:
        until, why = to_text(from_text(told) + interval), INTERVAL
    else:
        return False
    db.execute("UPDATE delivery SET due_at = ?, held = ? WHERE id = ?", [until, why, delivery])
    return True


def _settle_carried(db: Database, carriers: Sequence[int], state: str, now: datetime) -> None:
    """What a digest's delivery has come to, those that it carries have come to."""
    db.execute(
        "UPDATE delivery SET state = ?, held = NULL, settled_at = ?"
        " WHERE carried_by IN (SELECT value FROM json_each(?)) AND state IN ('pending', 'retry')",
        [state, to_text(now), json.dumps(carriers)],
    )


def _settled(
    claimed: Claimed, outcome: Outcome, now: datetime, chance: Callable[[], float]
) -> tuple[str, str | None, datetime | None]:
    """The delivery's next state, why, and when it is due where it is."""
    if outcome.kind != "retry":
        return outcome.kind, outcome.detail or None, None
    if claimed.number >= ATTEMPTS:
        return "failed", f"given up after {claimed.number} attempts: {outcome.detail}", None
    wait = FIRST_WAIT * 3 ** (claimed.number - 1) * (1 + JITTER * (2 * chance() - 1))
    return "retry", outcome.detail, now + max(wait, outcome.wait or timedelta(0))


def _tell_of_channel(
    db: Database, channel: str, outcome: Outcome, state: str, reason: str | None, now: datetime
) -> None:
    """What the outcome says about the channel itself."""
    wait = QUIET if state == "unknown" else outcome.wait
    if wait is not None:
        _leave_alone(db, channel, now + wait)
    if outcome.park:
        _park(db, channel, outcome.detail, now)
    elif state == "failed":
        open_condition(db, f"channel-failing:{channel}", f"An alert could not be sent by {channel}: {reason}", now)
    elif state == "unknown":
        detail = f"An alert that was sent by {channel} may not have arrived: {reason}"
        open_condition(db, f"channel-failing:{channel}", detail, now)
    elif state == "sent":
        close_condition(db, f"channel-failing:{channel}", now)


def _leave_alone(db: Database, channel: str, until: datetime) -> None:
    db.execute(
        "INSERT INTO channel (name, not_before) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET not_before = excluded.not_before",
        [channel, to_text(until)],
    )


def _park(db: Database, channel: str, reason: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO channel (name, parked_at, reason) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET parked_at = excluded.parked_at, reason = excluded.reason",
        [channel, to_text(now), reason],
    )
    detail = f"The channel {channel} is parked ({reason}): correct its address, then run `landbridge alerts retry`"
    open_condition(db, f"channel-parked:{channel}", detail, now)


def _unpark(db: Database, channel: str, now: datetime) -> bool:
    was_parked = channel in parked(db)
    db.execute("UPDATE channel SET parked_at = NULL, reason = NULL, not_before = NULL WHERE name = ?", [channel])
    close_condition(db, f"channel-parked:{channel}", now)
    return was_parked


def _see_kind(lease: Lease) -> None:
    if lease.kind != KIND:  # fencing numbers of two kinds say nothing about each other
        raise ValueError(f"alerts are sent under the lease {KIND!r}, not {lease.kind!r}")
