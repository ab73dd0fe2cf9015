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

from tests.flows.killing import ordeal

AT_A_TIME = 25  # kills in one home


def main() -> None:
    """Print a line for each home; the exit status is 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kill")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    homes = [min(AT_A_TIME, options.kills - done) for done in range(0, options.kills, AT_A_TIME)]
    begun, wrong = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="landbridge-kill-") as folder, ThreadPoolExecutor(2) as pool:
        seeds = range(options.seed, options.seed + len(homes))
        trials = [
            pool.submit(ordeal, Path(folder) / str(seed), kills, seed) for seed, kills in zip(seeds, homes, strict=True)
        ]
        for seed, trial in zip(seeds, trials, strict=True):
            killed, wrongs = trial.result()
            wrong += len(wrongs)
            print(f"seed {seed}: {killed} kills, {'; '.join(wrongs) or 'nothing lost, nothing twice'}", flush=True)
    print(f"{options.kills} kills in {time.monotonic() - begun:.0f} s, {wrong} things wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
