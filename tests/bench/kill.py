"""Kill real runs at random moments, far more often than the tests do.

python -m tests.bench.kill [--kills 500] [--seed 1]
"""

import argparse
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from storage.deliveries import ABANDONED
from tests.flows.killing import Ordeal, ordeal
from tests.flows.reckoning import due, wrongs

AT_A_TIME = 25  # kills in one home


def main() -> None:
    """Print a line for each home; the exit status is 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kill")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    homes = [min(AT_A_TIME, options.kills - done) for done in range(0, options.kills, AT_A_TIME)]
    begun, killed, wrong = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory(prefix="landbridge-kill-") as folder, ThreadPoolExecutor(2) as pool:
        seeds = range(options.seed, options.seed + len(homes))
        trials = [
            pool.submit(ordeal, Path(folder) / str(seed), kills, seed) for seed, kills in zip(seeds, homes, strict=True)
        ]
        for seed, future in zip(seeds, trials, strict=True):
            trial = future.result()
            lines = list(wrongs(trial))
            killed, wrong = killed + len(trial.kills), wrong + len(lines)
            print(f"seed {seed}: {_figures(trial)}; {'; '.join(lines) or 'nothing lost, nothing twice'}", flush=True)
    print(f"{killed} kills in {time.monotonic() - begun:.0f} s, {wrong} things wrong")
    sys.exit(1 if wrong else 0)


def _figures(trial: Ordeal) -> str:
    scene = trial.scene
    states = scene.rows("SELECT state, count(*) FROM delivery GROUP BY state ORDER BY state")
    abandoned, unanswered = scene.rows(
        "SELECT coalesce(sum(detail IS ?), 0), coalesce(sum(detail IS NOT ?), 0) FROM attempt"
        " WHERE outcome = 'unknown'".replace("?", f"'{ABANDONED}'")
    )[0]
    said = ", ".join(f"{count} {state}" for state, count in states)
    return (
        f"{len(trial.kills)} kills, {len(due(scene))} keys due; {said};"
        f" of the unknown {abandoned} under way at a kill, {unanswered} hung up on"
    )


if __name__ == "__main__":
    main()
