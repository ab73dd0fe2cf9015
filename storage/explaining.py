"""What the ledger knows about one match: what was found, and under which keys its story was told."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.times import from_text
from watchlist.errors import BadInput


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A stored match, with what routes look at."""

    id: int
    entity: str
    type: str
    name: str  # of the entity
    score: float
    strength: str
    alerts: bool
    why: tuple[str, ...]
    cues: tuple[str, ...]
    retrospective: bool  # found by a rescan
    gone: bool  # whether it holds no longer
    found_at: datetime  # aware UTC
    article: int
    title: str
    url: str
    language: str
    source: str  # id
    story: int


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """An alert that was made due."""

    id: int
    key: str
    reason: str
    content: dict[str, Any]


def read_finding(db: Database, match: int) -> StoredFinding:
    """A match by its id. Raises BadInput where there is none."""
    row = db.execute(
        "SELECT match.id, match.entity_id, entity.type, entity.name, match.score, match.strength, match.alerts,"
        " match.why, match.cues, match.retrospective, match.gone_in IS NOT NULL, match.found_at, match.article_id,"
        " version.title, article.url, article.language, article.source_id, article.story_id"
        " FROM match JOIN entity ON entity.id = match.entity_id JOIN version ON version.id = match.version_id"
        " JOIN article ON article.id = match.article_id WHERE match.id = ?",
        [match],
    ).fetchone()
    if row is None:
        raise BadInput(f"there is no match {match}; the review site and the view newest_matches show their ids")
    return StoredFinding(
        id=row[0], entity=row[1], type=row[2], name=row[3], score=row[4], strength=row[5], alerts=bool(row[6]),
        why=tuple(json.loads(row[7])), cues=tuple(json.loads(row[8])), retrospective=bool(row[9]), gone=bool(row[10]),
        found_at=from_text(row[11]), article=row[12], title=row[13], url=row[14], language=row[15], source=row[16],
        story=row[17],
    )  # fmt: skip


def told_under(db: Database, keys: Iterable[str]) -> dict[str, ToldAlert]:
    """The alerts that tell, or have told, what these keys stand for."""
    rows = db.execute(
        "SELECT told.key, alert.id, alert.key, alert.reason, alert.content FROM told JOIN alert ON alert.id = alert_id"
        " WHERE told.key IN (SELECT value FROM json_each(?))",
        [json.dumps(list(keys))],
    )
    return {row[0]: ToldAlert(row[1], row[2], row[3], json.loads(row[4])) for row in rows}
