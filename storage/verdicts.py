"""Verdicts: what a person says of a match. They are added, never changed, and the newest counts."""

from datetime import datetime

from sqlite_utils import Database

from storage.times import to_text
from watchlist.errors import Trouble

VERDICTS = ("relevant", "not relevant", "needs a second look")
_LONGEST_NOTE = 2000  # code points


def add_verdict(db: Database, match: int, verdict: str, author: str, now: datetime, note: str = "") -> None:
    """Keep what a person says of a match. Raises Trouble for what is no verdict, or no match. Needs a transaction."""
    if verdict not in VERDICTS:
        raise Trouble(f"a verdict is one of: {', '.join(VERDICTS)}")
    if len(note) > _LONGEST_NOTE:
        raise Trouble(f"a note has at most {_LONGEST_NOTE:,} letters")
    if not db.execute("SELECT 1 FROM match WHERE id = ?", [match]).fetchone():
        raise Trouble(f"there is no match {match}")
    db.execute(
        "INSERT INTO verdict (match_id, verdict, note, author, at) VALUES (?, ?, ?, ?, ?)",
        [match, verdict, note, author, to_text(now)],
    )
