"""Matches as they are handed on to other programs: one row each, as the views have them, with place and evidence."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.times import to_text_or_none

COLUMNS = (
    "match_id", "found_at", "entity_id", "entity", "type", "latitude", "longitude", "score", "strength", "alerts",
    "title", "snippet", "why", "cues", "mentions", "source_id", "source", "language", "published_at", "url", "story_id",
    "article_id", "verdict", "retrospective", "watchlist_version", "evidence_file", "evidence_offset",
    "evidence_sha256",
)  # fmt: skip
_LISTS = ("why", "cues", "mentions")
_FLAGS = ("alerts", "retrospective")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matches are wanted. What is empty lets everything pass."""

    entities: Sequence[str] = ()  # ids
    since: datetime | None = None  # aware; found then or later
    until: datetime | None = None  # aware; found earlier
    alerting: bool = False  # only those that may alert


def matches(db: Database, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The matches that hold, oldest first: a mapping of COLUMNS, times UTC text, lists as lists."""
    cursor = db.execute(
        "SELECT newest_matches.*, entity.latitude, entity.longitude, match.watchlist_version,"
        ' evidence.file AS evidence_file, evidence."offset" AS evidence_offset, evidence.sha256 AS evidence_sha256'
        " FROM newest_matches JOIN match ON match.id = newest_matches.match_id"
        " JOIN entity ON entity.id = newest_matches.entity_id"
        " LEFT JOIN evidence ON evidence.id = (SELECT max(id) FROM evidence WHERE version_id = match.version_id)"
        " WHERE (:entities = '[]' OR newest_matches.entity_id IN (SELECT value FROM json_each(:entities)))"
        " AND (:since IS NULL OR newest_matches.found_at >= :since)"
        " AND (:until IS NULL OR newest_matches.found_at < :until)"
        " AND (newest_matches.alerts OR NOT :alerting) ORDER BY match.id",
        {
            "entities": json.dumps(list(wanted.entities)),
            "since": to_text_or_none(wanted.since),
            "until": to_text_or_none(wanted.until),
            "alerting": wanted.alerting,
        },
    )
    names = [one[0] for one in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        row |= {name: json.loads(row[name]) for name in _LISTS}
        row |= {name: bool(row[name]) for name in _FLAGS}
        yield {name: row[name] for name in COLUMNS}


def records(db: Database, wanted: Wanted) -> Iterator[tuple[str, int, int]]:
    """File, offset and length of each response behind those matches, once, in the order of the archive."""
    places: set[tuple[str, int, int]] = set()
    for row in matches(db, wanted):
        if row["evidence_file"] is not None:
            place = db.execute(
                'SELECT length FROM evidence WHERE file = ? AND "offset" = ?',
                [row["evidence_file"], row["evidence_offset"]],
            ).fetchone()
            places.add((row["evidence_file"], row["evidence_offset"], place[0]))
    yield from sorted(places)
