"""Digests: alerts that carry others, and what the database holds about the time that they are about.

A digest is an alert with a key and deliveries of its own. What it carries keeps its rows: each delivery points to the
digest's on the same channel, is not sent by itself any more, and comes to what that one comes to.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from storage.alerts import Due, add_deliveries, insert_alert
from storage.times import from_text, from_text_or_none, to_text

Reason = Literal["digest", "ceiling"]  # of its hour, or of what comes past a route's ceiling


@dataclass(frozen=True, slots=True)
class Carried:
    """An alert that a digest tells of."""

    alert: int
    reason: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """An alerting match that holds, found within a period."""

    id: int
    entity: str
    type: str
    name: str  # of the entity, in English
    names: Mapping[str, str]  # and in other languages
    score: float
    cues: tuple[str, ...]
    article: int
    language: str
    source: str  # id
    title: str  # of the article
    url: str
    judged: bool  # whether a person gave a verdict on it


@dataclass(frozen=True, slots=True)
class Read:
    """How a source was read within a period."""

    name: str
    polls: int
    failed: int
    new: int  # links
    why: str  # the last that went wrong, "" where nothing did
    failing: bool  # whether the newest poll of all failed
    new_before: int  # links within the time before that it is compared to


@dataclass(frozen=True, slots=True)
class Episode:
    """A condition that was open within a period."""

    name: str
    detail: str
    opened_at: datetime  # aware UTC
    closed_at: datetime | None  # aware UTC; None: it is open still


def untold(db: Database, channels: Sequence[str], until: datetime) -> tuple[Carried, ...]:
    """The alerts that are due on any of the channels until then and are no digests, oldest first."""
    marks = ", ".join("?" * len(channels))
    rows = db.execute(
        "SELECT DISTINCT alert.id, alert.reason, alert.content FROM delivery"  # noqa: S608 - marks alone
        " JOIN alert ON alert.id = alert_id"
        f" WHERE channel IN ({marks}) AND state IN ('pending', 'retry') AND carried_by IS NULL AND due_at <= ?"
        " AND (story_id IS NOT NULL OR condition_id IS NOT NULL) ORDER BY alert.id",
        [*channels, to_text(until)],
    )
    return tuple(Carried(row[0], row[1], json.loads(row[2])) for row in rows)


def record_digest(
    db: Database,
    key: str,
    *,
    route: str,
    reason: Reason,
    channels: Sequence[str],
    content: Mapping[str, object],
    carried: Iterable[Carried],
    now: datetime,
) -> int | None:
    """Make a digest due on channels at once, and let it carry what is still to be told there of these alerts.

    Returns its alert; None where the key stands already. Needs a transaction: that in which they were read.
    """
    alert = insert_alert(db, key, route=route, reason=reason, content=content, now=now)
    if alert is None:
        return None
    add_deliveries(db, alert, channels, Due(now))
    alerts = json.dumps([one.alert for one in carried])
    db.execute(
        "UPDATE delivery SET reason = ?, held = NULL, carried_by ="
        " (SELECT id FROM delivery AS carrier WHERE carrier.alert_id = ? AND carrier.channel = delivery.channel)"
        " WHERE alert_id IN (SELECT value FROM json_each(?)) AND state IN ('pending', 'retry') AND carried_by IS NULL"
        " AND channel IN (SELECT value FROM json_each(?))",
        [f"in digest {alert}", alert, alerts, json.dumps(channels)],
    )
    return alert


def told_between(db: Database, route: str, start: datetime, end: datetime) -> tuple[Carried, ...]:
    """The alerts about stories that became due on a route within a period, oldest first."""
    rows = db.execute(
        "SELECT id, reason, content FROM alert WHERE route = ? AND story_id IS NOT NULL AND created_at >= ?"
        " AND created_at < ? ORDER BY id",
        [route, to_text(start), to_text(end)],
    )
    return tuple(Carried(row[0], row[1], json.loads(row[2])) for row in rows)


def last_digest(db: Database, route: str) -> datetime | None:
    """The end (aware UTC) of the period that a route's newest digest is about; None where there was none."""
    row = db.execute(
        "SELECT json_extract(content, '$.to') FROM alert WHERE route = ? AND reason = 'digest'"
        " AND story_id IS NULL AND condition_id IS NULL ORDER BY id DESC LIMIT 1",
        [route],
    ).fetchone()
    return None if row is None else from_text(row[0])


