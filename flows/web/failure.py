"""Failures as they are written down: countable, and safe to print."""

from datetime import datetime

from watchlist.page import Failed

_LONGEST = 200  # characters of a detail


def failed(
    url: str, reason: str, detail: str, *, retry: bool, not_before: datetime | None = None, status: int | None = None
) -> Failed:
    """A Failed whose detail is one line of plain text of at most 200 characters, whatever a server put into it."""
    words = "".join(sign if sign.isprintable() else " " for sign in detail[: 4 * _LONGEST]).split()
    return Failed(url, reason, " ".join(words)[:_LONGEST], retry, not_before, status)
