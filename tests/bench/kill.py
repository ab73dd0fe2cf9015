"""Kill real runs, deliveries and schedules at random moments, far more often than the tests do.

python -m tests.bench.kill [--kills 500] [--serve 20] [--seed 1]

`--kills`: of runs and of deliveries beside them, whose clock is put forward between two kills; `--serve`: of
`landbridge serve`, of its runs, or of all its processes at once. Each home has routes that tell at once, by the
ceiling, by the hour, after quiet hours and after a story's interval, on channels that take, refuse, put off, hang up
and hang.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from storage.deliveries import ABANDONED
from tests.flows.besieging import besieged
from tests.flows.killing import Ordeal, ordeal
from tests.flows.reckoning import due, wrongs
from tests.flows.tellings import paced

Kind = Callable[[Path, int, int], Ordeal]

RUNS, SERVES = 25, 10  # kills in one home


def main() -> None:
    """Print a line for each home and one for all; the exit status is 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kill")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--serve", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    homes = [*_homes(ordeal, options.kills, RUNS), *_homes(besieged, options.serve, SERVES)]
    begun, total, wrong = time.monotonic(), Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="landbridge-kill-") as folder, ThreadPoolExecutor(2) as pool:
        trials = [
            pool.submit(kind, Path(folder) / str(seed), kills, seed)
            for seed, (kind, kills) in enumerate(homes, options.seed)
        ]
        for seed, ((kind, _), future) in enumerate(zip(homes, trials, strict=True), options.seed):
            try:
                trial = future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            lines, found = list(wrongs(trial)), _figures(trial)
            total, wrong = total + found, wrong + len(lines)
            print(f"{kind.__name__} {seed}: {_said(found)}: {'; '.join(lines) or 'nothing lost, nothing twice'}")
            sys.stdout.flush()
    print(f"all, in {time.monotonic() - begun:.0f} s: {_said(total)}: {wrong} things wrong")
    sys.exit(1 if wrong else 0)


def _homes(kind: Kind, kills: int, at_a_time: int) -> list[tuple[Kind, int]]:
    """How often each home is killed."""
    return [(kind, min(at_a_time, kills - done)) for done in range(0, kills, at_a_time)]


def _figures(trial: Ordeal) -> Counter[str]:
    scene = trial.scene
    unknown = scene.rows("SELECT detail FROM attempt WHERE outcome = 'unknown'")
    abandoned = unknown.count(ABANDONED)
    return Counter({
        "kills": len(trial.kills),
        "keys due": len(due(scene)),
        **dict(scene.rows("SELECT state, count(*) FROM delivery GROUP BY state ORDER BY state")),
        "under way at a kill": abandoned,
        "not answered": len(unknown) - abandoned,
        **{_PACES[name]: count for name, count in paced(scene).items()},
    })  # fmt: skip


_PACES = {
    "ceiling": "told past a ceiling", "digest": "told in a digest", "sleepers": "held by quiet hours",
    "patient": "held for their story",
}  # fmt: skip


def _said(figures: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in figures.items())


if __name__ == "__main__":
    main()
