"""Links on their way: what waits to be read, and how each one ended."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlite_utils import Database

from storage.times import from_text, from_text_or_none, to_text, to_text_or_none
from watchlist.page import Page
from watchlist.source import Link

ATTEMPTS = 6  # how often a link is tried before it is given up
FIRST_WAIT = timedelta(minutes=5)  # before the second try; it doubles each time: two and a half hours in all


@dataclass(frozen=True, slots=True)
class WaitingLink:
    """A link whose article is still to be read."""

    id: int
    link: Link
    attempts: int  # tries that failed
    response: int | None = None  # the one that holds the article already, so that none is asked for


def waiting_count(db: Database, now: datetime) -> int:
    """How many links could be read now."""
    row = db.execute("SELECT count(*) FROM link WHERE state IN ('new', 'retry') AND due_at <= ?", [to_text(now)])
    return int(row.fetchone()[0])


def waiting_links(db: Database, now: datetime, limit: int) -> list[WaitingLink]:
    """The links to read next: one of each source in turn, so that none waits behind another's five hundred."""
    rows = db.execute(
        "SELECT id, source_id, url, title, summary, author, text, guid, published_at, attempts, response_id FROM link"
        " WHERE state IN ('new', 'retry') AND due_at <= ?"
        " ORDER BY row_number() OVER (PARTITION BY source_id ORDER BY due_at, id), id LIMIT ?",
        [to_text(now), limit],
    )
    return [WaitingLink(row[0], _link(row), *row[9:]) for row in rows.fetchall()]


def known_keys(db: Database, keys: Sequence[str]) -> set[str]:
    """Which of the keys are those of links that were seen before."""
    asked = json.dumps(list(keys))
    return {row[0] for row in db.execute("SELECT key FROM link WHERE key IN (SELECT value FROM json_each(?))", [asked])}


def known_titles(db: Database, source: str, titles: Sequence[str]) -> set[str]:
    """Which of the titles are those of a source's links that were seen before."""
    asked = json.dumps(list(titles))
    rows = db.execute(
        "SELECT DISTINCT title FROM link WHERE source_id = ? AND title IN (SELECT value FROM json_each(?))",
        [source, asked],
    )
    return {row[0] for row in rows}


def record_link(db: Database, poll: int, key: str, link: Link, at: datetime, response: int | None) -> str:
    """Keep a link that a poll listed: "new", "known", or "edited" where it waits once more since its text was changed.

    "renamed" where an item of the same source, title and guid or date is known under another address: some feeds write
    another one at each poll. `response` holds the article where the source carries it. Needs a transaction.
    """
    digest = hashlib.sha256(link.text.encode()).hexdigest()[:32] if link.text else ""
    known = db.execute("SELECT id, digest FROM link WHERE key = ?", [key]).fetchone()
    if known is not None:
        if not link.edited or known[1] == digest:
            return "known"
        db.execute(
            "UPDATE link SET state = 'new', title = ?, text = ?, digest = ?, response_id = ?, due_at = ? WHERE id = ?",
            [link.title, link.text, digest, response, to_text(at), known[0]],
        )
        return "edited"
    published = to_text_or_none(link.published)
    if _is_known_otherwise(db, link, published):
        return "renamed"
    db.execute(
        "INSERT INTO link (source_id, poll_id, url, key, title, summary, author, published_at, found_at, due_at,"
        " text, digest, guid, response_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [link.source, poll, link.url, key, link.title, link.summary, link.author, published, to_text(at), to_text(at),
         link.text, digest, link.guid, response],
    )  # fmt: skip
    return "new"


def record_refused(db: Database, poll: int, key: str, link: Link, reason: str, detail: str, at: datetime) -> bool:
    """Keep an item that no article can come of; returns whether it was seen for the first time. Needs a transaction."""
    row = db.execute(
        "INSERT INTO link (source_id, poll_id, url, key, title, summary, author, found_at, due_at, state, reason,"
        " detail, settled_at) VALUES (?, ?, ?, ?, ?, '', '', ?, ?, 'dropped', ?, ?, ?)"
        " ON CONFLICT (key) DO NOTHING RETURNING id",
        [link.source, poll, link.url, key, link.title, to_text(at), to_text(at), reason, detail, to_text(at)],
    ).fetchone()
    return row is not None


