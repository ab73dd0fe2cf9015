"""What lists news, and what it lists."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Source:
    """Something that lists new articles."""

    id: str  # slug, unique among the sources
    name: str  # as people call the outlet
    kind: str  # how it is asked and read: "feed", "sitemap", "page", "telegram", "gdelt" or "inbox"
    url: str  # the address that is polled; of an inbox the folder, as a file: address
    homepage: str  # where a person would read it
    language: str  # ISO 639-1 code of most of what it publishes
    country: str  # ISO 3166-1 alpha-2 code of where it is published, "" where unknown
    every: timedelta | None = None  # its own rhythm; None: the default of the settings
    owner: str = ""  # who owns or steers it, in words
    found: str = ""  # the public page that names its address
    active: bool = True  # whether it is polled
    content: str = ""  # "feed": its entries hold the whole text, and no page is fetched for them
    guess: bool = False  # whether nobody was found who names its address
    select: str = ""  # of a listing page: the CSS selector of its links; "": found by themselves
    proxy_env: str = ""  # the environment variable with the address of the proxy that it is asked through …
    proxy_file: str = ""  # … or the file with it; "" and "": asked directly
    trust_proxy: bool = False  # whether that proxy looks names up, so that no address of theirs can be checked
    render: bool = False  # whether its pages that scripts would fill are put into a browser


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address as a source gave it."""

    source: str  # id of the source
    url: str  # absolute http(s) address as listed, made absolute against the feed
    title: str = ""  # as listed, plain text
    summary: str = ""  # as listed, plain text
    author: str = ""  # as listed
    published: datetime | None = None  # aware UTC; None where the source gave none that can be read
    text: str = ""  # the article's whole text where the source carries it, paragraphs apart by newlines; "": fetch it
    guid: str = ""  # what the source calls the item, whatever its address; "" where it does not say
    edited: bool = False  # whether the source says that the text was changed after it was published


@dataclass(frozen=True, slots=True)
class Further:
    """Another page of a source that belongs to what was asked, or lists what is older."""

    url: str  # absolute address
    older: bool  # whether it goes back from the page that named it, so that it is of use only where all was new there
    modified: datetime | None = None  # aware UTC, when it last changed; None where nobody says


@dataclass(frozen=True, slots=True)
class Listing:
    """What one page of a source brought."""

    links: tuple[Link, ...]  # in the order of the source, each address once
    drops: tuple[tuple[str, int], ...] = ()  # entries left out: reason → how many
    title: str = ""  # what the source calls itself
    note: str = ""  # what was wrong with it and mended, for the ledger; "" where it was sound
    further: tuple[Further, ...] = ()  # where more is listed, newest first
    refused: tuple[tuple[Link, str, str], ...] = ()  # items that no article can come of: reason, one line for people
