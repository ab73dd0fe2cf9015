"""Stories: which article belongs to which, why, and what finds the story of the next one.

Two indexes lead from a new article to the few stored ones that are worth a comparison: keys of its sketch to articles
that share text, and traits (what it is about) to stories of the same days. Neither look-up grows with what is stored:
of each key and trait the newest few count. What a person says of stories (`storage.regrouping`) stands.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text
from watchlist.errors import Trouble

_NEWEST_OF_KEY = 8  # articles: a passage that more have in common is a formula
_MOST_ALIKE = 6  # articles that are compared word by word
_NEWEST_OF_TRAIT = 60  # stories
_MOST_RELATED = 8  # stories that are compared
_SPEAKERS = 3  # articles that speak for a story: its first, and its newest


@dataclass(frozen=True, slots=True)
class Member:
    """A stored article of a story."""

    article: int
    story: int
    source: str  # id
    title: str
    text: str
    facts: str | None  # JSON as it was recorded; None for an article from before stories were told apart


def alike(db: Database, keys: Iterable[int], since: datetime) -> tuple[Member, ...]:
    """The articles stored since then of which most keys agree with these, the likest first."""
    first = db.execute("SELECT min(id) FROM article WHERE stored_at >= ?", [to_text(since)]).fetchone()[0]
    if first is None:
        return ()
    counts = Counter(
        article
        for key in keys
        for (article,) in db.execute(
            "SELECT article_id FROM sketch WHERE key = ? AND article_id >= ? ORDER BY article_id DESC LIMIT ?",
            [key, first, _NEWEST_OF_KEY],
        )
    )
    best = sorted(counts, key=lambda article: (-counts[article], article))[:_MOST_ALIKE]
    return _members(db, best)


def related(db: Database, traits: Sequence[str], start: datetime, end: datetime) -> tuple[tuple[Member, ...], ...]:
    """The stories of these days that share most of these traits, by the articles that speak for each. A trait counts
    the more, the fewer stories have it."""
    counts: dict[int, float] = defaultdict(float)
    days = to_text(start), to_text(end)
    for trait in traits:
        stories = db.execute(
            "SELECT story_id FROM trait WHERE trait = ? AND at BETWEEN ? AND ? ORDER BY at DESC LIMIT ?",
            [trait, *days, _NEWEST_OF_TRAIT],
        ).fetchall()
        for (story,) in stories:
            counts[story] += 1 / sqrt(len(stories))
    best = sorted(counts, key=lambda story: (-counts[story], -story))[:_MOST_RELATED]
    return tuple(_members(db, _speakers(db, story)) for story in best)


def record_place(
    db: Database,
    article: int,
    story: int,
    *,
    keys: Iterable[int],
    traits: Iterable[str],
    facts: str,
    grouped: str,
    at: datetime,
) -> None:
    """Keep where an article was placed and why (`grouped`, JSON), and what leads the next ones to it.

    `at`: aware UTC, when what it tells was published. Needs a transaction: that of the article.
    """
    db.execute("UPDATE article SET facts = ?, grouped = ? WHERE id = ?", [facts, grouped, article])
    db.conn.executemany(
        "INSERT INTO sketch (key, article_id) VALUES (?, ?) ON CONFLICT DO NOTHING", [(key, article) for key in keys]
    )
    db.conn.executemany(
        "INSERT INTO trait (trait, story_id, at) VALUES (?, ?, ?)"
        " ON CONFLICT (trait, story_id) DO UPDATE SET at = max(at, excluded.at)",
        [(trait, story, to_text(at)) for trait in traits],
    )


def story_of(db: Database, article: int) -> int:
    """The story that a stored article is in now."""
    return int(db.execute("SELECT story_id FROM article WHERE id = ?", [article]).fetchone()[0])


def forget_before(db: Database, since: datetime) -> int:
    """Drop what leads to articles and stories from before then; returns how many rows. Needs a transaction."""
    old = [to_text(since)]
    gone = db.execute(
        "DELETE FROM sketch WHERE article_id < (SELECT coalesce(min(id), 0) FROM article WHERE stored_at >= ?)", old
    ).rowcount
    return gone + db.execute("DELETE FROM trait WHERE at < ?", old).rowcount


def _speakers(db: Database, story: int) -> list[int]:
    newest = "SELECT id FROM article WHERE story_id = ? ORDER BY id DESC LIMIT ?"
    rows = db.execute(
        f"SELECT min(id) FROM article WHERE story_id = ? UNION SELECT id FROM ({newest})",  # noqa: S608 - ours
        [story, story, _SPEAKERS - 1],
    )
    return [row[0] for row in rows]


def _members(db: Database, articles: Iterable[int]) -> tuple[Member, ...]:
    rows = (
        db.execute(
            "SELECT article.id, story_id, source_id, title, text, facts FROM article"
            " JOIN version ON version.article_id = article.id WHERE article.id = ? ORDER BY number DESC LIMIT 1",
            [article],
        ).fetchone()
        for article in articles
    )
    return tuple(Member(*row) for row in rows if row)


@dataclass(frozen=True, slots=True)
class Told:
    """An article of a story, as people look at it."""

    article: int
    title: str
    source: str  # name
    language: str  # ISO 639-1 code
    published: datetime | None  # aware UTC
    found: datetime  # aware UTC
    url: str
    how: str  # it came into the story: "first", "copy", "same event" or "person"; "" for one from before
    why: tuple[str, ...]  # sentences
    beside: int | None  # the article that it is a copy of, or that tells the same event


@dataclass(frozen=True, slots=True)
class Stood:
    """A story, as people look at it."""

    id: int
    headline: str
    first_at: datetime  # aware UTC
    articles: tuple[Told, ...]  # in the order in which they came
    merged_into: int | None = None


def newest_stories(db: Database, *, limit: int, at_least: int = 1) -> tuple[Stood, ...]:
    """The stories that had an article last, newest first, those of at least so many articles."""
    rows = db.execute(
        "SELECT story_id FROM article GROUP BY story_id HAVING count(*) >= ? ORDER BY max(id) DESC LIMIT ?",
        [at_least, limit],
    ).fetchall()
    return tuple(read_story(db, row[0]) for row in rows)


def read_story(db: Database, story: int) -> Stood:
    """A story with its articles. Raises Trouble where there is none of that number."""
    row = db.execute("SELECT headline, first_at, merged_into FROM story WHERE id = ?", [story]).fetchone()
    if row is None:
        raise Trouble(f"there is no story {story}; `landbridge stories` shows the newest")
    articles = db.execute(
        "SELECT article.id, version.title, source.name, article.language, article.published_at, article.stored_at,"
        " article.url, grouped FROM article JOIN source ON source.id = article.source_id"
        " JOIN version ON version.article_id = article.id"
        " WHERE story_id = ? AND number = (SELECT max(number) FROM version WHERE article_id = article.id)"
        " ORDER BY article.id",
        [story],
    )
    return Stood(story, row[0], from_text(row[1]), tuple(_told(*article) for article in articles), row[2])


def _told(
    article: int, title: str, source: str, language: str, published: str | None, found: str, url: str, grouped: str
) -> Told:
    said = json.loads(grouped)
    return Told(
        article, title, source, language, from_text_or_none(published), from_text(found), url, said.get("how", ""),
        tuple(said.get("why", ())), said.get("beside"),
    )  # fmt: skip
