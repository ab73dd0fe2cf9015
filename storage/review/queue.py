"""The page of what waits for a verdict: the newest first, a page at a time, without what makes the tables slow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette import Response
from sqlite_utils import Database

from storage.review.access import reviewer
from storage.review.rows import ask, number, rows

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
    weak, name = request.args.get("weak") == "1", reviewer(request)
    skip = min(number(request.args.get("skip")) or 0, _FURTHEST)
    found = await ask(datasette, lambda db: waiting(db, weak=weak, skip=skip, name=name), within=_TIME_LIMIT)
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
