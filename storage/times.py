"""Times as the database keeps them: UTC, fixed width, so that text order is time order."""

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """An aware time as `2026-11-21T09:10:51.123Z`. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_text_or_none(moment: datetime | None) -> str | None:
    """Like `to_text`; None stays None."""
    return None if moment is None else to_text(moment)


def from_text(text: str) -> datetime:
    """The aware UTC time that `to_text` wrote. Raises ValueError."""
    return datetime.fromisoformat(text).astimezone(UTC)


def from_text_or_none(text: str | None) -> datetime | None:
    """Like `from_text`; None stays None."""
    return None if text is None else from_text(text)
