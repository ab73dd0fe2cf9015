"""One entity in one article: where it is mentioned, how surely, and why."""

from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "text"]
Writing = Literal["dateline", "hashtag"]
Strength = Literal["strong", "weak"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in an article where an entity is named."""

    name: str  # the listed name, or the description, that was found
    surface: str  # what the article writes: field[start:end]
    field: Field  # which part of the article
    start: int  # offset in code points of the field as published
    end: int  # offset after the last code point
    strength: Strength  # of the name
    alerts: bool  # whether this mention may alert: strong, or weak with company


@dataclass(frozen=True, slots=True)
class Match:
    """One entity in one article, with everything that speaks for it."""

    entity: str  # id
    type: str  # of the entity
    score: float  # in [0, 1]; ranks matches, built from named parts
    strength: Strength  # of its best mention
    alerts: bool  # whether any of its mentions may alert
    mentions: tuple[Mention, ...]  # in order of field (title first) and offset; never empty
    why: tuple[str, ...]  # sentences that a person understands
    cues: tuple[str, ...] = ()  # what happened near the mentions: "strike", "deployment" …
