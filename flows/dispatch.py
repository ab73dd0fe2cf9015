"""Starts each run of the schedule when its time has come, in a process of its own, and sees it end.

    server ── asked every ten seconds ──▶ runs ── their time comes ──▶ processes ── end ──▶ settled at the server

A process is forked from this one, which has imported everything already: that costs a fifth of what a fresh interpreter
costs, each time, and half the memory; and it finds the watchlist read and its matcher built. So nothing here may start
a thread or leave a database open. A run that hangs or crashes ends alone; the schedule goes on. Import only with
Prefect's environment set (`flows.server`).
"""

import asyncio
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkProcess, SpawnContext, SpawnProcess
from pathlib import Path
from typing import Any

import httpx
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import FlowRunResponse
from prefect.flow_engine import run_flow_async
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings
from prefect.states import Cancelled, Completed, Crashed

from flows.schedule import FLOWS, PROCESSES, Served
from flows.server import die_with
from flows.stop import Stop
from watchlist.errors import Trouble

POLL_SECONDS = 10.0  # between two questions for runs: what a person starts on the server's pages waits so long
EMPTY_POLL_SECONDS = 2.0  # the same while no run is ahead: a server that has just started schedules the first ones soon
EMPTY_SECONDS = 180.0  # without any run ahead after which the server's scheduler, which looks every minute, is broken
QUIET_SECONDS = 15.0  # without an answer that are nothing to speak of: the server's database is locked at times
GRACE_SECONDS = 5.0  # that a run has to end in order once it is asked to
UNREACHABLE_SECONDS = 600.0  # after which a server that does not answer is given up

_END = signal.SIGUSR1  # asks a run to end; SIGTERM is Prefect's to handle


@dataclass(slots=True)
class _Job:
    """A run under way."""

    served: Served
    run: FlowRun
    process: ForkProcess | SpawnProcess
    until: float  # on the monotonic clock: when it is taken for hanging
    ending: str = ""  # why it was ended, "" where it was not


