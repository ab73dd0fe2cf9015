"""Stories: which article belongs to which, why, and what finds the story of the next one.

Two indexes lead from a new article to the few stored ones that are worth a comparison: keys of its sketch to articles
that share text, and traits (what it is about) to stories of the same days. Neither look-up grows with what is stored:
of each key and trait the newest few count.

A person may move an article into another story or one of its own, and merge two stories; what they said stays, and no
flow undoes it. Merging keeps the older story, with the keys of its alerts; splitting makes nothing due.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text
from watchlist.errors import Trouble

_NEWEST_OF_KEY = 8  # articles: a passage that more have in common is a formula
_MOST_ALIKE = 6  # articles that are compared word by word
_NEWEST_OF_TRAIT = 60  # stories
_MOST_RELATED = 12  # stories that are compared
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
    """The stories of these days that share most of these traits, by the articles that speak for each."""
    counts = Counter(
        story
        for trait in traits
        for (story,) in db.execute(
            "SELECT story_id FROM trait WHERE trait = ? AND at BETWEEN ? AND ? ORDER BY at DESC LIMIT ?",
            [trait, to_text(start), to_text(end), _NEWEST_OF_TRAIT],
        )
    )
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


def forget_before(db: Database, since: datetime) -> int:
    """Drop what leads to articles and stories from before then; returns how many rows. Needs a transaction."""
    old = [to_text(since)]
    gone = db.execute(
        "DELETE FROM sketch WHERE article_id < (SELECT coalesce(min(id), 0) FROM article WHERE stored_at >= ?)", old
    ).rowcount
    return gone + db.execute("DELETE FROM trait WHERE at < ?", old).rowcount


def split(db: Database, article: int, author: str, now: datetime) -> int:
    """A person's word that an article is no part of its story: it gets one of its own, whose number is returned.

    Nothing becomes due. Raises Trouble where it is alone in its story already. Needs a transaction.
    """
    story, title, others = _standing(db, article)
    if not others:
        raise Trouble(f"article {article} is alone in its story already")
    new = int(
        db.execute(
            "INSERT INTO story (headline, first_at) SELECT ?, stored_at FROM article WHERE id = ? RETURNING id",
            [title, article],
        ).fetchone()[0]
    )
    _move(db, [article], new, {"how": "person", "why": [f"taken out of story {story} by {author}"]})
    _say(db, "split", author, now, story=story, other=new, article=article)
    # Whom the story had been told to has heard of this one: what comes next in it is news, its beginning is not.
    db.execute(
        "INSERT INTO told (key, alert_id) SELECT replace(key, ?1, ?2), alert_id FROM told WHERE key LIKE ?1 || '%'",
        [f"story:{story}:", f"story:{new}:"],
    )
    return new


def merge(db: Database, story: int, other: int, author: str, now: datetime) -> int:
    """A person's word that two stories are one; returns the older, in which both go on.

    Raises Trouble where there is no such pair. Needs a transaction.
    """
    kept, gone = min(story, other), max(story, other)
    known = {row[0] for row in db.execute("SELECT id FROM story WHERE id IN (?, ?)", [kept, gone])}
    if kept == gone or known != {kept, gone}:
        raise Trouble(f"stories {story} and {other} cannot be merged: two that exist are needed")
    articles = [row[0] for row in db.execute("SELECT id FROM article WHERE story_id = ?", [gone])]
    _move(db, articles, kept, {"how": "person", "why": [f"story {gone} was merged into this one by {author}"]})
    db.execute(
        "INSERT INTO trait (trait, story_id, at) SELECT trait, ?, at FROM trait WHERE story_id = ?"
        " ON CONFLICT (trait, story_id) DO UPDATE SET at = max(at, excluded.at)",
        [kept, gone],
    )
    db.execute("DELETE FROM trait WHERE story_id = ?", [gone])
    db.execute("UPDATE story SET merged_into = ? WHERE id = ? OR merged_into = ?", [kept, gone, gone])
    _say(db, "merge", author, now, story=kept, other=gone)
    return kept


def _standing(db: Database, article: int) -> tuple[int, str, int]:
    """An article's story, its title, and how many others are in the story."""
    row = db.execute(
        "SELECT story_id, (SELECT title FROM version WHERE article_id = article.id ORDER BY number DESC LIMIT 1),"
        " (SELECT count(*) - 1 FROM article AS other WHERE other.story_id = article.story_id)"
        " FROM article WHERE id = ?",
        [article],
    ).fetchone()
    if row is None:
        raise Trouble(f"there is no article {article}")
    return int(row[0]), str(row[1]), int(row[2])


def _move(db: Database, articles: Iterable[int], story: int, grouped: dict[str, object]) -> None:
    said = json.dumps(grouped, ensure_ascii=False)
    for article in articles:
        db.execute("UPDATE article SET story_id = ?, grouped = ? WHERE id = ?", [story, said, article])


def _say(
    db: Database, act: str, author: str, now: datetime, *, story: int, other: int, article: int | None = None
) -> None:
    db.execute(
        "INSERT INTO story_word (act, story_id, other_id, article_id, author, at) VALUES (?, ?, ?, ?, ?, ?)",
        [act, story, other, article, author, to_text(now)],
    )


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
        "SELECT article.id, version.title, source.name, article.language, article.published_at, article.url, grouped"
        " FROM article JOIN source ON source.id = article.source_id JOIN version ON version.article_id = article.id"
        " WHERE story_id = ? AND number = (SELECT max(number) FROM version WHERE article_id = article.id)"
        " ORDER BY article.id",
        [story],
    )
    return Stood(story, row[0], from_text(row[1]), tuple(_told(*article) for article in articles), row[2])


def _told(article: int, title: str, source: str, language: str, published: str | None, url: str, grouped: str) -> Told:
    said = json.loads(grouped)
    return Told(
        article, title, source, language, from_text_or_none(published), url, said.get("how", ""),
        tuple(said.get("why", ())), said.get("beside"),
    )  # fmt: skip
