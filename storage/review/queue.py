"""The page of what waits for a verdict: the newest first, a page at a time, without what makes the tables slow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette import Response
from datasette.utils import sqlite_timelimit
from sqlite_utils import Database

from storage.review.access import reviewer
from storage.review.rows import rows

DATABASE = "landbridge"
_PAGE = 20  # matches
_FURTHEST = 10_000  # matches that may be skipped
_TIME_LIMIT = 3000  # milliseconds


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the page says. Rows are as their view has them."""

    matches: Sequence[Mapping[str, Any]]  # of newest_matches
    more: bool  # whether others wait behind them
    last: Mapping[str, Any] | None  # the newest verdict of who asks, and of what


async def queue(datasette: Any, request: Any) -> Response:
    """`/queue`: matches without a verdict, those sure enough to alert, or with `?weak=1` the others."""
    weak, skip, name = request.args.get("weak") == "1", _number(request.args.get("skip")), reviewer(request)

    def look(connection: Any) -> Waiting:
        with sqlite_timelimit(connection, _TIME_LIMIT):
            return waiting(Database(connection), weak=weak, skip=skip, name=name)

    found = await datasette.get_database(DATABASE).execute_fn(look)
    context = {"waiting": found, "weak": weak, "older": min(skip + _PAGE, _FURTHEST), "skip": skip}
    return Response.html(await datasette.render_template("queue.html", context, request=request))


def waiting(db: Database, *, weak: bool = False, skip: int = 0, name: str | None = None) -> Waiting:
    """What waits for a verdict, and what the person of that name said last."""
    found = rows(
        db, "SELECT * FROM newest_matches WHERE verdict IS NULL AND alerts = ? LIMIT ? OFFSET ?",
        [int(not weak), _PAGE + 1, skip],
    )  # fmt: skip
    last = rows(
        db, "SELECT verdict.verdict, verdict.at, entity.name AS entity, version.title, article.story_id FROM verdict"
        " JOIN match ON match.id = match_id JOIN entity ON entity.id = entity_id"
        " JOIN version ON version.id = version_id JOIN article ON article.id = match.article_id"
        " WHERE verdict.author = ? ORDER BY verdict.id DESC LIMIT 1",
        [name],
    )  # fmt: skip
    return Waiting(found[:_PAGE], len(found) > _PAGE, last[0] if last else None)


def _number(text: str | None) -> int:
    return min(int(text), _FURTHEST) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
