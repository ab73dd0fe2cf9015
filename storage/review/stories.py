"""The pages of stories: the newest, and each with its articles, why they are in it, and what else it could be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from datasette import NotFound, Response
from sqlite_utils import Database

from storage.alerts import LedgerRow, rows_about
from storage.regrouping import Word, words_on
from storage.review.rows import ask, number, rows
from storage.stories import Stood, Told, read_story
from storage.times import to_text
from watchlist.errors import Trouble

_PAGE = 30  # stories of the list
_SHOWN = 60  # articles of a story, the first; the others stand in the table
_NEAR = timedelta(days=2)  # how far apart two stories are that might be one
_NEIGHBOURS = 10
_LAST = 2**62  # no story has this number
_TIME_LIMIT = 3000  # milliseconds that the list may take
_BRIEF = (
    "SELECT id, headline, first_at, (SELECT count(*) FROM article WHERE story_id = story.id) AS articles,"
    " (SELECT json_group_array(name) FROM (SELECT DISTINCT source.name FROM article"
    "  JOIN source ON source.id = source_id WHERE story_id = story.id LIMIT 6)) AS sources,"
    " EXISTS (SELECT 1 FROM alert WHERE story_id = story.id) AS told FROM story"
)
_MATCHED = (
    "EXISTS (SELECT 1 FROM article JOIN match ON article_id = article.id"
    " WHERE story_id = story.id AND match.gone_in IS NULL)"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of a story says. Rows are as their view has them."""

    story: Stood
    articles: Sequence[Told]  # those that are shown, by the time at which they were published
    matches: Mapping[int, Sequence[Mapping[str, Any]]]  # of newest_matches, by article, the surest first
    following: Mapping[int, int]  # from each match to the one that is shown after it
    verdicts: Mapping[tuple[int, str], Sequence[Mapping[str, Any]]]  # by article and entity, the newest first
    ledger: Sequence[LedgerRow]  # what was told of it
    words: Sequence[Word]  # what people said of it, the newest first
    merged: frozenset[int]  # stories that were merged into this one
    neighbours: Sequence[Mapping[str, Any]]  # stories of the same days about the same entities, the nearest first
    older: int | None  # the story before and after it, of those with matches
    newer: int | None


async def stories(datasette: Any, request: Any) -> Response:
    """`/stories`: those with matches, the newest first."""
    before, several = number(request.args.get("before")), request.args.get("several") == "1"
    found = await ask(datasette, lambda db: newest(db, before, several=several), within=_TIME_LIMIT)
    context = {"found": found[:_PAGE], "more": len(found) > _PAGE, "several": several, "before": before}
    return Response.html(await datasette.render_template("stories.html", context, request=request))


async def story(datasette: Any, request: Any) -> Response:
    """`/story/ID`; one that was merged leads to the one that it is now."""
    wanted = int(request.url_vars["id"])
    page = await ask(datasette, lambda db: tell(db, wanted))
    if page is None:
        raise NotFound(f"no story {wanted}")
    if page.story.merged_into:
        return Response.redirect(f"/story/{page.story.merged_into}")
    return Response.html(await datasette.render_template("story.html", {"page": page}, request=request))


def newest(db: Database, before: int | None, *, several: bool = False) -> list[dict[str, Any]]:
    """A page of the stories with matches, and one more where there are more: those before that one, if it is given."""
    many = "(SELECT count(*) FROM (SELECT 1 FROM article WHERE story_id = story.id LIMIT 2)) = 2"
    found = rows(
        db, f"{_BRIEF} WHERE id < ? AND {many if several else '1'} AND {_MATCHED} ORDER BY id DESC LIMIT ?",
        [before or _LAST, _PAGE + 1],
    )  # fmt: skip
    return [{**row, "entities": _entities(db, row["id"])} for row in found]


def tell(db: Database, wanted: int) -> Page | None:
    """Everything that the page says of a story; None where there is none."""
    try:
        said = read_story(db, wanted)
    except Trouble:
        return None
    shown = sorted(said.articles[:_SHOWN], key=lambda one: (one.published or one.found, one.article))
    matches = {one.article: _matches(db, one.article) for one in shown}
    return Page(
        story=said,
        articles=shown,
        matches=matches,
        following=dict(pairwise(row["match_id"] for one in shown for row in matches[one.article])),
        verdicts=_verdicts(db, [one.article for one in shown]),
        ledger=rows_about(db, wanted),
        words=words_on(db, wanted),
        merged=frozenset(row[0] for row in db.execute("SELECT id FROM story WHERE merged_into = ?", [wanted])),
        neighbours=_neighbours(db, said),
        older=_next(db, "< ? AND {} ORDER BY id DESC", wanted),
        newer=_next(db, "> ? AND {} ORDER BY id", wanted),
    )


def _matches(db: Database, article: int) -> list[dict[str, Any]]:
    return rows(db, "SELECT * FROM newest_matches WHERE article_id = ? ORDER BY score DESC, entity", [article])


def _verdicts(db: Database, articles: Sequence[int]) -> dict[tuple[int, str], list[dict[str, Any]]]:
    said = rows(
        db, "SELECT article_id, entity_id, verdict, note, author, at FROM match JOIN verdict ON match_id = match.id"
        " WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY verdict.id DESC", [json.dumps(articles)],
    )  # fmt: skip
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in said:
        found.setdefault((row["article_id"], row["entity_id"]), []).append(row)
    return found


def _entities(db: Database, story: int) -> list[tuple[str, str]]:
    """The ids and names of what a story is about, the surest first."""
    return db.execute(
        "SELECT entity.id, entity.name FROM article JOIN match ON article_id = article.id"
        " JOIN entity ON entity.id = entity_id WHERE story_id = ? AND match.gone_in IS NULL"
        " GROUP BY entity.id ORDER BY max(match.alerts) DESC, max(score) DESC LIMIT 8",
        [story],
    ).fetchall()


def _neighbours(db: Database, story: Stood) -> list[dict[str, Any]]:
    """Stories found about when this one was, about what it is about: those that share most come first."""
    about = [id for id, _ in _entities(db, story.id)]
    found = [one.found for one in story.articles] or [story.first_at]
    shared = dict(
        db.execute(
            "SELECT story_id, json_group_array(DISTINCT entity.name) FROM match"
            " JOIN entity ON entity.id = entity_id JOIN article ON article.id = article_id"
            " WHERE entity_id IN (SELECT value FROM json_each(?)) AND match.found_at BETWEEN ? AND ?"
            " AND match.gone_in IS NULL AND story_id <> ? GROUP BY story_id"
            " ORDER BY count(DISTINCT entity_id) DESC, abs(story_id - ?) LIMIT ?",
            [json.dumps(about), to_text(min(found) - _NEAR), to_text(max(found) + _NEAR), story.id, story.id,
             _NEIGHBOURS],
        ).fetchall()
    )  # fmt: skip
    return [{**rows(db, f"{_BRIEF} WHERE id = ?", [id])[0], "shared": names} for id, names in shared.items()]


def _next(db: Database, where: str, story: int) -> int | None:
    row = db.execute(f"SELECT id FROM story WHERE id {where.format(_MATCHED)} LIMIT 1", [story]).fetchone()  # noqa: S608
    return row[0] if row else None
