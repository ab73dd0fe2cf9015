"""Articles that tell the same piece of news."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """The story that an article belongs to."""

    headline: str  # of its first article
    id: int | None = None  # of a story that is stored already; None: the article opens a new one
