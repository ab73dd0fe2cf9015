"""The states of a delivery: written before it is sent, settled after, and never sent twice by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.alerts import INTERVAL, counts, ledger, rows_of, tell
from storage.conditions import open_conditions
from storage.database import open_database, write
from storage.deliveries import (
    ABANDONED,
    ATTEMPTS,
    EARLIER,
    QUIET,
    Claimed,
    Outcome,
    claim,
    due_channels,
    give_up,
    left,
    parked,
    postpone,
    retry,
    settle,
    settle_abandoned,
    spent,
    unpark,
)
from storage.leases import LASTS, Lease, LeaseLost, acquire

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PHONE, MAIL = "editors/phone", "editors/mail"
FIVE_HUNDRED = Outcome("retry", "answered 500", 500)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "landbridge.db")
    yield db
    db.close()


@pytest.fixture
def lease(db: Database) -> Lease:
    return hold(db, NOW)


def hold(db: Database, now: datetime, owner: str = "elsewhere:1:x", kind: str = "deliver") -> Lease:
    lease = acquire(db, kind, owner, now)
    assert isinstance(lease, Lease)
    return lease


def due(db: Database, *channels: str, headline: str = "x", now: datetime = NOW) -> None:
    with write(db):
        row = db.execute("INSERT INTO story (headline, first_at) VALUES ('x', 'x') RETURNING id").fetchone()
        content: dict[str, object] = {"headline": headline}
        tell(
            db, route="editors", channels=channels or (PHONE,), story=row[0], elements=(), news=(), content=content,
            now=now,
        )  # fmt: skip


def claimed(db: Database, lease: Lease, channel: str = PHONE, now: datetime = NOW) -> Claimed:
    ours = claim(db, lease, channel, now)
    assert ours is not None
    return ours


def test_a_claim_is_written_before_anything_is_sent(db: Database, lease: Lease) -> None:
    due(db)
    ours = claimed(db, lease)
    assert counts(db) == {"sending": 1}
    assert db.execute("SELECT outcome FROM attempt WHERE id = ?", [ours.attempt]).fetchone() == (None,)
    assert (ours.number, ours.content) == (1, {"headline": "x"})


def test_what_is_claimed_cannot_be_claimed_again(db: Database, lease: Lease) -> None:
    due(db)
    claimed(db, lease)
    assert claim(db, lease, PHONE, NOW) is None


def test_claims_come_in_the_order_in_which_they_are_due(db: Database, lease: Lease) -> None:
    for minutes, headline in ((2, "third"), (0, "first"), (0, "second")):
        due(db, headline=headline, now=NOW + timedelta(minutes=minutes))
    later = NOW + timedelta(minutes=5)
    headlines = [claimed(db, lease, now=later).content["headline"] for _ in range(3)]
    assert headlines == ["first", "second", "third"]


def test_nothing_is_claimed_before_it_is_due(db: Database, lease: Lease) -> None:
    due(db, now=NOW + timedelta(seconds=1))
    assert due_channels(db, NOW) == ()
    assert claim(db, lease, PHONE, NOW) is None
    assert due_channels(db, NOW + timedelta(seconds=1)) == (PHONE,)


def test_what_is_sent_is_done(db: Database, lease: Lease) -> None:
    due(db)
    assert settle(db, lease, claimed(db, lease), Outcome("sent", "answered 200", 200), NOW) == "sent"
    assert counts(db) == {"sent": 1}
    assert claim(db, lease, PHONE, NOW + timedelta(days=9)) is None
    assert retry(db, NOW) == 0


def test_the_waits_between_attempts_grow_until_it_is_given_up(db: Database, lease: Lease) -> None:
    due(db)
    now, waits = NOW, []
    for _ in range(ATTEMPTS - 1):
        assert settle(db, lease, claimed(db, lease, now=now), FIVE_HUNDRED, now, lambda: 0.5) == "retry"
        due_at = ledger(db)[0].due_at
        assert due_at is not None
        waits.append((due_at - now).total_seconds() / 60)
        now = due_at
    assert waits == [1, 3, 9, 27, 81, 243, 729]
    assert settle(db, lease, claimed(db, lease, now=now), FIVE_HUNDRED, now) == "failed"
    assert ledger(db, states=("failed",))[0].why == "given up after 8 attempts: answered 500"


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 48), (0.5, 60), (1.0, 72)])
def test_waits_are_spread(db: Database, lease: Lease, chance: float, seconds: int) -> None:
    due(db)
    settle(db, lease, claimed(db, lease), FIVE_HUNDRED, NOW, lambda: chance)
    assert ledger(db)[0].due_at == NOW + timedelta(seconds=seconds)


def test_what_the_channel_asks_for_holds_for_all_that_it_is_to_get(db: Database, lease: Lease) -> None:
    due(db)
    due(db)
    settle(db, lease, claimed(db, lease), Outcome("retry", "answered 429", 429, timedelta(minutes=10)), NOW)
    assert claim(db, lease, PHONE, NOW + timedelta(minutes=9)) is None
    assert claim(db, lease, PHONE, NOW + timedelta(minutes=10)) is not None


def test_another_channel_goes_on_meanwhile(db: Database, lease: Lease) -> None:
    due(db, PHONE, MAIL)
    settle(db, lease, claimed(db, lease), Outcome("failed", "answered 401", 401, park=True), NOW)
    assert claim(db, lease, MAIL, NOW) is not None


def test_a_parked_channel_keeps_what_is_due_until_a_person_unparks_it(db: Database, lease: Lease) -> None:
    due(db)
    due(db)
    settle(db, lease, claimed(db, lease), Outcome("failed", "answered 401", 401, park=True), NOW)
    assert claim(db, lease, PHONE, NOW + timedelta(days=9)) is None
    assert parked(db) == {PHONE: "answered 401"}
    assert unpark(db, PHONE, NOW)
    assert not unpark(db, PHONE, NOW)
    assert claim(db, lease, PHONE, NOW) is not None


def test_the_operators_hear_of_a_parked_channel_once_and_of_its_end(db: Database, lease: Lease) -> None:
    due(db)
    due(db)
    for _ in range(2):
        settle(db, lease, claimed(db, lease), Outcome("failed", "answered 401", 401, park=True), NOW)
        assert [condition.name for condition in open_conditions(db)] == [f"channel-parked:{PHONE}"]
        retry(db, NOW)
    assert open_conditions(db) == ()
    headlines = [row.headline for row in ledger(db, states=("unaddressed",))]
    assert [headline.startswith("Over: ") for headline in headlines] == [True, False, True, False]


@pytest.mark.parametrize("outcome", [Outcome("failed", "answered 400", 400), Outcome("unknown", "no answer")])
def test_the_operators_hear_of_a_message_that_was_lost_until_one_goes_through(
    db: Database, lease: Lease, outcome: Outcome
) -> None:
    due(db)
    due(db)
    settle(db, lease, claimed(db, lease), outcome, NOW)
    assert [condition.name for condition in open_conditions(db)] == [f"channel-failing:{PHONE}"]
    later = NOW + QUIET
    settle(db, lease, claimed(db, lease, now=later), Outcome("sent"), later)
    assert open_conditions(db) == ()


def test_a_channel_that_does_not_answer_is_left_alone_for_a_while(db: Database, lease: Lease) -> None:
    due(db)
    due(db)
    settle(db, lease, claimed(db, lease), Outcome("unknown", "no answer"), NOW)
    assert claim(db, lease, PHONE, NOW + QUIET - timedelta(seconds=1)) is None
    assert claim(db, lease, PHONE, NOW + QUIET) is not None


def test_what_a_dead_owner_was_sending_is_unknown(db: Database, lease: Lease) -> None:
    due(db)
    ours = claimed(db, lease)
    heir = hold(db, NOW + LASTS, "elsewhere:2:y")
    assert settle_abandoned(db, heir, NOW + LASTS) == 1
    assert [(row.state, row.why) for row in ledger(db)] == [("unknown", ABANDONED)]
    outcome = db.execute("SELECT outcome, detail FROM attempt WHERE id = ?", [ours.attempt]).fetchone()
    assert outcome == ("unknown", ABANDONED)
    assert claim(db, heir, PHONE, NOW + timedelta(days=9)) is None


def test_what_is_being_sent_by_the_owner_itself_stays(db: Database, lease: Lease) -> None:
    due(db)
    claimed(db, lease)
    assert settle_abandoned(db, lease, NOW) == 0
    assert counts(db) == {"sending": 1}


def test_an_owner_that_wakes_up_late_writes_nothing(db: Database, lease: Lease) -> None:
    due(db)
    due(db)
    ours = claimed(db, lease)
    hold(db, NOW + LASTS, "elsewhere:2:y")
    with pytest.raises(LeaseLost):
        settle(db, lease, ours, Outcome("sent"), NOW + LASTS)
    with pytest.raises(LeaseLost):
        claim(db, lease, PHONE, NOW + LASTS)
    assert counts(db) == {"sending": 1, "pending": 1}


def test_a_lease_of_another_kind_is_no_leave_to_send(db: Database) -> None:
    due(db)
    with pytest.raises(ValueError, match="under the lease 'deliver'"):
        claim(db, hold(db, NOW, kind="monitor"), PHONE, NOW)


def test_a_person_may_have_failed_and_unknown_ones_sent_again(db: Database, lease: Lease) -> None:
    due(db)
    due(db)
    settle(db, lease, claimed(db, lease), Outcome("failed", "answered 400", 400), NOW)
    settle(db, lease, claimed(db, lease), Outcome("unknown", "no answer"), NOW)
    assert retry(db, NOW) == 2
    assert {(row.state, row.attempts, row.due_at) for row in ledger(db, states=("pending",))} == {("pending", 0, NOW)}


def test_a_person_may_name_those_to_send_again(db: Database, lease: Lease) -> None:
    due(db)
    due(db)
    first = claimed(db, lease)
    settle(db, lease, first, Outcome("failed", "answered 400", 400), NOW)
    settle(db, lease, claimed(db, lease), Outcome("failed", "answered 400", 400), NOW)
    assert retry(db, NOW, [first.delivery, 999]) == 1
    assert counts(db) == {"pending": 1, "failed": 1}


def test_to_send_again_at_once_is_heard_even_after_a_channel_fell_silent(db: Database, lease: Lease) -> None:
    due(db)
    settle(db, lease, claimed(db, lease), Outcome("unknown", "no answer"), NOW)
    retry(db, NOW)
    assert claim(db, lease, PHONE, NOW) is not None


def test_what_is_due_on_a_channel_that_is_gone_has_failed(db: Database, lease: Lease) -> None:
    due(db, PHONE, MAIL)
    assert give_up(db, lease, PHONE, NOW) == 1
    assert counts(db) == {"failed": 1, "pending": 1}
    assert "no such channel any more" in ledger(db, states=("failed",))[0].why


def test_the_attempts_of_a_delivery_are_kept(db: Database, lease: Lease) -> None:
    due(db)
    settle(db, lease, claimed(db, lease), FIVE_HUNDRED, NOW, lambda: 0.5)
    later = NOW + timedelta(minutes=1)
    settle(db, lease, claimed(db, lease, now=later), Outcome("sent", "answered 200", 200), later)
    rows = db.execute("SELECT outcome, status, detail FROM attempt ORDER BY id").fetchall()
    assert rows == [("retry", 500, "answered 500"), ("sent", 200, "answered 200")]


def test_ten_thousand_waiting_deliveries_do_not_slow_a_claim_down(db: Database, lease: Lease) -> None:
    """The statements themselves, as they are run: each finds its rows in an index, and sorts nothing."""
    due(db)
    said: list[str] = []
    db.conn.set_trace_callback(said.append)
    claim(db, lease, PHONE, NOW)
    due_channels(db, NOW)
    spent(db, PHONE, NOW)
    db.conn.set_trace_callback(None)
    asked = [one for one in said if "FROM delivery" in one]
    assert len(asked) == 4
    for one in asked:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {one}")]
        assert not [step for step in plan if step.startswith(("SCAN delivery", "SCAN alert")) or "TEMP B-TREE" in step]


def news(db: Database, element: str, now: datetime, interval: timedelta = timedelta(0)) -> int:
    """Something new comes to the first story; returns its alert."""
    with write(db):
        told = tell(
            db, route="editors", channels=[PHONE], story=1, elements=[element], news=[element],
            content={"headline": element}, now=now, quiet=interval,
        )  # fmt: skip
    return told.alert


def test_an_update_never_overtakes_what_its_story_said_before(db: Database, lease: Lease) -> None:
    due(db)
    settle(db, lease, claimed(db, lease), FIVE_HUNDRED, NOW, lambda: 0.5)
    again = NOW + timedelta(minutes=1)
    update = news(db, "al-tanf", NOW + timedelta(seconds=10))
    assert claim(db, lease, PHONE, NOW + timedelta(seconds=20)) is None
    assert [(row.state, row.why, row.due_at) for row in rows_of(db, update)] == [("held", EARLIER, again)]
    assert [claimed(db, lease, now=again).content["headline"] for _ in range(2)] == ["x", "al-tanf"]


def test_another_story_goes_out_meanwhile(db: Database, lease: Lease) -> None:
    due(db)
    settle(db, lease, claimed(db, lease), FIVE_HUNDRED, NOW, lambda: 0.5)
    news(db, "al-tanf", NOW)
    due(db, headline="another")
    assert claimed(db, lease).content["headline"] == "another"


def test_the_interval_of_a_story_begins_when_its_message_went_out(db: Database, lease: Lease) -> None:
    """It was refused for an hour: what was to come half an hour after it comes half an hour later than that."""
    half, sent = timedelta(minutes=30), NOW + timedelta(hours=1)
    due(db)
    settle(db, lease, claimed(db, lease), FIVE_HUNDRED, NOW, lambda: 0.5)
    update = news(db, "al-tanf", NOW + timedelta(minutes=1), half)
    settle(db, lease, claimed(db, lease, now=sent), Outcome("sent"), sent)
    assert claim(db, lease, PHONE, sent, interval=half) is None
    assert [(row.state, row.why, row.due_at) for row in rows_of(db, update)] == [("held", INTERVAL, sent + half)]
    assert claim(db, lease, PHONE, sent + half, interval=half) is not None


def test_what_is_held_waits_until_then_and_says_why(db: Database, lease: Lease) -> None:
    due(db)
    until = NOW + timedelta(hours=8)
    assert postpone(db, lease, PHONE, NOW, until, "quiet hours") == 1
    assert claim(db, lease, PHONE, NOW) is None
    assert [(row.state, row.why, row.due_at) for row in ledger(db)] == [("held", "quiet hours", until)]
    assert counts(db) == {"held": 1}
    assert claim(db, lease, PHONE, until) is not None


def test_what_was_held_goes_out_in_the_order_in_which_it_came(db: Database, lease: Lease) -> None:
    for minutes in range(3):
        due(db, headline=str(minutes), now=NOW + timedelta(minutes=minutes))
    later, until = NOW + timedelta(minutes=5), NOW + timedelta(hours=8)
    postpone(db, lease, PHONE, later, until, "quiet hours")
    assert [claimed(db, lease, now=until).content["headline"] for _ in range(3)] == ["0", "1", "2"]


def test_messages_are_counted_for_the_ceiling_once_each(db: Database, lease: Lease) -> None:
    for outcome in (Outcome("sent"), Outcome("unknown"), Outcome("failed"), FIVE_HUNDRED):
        due(db)
        settle(db, lease, claimed(db, lease, now=NOW + QUIET), outcome, NOW)
    assert spent(db, PHONE, NOW - timedelta(hours=1)) == 2
    assert spent(db, PHONE, NOW) == 0
    assert spent(db, MAIL, NOW - timedelta(hours=1)) == 0


def test_what_is_left_is_told_apart_by_whether_a_person_has_to_act(db: Database, lease: Lease) -> None:
    for _ in range(3):
        due(db, PHONE, MAIL)
    settle(db, lease, claimed(db, lease), Outcome("failed", "answered 401", 401, park=True), NOW)
    assert left(db) == (2, 3)
