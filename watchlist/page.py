"""What a request to the outside came back with: a page, the news that nothing changed, or a failure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A body that was fetched, whole and within its limits."""

    url: str  # the address that was asked for
    final_url: str  # the address that answered, after redirects
    status: int  # HTTP status of the answer
    headers: tuple[tuple[str, str], ...]  # of the answer, in order, names as received
    raw: bytes  # the body as it came over the wire (content encoding still on)
    body: bytes  # the body with its content encoding taken off
    fetched_at: datetime  # aware UTC, when the answer was complete

    def header(self, name: str) -> str:
        """The first header of that name, whatever its case, or the empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said that nothing has changed since the last time (304)."""

    url: str  # the address that was asked for
    fetched_at: datetime  # aware UTC
    fresh_until: datetime | None = None  # aware UTC, until when it says that this holds; None where it does not say


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing usable came back. The one question it answers: is trying again worth it?"""

    url: str  # the address that was asked for
    reason: str  # short and countable: "refused", "timeout", "http-404", "private-address", "too-large" …
    detail: str  # one line for people
    retry: bool  # whether trying again later may help
    not_before: datetime | None = None  # aware UTC; the earliest time the server allows (Retry-After)
    status: int | None = None  # HTTP status, where there was one
