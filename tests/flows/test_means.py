"""What a cycle works with, and the lease that it holds meanwhile."""

import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest

from flows import means
from flows.home import Home
from flows.means import AlreadyRunning, gather, leased, make_ready, utc_now
from storage.database import open_database, write
from storage.leases import Lease, LeaseLost, acquire, new_owner
from watchlist.errors import BadInput, Trouble


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def take(home: Home, ahead: timedelta = timedelta(0)) -> Lease:
    db = open_database(home.database)
    lease = acquire(db, "monitor", new_owner(), utc_now() + ahead)
    db.close()
    assert isinstance(lease, Lease)
    return lease


def test_a_home_without_files_has_the_shipped_lists(home: Home) -> None:
    gathered = gather(home, {})
    assert gathered.sources
    assert gathered.entities["al-bukamal"]


def test_mistakes_of_all_files_come_together(home: Home) -> None:
    home.prepare()
    home.settings.write_text('[watch]\nevery = "x"\n')
    home.sources.write_text("sources: [\n")
    with pytest.raises(BadInput) as caught:
        gather(home, {})
    assert [Path(problem.partition(":")[0]) for problem in caught.value.problems] == [home.settings, home.sources]


def test_a_route_that_names_what_nobody_knows_is_refused(home: Home) -> None:
    home.prepare()
    home.settings.write_text('[routes.desk]\nentities = ["al-bukamel"]\nchannels = [{ name = "x", url_env = "X" }]\n')
    with pytest.raises(BadInput, match="“al-bukamel” is not known; did you mean “al-bukamal”"):
        gather(home, None)


def test_a_second_run_of_a_kind_is_told_who_holds_the_lease(home: Home) -> None:
    with (
        leased(home, "monitor", utc_now),
        pytest.raises(AlreadyRunning, match="another monitor is running here"),
        leased(home, "monitor", utc_now),
    ):
        pass


def test_the_lease_is_free_again_after_a_failure(home: Home) -> None:
    with pytest.raises(KeyError), leased(home, "monitor", utc_now):
        raise KeyError("a bug")
    assert take(home).fence == 2


def test_the_lease_is_kept_alive_while_the_run_works(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(means, "LASTS", timedelta(seconds=0.08))
    with leased(home, "monitor", utc_now) as (db, _):
        first = db.execute("SELECT heartbeat_at FROM lease").fetchone()
        until = time.monotonic() + 5
        while db.execute("SELECT heartbeat_at FROM lease").fetchone() == first:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_the_heartbeat_outlives_a_passing_failure(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    beats = []

    def stumble(*_: object) -> None:
        beats.append(1)
        if len(beats) == 1:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(means, "LASTS", timedelta(seconds=0.04))
    monkeypatch.setattr(means, "renew", stumble)
    with leased(home, "monitor", utc_now):
        until = time.monotonic() + 5
        while len(beats) < 3:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_an_owner_that_was_overtaken_cannot_write(home: Home) -> None:
    with leased(home, "monitor", utc_now) as (db, lease):
        heir = take(home, timedelta(hours=1))
        with pytest.raises(LeaseLost), write(db, lease):
            pytest.fail("wrote")
    assert heir.fence == lease.fence + 1


def test_leaving_does_not_release_what_another_holds(home: Home) -> None:
    with leased(home, "monitor", utc_now):
        take(home, timedelta(hours=1))
    with pytest.raises(AlreadyRunning), leased(home, "monitor", utc_now):
        pass


def test_a_failure_of_the_disk_names_the_file_and_the_remedy(home: Home) -> None:
    said = r"landbridge\.db: the disk is full; free some space"
    with pytest.raises(Trouble, match=said), leased(home, "monitor", utc_now):
        raise sqlite3.OperationalError("database or disk is full")


def test_a_bug_in_a_statement_is_not_taken_for_a_failure_of_the_disk(home: Home) -> None:
    with pytest.raises(sqlite3.IntegrityError), leased(home, "monitor", utc_now) as (db, _):
        db.execute("INSERT INTO poll (source_id, at, outcome) VALUES ('nobody', '', 'listed')")


def test_what_was_made_ready_is_found_made(home: Home) -> None:
    assert make_ready(home)
    one, other = gather(home, None), gather(home, None)
    assert one.watchlist is other.watchlist
    assert one.matcher is other.matcher
    assert not make_ready(home)


def test_what_was_made_ready_is_made_anew_when_its_files_change(home: Home) -> None:
    make_ready(home)
    home.watchlist.mkdir(parents=True)
    (home.watchlist / "own.yaml").write_text(
        "type: place\nentities: [{id: far-mill, name: Far Mill, names: {en: [Far Mill]}}]\n"
    )
    gathered = gather(home, None)
    assert gathered.entities["far-mill"].name == "Far Mill"
    assert [match.entity for match in gathered.matcher.match("", "near Far Mill")] == ["far-mill"]
    assert make_ready(home)
    assert gather(home, None).watchlist.version == gathered.watchlist.version


def test_a_watchlist_that_is_broken_meanwhile_is_told_as_ever(home: Home) -> None:
    make_ready(home)
    home.watchlist.mkdir(parents=True)
    (home.watchlist / "own.yaml").write_text("type: nowhere\n")
    with pytest.raises(BadInput, match=r"own\.yaml:1"):
        gather(home, None)
    with pytest.raises(BadInput, match=r"own\.yaml:1"):
        make_ready(home)
