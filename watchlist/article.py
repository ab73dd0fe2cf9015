"""A piece of news as it was read from its page, or why it could not be."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Article:
    """The extracted text of a page and what the page says about it."""

    url: str  # canonical address
    title: str  # plain text, "" where none was found
    text: str  # plain text, paragraphs separated by newlines
    author: str  # "" where none was found
    language: str  # ISO 639-1 code, "" where it could not be told
    published: datetime | None  # aware UTC; a date without time is midnight UTC
    from_summary: bool = False  # whether the source's summary stands in for the page
    modified: datetime | None = None  # aware UTC; when the page says that it was last changed
    paywalled: bool = False  # whether the text is only what stands before a paywall


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page from which no article came."""

    reason: str  # short and countable: "no-text", "hung", "crashed", "too-much-memory", "not-html" …
    detail: str  # one line for people
