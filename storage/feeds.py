"""A route's alerts, newest first, for feeds that readers subscribe to."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none


@dataclass(frozen=True, slots=True)
class Told:
    """One alert of a route about a story, as a feed has it."""

    id: str  # a URN that stays the same whatever becomes of the alert
    created: datetime  # aware UTC
    updated: datetime  # aware UTC, when something was last added to it
    content: dict[str, Any]  # its facts


def told(db: Database, route: str, limit: int) -> tuple[Told, ...]:
    """The newest alerts of a route about stories and conditions; its digests repeat them and are left out."""
    rows = db.execute(
        "SELECT key, created_at, content FROM alert WHERE route = ? AND (story_id IS NOT NULL OR condition_id IS NOT"
        " NULL) ORDER BY id DESC LIMIT ?",
        [route, limit],
    )
    return tuple(_told(*row) for row in rows)


def _told(key: str, created: str, text: str) -> Told:
    content = json.loads(text)
    # keys count stories: two databases of one reader would share them
    id = uuid5(NAMESPACE_URL, f"{created} {key}").urn
    later = [from_text_or_none(one.get("found")) for one in content.get("also", ())]
    at = from_text(created)
    return Told(id, at, max([at, *(one for one in later if one)]), content)