def _is_known_otherwise(db: Database, link: Link, published: str | None) -> bool:
    """Whether a link of the same site has the title and the guid, or the title and the moment: a day is not enough."""
    if not link.title or not (link.guid or published):
        return False
    rows = db.execute(
        "SELECT url FROM link WHERE source_id = ? AND title = ?"
        " AND (guid = ? AND guid <> '' OR published_at = ? AND published_at NOT LIKE '%T00:00:00.000Z')",
        [link.source, link.title, link.guid, published],
    )
    site = urlsplit(link.url).netloc
    return any(urlsplit(row[0]).netloc == site for row in rows)


def read_response(db: Database, id: int) -> Page:
    """The response that links are made of. Its body is as it came: it stands for evidence, or is a file."""
    row = db.execute("SELECT url, final_url, status, headers, raw, fetched_at FROM response WHERE id = ?", [id])
    url, final_url, status, headers, packed, fetched_at = row.fetchone()
    named, raw = tuple((name, value) for name, value in json.loads(headers)), zlib.decompress(packed)
    return Page(url, final_url, status, named, raw, raw, from_text(fetched_at))


def keep_response(db: Database, poll: int, page: Page) -> int:
    """Keep the response that links are made of until they are settled; returns its id. Needs a transaction."""
    row = db.execute(
        "INSERT INTO response (poll_id, url, final_url, status, headers, raw, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        [poll, page.url, page.final_url, page.status, json.dumps(page.headers, ensure_ascii=False),
         zlib.compress(page.raw), to_text(page.fetched_at)],
    ).fetchone()  # fmt: skip
    return int(row[0])


def forget_responses(db: Database) -> None:
    """Let go of the responses of which every link is settled. Needs a transaction."""
    db.execute(
        "DELETE FROM response WHERE NOT EXISTS"
        " (SELECT 1 FROM link WHERE response_id = response.id AND state IN ('new', 'retry'))"
    )


def store(db: Database, id: int, article: int, reason: str | None, now: datetime, *, fetched: bool = True) -> None:
    """The link's article is stored; `fetched`: out of a page that came. Needs the transaction that stores it."""
    row = db.execute(
        "UPDATE link SET state = 'stored', reason = ?, detail = NULL, settled_at = ?, article_id = ?, text = '',"
        " fetched = ? WHERE id = ? RETURNING source_id",
        [reason, to_text(now), article, fetched, id],
    ).fetchone()
    db.execute("UPDATE source SET lost_streak = 0 WHERE id = ? AND lost_streak > 0", [row[0]])


def drop(
    db: Database, id: int, reason: str, detail: str, now: datetime, *, dead: bool = False, fetched: bool = False
) -> None:
    """The link brings no article, and why; `dead`: there is nothing behind it; `fetched`: a page came, and was of no
    use. Needs a transaction."""
    row = db.execute(
        "UPDATE link SET state = ?, reason = ?, detail = ?, settled_at = ?, text = '', fetched = ? WHERE id = ?"
        " RETURNING source_id",
        ["dead" if dead else "dropped", reason, detail, to_text(now), fetched, id],
    ).fetchone()
    db.execute("UPDATE source SET lost_streak = lost_streak + 1 WHERE id = ?", [row[0]])


def retry(
    db: Database,
    waiting: WaitingLink,
    reason: str,
    detail: str,
    now: datetime,
    not_before: datetime | None,
    *,
    tried: bool = True,
) -> bool:
    """Try the link again later, or give it up after the last try; returns whether it lives. Needs a transaction.

    `tried`: whether this was a try, or the host had asked us to wait before there could be one.
    """
    attempts = waiting.attempts + tried
    if attempts >= ATTEMPTS:
        drop(db, waiting.id, reason, f"{detail} (given up after {attempts} tries)", now, dead=True)
        return False
    due = max(now + FIRST_WAIT * 2**waiting.attempts, not_before or now)
    db.execute(
        "UPDATE link SET state = 'retry', reason = ?, detail = ?, due_at = ?, attempts = ? WHERE id = ?",
        [reason, detail, to_text(due), attempts, waiting.id],
    )
    return True


def _link(row: Sequence[str | None]) -> Link:
    source, url, title, summary, author, text, guid = (part or "" for part in row[1:8])
    return Link(source, url, title, summary, author, from_text_or_none(row[8]), text, guid)
