"""Stories: which article belongs to which, why, and what finds the story of the next one.

Two indexes lead from a new article to the few stored ones that are worth a comparison: keys of its sketch to articles
that share text, and traits (what it is about) to stories of the same days. Neither look-up grows with what is stored:
of each key and trait the newest few count. What a person says of stories (`storage.regrouping`) stands.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from itertools import groupby, starmap
from math import sqrt
from operator import attrgetter

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text
from watchlist.errors import Trouble

_NEWEST_OF_KEY = 8  # articles: a passage that more have in common is a formula
_MOST_ALIKE = 6  # articles that are compared word by word
_NEWEST_OF_TRAIT = 60  # stories
_MOST_RELATED = 8  # stories that are compared
_SPEAKERS = 3  # articles that speak for a story: its first, and its newest


# The newest articles of each key, but for those before the window; an article that agrees in more keys is the likelier.
_ALIKE = """
WITH best AS MATERIALIZED (
    SELECT sketch.article_id AS id, count(*) AS agreeing
    FROM json_each(:keys) AS wanted
    CROSS JOIN sketch ON sketch.key = wanted.value AND sketch.article_id >= max(
        (SELECT id FROM article WHERE stored_at >= :since ORDER BY stored_at, id LIMIT 1),
        ifnull((SELECT article_id FROM sketch WHERE key = wanted.value ORDER BY article_id DESC
                LIMIT 1 OFFSET :newest - 1), 0))
    GROUP BY sketch.article_id ORDER BY agreeing DESC, id LIMIT :most
)
SELECT article.id, story_id, facts, source_id, title, text
FROM best
CROSS JOIN article ON article.id = best.id
CROSS JOIN version ON version.article_id = best.id
    AND number = (SELECT max(number) FROM version WHERE article_id = best.id)
ORDER BY agreeing DESC, best.id
"""
_STORIES_OF_TRAITS = """
SELECT (SELECT json_group_array(story_id) FROM (
    SELECT story_id FROM trait WHERE trait = wanted.value AND at BETWEEN :start AND :end
    ORDER BY at DESC LIMIT :newest))
FROM json_each(:traits) AS wanted
"""
_SPEAKERS_OF_STORIES = """
SELECT article.id, story_id, facts
FROM json_each(:stories) AS wanted
CROSS JOIN article ON article.id IN (
    SELECT min(id) FROM article WHERE story_id = wanted.value UNION ALL
    SELECT id FROM (SELECT id FROM article WHERE story_id = wanted.value ORDER BY id DESC LIMIT :speakers - 1))
ORDER BY wanted.key, article.id
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A stored article of a story."""

    article: int
    story: int
    facts: str | None  # JSON as it was recorded; None for an article from before stories were told apart


@dataclass(frozen=True, slots=True)
class Worded(Member):
    """A stored article with what it says."""

    source: str  # id
    title: str
    text: str


def alike(db: Database, keys: Sequence[int], since: datetime) -> tuple[Worded, ...]:
    """The articles stored since then of which most keys agree with these, the likest first."""
    asked = {"keys": json.dumps(keys), "since": to_text(since), "newest": _NEWEST_OF_KEY, "most": _MOST_ALIKE}
    return tuple(Worded(*row) for row in db.execute(_ALIKE, asked))


def related(db: Database, traits: Sequence[str], start: datetime, end: datetime) -> tuple[tuple[Member, ...], ...]:
    """The stories of these days that share most of these traits, by the articles that speak for each. A trait counts
    the more, the fewer stories have it."""
    days = {"start": to_text(start), "end": to_text(end)}
    asked = {"traits": json.dumps(traits), **days, "newest": _NEWEST_OF_TRAIT}
    listed = ",".join(row[0] for row in db.execute(_STORIES_OF_TRAITS, asked))
    counts: dict[int, float] = {}
    for stories in json.loads(f"[{listed}]"):
        worth = 1 / sqrt(len(stories) or 1)
        for story in stories:
            counts[story] = counts.get(story, 0.0) + worth
    best = [story for _, story in nlargest(_MOST_RELATED, zip(counts.values(), counts, strict=True))]
    speakers = db.execute(_SPEAKERS_OF_STORIES, {"stories": json.dumps(best), "speakers": _SPEAKERS})
    return tuple(tuple(members) for _, members in groupby(starmap(Member, speakers), key=attrgetter("story")))


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
    time = to_text(at)
    db.conn.executemany(
        "INSERT INTO trait (trait, story_id, at) VALUES (?, ?, ?)"
        " ON CONFLICT (trait, story_id) DO UPDATE SET at = max(at, excluded.at)",
        [(trait, story, time) for trait in traits],
    )


def story_of(db: Database, article: int) -> int:
    """The story that a stored article is in now."""
    return int(db.execute("SELECT story_id FROM article WHERE id = ?", [article]).fetchone()[0])


def forget_before(db: Database, since: datetime) -> int:
    """Drop what leads to articles and stories from before then; returns how many rows. Needs a transaction."""
    old = [to_text(since)]
    gone = db.execute(
        "DELETE FROM sketch WHERE article_id <"
        " (SELECT id FROM article WHERE stored_at >= ? ORDER BY stored_at, id LIMIT 1)",
        old,
    ).rowcount
    return gone + db.execute("DELETE FROM trait WHERE at < ?", old).rowcount


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
