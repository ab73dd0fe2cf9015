"""Articles, their stories and their matches: stored together or not at all."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlite_utils import Database

from storage.times import from_text, to_text, to_text_or_none
from watchlist.article import Article
from watchlist.fold import fold_text
from watchlist.match import Match
from watchlist.snippet import snippet
from watchlist.story import Story


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """Where an article lies."""

    article: int
    version: int
    story: int
    matches: tuple[int, ...]  # in the order of the matches given


@dataclass(frozen=True, slots=True)
class StoredText:
    """What a stored version of an article says."""

    article: int
    version: int
    title: str
    text: str
    language: str = ""  # ISO 639-1 code, "" where unknown
    country: str = ""  # of its source, ISO 3166-1 alpha-2 code, "" where unknown


def find_article(db: Database, url: str, key: str | None = None) -> int | None:
    """The article of that canonical address, or, with `key`, of any of its addresses; None where there is none."""
    row = db.execute("SELECT id FROM article WHERE url = ?1 OR key = ?2 ORDER BY url <> ?1 LIMIT 1", [url, key])
    found = row.fetchone()
    return None if found is None else int(found[0])


def read_title(db: Database, article: int) -> str:
    """The title of an article's newest version."""
    row = db.execute("SELECT title FROM version WHERE article_id = ? ORDER BY number DESC LIMIT 1", [article])
    return str(row.fetchone()[0])


def has_text(db: Database, article: int, text: str) -> bool:
    """Whether that is what the newest version of an article says."""
    row = db.execute("SELECT text FROM version WHERE article_id = ? ORDER BY number DESC LIMIT 1", [article])
    return bool(row.fetchone()[0] == text)


def store_article(
    db: Database,
    article: Article,
    matches: Sequence[Match],
    *,
    source: str,
    story: Story,
    watchlist: str,
    now: datetime,
    key: str = "",
) -> StoredArticle:
    """Store a new article in its story with its first version, its folded text and its matches.

    Needs a transaction. `watchlist` is the version of the list that found the matches; `key` is one for all addresses
    of the article, "" where it has no other than its own.
    """
    story_id = story.id or _insert(db, "story", headline=story.headline, first_at=to_text(now))
    article_id = _insert(
        db, "article", url=article.url, source_id=source, story_id=story_id, language=article.language,
        published_at=to_text_or_none(article.published), stored_at=to_text(now), key=key or article.url,
    )  # fmt: skip
    return _store_version(db, article_id, story_id, 1, article, matches, watchlist, now)


def store_version(
    db: Database, id: int, article: Article, matches: Sequence[Match], *, watchlist: str, now: datetime
) -> StoredArticle:
    """Store what an article of that id says now as its newest version.

    What was found in the one before holds no longer, and stays with the verdicts on it; an entity that is named still
    keeps the time at which it was found. Needs a transaction.
    """
    story, number, title, text = db.execute(
        "SELECT story_id, number, title, text FROM article JOIN version ON article_id = article.id WHERE article.id = ?"
        " ORDER BY number DESC LIMIT 1",
        [id],
    ).fetchone()
    db.execute(
        "INSERT INTO article_text (article_text, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        [id, fold_text(title), fold_text(text)],
    )
    rows = db.execute(
        "UPDATE match SET gone_in = ? WHERE article_id = ? AND gone_in IS NULL"
        " RETURNING id, entity_id, found_at, retrospective",
        [watchlist, id],
    ).fetchall()
    held = {entity: (from_text(found), bool(retrospective)) for _, entity, found, retrospective in rows}
    stored = _store_version(db, id, story, number + 1, article, matches, watchlist, now, held)
    for row in rows:
        db.execute("UPDATE match SET gone_in_version = ? WHERE id = ?", [stored.version, row[0]])
    return stored


def _store_version(
    db: Database,
    id: int,
    story: int,
    number: int,
    article: Article,
    matches: Sequence[Match],
    watchlist: str,
    now: datetime,
    held: Mapping[str, tuple[datetime, bool]] = MappingProxyType({}),
) -> StoredArticle:
    """`held`: when entities were found that an earlier version named, and whether that was by a rescan."""
    version = _insert(
        db, "version", article_id=id, number=number, title=article.title, text=article.text, author=article.author,
        from_summary=int(article.from_summary), sha256=hashlib.sha256(article.text.encode()).hexdigest(),
        read_at=to_text(now), watchlist_version=watchlist, modified_at=to_text_or_none(article.modified),
        paywalled=int(article.paywalled),
    )  # fmt: skip
    db.execute(
        "INSERT INTO article_text (rowid, title, text) VALUES (?, ?, ?)",
        [id, fold_text(article.title), fold_text(article.text)],
    )
    read = StoredText(id, version, article.title, article.text)
    stored = []
    for match in matches:
        found, retrospective = held.get(match.entity, (now, False))
        stored.append(store_match(db, read, match, watchlist, found, retrospective=retrospective))
    return StoredArticle(id, version, story, tuple(stored))


def store_match(
    db: Database, read: StoredText, match: Match, watchlist: str, now: datetime, *, retrospective: bool = False
) -> int:
    """Store a match in an article version, which a cycle found or, later, a rescan (`retrospective`); returns its id.

    Needs a transaction.
    """
    match_id = _insert(
        db, "match", article_id=read.article, version_id=read.version, entity_id=match.entity, score=match.score,
        strength=match.strength, alerts=int(match.alerts), why=_json(match.why), cues=_json(match.cues),
        snippet=snippet(read.title, read.text, match), watchlist_version=watchlist, found_at=to_text(now),
        retrospective=int(retrospective),
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO mention (match_id, name, surface, field, start, end, strength, alerts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(match_id, one.name, one.surface, one.field, one.start, one.end, one.strength, int(one.alerts))
         for one in match.mentions],
    )  # fmt: skip
    return match_id


def _insert(db: Database, table: str, **row: object) -> int:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks}) RETURNING id'  # noqa: S608 - names are ours
    return int(db.execute(statement, list(row.values())).fetchone()[0])


def _json(values: Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False)