@dataclass(slots=True)
class Dispatcher:
    """Runs the schedule until asked to stop."""

    client: SyncPrefectClient
    served: Sequence[Served]
    longest: timedelta  # of any run: what takes longer hangs
    log: Path  # what the runs' processes print
    now: Callable[[], datetime]
    tell: Callable[[str], None]
    make_ready: Callable[[], bool]  # gathers what every run finds made; says whether it did anything
    _jobs: list[_Job] = field(default_factory=list)
    _told: dict[str, str] = field(default_factory=dict)  # flow or "server" → the last that was said of it
    _answered: float = field(default_factory=time.monotonic)  # when the server last did
    _scheduled: float = field(default_factory=time.monotonic)  # when a run was last ahead

    def run(self, stop: Stop, beat: Callable[[], None]) -> None:
        """Dispatch until `stop` is requested; `beat` is called at least every ten seconds and may raise Trouble.

        Raises Trouble where the server does not answer any more. Whatever ends it, no run outlives it.
        """
        if threading.active_count() > 1:
            raise RuntimeError(f"runs cannot be forked beside threads: {threading.enumerate()}")
        _share()
        with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):  # asking again is done here, where it can be stopped
            try:
                while not stop.requested:
                    beat()
                    wait = self._turn()
                    stop.wait(wait, [job.process.sentinel for job in self._jobs])
            finally:
                self._end_all()

    def _turn(self) -> float:
        """Settle what has ended and start what is due; returns the seconds until there may be more to do."""
        try:
            self._reap()
            self._watch_over()
            wait = self._start_due()
        except httpx.HTTPError as error:
            self._unanswered(error)
            return 1.0
        self._answered = time.monotonic()
        self._told.pop("server", None)
        return wait

    def _start_due(self) -> float:
        shortest = min(served.rhythm for served in self.served if isinstance(served.rhythm, timedelta))
        before = self.now() + max(shortest, timedelta(seconds=POLL_SECONDS))
        ids = [served.deployment for served in self.served]
        runs = self.client.get_scheduled_flow_runs_for_deployments(ids, scheduled_before=before)
        for served in self.served:
            due = [run for run in runs if run.deployment_id == served.deployment and _start(run) <= self.now()]
            self._start_latest(served, sorted(due, key=_start))
        ahead = [(start - self.now()).total_seconds() for run in runs if (start := _start(run)) > self.now()]
        if ahead:
            self._scheduled = time.monotonic()
        elif time.monotonic() - self._scheduled > EMPTY_SECONDS:
            raise Trouble(f"Prefect's server at {self.client.api_url} schedules nothing; its log says why")
        return min([POLL_SECONDS, *ahead]) if ahead else EMPTY_POLL_SECONDS

    def _start_latest(self, served: Served, due: Sequence[FlowRunResponse]) -> None:
        """After a pause of the machine one late run, not all that were missed."""
        under_way = {job.run.id for job in self._jobs}
        waiting = [run for run in due if run.id not in under_way]
        for run in waiting[:-1]:
            self._leave_out(run, "Late", "a later run does the work")
        if not waiting:
            return
        if any(job.served is served for job in self._jobs):
            self._leave_out(waiting[-1], "Held", "the run before is still on")
        else:
            self._start(served, waiting[-1])

    def _leave_out(self, run: FlowRunResponse, name: str, why: str) -> None:
        self.client.set_flow_run_state(run.id, Completed(name=name, message=why), force=True)

    def _make_ready(self) -> None:
        if isinstance(PROCESSES, SpawnContext):
            return  # they would inherit nothing
        try:
            if self.make_ready():
                _share()
        except Trouble:
            return  # the run meets it itself, and says so

    def _start(self, served: Served, due: FlowRunResponse) -> None:
        self._make_ready()
        run = self.client.read_flow_run(due.id)
        process = PROCESSES.Process(target=_child, args=(served.flow.name, run, self.log, os.getpid()))
        process.start()
        self._jobs.append(_Job(served, run, process, time.monotonic() + self.longest.total_seconds()))

    def _watch_over(self) -> None:
        """End what hangs, and what a person has cancelled on the server's pages."""
        for job in self._jobs:
            if time.monotonic() > job.until:
                job.ending = f"it hung: it took longer than {self.longest}"
                job.process.kill()
            elif not job.ending and (state := self.client.read_flow_run(job.run.id).state) and state.is_cancelling():
                job.ending = "cancelled"
                _ask_to_end(job)

    def _reap(self) -> None:
        for job in [job for job in self._jobs if job.process.exitcode is not None]:
            if job.process.exitcode != 0:
                self._settle(job)
            self._jobs.remove(job)
            job.process.close()

    def _settle(self, job: _Job) -> None:
        """See that the server knows how a run ended that did not end well, and say so."""
        state = self.client.read_flow_run(job.run.id).state
        if state is None or not state.is_final():
            why = job.ending or f"its process ended with status {job.process.exitcode}"
            state = Cancelled(message=why) if job.ending == "cancelled" else Crashed(message=why)
            self.client.set_flow_run_state(job.run.id, state, force=True)
        if job.ending != "stopping":
            self._say(
                job.served.flow.name,
                f"{(state.name or state.type.value).lower()}: {' '.join((state.message or '').split())[:500]}",
            )

    def _end_all(self) -> None:
        """End every run: first in order, then at once. What they leave undone is done by the next."""
        for job in self._jobs:
            job.ending = job.ending or "stopping"
            _ask_to_end(job)
        deadline = time.monotonic() + GRACE_SECONDS
        for job in self._jobs:
            job.process.join(max(deadline - time.monotonic(), 0))
            job.process.kill()
            job.process.join()
        try:
            self._reap()
        except httpx.HTTPError:
            self._jobs.clear()  # the next serve settles what the server does not know

    def _unanswered(self, error: httpx.HTTPError) -> None:
        said = " ".join(f"{type(error).__name__} {error}".split())
        silent = time.monotonic() - self._answered
        if silent > UNREACHABLE_SECONDS:
            raise Trouble(
                f"Prefect's server at {self.client.api_url} does not answer any more ({said});"
                " look after it, then start `landbridge serve` again"
            ) from error
        if silent > QUIET_SECONDS:
            self._say("server", f"{self.client.api_url} does not answer ({said}); asking again")

    def _say(self, about: str, line: str) -> None:
        if self._told.get(about) != line:
            self._told[about] = line
            self.tell(f"{about} {line}")


def _share() -> None:
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, in each process what they all share


def _start(run: FlowRunResponse) -> datetime:
    start: datetime | None = run.next_scheduled_start_time or run.expected_start_time
    return start or datetime.min.replace(tzinfo=UTC)


def _ask_to_end(job: _Job) -> None:
    if job.process.pid is not None and job.process.is_alive():
        os.kill(job.process.pid, _END)


def _child(flow: str, run: FlowRun, log: Path, parent: int) -> None:
    """What a run's process does. Its own output goes to the log; Ctrl-C is its parent's to handle."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with(parent)
    printed = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (printed, 1), (printed, 2)):
        os.dup2(source, target)
    try:
        with temporary_settings(restore_defaults={PREFECT_CLIENT_MAX_RETRIES}):
            asyncio.run(_run(flow, run))
    except asyncio.CancelledError:
        sys.exit(1)


async def _run(flow: str, run: FlowRun) -> None:
    task: Any = asyncio.current_task()
    asyncio.get_running_loop().add_signal_handler(_END, task.cancel)
    await run_flow_async(FLOWS[flow], flow_run=run, parameters=run.parameters)
