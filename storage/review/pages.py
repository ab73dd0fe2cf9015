"""The pages of our own: what happened lately, and the search."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from datasette import NotFound, Response
from sqlite_utils import Database

from storage.alerts import STATES, counts
from storage.conditions import Condition, open_conditions
from storage.deliveries import parked
from storage.review.rows import ask, number, path_of, rows
from storage.search import Found, search
from storage.times import to_text

_FEEDS = "feeds"  # the folder beside the database that holds them
_FEED_TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
_NEWEST = 8  # matches on the home page
_PAGE = 30  # articles on a page of the search
_TIME_LIMIT = 3000  # milliseconds of a search
_LAST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Overview:
    """What the home page says. Rows are as the view or table has them, times UTC text."""

    counts: Mapping[str, int]  # of the last 24 hours
    newest: Sequence[Mapping[str, Any]]  # of newest_matches
    ledger: Mapping[str, int]  # deliveries by state
    failing: Sequence[Mapping[str, Any]]  # of source_health, those with which something is amiss, the worst first
    sources: int  # that are watched
    cycle: Mapping[str, Any] | None  # the last one
    conditions: Sequence[Condition]  # that are open
    parked: Mapping[str, str]  # channels that are held, and why
    days: Sequence[tuple[str, int]]  # matches on each of the last days, the oldest first


def overview(db: Database, now: datetime) -> Overview:
    """Everything that the home page says of a database."""
    since = to_text(now - timedelta(days=1))
    known = counts(db)
    return Overview(
        counts=_one(
            db,
            "SELECT (SELECT count(*) FROM match WHERE found_at >= :since AND gone_in IS NULL) AS matches,"
            " (SELECT count(*) FROM match WHERE found_at >= :since AND gone_in IS NULL AND alerts) AS alerting,"
            " (SELECT count(*) FROM article WHERE stored_at >= :since) AS articles,"
            " (SELECT count(*) FROM poll WHERE at >= :since) AS polls,"
            " (SELECT count(*) FROM poll WHERE at >= :since AND outcome = 'failed') AS failed,"
            " (SELECT count(*) FROM link WHERE state IN ('new', 'retry')) AS waiting",
            since=since,
        ) or {},
        newest=rows(db, "SELECT * FROM newest_matches LIMIT ?", [_NEWEST]),
        ledger={state: known[state] for state in (*STATES, "held") if known.get(state)},
        failing=rows(
            db, "SELECT source_id AS id, source AS name, health, error_streak, last_error, last_success_at, last_new_at"
            " FROM source_health WHERE health NOT IN ('ok', 'quiet', 'never tried', 'off')"
            " ORDER BY error_streak DESC, health, name LIMIT 12",
        ),
        sources=db.execute("SELECT count(*) FROM source WHERE active").fetchone()[0],
        cycle=_one(
            db, "SELECT started_at, ended_at, outcome FROM cycle WHERE flow = 'monitor' ORDER BY id DESC LIMIT 1"
        ),
        conditions=open_conditions(db),
        parked=parked(db),
        days=_days(db, now),
    )  # fmt: skip


async def home(datasette: Any, request: Any) -> Response:
    """`/`: what happened lately and whether the watch is well."""
    now = datasette.clock()
    said = await ask(datasette, lambda db: overview(db, now))
    return await _page(datasette, request, "home.html", {"said": said, "now": now})


async def find(datasette: Any, request: Any) -> Response:
    """`/search?q=`: the articles that answer, under whatever name they call what was asked for."""
    asked = (request.args.get("q") or "").strip()
    page = min(max(number(request.args.get("page")) or 1, 1), _LAST_PAGE)
    query = (await datasette.reader()).read(asked)

    def look(db: Database) -> tuple[list[Found], dict[str, tuple[str, str]]]:
        found = search(db, query, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
        return found, {row[0]: (row[1], row[2]) for row in db.execute("SELECT id, name, type FROM entity")}

    began = time.perf_counter()
    found, entities = await ask(datasette, look, within=_TIME_LIMIT)
    context = {
        "q": asked,
        "query": query,
        "found": found[:_PAGE],
        "more": len(found) > _PAGE and page < _LAST_PAGE,
        "number": page,
        "entities": entities,
        "milliseconds": round(1000 * (time.perf_counter() - began)),
    }
    return await _page(datasette, request, "search.html", context)


async def feed(datasette: Any, request: Any) -> Response:
    """`/landbridge/feeds/….atom` and `.json`: a route's alerts, as the last delivery wrote them."""
    name = "{route}.{kind}".format(**request.url_vars)
    path = path_of(datasette).parent / _FEEDS / name
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"no feed {name}") from None
    return Response(body, content_type=f"{_FEED_TYPES[request.url_vars['kind']]}; charset=utf-8")


def said(column: str) -> str:
    """The heading of a column."""
    return column.replace("_id", "").replace("_", " ")


async def _page(datasette: Any, request: Any, template: str, context: dict[str, Any]) -> Response:
    return Response.html(await datasette.render_template(template, context, request=request))


def _days(db: Database, now: datetime, days: int = 14) -> list[tuple[str, int]]:
    first = now - timedelta(days=days - 1)
    known = dict(
        db.execute(
            "SELECT substr(found_at, 1, 10) AS day, count(*) FROM match"
            " WHERE found_at >= ? AND gone_in IS NULL GROUP BY day",
            [f"{first:%Y-%m-%d}"],
        ).fetchall()
    )
    each = [f"{first + timedelta(days=one):%Y-%m-%d}" for one in range(days)]
    return [(day, known.get(day, 0)) for day in each]


def _one(db: Database, sql: str, **parameters: object) -> dict[str, Any] | None:
    return next(iter(rows(db, sql, parameters)), None)
