"""What we ask of Datasette through its hooks."""

import sqlite3
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from datasette import Forbidden, NotFound, Response, hookimpl
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from jinja2 import Environment
from markupsafe import Markup

from storage.review import access, articles, cells, pages, queue, stories, writing
from storage.verdicts import VERDICTS

_Hook = TypeVar("_Hook", bound=Callable[..., Any])
_LONGEST_VALUE = 32 << 20  # bytes that one value of a query may have: memory is not for a SELECT to fill
_FORBIDDEN_ACTIONS = frozenset((sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH))
_FORBIDDEN_FUNCTIONS = frozenset(("load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"))


def _hook(function: _Hook) -> _Hook:
    hookimpl(function)  # marks it, and has no annotations
    return function


@_hook
def render_cell(row: Mapping[str, Any], value: object, column: str, table: str | None) -> Markup | None:
    return cells.cell(row, value, column, table)


@_hook
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/landbridge/feeds/(?P<route>[a-z0-9][a-z0-9_-]*)\.(?P<kind>atom|json)$", pages.feed),
        (r"^/$", pages.home),
        (r"^/search$", pages.find),
        (r"^/article/(?P<id>[0-9]{1,15})$", articles.article),
        (r"^/queue$", queue.queue),
        (r"^/stories$", stories.stories),
        (r"^/story/(?P<id>[0-9]{1,15})$", stories.story),
        (r"^/story/(?P<id>[0-9]{1,15})/(?P<deed>take|merge|part)$", writing.regroup),
        (r"^/match/(?P<id>[0-9]{1,15})/verdict$", writing.judge),
        (r"^/sign-in$", access.sign_in),
    ]


@_hook
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters |= {
        "moment": cells.moment, "moment_of": cells.moment_of, "ago": cells.ago, "marked": cells.marked,
        "bidi": cells.text, "chip": cells.chip, "lamp": cells.lamp, "score": cells.score, "entries": cells.entries_of,
        "said": pages.said,
    }  # fmt: skip
    env.globals |= {
        "outward": cells.outward, "matches_link": cells.matches_link, "story_link": cells.story_link,
        "reviewer": access.reviewer, "verdicts": VERDICTS,
    }  # fmt: skip


@_hook
def prepare_connection(conn: sqlite3.Connection) -> None:
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    conn.set_authorizer(_authorize)


@_hook
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Any]:
    async def answer() -> Response:
        status, message = _explained(exception)
        if status >= 500:
            said = " ".join(str(exception).split())[:200]
            print(f"landbridge: review: {request.path}: {type(exception).__name__}: {said}", file=sys.stderr)
        if request.path.endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        page = await datasette.render_template("error.html", {"status": status, "message": message}, request=request)
        return Response.html(page, status=status)

    return answer


def _authorize(action: int, first: str | None, second: str | None, base: str | None, inner: str | None) -> int:
    """Whether a statement may do this: the file is opened read-only, and no other is to be reached from it."""
    called = action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FORBIDDEN_FUNCTIONS
    return sqlite3.SQLITE_DENY if called or action in _FORBIDDEN_ACTIONS else sqlite3.SQLITE_OK


def _explained(exception: Exception) -> tuple[int, str]:
    """The HTTP status of an error and what is said of it to who asked."""
    if isinstance(exception, DatasetteError):
        if exception.title == "SQL Interrupted":
            return 400, "The query took too long and was stopped. Narrow it down, or add a LIMIT."
        return exception.status, str(exception.message)
    if isinstance(exception, NotFound):
        return 404, "There is no such page."
    if isinstance(exception, Forbidden):
        return 403, "This page is not for you."
    if isinstance(exception, Base400):
        return exception.status, str(exception)
    if isinstance(exception, sqlite3.OperationalError) and "interrupted" in str(exception):
        return 400, "The search took too long and was stopped. Ask for something rarer."
    return 500, "Something went wrong here. The terminal that runs `landbridge review` says what."
