"""What `landbridge serve` takes while nothing happens: processor time and memory of all its processes together.

    python -m tests.bench.idle --minutes 10

Fifteen feeds on loopback answer 304. Processor time is that of every process below the command, those that ended
included; memory is their PSS (each page shared between n of them counts an nth), the peak of two samples a second.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.flows.loopback import Loopback
from tests.flows.serving import Outlet, Serving, free_port, write_home

SOURCES = 15
ALLOWED_PERCENT = 10.0  # of one core
ALLOWED_MEGABYTES = 600.0


@dataclass(slots=True)
class Use:
    """What was taken between two moments."""

    seconds: dict[str, float] = field(default_factory=dict)  # role → processor time
    memory: dict[str, float] = field(default_factory=dict)  # role → MB of PSS when all together had the most

    @property
    def megabytes(self) -> float:
        return sum(self.memory.values())


def main() -> None:
    """Measure and print; exit status 1 where it takes more than is allowed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument(
        "--source-every", default="10m", help="between two polls of a source (default: 10m, as shipped)"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Loopback() as site:
        outlet = Outlet(site)
        feeds = [f"{site.url('/feed')}?{number}" for number in range(SOURCES)]
        home = write_home(
            Path(folder) / "home", feeds, every="2m", port=free_port(), source_every=asked.source_every,
            deliver_every="5m",
        )  # fmt: skip
        with Serving(home) as serving:
            started = time.monotonic()
            serving.up()
            begun = spent(serving)
            print(f"start: {time.monotonic() - started:.0f} s, {sum(begun.values()):.1f} s of processor time")
            use = watch(serving, begun, asked.minutes * 60)
        print(f"{SOURCES} sources, polled {outlet.polls} times in all")
    percent = show(use, asked.minutes * 60)
    if percent > ALLOWED_PERCENT or use.megabytes > ALLOWED_MEGABYTES:
        raise SystemExit(1)


def watch(serving: Serving, begun: dict[str, float], seconds: float) -> Use:
    """Look on for so long."""
    use, deadline = Use(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        memory = pss(serving)
        if sum(memory.values()) > use.megabytes:
            use.memory = memory
        time.sleep(0.5)
    use.seconds = {role: taken - begun.get(role, 0.0) for role, taken in spent(serving).items()}
    return use


def show(use: Use, seconds: float) -> float:
    """Print a table; returns the share of one core, in percent."""
    print(f"{'':12}{'processor s':>12}{'% of a core':>13}{'MB at peak':>12}")
    for role in ("serve", "runs", "server"):
        taken = use.seconds.get(role, 0.0)
        print(f"{role:12}{taken:12.1f}{100 * taken / seconds:13.2f}{use.memory.get(role, 0.0):12.0f}")
    total = sum(use.seconds.values())
    print(f"{'together':12}{total:12.1f}{100 * total / seconds:13.2f}{use.megabytes:12.0f}")
    return 100 * total / seconds


def spent(serving: Serving) -> dict[str, float]:
    """Processor time so far by role, in seconds; that of runs that ended is kept by their parent."""
    times: dict[str, float] = {}
    for process in tree(serving):
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # its parent has it by the next look
        name = role(serving, process)
        times[name] = times.get(name, 0.0) + used.user + used.system
        times["runs"] = times.get("runs", 0.0) + used.children_user + used.children_system
    return times


def pss(serving: Serving) -> dict[str, float]:
    """Memory now by role, in MB."""
    memory: dict[str, float] = {}
    for process in tree(serving):
        try:
            name, held = role(serving, process), process.memory_full_info().pss / 1e6
        except psutil.Error:
            continue  # it ended between two looks
        memory[name] = memory.get(name, 0.0) + held
    return memory


def tree(serving: Serving) -> list[psutil.Process]:
    """The command and all below it."""
    return [serving.process, *serving.process.children(recursive=True)]


def role(serving: Serving, process: psutil.Process) -> str:
    """What a process is there for."""
    if process.pid == serving.process.pid:
        return "serve"
    return "server" if "uvicorn" in process.cmdline() else "runs"


if __name__ == "__main__":
    main()
