"""Killing real runs and deliveries again and again; `tests.flows.reckoning` sees whether anything came of it."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence, Sized
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from types import TracebackType

import psutil

from flows.cycle import run_cycle, run_delivery
from flows.home import Home
from flows.means import gather, utc_now
from tests.flows.farside import NEVER, FarSide, Paces
from tests.flows.homes import PLAIN, Item, Scene

COMMAND = Path(sys.executable).with_name("landbridge")
OURSELVES = (sys.executable, "-m", "tests.flows.killing")
# Every source is due in every run.
HURRIED = """
[watch]
source_every = "1ms"
failures_before_alarm = 2

[fetch]
allow_private = true
gap = "0s"
timeout = "5s"

[extract]
workers = 2
timeout = "3s"
"""
AT_FIRST = 16  # articles
EACH_TIME = 4  # more before each kill, so that every run has something to do
EARLY = 0.1  # share of the kills that may come before the first request, while the run still starts
LATE = 0.5  # share of those that come once the first message of the run has arrived
BESIDE = 0.3  # share of the runs beside which a delivery of its own is started, and may be killed too
STEPS = (25, 1, 10, 45, 5, 240)  # minutes by which the clock of the runs is put forward before each kill, in turn
AT_LAST = timedelta(hours=5)  # the same between the last runs, which do what is left
ROUNDS = 8  # of those at the most
LATER = 20  # articles between a piece of news and what is new in it
PATIENCE = 300.0  # seconds in which a run, and what it started, has to end on however busy a machine
NEWS = "Residents of al-Bukamal said that the road to the frontier was closed at {at} on Tuesday after a strike."
MORE = " Men of Kata'ib Hezbollah stood at the barrier and let nobody pass."


@dataclass(frozen=True, slots=True)
class Killed:
    """When a process was killed: just before and when it was gone, by the clock of the runs, aware UTC."""

    before: datetime
    gone: datetime


@dataclass
class Ground(Scene):
    """A scene with channels of all manners, and a clock that is put forward between the runs."""

    settings: str = HURRIED
    paces: Paces = field(default_factory=Paces)
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def __enter__(self) -> "Ground":
        super().__enter__()
        self.far = FarSide(self.chance, self.now, self.paces)
        self.far.__enter__()
        self.write("landbridge.toml", self.settings + self.far.settings(self.home.path))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.far.__exit__(kind, error, trace)
        super().__exit__(kind, error, trace)

    def now(self) -> datetime:
        """The clock of the runs."""
        return utc_now() + self.ahead


@dataclass
class Ordeal:
    """A scene whose runs are killed."""

    scene: Ground
    chance: random.Random
    published: list[Item] = field(default_factory=list)
    kills: list[Killed] = field(default_factory=list)
    # seconds from the first request to the end, and from the first message, of the last run that came so far
    spans: list[float] = field(default_factory=lambda: [0.7, 0.3])
    steps: Iterator[int] = field(default_factory=lambda: cycle(STEPS))

    def publish(self, count: int) -> None:
        """Put as many articles into the two feeds: one without a name, news, its copy, and more of older news."""
        for _ in range(count):
            number = len(self.published)
            item = Item(f"news/{number:05}", f"Report {number:05}: {_HEADLINES[number % 4]}", _text(number))
            self.published.append(item)
            self.scene.publish(("ledger", "courier")[number % 2], item)

    def kill_once(self) -> None:
        """Start a run, sometimes a delivery beside it, and kill at some moment; what was quicker is not counted."""
        self.publish(EACH_TIME)
        self.scene.ahead += timedelta(minutes=next(self.steps))
        arrivals: Sequence[Sized] = (self.scene.site.asked, self.scene.far.messages)
        seen = [len(arrived) for arrived in arrivals]
        with ExitStack() as stack:
            beside = stack.enter_context(delivering(self.scene)) if self.chance.random() < BESIDE else None
            run = stack.enter_context(cycling(self.scene))
            share = self.chance.random()
            if share < EARLY:
                ended = _ends(run, self.chance.uniform(0, 1.5))
            else:
                awaited = share < EARLY + LATE
                while len(arrivals[awaited]) == seen[awaited] and run.poll() is None:
                    time.sleep(0.002)
                begun = time.monotonic()
                ended = _ends(run, self.chance.uniform(0, self.spans[awaited]))
                self.spans[awaited] = time.monotonic() - begun if ended else self.spans[awaited] * 1.1
            if not ended:
                self._kill(run)
            if beside and not _ends(beside, self.chance.uniform(0, self.spans[1])):
                self._kill(beside)
            for process in (run, beside):
                if process:
                    _see_success(self.scene, process.wait(PATIENCE))
                    _see_session_empty(process.pid)

    def complete(self) -> None:
        """Let runs end until nothing is left to do, everybody having taken what there is to take."""
        self.scene.far.calm = True
        for _ in range(ROUNDS):
            with cycling(self.scene) as run:
                _see_success(self.scene, run.wait(PATIENCE))
            waiting = "SELECT count(*) FROM link WHERE state IN ('new', 'retry')"
            open_ = "SELECT DISTINCT channel FROM delivery WHERE state IN ('pending', 'sending', 'retry')"
            if self.scene.rows(waiting) == [0] and NEVER.issuperset(self.scene.rows(open_)):
                return
            self.scene.ahead += AT_LAST

    def _kill(self, process: "subprocess.Popen[bytes]") -> None:
        before = self.scene.now()
        process.send_signal(signal.SIGKILL)
        if process.wait(PATIENCE) == -signal.SIGKILL:
            self.kills.append(Killed(before, self.scene.now()))


_HEADLINES = ("the ferry", "the road is closed", "the road stays closed", "Kata'ib Hezbollah closes the road")


def _text(number: int) -> str:
    kind = number % 4
    at = (number - LATER * (kind == 3)) // 4 * 7 % 1440
    if kind == 0:
        return PLAIN
    return NEWS.format(at=f"{at // 60:02}:{at % 60:02}") + (MORE if kind == 3 else "")


def ordeal(folder: Path, kills: int, seed: int) -> Ordeal:
    """Kill runs in a home of its own so often, and let one end."""
    with Ground(folder, chance=random.Random(seed)) as scene:
        trial = Ordeal(scene, random.Random(seed))
        trial.publish(AT_FIRST)
        while len(trial.kills) < kills:
            trial.kill_once()
        trial.complete()
        return trial


def started(scene: Scene) -> "subprocess.Popen[bytes]":
    """A run in a session of its own; what it says on standard error is in the scene's `errors.txt`."""
    return _session(scene, COMMAND, "--home", scene.home.path, "run")


