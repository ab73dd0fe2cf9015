"""What is remembered of a web server between one cycle and the next."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Host:
    """A server, its rules for robots, and until when it asked to be left alone."""

    name: str  # "https://host" or "http://host:port", lower case, as in the address; " by proxy" behind it if so
    robots: str = ""  # the text of its robots.txt, "" where it has none
    robots_status: int | None = None  # HTTP status of robots.txt; None where it could not be reached
    robots_read_at: datetime | None = None  # aware UTC; None: never asked
    not_before: datetime | None = None  # aware UTC; from Retry-After, no request before it
