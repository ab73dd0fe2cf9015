"""What a host's robots.txt lets us read (RFC 9309), and how often it wants to be asked."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from protego import Protego

from watchlist.host import Host
from watchlist.page import Failed, Page

MAX_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB are read; what follows is not
MAX_REDIRECTS = 5  # RFC 9309, 2.3.1.2
FRESH = timedelta(hours=24)  # RFC 9309, 2.4
_LONGEST_DELAY = 30.0  # seconds: what we grant a Crawl-delay at the most
_USER_AGENT = re.compile(r"\s*user[- ]?agent\s*:\s*([^#]*)", re.IGNORECASE)


class Rules:
    """The rules of one host for one reader."""

    def __init__(self, text: str, product: str) -> None:
        """Read a robots.txt for the reader of that product token (lower case)."""
        self._product = product
        self._protego = Protego.parse(_relevant(text, product))

    def allow(self, url: str) -> bool:
        """Whether the address may be read."""
        return bool(self._protego.can_fetch(url, self._product))

    @property
    def delay(self) -> float:
        """The seconds that the host wants between two requests, 30 at the most; 0 where it does not say."""
        return min(float(self._protego.crawl_delay(self._product) or 0), _LONGEST_DELAY)


def is_known(host: Host) -> bool:
    """Whether the host ever gave an answer that settles what is allowed: a robots.txt, or that it has none.

    Server errors and "too many requests" settle nothing.
    """
    return host.robots_status is not None and host.robots_status < 500 and host.robots_status != 429


def is_fresh(host: Host, now: datetime) -> bool:
    """Whether what is known of the host's rules still holds."""
    return is_known(host) and host.robots_read_at is not None and now < host.robots_read_at + FRESH


def has_none(failure: Failed) -> bool:
    """Whether the failure to fetch robots.txt means that there is none, so that all is allowed (RFC 9309, 2.3.1.3).

    That is any 4xx but 429, and redirects that lead nowhere.
    """
    return failure.status is not None and 300 <= failure.status < 500 and failure.status != 429


def learn(host: Host, found: Page | Failed, now: datetime) -> Host:
    """What is to be remembered of the host after asking for its robots.txt at `now` (aware UTC)."""
    if isinstance(found, Page):
        text = found.body.decode("utf-8", "replace")
        return replace(host, robots=text, robots_status=found.status, robots_read_at=now)
    if has_none(found) or not is_known(host):
        return replace(host, robots="", robots_status=found.status, robots_read_at=now)
    return host


def _relevant(text: str, product: str) -> str:
    """The same file with all readers but us, and everyone, made one.

    Protego keeps the rules of each reader apart: thousands of readers with thousands of rules in common, which fit into
    half a megabyte, would fill the memory.
    """
    return "\n".join(_line(line, product) for line in text.removeprefix("\ufeff").splitlines())


def _line(line: str, product: str) -> str:
    match = _USER_AGENT.match(line)
    if match is None:
        # Protego also takes spellings of the field that the RFC does not know; those name nobody here.
        return "" if line.lstrip()[:4].lower() == "user" else line
    name = match[1].strip().lower().partition("/")[0]
    return f"User-agent: {name if name in ('*', product) else 'another'}"
