"""What a person does on the site: forms that are sent (POST), each one transaction beside whatever cycle is on.

form ── Guard: from a page of ours ── CSRF token ── signed in ──▶ one act, with who and when ──▶ the page again

To open an address changes nothing, so that programs which follow links judge nothing.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from datasette import Response
from sqlite_utils import Database

from storage.database import explain, open_database, write
from storage.regrouping import merge, part, take
from storage.review.access import local, reviewer
from storage.review.rows import number, path_of
from storage.verdicts import add_verdict
from watchlist.errors import Trouble

Act = Callable[[Database, str, datetime], object]  # with who says so


class _Form:
    """What was sent."""

    def __init__(self, body: bytes) -> None:
        self._fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)

    def text(self, name: str) -> str:
        return self._fields.get(name, [""])[-1].strip()

    def number(self, name: str) -> int:
        """Raises Trouble where it is none."""
        return _number(self.text(name))

    def numbers(self, name: str) -> list[int]:
        return [_number(value) for value in self._fields.get(name, [])]


async def regroup(datasette: Any, request: Any) -> Response:
    """`/story/ID/take`, `/story/ID/merge` and `/story/ID/part`."""
    story, deed = int(request.url_vars["id"]), _DEEDS[request.url_vars["deed"]]
    form = _Form(await request.post_body())
    return await _write(
        datasette, request, lambda db, author, now: deed(db, story, form, author, now), f"/story/{story}", "said"
    )


async def judge(datasette: Any, request: Any) -> Response:
    """`/match/ID/verdict`."""
    match, form = int(request.url_vars["id"]), _Form(await request.post_body())
    verdict, note = form.text("verdict"), form.text("note")
    shown = number(form.text("following")) or match
    return await _write(
        datasette, request, lambda db, author, now: add_verdict(db, match, verdict, author, now, note),
        local(form.text("back")).partition("#")[0], f"judge-{shown}",
    )  # fmt: skip


def _take(db: Database, story: int, form: _Form, author: str, now: datetime) -> None:
    into = form.number("into") if form.text("into") else None
    take(db, form.numbers("article"), story, author, now, into=into)


def _merge(db: Database, story: int, form: _Form, author: str, now: datetime) -> None:
    merge(db, story, form.number("other"), author, now)


def _part(db: Database, story: int, form: _Form, author: str, now: datetime) -> None:
    part(db, story, form.number("other"), author, now)


_DEEDS: Mapping[str, Callable[[Database, int, _Form, str, datetime], None]] = {
    "take": _take, "merge": _merge, "part": _part,
}  # fmt: skip


async def _write(datasette: Any, request: Any, act: Act, back: str, place: str) -> Response:
    """Do it, and show the page again at that place; or say why not."""
    author = reviewer(request)
    if request.method != "POST":
        return await _refuse(datasette, request, 405, "This is done with a form, not by its address.", back)
    if author is None:
        return await _refuse(datasette, request, 403, "Only who is signed in can do this.", f"/sign-in?next={back}")
    try:
        await asyncio.to_thread(_do, path_of(datasette), act, author, datasette.clock())
    except Trouble as trouble:
        return await _refuse(datasette, request, 409, str(trouble), back)
    return Response.redirect(f"{back}#{place}", status=303)


def _do(path: Path, act: Act, author: str, now: datetime) -> None:
    db = open_database(path)
    try:
        with write(db):
            act(db, author, now)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        db.close()


async def _refuse(datasette: Any, request: Any, status: int, message: str, back: str) -> Response:
    context = {"status": status, "message": message, "back": back}
    page = await datasette.render_template("error.html", context, request=request)
    return Response.html(page, status=status, headers={"Allow": "POST"} if status == 405 else None)


def _number(text: str) -> int:
    if (found := number(text)) is None:
        raise Trouble(f"“{text[:40]}” is no number of an article or a story")
    return found