def last_overflow(db: Database, route: str, channel: str) -> datetime | None:
    """When (aware UTC) the newest digest of what came past the ceiling was made for a channel; None: there was none."""
    row = db.execute(
        "SELECT created_at FROM alert JOIN delivery ON delivery.alert_id = alert.id"
        " WHERE route = ? AND alert.reason = 'ceiling' AND story_id IS NULL AND condition_id IS NULL AND channel = ?"
        " ORDER BY alert.id DESC LIMIT 1",
        [route, channel],
    ).fetchone()
    return None if row is None else from_text(row[0])


def found_between(db: Database, start: datetime, end: datetime, *, retrospective: bool = False) -> tuple[Found, ...]:
    """The alerting matches that were found within a period and hold: those of rescans, or all others."""
    rows = db.execute(
        "SELECT match.id, match.entity_id, entity.type, entity.name, entity.names, match.score, match.cues,"
        " match.article_id, article.language, article.source_id, version.title, article.url,"
        " EXISTS (SELECT 1 FROM match AS same JOIN verdict ON verdict.match_id = same.id"
        "  WHERE same.version_id = match.version_id AND same.entity_id = match.entity_id)"
        " FROM match JOIN entity ON entity.id = match.entity_id JOIN article ON article.id = match.article_id"
        " JOIN version ON version.id = match.version_id"
        " WHERE match.found_at >= ? AND match.found_at < ? AND match.alerts AND match.gone_in IS NULL"
        " AND match.retrospective = ? ORDER BY match.id",
        [to_text(start), to_text(end), retrospective],
    )
    return tuple(
        Found(
            id=row[0], entity=row[1], type=row[2], name=row[3], names=json.loads(row[4]), score=row[5],
            cues=tuple(json.loads(row[6])), article=row[7], language=row[8], source=row[9], title=row[10], url=row[11],
            judged=bool(row[12]),
        )
        for row in rows
    )  # fmt: skip


def watched_since(db: Database) -> datetime | None:
    """When (aware UTC) the first cycle of this database began."""
    return from_text_or_none(db.execute("SELECT min(started_at) FROM cycle").fetchone()[0])


def cycles_between(db: Database, start: datetime, end: datetime) -> tuple[datetime, ...]:
    """When (aware UTC) the cycles of a period began that came to their end."""
    rows = db.execute(
        "SELECT started_at FROM cycle WHERE flow = 'monitor' AND outcome = 'completed' AND started_at >= ?"
        " AND started_at < ? ORDER BY id",
        [to_text(start), to_text(end)],
    )
    return tuple(from_text(row[0]) for row in rows)


def sources_between(db: Database, start: datetime, end: datetime, before: datetime) -> tuple[Read, ...]:
    """How each source that is listed was read within a period, compared with the time from `before` until its start."""
    rows = db.execute(
        "SELECT source.name, count(*) FILTER (WHERE at >= ?1), count(*) FILTER (WHERE at >= ?1 AND outcome = 'failed'),"
        " coalesce(sum(new) FILTER (WHERE at >= ?1), 0),"
        " coalesce(substr(max(at || ' ' || detail) FILTER (WHERE at >= ?1 AND outcome = 'failed'), 26), ''),"
        " error_streak > 0,"
        " coalesce(sum(new) FILTER (WHERE at < ?1), 0)"
        " FROM source LEFT JOIN poll ON poll.source_id = source.id AND at >= ?3 AND at < ?2"
        " WHERE active GROUP BY source.id ORDER BY source.name",
        [to_text(start), to_text(end), to_text(before)],
    )
    return tuple(Read(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6]) for row in rows)


def episodes_between(db: Database, start: datetime, end: datetime) -> tuple[Episode, ...]:
    """The conditions that were open within a period, oldest first."""
    rows = db.execute(
        "SELECT name, detail, opened_at, closed_at FROM condition"
        " WHERE opened_at < ? AND (closed_at IS NULL OR closed_at >= ?) ORDER BY id",
        [to_text(end), to_text(start)],
    )
    return tuple(Episode(row[0], row[1], from_text(row[2]), from_text_or_none(row[3])) for row in rows)
