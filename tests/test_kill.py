"""A run that is killed or held up at any moment loses nothing and repeats nothing: real processes, real signals."""

import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from storage.alerts import tell
from storage.database import open_database, write
from storage.deliveries import KIND
from storage.leases import LASTS, Lease, acquire, new_owner, release
from tests.flows.farside import ROUTES
from tests.flows.homes import Scene
from tests.flows.killing import PATIENCE, Ground, Ordeal, delivering, ordeal, started
from tests.flows.reckoning import wrongs
from tests.flows.tellings import paced

KILLS = 5  # in each of two homes, side by side; `python -m tests.bench.kill` does many more
BACKLOG = 30  # alerts


def test_nothing_is_lost_or_repeated_however_often_a_run_is_killed(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        trials = [pool.submit(ordeal, tmp_path / str(seed), KILLS, seed) for seed in (1, 2)]
        assert [list(wrongs(trial.result())) for trial in trials] == [[], []]
        for trial in trials:
            assert paced(trial.result().scene).keys() >= {"ceiling", "digest", "sleepers"}


def test_a_run_that_slept_through_its_lease_writes_nothing_when_it_wakes_up(tmp_path: Path) -> None:
    with Ground(tmp_path) as scene:
        trial = Ordeal(scene, random.Random(1))
        trial.publish(10)
        with started(scene) as sleeper:
            until = time.monotonic() + PATIENCE
            while scene.asked(f"/{trial.published[-1].path}") == 0:
                assert time.monotonic() < until
                time.sleep(0.001)
            _stop_between_writes(sleeper, scene)
            try:
                _let_a_minute_pass(scene, "monitor")
                trial.complete()
            finally:
                sleeper.send_signal(signal.SIGCONT)
            assert sleeper.wait(PATIENCE) == 1
        said = (tmp_path / "errors.txt").read_text().splitlines()
        assert [line.partition(":")[2].partition(":")[0] for line in said] == [" another monitor run has taken over"]
        assert list(wrongs(trial)) == []


def test_deliverers_that_race_for_a_backlog_never_send_an_alert_twice(tmp_path: Path) -> None:
    with Ground(tmp_path) as scene:
        scene.far.calm = True
        _make_due(scene, BACKLOG)
        with ExitStack() as stack:
            racers = [stack.enter_context(delivering(scene, times=20)) for _ in range(3)]
            assert [racer.wait(PATIENCE) for racer in racers] == [0, 0, 0]
        taken = Counter((one.channel, one.alert) for one in scene.far.messages if one.taken and one.alert)
        assert sorted(taken.values()) == [1] * BACKLOG * len(ROUTES["desk"])
        assert scene.rows("SELECT DISTINCT state FROM delivery JOIN alert ON alert.id = alert_id"
                          " WHERE alert.route = 'desk'") == ["sent"]  # fmt: skip


def test_a_deliverer_that_slept_through_its_lease_sends_nothing_that_another_sent(tmp_path: Path) -> None:
    with Ground(tmp_path) as scene:
        scene.far.calm = True
        _make_due(scene, BACKLOG)
        with delivering(scene) as sleeper:
            until = time.monotonic() + PATIENCE
            while len(scene.far.messages) < BACKLOG // 4:
                assert time.monotonic() < until
                time.sleep(0.001)
            _stop_between_writes(sleeper, scene)
            try:
                _let_a_minute_pass(scene, KIND)
                with delivering(scene) as other:
                    assert other.wait(PATIENCE) == 0
            finally:
                sleeper.send_signal(signal.SIGCONT)
            assert sleeper.wait(PATIENCE) == 1
        taken = Counter((one.channel, one.alert) for one in scene.far.messages if one.taken and one.alert)
        assert set(taken.values()) == {1}
        states = dict(scene.rows("SELECT state, count(*) FROM delivery JOIN alert ON alert.id = alert_id"
                                 " WHERE alert.route = 'desk' GROUP BY state"))  # fmt: skip
        assert set(states) <= {"sent", "unknown"}
        assert states.get("unknown", 0) <= len(ROUTES["desk"])  # one at a time on each channel
        assert states["sent"] <= len(taken) <= sum(states.values())


def _stop_between_writes(process: "subprocess.Popen[bytes]", scene: Ground) -> None:
    """Stop a process where it holds no lock of the database: one that sleeps in a transaction keeps all others out."""
    while True:
        process.send_signal(signal.SIGSTOP)
        db = sqlite3.connect(scene.home.database, timeout=0, isolation_level=None)
        try:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
            return
        except sqlite3.OperationalError:
            process.send_signal(signal.SIGCONT)
            time.sleep(0.005)
        finally:
            db.close()


def _let_a_minute_pass(scene: Scene, kind: str) -> None:
    """Take the lease as if it had run out, and give it back."""
    db = open_database(scene.home.database)
    now = datetime.now(UTC)
    lease = acquire(db, kind, new_owner(), now + LASTS + LASTS)
    assert isinstance(lease, Lease)
    release(db, lease, now)
    db.close()


def _make_due(scene: Scene, alerts: int) -> None:
    """Make alerts due on the desk's channels, of as many stories."""
    db = open_database(scene.home.database)
    now = datetime.now(UTC)
    for _ in range(alerts):
        with write(db):
            story = db.execute("INSERT INTO story (headline, first_at) VALUES ('A story', '') RETURNING id").fetchone()[
                0
            ]
            tell(db, route="desk", channels=[f"desk/{label}" for label in ROUTES["desk"]], story=story,
                 elements=["al-bukamal"], news=[], content=_content(story), now=now)  # fmt: skip
    db.close()


def _content(story: int) -> dict[str, object]:
    return {
        "kind": "story", "headline": "The road is closed", "entities": [], "source": "The Ledger", "country": "SY",
        "language": "en", "published": None, "found": "2026-11-21T08:00:00.000Z", "url": "http://127.0.0.1/1",
        "story": story, "judge": "",
    }  # fmt: skip
