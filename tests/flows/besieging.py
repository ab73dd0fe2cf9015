"""Killing `landbridge serve` again and again: the whole of it, its parent alone, or one of its runs."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psutil

from tests.flows.farside import Paces
from tests.flows.killing import AT_FIRST, EACH_TIME, HURRIED, PATIENCE, Ground, Killed, Ordeal
from tests.flows.receivers import free_port
from tests.flows.serving import Serving, until

# Quiet hours are on from the beginning, and a digest is due every two minutes: nobody puts the clock of serve forward.
PACES = Paces((timedelta(minutes=-1), timedelta(minutes=60)), "*/2 * * * *", timedelta(minutes=2))
TICKS = '[prefect]\nport = {port}\n[deliver]\nevery = "3s"\n'
STARTING = 0.15  # share of the kills that come while it starts
RUNS = 0.5  # share of the others that are of a run alone
PARENT = 0.5  # share of what then remains that are of the parent alone: the kernel ends the others
SENDING = 0.6  # share of the kills that come once a message has arrived
AT_SENDING = 0.5  # seconds within which they do
AT_WORK = 5.0  # seconds within which the others do, once there is something to read


def besieged(folder: Path, kills: int, seed: int) -> Ordeal:
    """Kill serve in a home of its own so often, start it again each time, and let runs do what is left."""
    chance = random.Random(seed)
    settings = HURRIED.replace("[watch]", '[watch]\nevery = "2s"') + TICKS.format(port=free_port())
    with Ground(folder, settings=settings, paces=PACES, chance=random.Random(seed)) as scene:
        trial = Ordeal(scene, chance)
        trial.publish(AT_FIRST)
        while len(trial.kills) < kills:
            _reign(trial, kills)
        trial.complete()
        return trial


def _reign(trial: Ordeal, kills: int) -> None:
    """Start serve, kill runs of it, and at last itself."""
    with Serving(trial.scene.home.path) as serving:
        if trial.chance.random() < STARTING:
            time.sleep(trial.chance.uniform(0, 6))
            return _fell(trial, serving, [serving.process])
        serving.up()
        while True:
            _await_work(trial)
            if trial.chance.random() >= RUNS or len(trial.kills) == kills - 1:
                alone = trial.chance.random() < PARENT
                return _fell(trial, serving, [serving.process] if alone else serving.family())
            assert until(serving.runs, PATIENCE), serving.said
            with suppress(IndexError, psutil.NoSuchProcess), _killing(trial):  # it may just have ended by itself
                run = serving.runs()[0]
                run.kill()
                psutil.wait_procs([run], PATIENCE)


def _await_work(trial: Ordeal) -> None:
    """Give it something to do, and wait until it is at it: reading, or sending."""
    messages = trial.scene.far.messages
    seen = len(messages)
    trial.publish(EACH_TIME)
    if trial.chance.random() < SENDING:
        until(lambda: len(messages) > seen, PATIENCE)
        time.sleep(trial.chance.uniform(0, AT_SENDING))
    else:
        time.sleep(trial.chance.uniform(0, AT_WORK))


def _fell(trial: Ordeal, serving: Serving, victims: list[psutil.Process]) -> None:
    """Kill serve, with what else is to be killed, and see that nothing of it lives on."""
    serving.family()
    with _killing(trial):
        for victim in victims:
            victim.kill()
        assert until(lambda: not serving.family(), PATIENCE), serving.family()


@contextmanager
def _killing(trial: Ordeal) -> Iterator[None]:
    before = trial.scene.now()
    yield
    trial.kills.append(Killed(before, trial.scene.now()))
