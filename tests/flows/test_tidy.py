"""The daily round: what goes, what is counted in its place, and what stays whatever its age."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.cycle import run_cycle
from flows.means import AlreadyRunning, leased
from flows.settings import TidySection
from flows.tidy import Tidied, tidy_up
from storage.evidence import heal
from tests.flows.homes import NAMED, Item, Scene

MONTH = timedelta(days=31)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Two articles, one of them with a match, and three cycles in which nothing was new."""
    with Scene(tmp_path) as made:
        made.publish("ledger", Item("1", "Road closed", NAMED), Item("2", "Ferry"))
        for _ in range(3):
            made.run()
        made.run(timedelta(seconds=1))
        yield made


def tidy(scene: Scene, after: timedelta = timedelta(0)) -> Tidied:
    scene.ahead += after
    return tidy_up(scene.home, TidySection(), scene.means().now, patience=timedelta(0))


def test_old_polls_without_news_are_counted_by_day_in_place_of_their_rows(scene: Scene) -> None:
    quiet = scene.rows("SELECT substr(at, 1, 10), count(*) FROM poll WHERE outcome = 'not modified' GROUP BY 1")
    kept = "SELECT id FROM poll WHERE outcome <> 'not modified'"
    others = scene.rows(kept)
    total = sum(count for _, count in quiet)
    assert total >= 4
    assert tidy(scene, MONTH).polls == total
    assert scene.rows("SELECT day, sum(polls) FROM quiet_day WHERE polls GROUP BY 1") == quiet
    assert (scene.rows(kept), scene.rows("SELECT count(*) FROM poll")) == (others, [len(others)])


def test_idle_cycles_go_with_them_and_those_that_stored_something_stay(scene: Scene) -> None:
    count = scene.rows("SELECT count(*) FROM cycle")[0]
    assert tidy(scene, MONTH).cycles == count - 1
    assert scene.rows("SELECT report ->> '$.counts.articles stored' FROM cycle") == [2]
    assert scene.rows("SELECT sum(cycles) FROM quiet_day") == [count - 1]


def test_what_is_not_old_stays(scene: Scene) -> None:
    before = scene.rows("SELECT count(*) FROM poll")
    done = tidy(scene)
    assert (done.polls, done.cycles, done.forgotten) == (0, 0, 0)
    assert scene.rows("SELECT count(*) FROM poll") == before


def test_a_poll_that_left_something_out_stays_whatever_its_outcome(scene: Scene) -> None:
    now = scene.means().now
    with leased(scene.home, "monitor", now) as (db, _):
        poll = db.execute("SELECT max(id) FROM poll WHERE outcome = 'not modified'").fetchone()[0]
        db.execute("INSERT INTO poll_drop (poll_id, reason, count) VALUES (?, 'no-address', 2)", [poll])
    tidy(scene, MONTH)
    assert scene.rows("SELECT sum(count) FROM poll_drop JOIN poll ON poll.id = poll_id") == [2]


def test_what_led_to_old_stories_is_forgotten_and_what_is_stored_is_not(scene: Scene) -> None:
    def leads() -> int:
        return sum(scene.rows("SELECT count(*) FROM sketch UNION ALL SELECT count(*) FROM trait"))

    def stored() -> list[tuple[str, object]]:
        tables = ("article", "version", "match", "mention", "evidence", "link", "alert", "delivery", "attempt")
        return [(table, scene.rows(f"SELECT * FROM {table}")) for table in tables]  # noqa: S608 - names of ours

    scene.publish("courier", Item("3", "Bread is dearer"))
    scene.run(timedelta(days=9))
    before, kept = leads(), stored()
    done = tidy(scene)
    assert 0 < done.forgotten < before
    assert leads() == before - done.forgotten
    assert stored() == kept


def test_evidence_stays_as_it_is_and_is_sure_to_be_on_the_disk(scene: Scene) -> None:
    before = {path.name: path.read_bytes() for path in scene.home.evidence.iterdir()}
    assert tidy(scene, MONTH).files == len(before) == 1
    assert {path.name: path.read_bytes() for path in scene.home.evidence.iterdir()} == before
    with leased(scene.home, "monitor", scene.means().now) as (db, _):
        heal(db, scene.home.evidence)
    assert {path.name: path.read_bytes() for path in scene.home.evidence.iterdir()} == before


def test_the_log_is_brought_into_the_database(scene: Scene) -> None:
    assert tidy(scene).written_back
    log = scene.home.database.with_name(scene.home.database.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_a_second_round_finds_nothing_to_do(scene: Scene) -> None:
    tidy(scene, MONTH)
    days = scene.rows("SELECT * FROM quiet_day")
    assert (lambda done: (done.forgotten, done.polls, done.cycles))(tidy(scene)) == (0, 0, 0)
    assert scene.rows("SELECT * FROM quiet_day") == days


def test_the_watch_goes_on_afterwards(scene: Scene) -> None:
    tidy(scene, MONTH)
    scene.publish("ledger", Item("4", "Another road closed", NAMED))
    assert asyncio.run(run_cycle(scene.means())).tally.stored == 1
    assert scene.rows("PRAGMA foreign_key_check") == []


def test_it_does_not_write_beside_a_cycle(scene: Scene) -> None:
    now = scene.means().now
    with leased(scene.home, "monitor", now), pytest.raises(AlreadyRunning):
        tidy(scene)
