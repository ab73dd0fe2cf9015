"""The page of an article: what it matches, what was changed since it was first read, and what it says now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from datasette import NotFound, Response
from sqlite_utils import Database

from storage.difference import Gap, Paragraph, differ
from storage.review.rows import ask, rows

_SHOWN = 6  # versions, the newest; older ones stand in the table


@dataclass(frozen=True, slots=True)
class Change:
    """What one version has otherwise than the one before. Rows are as their tables have them, times UTC text."""

    version: Mapping[str, Any]
    title: Sequence[Paragraph | Gap]  # empty where it stayed
    text: Sequence[Paragraph | Gap]
    came: Sequence[tuple[str, str]]  # (id, name) of entities that it names and the one before did not
    went: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says."""

    article: Mapping[str, Any]
    newest: Mapping[str, Any]  # version
    changes: Sequence[Change]  # the newest first
    older: int  # versions that are not shown
    matches: Sequence[Mapping[str, Any]]  # of newest_matches, the surest first
    reading: Mapping[str, Any] | None  # the last


async def article(datasette: Any, request: Any) -> Response:
    """`/article/ID`."""
    wanted = int(request.url_vars["id"])
    told = await ask(datasette, lambda db: tell(db, wanted))
    if told is None:
        raise NotFound(f"no article {wanted}")
    return Response.html(await datasette.render_template("article.html", {"told": told}, request=request))


def tell(db: Database, article: int) -> Told | None:
    """Everything that the page says of an article; None where there is none."""
    found = rows(
        db, "SELECT article.*, source.name AS source FROM article JOIN source ON source.id = source_id"
        " WHERE article.id = ?", [article],
    )  # fmt: skip
    if not found:
        return None
    versions = rows(db, "SELECT * FROM version WHERE article_id = ? ORDER BY number DESC LIMIT ?", [article, _SHOWN])
    named = _named(db, article)
    readings = rows(db, "SELECT * FROM reading WHERE article_id = ? ORDER BY id DESC LIMIT 1", [article])
    return Told(
        article=found[0],
        newest=versions[0],
        changes=[_change(new, old, named) for new, old in pairwise(versions)],
        older=versions[-1]["number"] - 1,
        matches=rows(db, "SELECT * FROM newest_matches WHERE article_id = ? ORDER BY score DESC", [article]),
        reading=readings[0] if readings else None,
    )


def _change(new: Mapping[str, Any], old: Mapping[str, Any], named: Mapping[int, Mapping[str, str]]) -> Change:
    before, now = named.get(old["id"], {}), named.get(new["id"], {})
    return Change(
        version=new,
        title=differ(old["title"], new["title"]),
        text=differ(old["text"], new["text"]),
        came=[(id, name) for id, name in now.items() if id not in before],
        went=[(id, name) for id, name in before.items() if id not in now],
    )


def _named(db: Database, article: int) -> dict[int, dict[str, str]]:
    """The entities that each version names, by id with what they are called, as far as no newer watchlist denies it."""
    found = db.execute(
        "SELECT version_id, entity.id, entity.name FROM match JOIN entity ON entity.id = entity_id"
        " WHERE article_id = ? AND (gone_in IS NULL OR gone_in_version IS NOT NULL) ORDER BY entity.name",
        [article],
    )
    named: dict[int, dict[str, str]] = {}
    for version, entity, name in found:
        named.setdefault(version, {})[entity] = name
    return named
