"""A person's word on stories: which articles tell one piece of news, and which do not. It stands; no flow undoes it.

Nothing becomes due by it. Merging keeps the older story, with the keys of both: whoever has heard of either has heard
of the one that they are. An article that is taken out takes along what has been told. Every act is kept with who said
so and when, and can be taken back by another.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.times import from_text, to_text
from watchlist.errors import Trouble

_NAMED_AFTER = """
SELECT title, stored_at FROM article JOIN version ON article_id = article.id
WHERE article.id = ? ORDER BY number DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said of a story."""

    act: str  # "merge", or "split": out of `story` into `other`
    story: int
    other: int
    article: int | None  # None where all that had come with a merged story went again
    author: str
    at: datetime  # aware UTC


def split(db: Database, article: int, author: str, now: datetime) -> int:
    """An article is no part of its story: it gets one of its own, whose number is returned.

    Raises Trouble where there is no such article, or it is alone in its story already. Needs a transaction.
    """
    row = db.execute(
        "SELECT story_id, (SELECT count(*) FROM article AS other WHERE other.story_id = article.story_id)"
        " FROM article WHERE id = ?",
        [article],
    ).fetchone()
    if row is None:
        raise Trouble(f"there is no article {article}")
    if row[1] == 1:
        raise Trouble(f"article {article} is alone in its story already")
    return take(db, [article], row[0], author, now)


def take(
    db: Database, articles: Sequence[int], story: int, author: str, now: datetime, *, into: int | None = None
) -> int:
    """Articles are no part of that story: they go into another, or one of their own; returns its number.

    Where they are all that it has, the two stories are merged. Raises Trouble where it cannot be done, or where the
    articles are not in that story any more. Needs a transaction.
    """
    members = _articles(db, story)
    if not articles:
        raise Trouble("no article was chosen")
    if strangers := set(articles) - set(members):
        raise Trouble(f"article {min(strangers)} is not in story {story} any more: look at the story again")
    if into is not None:
        _check_pair(db, story, into)
        if len(set(articles)) == len(members):
            return merge(db, story, into, author, now)
    elif len(set(articles)) == len(members):
        raise Trouble(f"nothing would be left in story {story}: these are all its articles")
    chosen = sorted(set(articles))
    new = into or _new_story(db, chosen[0])
    how = f"taken over from story {story} by {author}" if into else f"taken out of story {story} by {author}"
    for article in chosen:
        _move(db, article, new, how, taken=story)
        _say(db, "split", author, now, story=story, other=new, article=article)
    _lead_there_too(db, story, new)
    if into is None:  # what comes next in it is news, its beginning is not
        _count_as_told(db, story, new)
    _name_after_first(db, story, members)
    return new


def merge(db: Database, story: int, other: int, author: str, now: datetime) -> int:
    """Two stories are one; returns the older, in which both go on.

    Raises Trouble where there is no such pair. Needs a transaction.
    """
    _check_pair(db, story, other)
    kept, gone = min(story, other), max(story, other)
    for article in _articles(db, gone):
        _move(db, article, kept, f"story {gone} was merged into this one by {author}", merged=gone)
    _lead_there_too(db, gone, kept)
    db.execute("DELETE FROM trait WHERE story_id = ?", [gone])
    _count_as_told(db, gone, kept)
    db.execute("UPDATE story SET merged_into = ? WHERE id = ? OR merged_into = ?", [kept, gone, gone])
    _say(db, "merge", author, now, story=kept, other=gone)
    return kept


def part(db: Database, story: int, other: int, author: str, now: datetime) -> None:
    """Two stories that were merged are two after all: what had come from the other goes back, for its own reasons.

    Raises Trouble where nothing is left of what came, or nothing else is. Needs a transaction.
    """
    came = db.execute(
        "SELECT id, json_extract(grouped, '$.before') FROM article"
        " WHERE story_id = ? AND json_extract(grouped, '$.merged') = ?",
        [story, other],
    ).fetchall()
    members = _articles(db, story)
    if not came or len(came) == len(members):
        raise Trouble(f"stories {story} and {other} cannot be parted: one of them would have no article")
    db.execute("UPDATE story SET merged_into = NULL WHERE id = ?", [other])
    db.execute(  # what had been merged into it before goes with it
        "UPDATE story SET merged_into = ?1 WHERE merged_into = ?2 AND ?1 ="
        " (SELECT story_id FROM story_word WHERE act = 'merge' AND other_id = story.id ORDER BY id DESC LIMIT 1)",
        [other, story],
    )
    db.conn.executemany(
        "UPDATE article SET story_id = ?, grouped = ? WHERE id = ?", [(other, before, id) for id, before in came]
    )
    _lead_there_too(db, story, other)
    _count_as_told(db, story, other)
    _name_after_first(db, story, members)
    _say(db, "split", author, now, story=story, other=other)


def words_on(db: Database, story: int) -> tuple[Word, ...]:
    """What people said of a story, the newest first."""
    rows = db.execute(
        "SELECT act, story_id, other_id, article_id, author, at FROM story_word"
        " WHERE story_id = ?1 OR other_id = ?1 ORDER BY id DESC",
        [story],
    )
    return tuple(Word(act, one, other, article, author, from_text(at)) for act, one, other, article, author, at in rows)


def _check_pair(db: Database, story: int, other: int) -> None:
    merged = dict(db.execute("SELECT id, merged_into FROM story WHERE id IN (?, ?)", [story, other]).fetchall())
    if len(merged) < 2:
        raise Trouble(f"stories {story} and {other} cannot be merged: two that exist are needed")
    for one, into in merged.items():
        if into is not None:
            raise Trouble(f"story {one} was merged into story {into} already: look at that one")


def _articles(db: Database, story: int) -> list[int]:
    return [row[0] for row in db.execute("SELECT id FROM article WHERE story_id = ? ORDER BY id", [story])]


def _new_story(db: Database, article: int) -> int:
    row = db.execute(f"INSERT INTO story (headline, first_at) {_NAMED_AFTER} RETURNING id", [article])
    return int(row.fetchone()[0])


def _name_after_first(db: Database, story: int, before: Sequence[int]) -> None:
    """Name a story after the first article that it has left, where the one that it was named after is gone."""
    first = _articles(db, story)[0]
    if first != before[0]:
        named = db.execute(_NAMED_AFTER, [first]).fetchone()
        db.execute("UPDATE story SET headline = ?, first_at = ? WHERE id = ?", [*named, story])


def _move(db: Database, article: int, story: int, why: str, **origin: int) -> None:
    """Put an article into a story; whence, and why it was there, is kept for whoever takes this back."""
    before = db.execute("SELECT grouped FROM article WHERE id = ?", [article]).fetchone()[0]
    said: Mapping[str, object] = {"how": "person", "why": [why], **origin, "before": json.loads(before)}
    db.execute(
        "UPDATE article SET story_id = ?, grouped = ? WHERE id = ?",
        [story, json.dumps(said, ensure_ascii=False), article],
    )


def _lead_there_too(db: Database, of: int, to: int) -> None:
    """Let what leads new articles to one story lead them to another as well: there they are compared."""
    db.execute(
        "INSERT INTO trait (trait, story_id, at) SELECT trait, ?, at FROM trait WHERE story_id = ?"
        " ON CONFLICT (trait, story_id) DO UPDATE SET at = max(at, excluded.at)",
        [to, of],
    )


def _count_as_told(db: Database, of: int, to: int) -> None:
    """Whom one story has been told to has heard of another."""
    db.execute(
        "INSERT INTO told (key, alert_id) SELECT replace(key, ?1, ?2), alert_id FROM told"
        " WHERE key >= ?1 AND key < ?3 ON CONFLICT DO NOTHING",
        [f"story:{of}:", f"story:{to}:", f"story:{of};"],  # in ASCII a semicolon comes after the colon
    )


def _say(
    db: Database, act: str, author: str, now: datetime, *, story: int, other: int, article: int | None = None
) -> None:
    db.execute(
        "INSERT INTO story_word (act, story_id, other_id, article_id, author, at) VALUES (?, ?, ?, ?, ?, ?)",
        [act, story, other, article, author, to_text(now)],
    )
