"""A run that is killed or held up at any moment loses nothing and repeats nothing: real processes, real signals."""

import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from storage.database import open_database
from storage.leases import LASTS, Lease, acquire, new_owner, release
from tests.flows.homes import Scene
from tests.flows.killing import HURRIED, PATIENCE, Ordeal, ordeal, started, wrongs

KILLS = 12  # in each of two homes, side by side; `python -m tests.bench.kill` does many more


def test_nothing_is_lost_or_repeated_however_often_a_run_is_killed(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        trials = [pool.submit(ordeal, tmp_path / str(seed), KILLS, seed) for seed in (1, 2)]
        assert [trial.result() for trial in trials] == [(KILLS, []), (KILLS, [])]


def test_a_run_that_slept_through_its_lease_writes_nothing_when_it_wakes_up(tmp_path: Path) -> None:
    with Scene(tmp_path, HURRIED) as scene:
        trial = Ordeal(scene, random.Random(1))
        trial.publish(10)
        with started(scene) as sleeper:
            until = time.monotonic() + PATIENCE
            while scene.asked(f"/{trial.published[-1].path}") == 0:
                assert time.monotonic() < until
                time.sleep(0.001)
            sleeper.send_signal(signal.SIGSTOP)
            try:
                _let_a_minute_pass(scene)
                trial.complete()
            finally:
                sleeper.send_signal(signal.SIGCONT)
            assert sleeper.wait(PATIENCE) == 1
        said = (tmp_path / "errors.txt").read_text().splitlines()
        assert [line.partition(":")[2].partition(":")[0] for line in said] == [" another monitor run has taken over"]
        assert list(wrongs(trial)) == []


def _let_a_minute_pass(scene: Scene) -> None:
    """Take the lease as if it had run out, and give it back."""
    db = open_database(scene.home.database)
    now = datetime.now(UTC)
    lease = acquire(db, "monitor", new_owner(), now + LASTS + LASTS)
    assert isinstance(lease, Lease)
    release(db, lease, now)
    db.close()
