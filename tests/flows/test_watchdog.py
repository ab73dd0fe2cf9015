"""The dead man's switch: what the operators hear of the watch itself, once, and once more when it is well again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from flows import watchdog
from flows.home import Home
from flows.means import gather, leased, utc_now
from flows.settings import Settings, read_settings
from flows.watchdog import (
    DISK,
    LATE,
    STALLED,
    STUCK,
    not_in_silence,
    remember,
    remembered,
    signs,
    tell_of_files,
    watch_over,
)
from storage.conditions import open_conditions
from storage.cycles import begin_cycle, end_cycle
from storage.database import open_database, write
from storage.leases import Lease, acquire
from storage.pulse import Vitals
from tests.flows.homes import Scene
from watchlist.errors import BadInput

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WELL = Vitals(NOW, NOW, stuck=0, late=0)
PLENTY = 50 << 30
TICK = timedelta(minutes=5)
SETTINGS = Settings()


def found(seen: Vitals = WELL, free: int = PLENTY, since: datetime = NOW, *, is_short: bool = False) -> set[str]:
    return set(signs(seen, free, SETTINGS, since, NOW, is_short=is_short))


def test_a_watch_that_goes_on_shows_no_sign() -> None:
    assert found() == set()
    assert found(since=NOW - timedelta(minutes=7)) == set()


def test_no_cycle_for_three_intervals_is_a_sign() -> None:
    assert found(since=NOW - timedelta(minutes=8)) == {STALLED}


def test_what_is_left_waiting_is_a_sign() -> None:
    assert found(Vitals(NOW, NOW, stuck=1, late=0)) == {STUCK}
    assert found(Vitals(NOW, NOW, stuck=0, late=3)) == {LATE}


def test_a_short_disk_is_a_sign_until_there_is_room_to_spare() -> None:
    assert found(free=900 << 20) == {DISK}
    assert found(free=1100 << 20) == set()
    assert found(free=1100 << 20, is_short=True) == {DISK}
    assert found(free=1400 << 20, is_short=True) == set()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    opened = open_database(home.database)
    yield opened
    opened.close()


def completed(db: Database, at: datetime) -> None:
    """A cycle ended well at that time."""
    with write(db):
        end_cycle(db, begin_cycle(db, Lease("monitor", "me", 1), at), {}, at)


def watch(db: Database, home: Home, *times: datetime) -> list[str]:
    """Look at these times, as the delivery does; what is open after the last."""
    for now in times:
        lease = acquire(db, "deliver", "me", now)
        assert isinstance(lease, Lease)
        watch_over(db, lease, home, SETTINGS, now)
    return [condition.name for condition in open_conditions(db)]


def told(db: Database) -> list[str]:
    return [row[0] for row in db.execute("SELECT json_extract(content, '$.headline') FROM alert ORDER BY id")]


def test_a_watch_that_stops_is_told_once_and_its_return_once(db: Database, home: Home) -> None:
    completed(db, NOW)
    assert watch(db, home, *(NOW + number * TICK for number in range(6))) == [STALLED]
    completed(db, NOW + 6 * TICK)
    assert watch(db, home, *(NOW + number * TICK for number in (6, 7))) == []
    first, second = told(db)
    assert "No cycle was completed since 2026-11-21 09:00 UTC" in first
    assert second == f"Over: {first}"


def test_a_watch_that_never_completed_a_cycle_is_told(db: Database, home: Home) -> None:
    assert watch(db, home, *(NOW + number * TICK for number in range(4))) == [STALLED]


def test_a_machine_that_slept_is_no_watch_that_stopped(db: Database, home: Home) -> None:
    completed(db, NOW)
    morning = NOW + timedelta(hours=8)
    assert watch(db, home, NOW, NOW + TICK, morning) == []
    completed(db, morning + timedelta(minutes=2))
    assert watch(db, home, morning + TICK) == []
    assert told(db) == []


def test_a_short_disk_is_told_even_where_nothing_runs_regularly(
    db: Database, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "_free", lambda home: 1 << 20)
    assert watch(db, home, NOW) == [DISK]


def test_files_that_cannot_be_read_are_told_by_the_routes_of_before_and_once_more_when_they_can(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        scene.run()
        now = scene.means().now
        assert remember(scene.home)
        assert not remember(scene.home)
        scene.write("landbridge.toml", "[watch\n")
        assert not remember(scene.home)
        for _ in range(2):
            tell_of_files(scene.home, ("landbridge.toml:1: mend it", "more"), remembered(scene.home), now, {})
        (message,) = scene.operators.messages
        assert "Landbridge cannot read its files: landbridge.toml:1: mend it (and 1 more problem)" in str(message)
        scene.write("landbridge.toml", scene.settings)
        scene.run()
        assert len(scene.operators.messages) == 2
        assert scene.told() == []


def test_without_settings_that_were_ever_good_it_stands_in_the_ledger(db: Database, home: Home) -> None:
    assert remembered(home) is None
    assert tell_of_files(home, ("sources.yaml:1: mend it",), None, lambda: NOW, {}) is None
    assert [condition.name for condition in open_conditions(db)] == ["files-broken"]


def start(scene: Scene, *, seen: bool) -> None:
    """What a command does before anything else."""
    with not_in_silence(scene.home, lambda: utc_now() + scene.ahead, {}, seen=seen):
        gather(scene.home, {})


@pytest.mark.parametrize(("seen", "ran", "messages"), [(False, True, 1), (True, True, 0), (False, False, 0)])
def test_a_watch_that_cannot_start_is_told_where_nobody_sees_it_and_it_was_on_before(
    tmp_path: Path, seen: bool, ran: bool, messages: int
) -> None:
    with Scene(tmp_path) as scene:
        if ran:
            scene.run()
        (scene.home.path / "watchlist").mkdir(exist_ok=True)
        scene.write("watchlist/own.yaml", "entities: 1\n")
        for _ in range(2):
            with pytest.raises(BadInput):
                start(scene, seen=seen)
        assert len(scene.operators.messages) == messages
        assert all("own.yaml:1: `entities` is not a list" in one.body for one in scene.operators.messages)


def test_a_watch_whose_settings_themselves_are_broken_is_told_of_once_they_are_mended(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        scene.run()
        scene.write("landbridge.toml", "[watch\n")
        with pytest.raises(BadInput):
            start(scene, seen=False)
        scene.write("landbridge.toml", scene.settings)
        scene.run()
        assert [message.body.startswith("Over: ") for message in scene.operators.messages] == [False, True]


def test_another_delivery_that_is_on_is_left_alone(db: Database, home: Home) -> None:
    with leased(home, "deliver", lambda: NOW):
        assert tell_of_files(home, ("sources.yaml:1: mend it",), None, lambda: NOW, {}) is None
    assert open_conditions(db) == ()


def test_what_is_remembered_holds_no_secret(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        remember(scene.home)
        assert remembered(scene.home) == read_settings(scene.home.settings, None)
        assert scene.operators.apprise_url not in repr(remembered(scene.home))
