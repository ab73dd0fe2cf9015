"""A backlog goes out in order and within its limits: the short form of `tests.bench.backlog`."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.alerts import counts
from storage.database import open_database
from tests.bench.backlog import CAPPED, DESK, fill, send_all


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "landbridge.db")
    fill(db, 300)
    yield db
    db.close()


def test_everything_that_waits_goes_out_in_order(db: Database) -> None:
    run = send_all(db, DESK)
    assert (run.messages, run.in_order) == (300, True)
    assert counts(db) == {"sent": 300}


def test_past_the_ceiling_it_goes_out_as_one_digest_and_every_row_says_so(db: Database) -> None:
    run = send_all(db, CAPPED)
    assert (run.messages, run.in_order) == (21, True)
    rows = db.execute("SELECT state, reason LIKE 'in digest %', count(*) FROM delivery GROUP BY 1, 2")
    assert set(rows.fetchall()) == {("sent", 0, 21), ("sent", 1, 280)}


def test_what_there_is_no_time_for_waits_for_the_next_run(db: Database) -> None:
    first = send_all(db, DESK, takes=0.01, budget=timedelta(seconds=0.2))
    assert 0 < first.messages < 300
    assert counts(db) == {"sent": first.messages, "pending": 300 - first.messages}
    assert send_all(db, DESK).messages == 300 - first.messages
