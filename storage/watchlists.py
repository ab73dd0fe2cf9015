"""Which watchlist found what: its versions with what each said, and its entities as of the one in use."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.times import from_text, to_text
from watchlist.content import pack, unpack
from watchlist.entity import Watchlist
from watchlist.errors import BadInput


@dataclass(frozen=True, slots=True)
class UsedVersion:
    """A version of the watchlist that a flow has used."""

    hash: str
    first_used: datetime  # aware UTC
    taken_up: datetime  # aware UTC, when it last took another's place
    entities: int
    names: int


def record_watchlist(db: Database, watchlist: Watchlist, now: datetime) -> None:
    """Make this the watchlist in use, where it is not already: its content and its entities. Needs a transaction.

    Entities that are no longer watched keep their row: stored matches cite them.
    """
    if _complete_version_in_use(db) == watchlist.version:
        return
    names = sum(len(entity.names) for entity in watchlist.entities)
    db.execute(
        "INSERT INTO watchlist_version (hash, first_used_at, entities, names, content, taken_up_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE"
        " SET content = excluded.content, taken_up_at = excluded.taken_up_at",
        [watchlist.version, to_text(now), len(watchlist.entities), names, pack(watchlist), to_text(now)],
    )
    for entity in watchlist.entities:
        if entity.decoy:
            continue
        place = entity.location
        db.execute(
            "INSERT INTO entity (id, type, name, names, priority, latitude, longitude, note, watchlist_version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET type = excluded.type,"
            " name = excluded.name, names = excluded.names, priority = excluded.priority, latitude = excluded.latitude,"
            " longitude = excluded.longitude, note = excluded.note, watchlist_version = excluded.watchlist_version",
            [entity.id, entity.type, entity.name, json.dumps(entity.called, ensure_ascii=False), entity.priority,
             place.latitude if place else None, place.longitude if place else None, entity.note, watchlist.version],
        )  # fmt: skip


def _complete_version_in_use(db: Database) -> str | None:
    row = db.execute(
        "SELECT hash FROM watchlist_version WHERE content IS NOT NULL ORDER BY taken_up_at DESC, rowid DESC LIMIT 1"
    ).fetchone()
    return None if row is None else str(row[0])


def used_versions(db: Database) -> list[UsedVersion]:
    """Every version that was used, the one in use first."""
    rows = db.execute(
        "SELECT hash, first_used_at, taken_up_at, entities, names FROM watchlist_version"
        " ORDER BY taken_up_at DESC, rowid DESC"
    )
    return [UsedVersion(row[0], from_text(row[1]), from_text(row[2]), *row[3:]) for row in rows.fetchall()]


def find_version(db: Database, beginning: str) -> UsedVersion:
    """The version whose hash begins so. Raises BadInput where none does, or several do."""
    known = used_versions(db)
    found = [version for version in known if beginning and version.hash.startswith(beginning.lower())]
    if len(found) == 1:
        return found[0]
    what = "several versions begin" if found else "no version in the database begins"
    listed = ", ".join(version.hash for version in (found or known)[:10]) or "none yet"
    raise BadInput(f"{what} with “{beginning}”; known: {listed}")


def stored_watchlist(db: Database, hash: str) -> Watchlist | None:
    """What that version said; None where it was not kept, or cannot be read any more."""
    row = db.execute("SELECT content FROM watchlist_version WHERE hash = ?", [hash]).fetchone()
    return unpack(row[0]) if row is not None and row[0] is not None else None
