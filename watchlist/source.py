"""What lists news, and what it lists."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Source:
    """Something that lists new articles."""

    id: str  # slug, unique among the sources
    name: str  # as people call the outlet
    kind: str  # how its bytes are read: "feed"
    url: str  # the address that is polled
    homepage: str  # where a person would read it
    language: str  # ISO 639-1 code of most of what it publishes
    country: str  # ISO 3166-1 alpha-2 code of where it is published, "" where unknown
    every: timedelta | None = None  # its own rhythm; None: the default of the settings
    owner: str = ""  # who owns or steers it, in words
    found: str = ""  # the public page that names its address
    active: bool = True  # whether it is polled


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address as a source gave it."""

    source: str  # id of the source
    url: str  # absolute http(s) address as listed, made absolute against the feed
    title: str = ""  # as listed, plain text
    summary: str = ""  # as listed, plain text
    author: str = ""  # as listed
    published: datetime | None = None  # aware UTC; None where the source gave none that can be read


@dataclass(frozen=True, slots=True)
class Listing:
    """What one poll of a source brought."""

    links: tuple[Link, ...]  # in the order of the source, each address once
    drops: tuple[tuple[str, int], ...] = ()  # entries left out: reason → how many
    title: str = ""  # what the source calls itself
    note: str = ""  # what was wrong with it and mended, for the ledger; "" where it was sound
