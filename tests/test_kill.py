"""A run that is killed at any moment loses nothing and repeats nothing: real processes, real SIGKILL."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.flows.killing import ordeal

KILLS = 12  # in each of two homes, side by side; `python -m tests.bench.kill` does many more


def test_nothing_is_lost_or_repeated_however_often_a_run_is_killed(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        trials = [pool.submit(ordeal, tmp_path / str(seed), KILLS, seed) for seed in (1, 2)]
        assert [trial.result() for trial in trials] == [(KILLS, []), (KILLS, [])]
