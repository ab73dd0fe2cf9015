"""How each source fares, from the ledger of its polls and links."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.times import from_text_or_none


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What the ledger says of one source. Times are aware UTC; None: never."""

    id: str
    last_poll: datetime | None
    last_success: datetime | None
    last_new: datetime | None
    error_streak: int  # polls failed in a row
    last_error: str
    stored: int  # links that became articles
    dropped: int  # links that did not
    waiting: int  # links still to be read

    @property
    def times_failed(self) -> str:
        """The streak in words."""
        return "once" if self.error_streak == 1 else f"{self.error_streak} times in a row"

    def as_json(self) -> dict[str, object]:
        """The same as JSON-able values."""
        return {
            "last_poll": self.last_poll and self.last_poll.isoformat(),
            "last_success": self.last_success and self.last_success.isoformat(),
            "last_new": self.last_new and self.last_new.isoformat(),
            "error_streak": self.error_streak,
            "last_error": self.last_error or None,
            "stored": self.stored,
            "dropped": self.dropped,
            "waiting": self.waiting,
        }


def health(db: Database) -> dict[str, SourceHealth]:
    """The health of every source that was ever listed, by id."""
    rows = db.execute(
        "SELECT source.id, last_poll_at, last_success_at, last_new_at, error_streak, coalesce(last_error, ''),"
        " count(*) FILTER (WHERE link.state = 'stored'), count(*) FILTER (WHERE link.state IN ('dropped', 'dead')),"
        " count(*) FILTER (WHERE link.state IN ('new', 'retry'))"
        " FROM source LEFT JOIN link ON link.source_id = source.id GROUP BY source.id"
    )
    return {
        row[0]: SourceHealth(
            row[0], from_text_or_none(row[1]), from_text_or_none(row[2]), from_text_or_none(row[3]), *row[4:]
        )
        for row in rows
    }
