"""A condition of the watch is told once when it opens and once when it is over."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.alerts import ledger
from storage.conditions import close_condition, open_condition, open_conditions
from storage.database import open_database, write
from storage.deliveries import address
from storage.leases import Lease, acquire

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NAME = "source-failing:desk"
CHANNELS = ("operators/mail", "operators/phone")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "landbridge.db")
    yield db
    db.close()


def test_a_condition_that_is_open_is_not_told_again(db: Database) -> None:
    assert open_condition(db, NAME, "it fails", NOW) == 1
    assert open_condition(db, NAME, "it fails still", NOW) is None
    assert [row.headline for row in ledger(db)] == ["it fails"]
    assert [(condition.name, condition.detail) for condition in open_conditions(db)] == [(NAME, "it fails")]


def test_its_end_is_told_once(db: Database) -> None:
    open_condition(db, NAME, "it fails", NOW)
    assert close_condition(db, NAME, NOW) == 1
    assert close_condition(db, NAME, NOW) is None
    assert [row.headline for row in ledger(db)] == ["Over: it fails", "it fails"]
    assert open_conditions(db) == ()


def test_what_never_was_does_not_end(db: Database) -> None:
    assert close_condition(db, NAME, NOW) is None
    assert ledger(db) == ()


def test_each_episode_is_told(db: Database) -> None:
    for episode in (1, 2):
        assert open_condition(db, NAME, "it fails", NOW) == episode
        assert close_condition(db, NAME, NOW) == episode
    assert len(ledger(db)) == 4


def test_the_message_knows_since_when(db: Database) -> None:
    open_condition(db, NAME, "it fails", NOW)
    close_condition(db, NAME, NOW + timedelta(hours=2))
    content = json.loads(db.execute("SELECT content FROM alert ORDER BY id DESC LIMIT 1").fetchone()[0])
    assert (content["opened_at"], content["closed_at"]) == ("2026-11-21T10:00:00.000Z", "2026-11-21T12:00:00.000Z")


def addressed(db: Database, now: datetime) -> int:
    lease = acquire(db, "deliver", "host:1:x", now)
    assert isinstance(lease, Lease)
    return address(db, lease, "operators", CHANNELS, now)


def test_it_goes_to_the_channels_of_the_operators_once(db: Database) -> None:
    open_condition(db, NAME, "it fails", NOW)
    assert [row.state for row in ledger(db)] == ["unaddressed"]
    assert addressed(db, NOW) == 1
    assert addressed(db, NOW) == 0
    assert sorted(str(row.channel) for row in ledger(db)) == ["operators/mail", "operators/phone"]


def test_old_news_is_not_told_when_operators_are_named_later(db: Database) -> None:
    open_condition(db, NAME, "it fails", NOW)
    close_condition(db, NAME, NOW)
    open_condition(db, NAME, "it fails again", NOW)
    assert addressed(db, NOW + timedelta(days=3)) == 1
    assert {row.headline for row in ledger(db) if row.channel} == {"it fails again"}


def test_a_condition_stands_or_falls_with_its_transaction(db: Database) -> None:
    def fails_after_the_condition() -> None:
        with write(db):
            open_condition(db, NAME, "it fails", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_after_the_condition()
    assert open_conditions(db) == ()
    assert ledger(db) == ()
