"""Sources as the database knows them: their state, and a row for each poll with what it brought and left out."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from storage.links import keep_response, known_keys, record_link, record_refused
from storage.times import from_text_or_none, to_text, to_text_or_none
from watchlist.host import Host
from watchlist.page import Failed, Page
from watchlist.source import Link, Source


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the last polls of a source left behind."""

    id: str
    etag: str  # of the last body that was read, "" where none was given
    last_modified: str  # likewise
    due_at: datetime | None  # aware UTC; None: at once
    error_streak: int  # polls that failed since the last good one
    last_success: datetime | None = None  # aware UTC, the last good one; None: there was none
    rhythm: str = ""  # as `flows.rhythm` keeps it


@dataclass(frozen=True, slots=True)
class Learned:
    """What a poll taught of a source's rhythm."""

    rhythm: str  # as `flows.rhythm` keeps it
    usual: timedelta | None  # between two new items; None: too little is known
    rarely_longer: timedelta | None  # the gap that 95 of 100 do not exceed
    last_new: datetime  # aware UTC, when the newest item came
    silence_from: datetime | None  # aware UTC, from when on its silence is to be looked at


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands after a poll, for the rules that look for what is amiss. Times are aware UTC; None: never."""

    id: str
    name: str
    kind: str
    error_streak: int  # polls failed in a row
    last_reason: str  # of the last failure, "" where the last poll was good
    last_error: str
    empty_streak: int  # polls in a row that listed nothing
    lost_streak: int  # links in a row that brought no article
    last_listed: datetime | None  # when it last listed anything
    last_new: datetime | None
    silence_from: datetime | None
    rhythm: str


@dataclass(frozen=True, slots=True)
class PollCount:
    """What one poll brought."""

    listed: int  # links in the listing
    new: int  # of them seen for the first time
    known: int  # of them seen before
    dropped: int  # entries left out, with their reasons in `poll_drop`


def sync_sources(db: Database, sources: Iterable[Source]) -> None:
    """Make the rows say what the settings say; a source that is no longer listed becomes inactive.

    A source whose address changed forgets its ETag and is due at once.
    """
    db.execute("UPDATE source SET active = 0")
    for source in sources:
        db.execute(
            "INSERT INTO source (id, name, kind, url, homepage, language, country, active)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
            " kind = excluded.kind, homepage = excluded.homepage, language = excluded.language,"
            " country = excluded.country, active = excluded.active,"
            " etag = iif(url = excluded.url, etag, ''), last_modified = iif(url = excluded.url, last_modified, ''),"
            " due_at = iif(url = excluded.url, due_at, NULL), url = excluded.url",
            [source.id, source.name, source.kind, source.url, source.homepage, source.language, source.country,
             int(source.active)],
        )  # fmt: skip


def states(db: Database) -> dict[str, SourceState]:
    """The state of each source, by id."""
    rows = db.execute("SELECT id, etag, last_modified, due_at, error_streak, last_success_at, rhythm FROM source")
    return {
        row[0]: SourceState(
            row[0], row[1], row[2], from_text_or_none(row[3]), row[4], from_text_or_none(row[5]), row[6]
        )
        for row in rows
    }


def standings(db: Database, ids: Iterable[str]) -> tuple[Standing, ...]:
    """How these sources stand."""
    rows = db.execute(
        "SELECT id, name, kind, error_streak, coalesce(last_reason, ''), coalesce(last_error, ''), empty_streak,"
        " lost_streak, last_listed_at, last_new_at, silence_from, rhythm FROM source"
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(list(ids))],
    )
    return tuple(_standing(*row) for row in rows)


def excuse(db: Database, ids: Iterable[str], due_at: Mapping[str, datetime]) -> None:
    """Take back that polls of these sources failed: nothing at all could be reached. Needs a transaction."""
    for id in ids:
        db.execute(
            "UPDATE source SET error_streak = max(error_streak - 1, 0), due_at = ? WHERE id = ?",
            [to_text(due_at[id]), id],
        )


def stored_sources(db: Database) -> dict[str, Source]:
    """Every source that was ever listed, by id: links of one that is no longer may still wait."""
    rows = db.execute("SELECT id, name, kind, url, homepage, language, country, active FROM source")
    return {
        id: Source(id, name, kind, url, homepage, language, country, active=bool(active))
        for id, name, kind, url, homepage, language, country, active in rows
    }


def record_listing(
    db: Database,
    cycle: int,
    source: str,
    links: Sequence[tuple[str, Link]],
    drops: Iterable[tuple[str, int]],
    *,
    etag: str,
    last_modified: str,
    detail: str,
    at: datetime,
    due_at: datetime,
    held: Mapping[str, Page] | None = None,
    refused: Iterable[tuple[str, Link, str, str]] = (),
    learned: Learned | None = None,
) -> PollCount:
    """Keep what a poll listed together with the source's new state. `links` are (key, link). Needs a transaction.

    `held`: by key, the response that holds the article itself; `refused`: items of which no article is to come, as
    (key, link, reason, one line for people). Every entry is counted once: it is new, known or edited, and has a row, or
    it is left out for a reason of `poll_drop`.
    """
    poll = _record_poll(db, cycle, source, at, "listed", None, detail or None)
    came = _record_links(db, poll, links, at, held or {})
    turned_down = Counter(record_refused(db, poll, key, link, reason, said, at) for key, link, reason, said in refused)
    left_out = +(Counter(dict(drops)) + Counter({"renamed": came["renamed"]}))
    for reason, times in left_out.items():
        db.execute("INSERT INTO poll_drop (poll_id, reason, count) VALUES (?, ?, ?)", [poll, reason, times])
    bad, seen, known = turned_down[True], turned_down[False], came["known"]
    entries = came["new"] + came["edited"] + known + bad + seen
    db.execute(
        "UPDATE poll SET listed = ?, new = ?, known = ?, edited = ? WHERE id = ?",
        [entries, came["new"] + bad, known + seen, came["edited"], poll],
    )
    new = came["new"] + came["edited"]
    _record_listed(db, source, etag, last_modified, at, is_empty=not entries)
    if learned is not None:
        _record_rhythm(db, source, learned)
    elif new:
        db.execute("UPDATE source SET last_new_at = ? WHERE id = ?", [to_text(at), source])
    _record_success(db, source, at, due_at)
    return PollCount(entries, new, known + seen, left_out.total() + bad)


def record_not_modified(db: Database, cycle: int, source: str, *, at: datetime, due_at: datetime) -> None:
    """Keep that a source had nothing new. Needs a transaction."""
    _record_poll(db, cycle, source, at, "not modified", None, None)
    db.execute("UPDATE source SET empty_streak = empty_streak + 1 WHERE id = ? AND empty_streak > 0", [source])
    _record_success(db, source, at, due_at)


def record_failure(db: Database, cycle: int, source: str, failed: Failed, *, at: datetime, due_at: datetime) -> int:
    """Keep that a poll failed, and why; returns how many have failed in a row. Needs a transaction."""
    _record_poll(db, cycle, source, at, "failed", failed.reason, failed.detail, failed.status)
    row = db.execute(
        "UPDATE source SET error_streak = error_streak + 1, last_reason = ?, last_error = ?, last_poll_at = ?,"
        " due_at = ? WHERE id = ? RETURNING error_streak",
        [failed.reason, f"{failed.reason}: {failed.detail}", to_text(at), to_text(due_at), source],
    ).fetchone()
    return int(row[0])


def read_hosts(db: Database) -> dict[str, Host]:
    """What is remembered of web servers, by name."""
    rows = db.execute("SELECT name, robots, robots_status, robots_read_at, not_before FROM host")
    return {row[0]: Host(row[0], row[1], row[2], from_text_or_none(row[3]), from_text_or_none(row[4])) for row in rows}


def record_hosts(db: Database, hosts: Iterable[Host]) -> None:
    """Remember web servers. Needs a transaction."""
    for host in hosts:
        db.execute(
            "INSERT INTO host (name, robots, robots_status, robots_read_at, not_before) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET robots = excluded.robots, robots_status = excluded.robots_status,"
            " robots_read_at = excluded.robots_read_at, not_before = excluded.not_before",
            [host.name, host.robots, host.robots_status, to_text_or_none(host.robots_read_at),
             to_text_or_none(host.not_before)],
        )  # fmt: skip


def _standing(id: str, name: str, kind: str, errors: int, reason: str, error: str, empty: int, lost: int,
    listed: str | None, new: str | None, silence: str | None, rhythm: str,
) -> Standing:  # fmt: skip
    times = (from_text_or_none(listed), from_text_or_none(new), from_text_or_none(silence))
    return Standing(id, name, kind, errors, reason, error, empty, lost, *times, rhythm)


def _record_poll(
    db: Database,
    cycle: int,
    source: str,
    at: datetime,
    outcome: str,
    reason: str | None,
    detail: str | None,
    status: int | None = None,
) -> int:
    if status is not None and reason is not None and str(status) not in reason:
        detail = f"{detail} (HTTP {status})"
    row = db.execute(
        "INSERT INTO poll (source_id, cycle_id, at, outcome, reason, detail) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        [source, cycle, to_text(at), outcome, reason, detail],
    ).fetchone()
    return int(row[0])


def _record_links(
    db: Database, poll: int, links: Sequence[tuple[str, Link]], at: datetime, held: Mapping[str, Page]
) -> Counter[str]:
    """Keep the links, and the responses that are needed for them; returns how many were new, known, edited, renamed."""
    came: Counter[str] = Counter()
    kept: dict[int, int] = {}  # by the identity of the response, its row
    known = known_keys(db, [key for key, _ in links])
    for key, link in links:
        page = held.get(key)
        if page is not None and id(page) not in kept and (key not in known or link.edited):
            kept[id(page)] = keep_response(db, poll, page)
        came[record_link(db, poll, key, link, at, kept.get(id(page)))] += 1
    return came


def _record_listed(db: Database, source: str, etag: str, last_modified: str, at: datetime, *, is_empty: bool) -> None:
    db.execute(
        "UPDATE source SET etag = ?, last_modified = ?, empty_streak = iif(?3, empty_streak + 1, 0),"
        " last_listed_at = iif(?3, last_listed_at, ?4) WHERE id = ?5",
        [etag, last_modified, is_empty, to_text(at), source],
    )


def _record_rhythm(db: Database, source: str, learned: Learned) -> None:
    spans = [span and span.total_seconds() for span in (learned.usual, learned.rarely_longer)]
    db.execute(
        "UPDATE source SET rhythm = ?, usual_gap = ?, longest_gap = ?, last_new_at = ?, silence_from = ? WHERE id = ?",
        [learned.rhythm, *spans, to_text(learned.last_new), to_text_or_none(learned.silence_from), source],
    )


def _record_success(db: Database, source: str, at: datetime, due_at: datetime) -> None:
    db.execute(
        "UPDATE source SET error_streak = 0, last_reason = NULL, last_error = NULL, last_poll_at = ?1,"
        " last_success_at = ?1, due_at = ?2 WHERE id = ?3",
        [to_text(at), to_text(due_at), source],
    )
