"""Until when a server says that its answer holds, so that asking again before is of no use."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_DIRECTIVE = re.compile(r"([a-z-]+)(?:\s*=\s*\"?([^\s\",]*)\"?)?")
_LONGEST = timedelta(days=365)  # what nobody means by more is no more


def fresh_until(headers: Sequence[tuple[str, str]], now: datetime) -> datetime | None:
    """Until when an answer that came at `now` is fresh (RFC 9111, 4.2), aware UTC; None where it does not say.

    `max-age`, less the `Age` that it came with, goes before `Expires`; `no-cache` and `no-store` say that it never is.
    """
    named: dict[str, str] = {}
    for name, value in headers:
        named[name.lower()] = f"{named[name.lower()]}, {value}" if name.lower() in named else value
    said = dict(_DIRECTIVE.findall(named.get("cache-control", "").lower()))
    if "no-cache" in said or "no-store" in said:
        return None
    if "max-age" in said:
        until = now + _seconds(said["max-age"]) - _seconds(named.get("age", ""))
    else:
        expires, date = _date(named.get("expires", "")), _date(named.get("date", ""))
        if expires is None:
            return None
        until = now + min(expires - (date or now), _LONGEST)  # their clock may be wrong
    return until if until > now else None


def _seconds(text: str) -> timedelta:
    text = text.strip()
    return min(timedelta(seconds=int(text[:9])), _LONGEST) if text.isascii() and text.isdigit() else timedelta(0)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
