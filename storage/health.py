"""How each source fares, in one word and in figures, from the ledger of its polls and links."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text

WORST_FIRST = ("broken", "walled", "unreadable", "empty", "overdue", "never tried", "quiet", "ok", "off")
"""What is said of a source in a word, as the view `source_health` decides it, the worst first."""

LOOKED_BACK = timedelta(days=7)  # over which drops and summaries are counted


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
    word: str = "never tried"  # one of WORST_FIRST
    usual: timedelta | None = None  # between two new items; None: too little is known
    rarely_longer: timedelta | None = None  # the gap that 95 of 100 do not exceed
    drops: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  # of the last week, by reason
    summaries: float | None = None  # share of last week's articles that are summaries; None where there were none
    since: datetime | None = None  # from when on the word has held, where the operators were told of it

    @property
    def times_failed(self) -> str:
        """The streak in words."""
        return "once" if self.error_streak == 1 else f"{self.error_streak} times in a row"

    def as_json(self) -> dict[str, object]:
        """The same as JSON-able values; spans in seconds."""
        return {
            "health": self.word,
            "since": self.since and self.since.isoformat(),
            "last_poll": self.last_poll and self.last_poll.isoformat(),
            "last_success": self.last_success and self.last_success.isoformat(),
            "last_new": self.last_new and self.last_new.isoformat(),
            "usual_gap": self.usual and round(self.usual.total_seconds()),
            "longest_usual_gap": self.rarely_longer and round(self.rarely_longer.total_seconds()),
            "error_streak": self.error_streak,
            "last_error": self.last_error or None,
            "stored": self.stored,
            "dropped": self.dropped,
            "waiting": self.waiting,
            "drops": dict(self.drops),
            "summaries": self.summaries,
        }


def health(db: Database, now: datetime) -> dict[str, SourceHealth]:
    """The health of every source that was ever listed, by id."""
    week = to_text(now - LOOKED_BACK)
    drops, links = _drops(db, week), _links(db)
    shares = dict(
        db.execute(
            "SELECT source_id, avg(from_summary) FROM article JOIN version ON article_id = article.id AND number = 1"
            " WHERE stored_at >= ? GROUP BY source_id",
            [week],
        ).fetchall()
    )
    rows = db.execute(
        "SELECT source_id, health, since, last_poll_at, last_success_at, last_new_at, usual_gap, longest_gap,"
        " error_streak, coalesce(last_error, '') FROM source_health"
    )
    return {
        id: SourceHealth(
            id, from_text_or_none(poll), from_text_or_none(success), from_text_or_none(new), streak, error,
            *links.get(id, (0, 0, 0)), word, _span(usual), _span(longest), drops.get(id, {}), shares.get(id),
            since and from_text(since),
        )
        for id, word, since, poll, success, new, usual, longest, streak, error in rows
    }  # fmt: skip


def _links(db: Database) -> dict[str, tuple[int, int, int]]:
    rows = db.execute(
        "SELECT source_id, count(*) FILTER (WHERE state = 'stored'),"
        " count(*) FILTER (WHERE state IN ('dropped', 'dead')), count(*) FILTER (WHERE state IN ('new', 'retry'))"
        " FROM link GROUP BY source_id"
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _drops(db: Database, since: str) -> dict[str, dict[str, int]]:
    """By source, what was left out or lost since then and why, the most frequent reason first."""
    rows = db.execute(
        "WITH recent AS (SELECT id, source_id FROM poll WHERE at >= ?)"
        " SELECT source_id, json_group_object(reason, count) FROM (SELECT source_id, reason, sum(count) AS count FROM ("
        "  SELECT source_id, reason, sum(count) AS count FROM poll_drop JOIN recent ON id = poll_id GROUP BY 1, 2"
        "  UNION ALL SELECT link.source_id, reason, count(*) FROM link JOIN recent ON recent.id = poll_id"
        "   WHERE state IN ('dropped', 'dead') GROUP BY 1, 2)"
        "  GROUP BY 1, 2 ORDER BY 3 DESC, 2) GROUP BY source_id",
        [since],
    )
    counted = {row[0]: json.loads(row[1]) for row in rows}
    return {id: dict(sorted(by.items(), key=lambda pair: (-pair[1], pair[0]))) for id, by in counted.items()}


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