def cycling(scene: Scene) -> "subprocess.Popen[bytes]":
    """The same by the scene's clock."""
    return _session(scene, *OURSELVES, scene.home.path, scene.ahead.total_seconds(), "run")


def delivering(scene: Scene, times: int = 1) -> "subprocess.Popen[bytes]":
    """A delivery, or several after one another, in a session of its own, by the scene's clock."""
    return _session(scene, *OURSELVES, scene.home.path, scene.ahead.total_seconds(), times)


def _session(scene: Scene, *command: object) -> "subprocess.Popen[bytes]":
    with (scene.folder / "errors.txt").open("ab") as errors:
        return subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )


def _see_success(scene: Scene, status: int) -> None:
    assert status in (0, -signal.SIGKILL), f"exit status {status}: {(scene.folder / 'errors.txt').read_text()}"


def _ends(run: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Whether the run ends by itself within so many seconds."""
    try:
        return run.wait(seconds) is not None
    except subprocess.TimeoutExpired:
        return False


def _see_session_empty(session: int) -> None:
    """Wait until nothing that the run started lives any more."""
    until = time.monotonic() + PATIENCE
    while orphans := [process for process in psutil.process_iter() if _lives_in(process, session)]:
        assert time.monotonic() < until, f"left behind: {orphans}"
        time.sleep(0.02)


def _lives_in(process: psutil.Process, session: int) -> bool:
    try:
        return os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


def _work(home: Path, ahead: timedelta, what: str) -> None:
    """One cycle ("run"), or so many deliveries, by a clock that is so far ahead."""
    means = replace(gather(Home(home), os.environ), now=lambda: utc_now() + ahead)
    if what == "run":
        asyncio.run(run_cycle(means, rereads=True))
        return
    for _ in range(int(what)):
        asyncio.run(run_delivery(means))


if __name__ == "__main__":
    _work(Path(sys.argv[1]), timedelta(seconds=float(sys.argv[2])), sys.argv[3])
