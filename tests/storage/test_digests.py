"""What the database says about a period: matches, sources, cycles and conditions, each within its time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from storage.alerts import tell
from storage.articles import store_article
from storage.conditions import close_condition, open_condition
from storage.cycles import begin_cycle, end_cycle
from storage.database import write
from storage.digests import (
    Episode,
    Read,
    cycles_between,
    episodes_between,
    found_between,
    last_digest,
    record_digest,
    sources_between,
    told_between,
    untold,
    watched_since,
)
from storage.leases import Lease, acquire, release
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.entity import Entity, Name, Watchlist
from watchlist.match import Match, Mention
from watchlist.story import Story

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST = Watchlist((Entity("al-tanf", "base", "al-Tanf", (Name("al-Tanf", "en"),)),), version="0123456789ab")


def stored(db: Database, at: datetime, *, alerts: bool = True) -> int:
    """A match in an article of its own; its id."""
    mention = Mention("al-Tanf", "al-Tanf", "text", 0, 7, "strong", alerts)
    match = Match("al-tanf", "base", 0.8, "strong", alerts, (mention,), ("named “al-Tanf”",), ("strike",))
    url = f"https://news.example/{at.isoformat()}"
    with write(db):
        record_watchlist(db, LIST, at)
        article = store_article(
            db, Article(url, "Title", "al-Tanf again", "", "en", at), [match], source="ledger", story=Story("Title"),
            watchlist=LIST.version, now=at,
        ).article  # fmt: skip
    return int(db.execute("SELECT id FROM match WHERE article_id = ?", [article]).fetchone()[0])


def judged(db: Database, match: int) -> None:
    with write(db):
        db.execute("INSERT INTO verdict (match_id, verdict, author, at) VALUES (?, 'relevant', 'desk', 'x')", [match])


def test_what_was_found_within_a_period_is_found_with_what_filters_ask_for(db: Database) -> None:
    ids = [stored(db, at) for at in (NOW - HOUR, NOW, NOW + HOUR)]
    judged(db, ids[0])
    (one,) = found_between(db, NOW - HOUR, NOW)
    assert (one.id, one.entity, one.type, one.name, one.score) == (ids[0], "al-tanf", "base", "al-Tanf", 0.8)
    assert (one.cues, one.language, one.source, one.title, one.judged) == (("strike",), "en", "ledger", "Title", True)
    assert [one.judged for one in found_between(db, NOW, NOW + DAY)] == [False, False]


def test_what_alerts_nobody_or_holds_no_longer_is_left_out(db: Database) -> None:
    stored(db, NOW, alerts=False)
    gone = stored(db, NOW + HOUR)
    with write(db):
        db.execute("UPDATE match SET gone_in = ? WHERE id = ?", [LIST.version, gone])
    assert found_between(db, NOW, NOW + DAY) == ()


def test_what_a_rescan_found_is_found_apart(db: Database) -> None:
    match = stored(db, NOW)
    with write(db):
        db.execute("UPDATE match SET retrospective = 1 WHERE id = ?", [match])
    assert found_between(db, NOW, NOW + DAY) == ()
    assert [one.id for one in found_between(db, NOW, NOW + DAY, retrospective=True)] == [match]


def polled(db: Database, at: datetime, outcome: str = "listed", new: int = 0, detail: str | None = None) -> None:
    moment = f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
    with write(db):
        db.execute(
            "INSERT INTO poll (source_id, at, outcome, detail, new) VALUES ('ledger', ?, ?, ?, ?)",
            [moment, outcome, detail, new],
        )


def test_polls_are_counted_within_the_period_and_compared_with_the_time_before(db: Database) -> None:
    polled(db, NOW - 9 * DAY, new=100)
    polled(db, NOW - DAY, new=7)
    polled(db, NOW, new=2)
    polled(db, NOW + HOUR, "failed", detail="answered 500")
    polled(db, NOW + 2 * HOUR, "failed", detail="answered 503")
    polled(db, NOW + DAY, new=50)
    assert sources_between(db, NOW, NOW + DAY, NOW - 2 * DAY) == (
        Read("The Ledger", polls=3, failed=2, new=2, why="answered 503", failing=False, new_before=7),
    )


def test_a_source_that_was_never_polled_is_there_too(db: Database) -> None:
    assert [(one.name, one.polls) for one in sources_between(db, NOW, NOW + DAY, NOW)] == [("The Ledger", 0)]


def test_cycles_count_that_came_to_their_end(db: Database) -> None:
    for number, whole in enumerate((True, False, True)):
        at = NOW + number * HOUR
        lease = acquire(db, "monitor", f"elsewhere:{number}:x", at)
        assert isinstance(lease, Lease)
        with write(db):
            cycle = begin_cycle(db, lease, at)
            if whole:
                end_cycle(db, cycle, {}, at)
        release(db, lease, at)
    assert watched_since(db) == NOW
    assert cycles_between(db, NOW, NOW + 3 * HOUR) == (NOW, NOW + 2 * HOUR)
    assert cycles_between(db, NOW, NOW + 2 * HOUR) == (NOW,)


def test_conditions_count_that_were_open_within_the_period(db: Database) -> None:
    with write(db):
        for name, opened, closed in (("past", -3, -2), ("over", -1, 1), ("still", 2, None), ("later", 30, None)):
            open_condition(db, name, name, NOW + opened * HOUR)
            if closed is not None:
                close_condition(db, name, NOW + closed * HOUR)
    assert episodes_between(db, NOW, NOW + DAY) == (
        Episode("over", "over", NOW - HOUR, NOW + HOUR), Episode("still", "still", NOW + 2 * HOUR, None),
    )  # fmt: skip


def due(db: Database, *channels: str) -> int:
    with write(db):
        row = db.execute("INSERT INTO story (headline, first_at) VALUES ('x', 'x') RETURNING id").fetchone()
        return tell(
            db, route="desk", channels=channels, story=row[0], elements=(), news=(), content={"headline": "x"}, now=NOW
        ).alert


def made(db: Database, key: str, *channels: str) -> int | None:
    with write(db):
        return record_digest(
            db, key, route="desk", reason="digest", channels=channels, content={"to": "2026-11-21T09:00:00.000Z"},
            carried=untold(db, channels, NOW), now=NOW,
        )  # fmt: skip


def test_a_digest_stands_once_under_its_key_and_says_until_when_it_goes(db: Database) -> None:
    assert last_digest(db, "desk") is None
    assert made(db, "digest:desk:x", "desk/phone") is not None
    assert made(db, "digest:desk:x", "desk/phone") is None
    assert last_digest(db, "desk") == NOW


def test_a_digest_carries_what_is_due_on_its_own_channels_alone(db: Database) -> None:
    alert = due(db, "desk/phone", "desk/mail")
    digest = made(db, "digest:desk:x", "desk/phone")
    rows = db.execute("SELECT channel, reason, carried_by IS NOT NULL FROM delivery WHERE alert_id = ?", [alert])
    assert set(rows.fetchall()) == {("desk/phone", f"in digest {digest}", 1), ("desk/mail", None, 0)}
    assert [one.alert for one in untold(db, ["desk/phone", "desk/mail"], NOW)] == [alert]
    assert untold(db, ["desk/phone"], NOW) == ()


@pytest.mark.parametrize(("start", "count"), [(NOW, 1), (NOW + HOUR, 0), (NOW - DAY, 0)])
def test_what_a_route_was_told_is_found_by_its_time(db: Database, start: datetime, count: int) -> None:
    due(db, "desk/phone")
    made(db, "digest:desk:x", "desk/phone")
    assert len(told_between(db, "desk", start, start + DAY)) == count
