"""Which watchlist found what: its versions, and its entities as of the newest."""

from datetime import datetime

from sqlite_utils import Database

from storage.times import to_text
from watchlist.entity import Watchlist


def record_watchlist(db: Database, watchlist: Watchlist, now: datetime) -> None:
    """Make the entity rows those of this watchlist, where they are not already. Needs a transaction.

    Entities that are no longer watched keep their row: stored matches cite them.
    """
    watched = sum(not entity.decoy for entity in watchlist.entities)
    stored = db.execute("SELECT count(*) FROM entity WHERE watchlist_version = ?", [watchlist.version]).fetchone()[0]
    if watched and stored == watched:
        return
    names = sum(len(entity.names) for entity in watchlist.entities)
    db.execute(
        "INSERT INTO watchlist_version (hash, first_used_at, entities, names) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (hash) DO NOTHING",
        [watchlist.version, to_text(now), len(watchlist.entities), names],
    )
    for entity in watchlist.entities:
        if entity.decoy:
            continue
        place = entity.location
        db.execute(
            "INSERT INTO entity (id, type, name, priority, latitude, longitude, note, watchlist_version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET type = excluded.type,"
            " name = excluded.name, priority = excluded.priority, latitude = excluded.latitude,"
            " longitude = excluded.longitude, note = excluded.note, watchlist_version = excluded.watchlist_version",
            [entity.id, entity.type, entity.name, entity.priority, place.latitude if place else None,
             place.longitude if place else None, entity.note, watchlist.version],
        )  # fmt: skip
