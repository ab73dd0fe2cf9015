"""What is amiss with a source, by rule, beside what only looks like it; and what the operators hear of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from flows.alarms import Amiss, is_outage, judge, tell_sources
from flows.rhythm import Rhythm, learn, patience, write_rhythm
from storage.conditions import open_conditions
from storage.database import open_database, write
from storage.sources import Standing
from tests.flows.homes import NAMED, SETTINGS, Item, Scene
from tests.flows.loopback import Reply

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SOUND = Standing("ledger", "The Ledger", "feed", 0, "", "", 0, 0, NOW, NOW, None, "")
PATIENCE = 3
EMPTY_FEED = Reply(body=b'<rss version="2.0"><channel><title>x</title></channel></rss>')


def hourly() -> Standing:
    """A source that brought something every hour for a month, until two days ago."""
    last = NOW - timedelta(days=2)
    rhythm = learn(Rhythm(), [last - timedelta(hours=number) for number in range(24 * 30, -1, -1)])
    waits = patience(rhythm)
    assert waits is not None
    return replace(SOUND, last_new=last, silence_from=last + waits, rhythm=write_rhythm(rhythm))


FAILED = replace(SOUND, error_streak=3, last_reason="http-500", last_error="http-500: answered 500")
AMISS = [
    ("failing", FAILED),
    ("walled", replace(FAILED, last_reason="captcha")),
    ("walled", replace(FAILED, last_reason="login-wall")),
    ("walled", replace(FAILED, last_reason="consent-wall")),
    ("empty", replace(SOUND, empty_streak=3)),
    ("unreadable", replace(SOUND, lost_streak=10)),
    ("overdue", hourly()),
]
WELL = [
    ("two failures", replace(FAILED, error_streak=2)),
    ("one captcha", replace(FAILED, error_streak=1, last_reason="captcha")),
    ("an empty listing once", replace(SOUND, empty_streak=1)),
    ("a feed that never listed anything", replace(SOUND, empty_streak=9, last_listed=None)),
    ("a news sitemap without news", replace(SOUND, kind="sitemap", empty_streak=9)),
    ("an empty inbox", replace(SOUND, kind="inbox", empty_streak=9)),
    ("a query that finds nothing", replace(SOUND, kind="gdelt", empty_streak=9)),
    ("nine articles in a row that could not be read", replace(SOUND, lost_streak=9)),
    ("something new an hour ago", replace(hourly(), last_new=NOW - timedelta(hours=1))),
    ("silence, and no known rhythm", replace(SOUND, last_new=NOW - timedelta(days=90))),
]


@pytest.mark.parametrize(("kind", "standing"), AMISS)
def test_what_is_amiss_is_found(kind: str, standing: Standing) -> None:
    amiss = judge(standing, NOW, PATIENCE)
    assert amiss is not None
    assert amiss.kind == kind
    assert amiss.detail.startswith("The Ledger ")


@pytest.mark.parametrize("standing", [row[1] for row in WELL], ids=[row[0] for row in WELL])
def test_what_only_looks_like_it_is_left_alone(standing: Standing) -> None:
    assert judge(standing, NOW, PATIENCE) is None


def test_an_outage_is_several_hosts_and_no_answer_at_all() -> None:
    gone = {"a.example": "dns", "b.example": "timeout", "c.example": "refused"}
    assert is_outage(gone, answered=0)
    assert not is_outage(gone, answered=1)
    assert not is_outage({"a.example": "dns", "b.example": "dns"}, answered=0)
    assert not is_outage({**gone, "d.example": "http-500"}, answered=0)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "landbridge.db")
    yield opened
    opened.close()


def told(db: Database) -> list[str]:
    """The headlines of what was told, the oldest first."""
    return [row[0] for row in db.execute("SELECT json_extract(content, '$.headline') FROM alert ORDER BY id")]


def tell(db: Database, *standings: Standing) -> list[str]:
    """Tell of these, and say what is open then."""
    with write(db):
        tell_sources(db, standings, NOW, PATIENCE)
    return [condition.name for condition in open_conditions(db)]


def test_each_kind_is_told_once_and_its_end_once(db: Database) -> None:
    for kind, standing in AMISS:
        before = len(told(db))
        assert tell(db, standing) == tell(db, standing) == [f"source-{kind}:ledger"]
        assert tell(db, SOUND) == tell(db, SOUND) == []
        opened, closed = told(db)[before:]
        assert closed == f"Over: {opened}"


def test_what_turns_into_something_else_has_not_recovered(db: Database) -> None:
    assert tell(db, replace(SOUND, empty_streak=3)) == ["source-empty:ledger"]
    assert tell(db, replace(FAILED, last_reason="captcha")) == ["source-walled:ledger"]
    assert [said.startswith("Over") for said in told(db)] == [False, False]


def test_a_first_failure_is_no_sign_that_something_else_is_over(db: Database) -> None:
    tell(db, hourly())
    assert tell(db, replace(hourly(), error_streak=1, last_reason="timeout")) == ["source-overdue:ledger"]


def test_the_detail_names_the_cause() -> None:
    amiss = judge(FAILED, NOW, PATIENCE)
    assert amiss == Amiss("failing", "The Ledger has failed 3 times in a row: http-500: answered 500")


def test_a_feed_that_lists_nothing_any_more_is_told_once_and_its_return_once(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        scene.publish("ledger", Item("1", "First", NAMED))
        scene.run()
        scene.break_feed("ledger", EMPTY_FEED)
        for _ in range(4):
            scene.run()
        assert scene.rows("SELECT name FROM condition WHERE closed_at IS NULL") == ["source-empty:ledger"]
        scene.publish("ledger", Item("2", "Second"))
        scene.run()
        titles = [message.title for message in scene.operators.messages]
        assert len(titles) == 2
        assert scene.rows("SELECT count(*) FROM condition WHERE closed_at IS NULL") == [0]


def test_a_source_whose_articles_are_all_lost_is_told(tmp_path: Path) -> None:
    gone = Reply(status=404)
    with Scene(tmp_path) as scene:
        scene.publish("ledger", *(Item(f"gone-{number}", f"Gone {number}", reply=gone) for number in range(10)))
        scene.run()
        scene.run()
        assert scene.rows("SELECT name FROM condition WHERE closed_at IS NULL") == ["source-unreadable:ledger"]
        scene.publish("ledger", Item("read", "Read"))
        scene.run()
        scene.run()
        assert scene.rows("SELECT name FROM condition WHERE closed_at IS NULL") == []


def test_when_nothing_can_be_reached_the_network_is_told_once_and_no_source(tmp_path: Path) -> None:
    """The far side is gone for all: every source fails, and none of them is to blame."""
    settings = SETTINGS.replace("failures_before_alarm = 2", "failures_before_alarm = 1")
    with Scene(tmp_path, settings, shelves={name: [] for name in ("ledger", "courier", "herald")}) as scene:
        scene.publish("herald")
        hosts = {f"127.0.0.{number}": name for number, name in enumerate(scene.shelves, 1)}
        rows = "".join(
            f"  - {{id: {name}, name: The {name.title()}, url: 'http://{host}:1/feed'}}\n"
            for host, name in hosts.items()
        )
        scene.write("sources.yaml", f"sources:\n{rows}")
        for _ in range(3):
            scene.run()
        assert scene.rows("SELECT name FROM condition") == ["network"]
        assert scene.rows("SELECT DISTINCT error_streak FROM source") == [0]
        scene.list_sources(*scene.shelves)
        scene.run()
        assert [bool(closed) for closed in scene.rows("SELECT closed_at FROM condition")] == [True]
        assert len(scene.operators.messages) == 2
