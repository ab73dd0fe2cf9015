"""`landbridge serve` as a real process, between a feed and a receiver on loopback, for tests and benchmarks."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
import psutil

from flows.demo.receiver import Receiver
from tests.flows.loopback import Loopback, Reply, tagged

START_SECONDS = 120.0  # that a server may take to come up on a busy machine

# What Python does before anything else: note whom this process and its children want to reach. Nothing is refused.
_WIRETAP = """
import os, sys

def note(event, args):
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host or "")
    if host not in ("", "localhost", "::1") and not host.startswith("127."):
        with open(os.environ["WIRETAP"], "a") as out:
            out.write(host + chr(10))

sys.addaudithook(note)
"""


def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def until(true: Callable[[], object], seconds: float) -> bool:
    """Wait until something is true, at most so long; says whether it is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


class Outlet:
    """A feed that gains articles, and their pages."""

    def __init__(self, site: Loopback) -> None:
        self._site = site
        self._names: list[str] = []
        self._list()

    @property
    def polls(self) -> int:
        """How often the feed was asked for."""
        return sum(asked.path == "/feed" for asked in self._site.asked)

    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return self._site.targets()

    def publish(self, name: str, sentence: str, delay: float = 0.0) -> None:
        """Add an article with this sentence; its page is slow to answer by so many seconds."""
        body = f"<html><head><title>{name}</title></head><body><article><h1>{name}</h1><p>{sentence * 3}</p></article>"
        self._site.replies[f"/{name}"] = Reply(body=body.encode(), headers={"Content-Type": "text/html"}, delay=delay)
        self._names.append(name)
        self._list()

    def _list(self) -> None:
        now = datetime.now(UTC)
        items = "".join(
            f"<item><title>{name}</title><link>{self._site.url('/' + name)}</link>"
            f"<pubDate>{format_datetime(now - timedelta(minutes=1))}</pubDate></item>"
            for name in self._names
        )
        feed = f'<rss version="2.0"><channel><title>Outlet</title>{items}</channel></rss>'.encode()
        reply = Reply(body=feed, headers={"Content-Type": "application/rss+xml"})
        self._site.replies["/feed"] = tagged(reply, f'"{len(self._names)}"')


def write_home(
    folder: Path, feeds: Sequence[str], *, every: str, port: int, source_every: str = "", deliver_every: str = "1h"
) -> Path:
    """A home that polls these feeds, on every tick unless said otherwise, and tells $RECEIVER of all it finds."""
    folder.mkdir()
    (folder / "landbridge.toml").write_text(
        f'[watch]\nevery = "{every}"\nsource_every = "{source_every or every}"\n[deliver]\nevery = "{deliver_every}"\n'
        f'[fetch]\nallow_private = true\ngap = "0s"\n[prefect]\nport = {port}\n'
        '[routes.desk]\nchannels = [{ name = "web", url_env = "RECEIVER" }]\n'
        'deliver = "at once"\ndigest = "0 7 29 2 *"\ntime_zone = "Asia/Baghdad"\n'
    )
    listed = "".join(
        f"  - {{id: outlet-{number}, name: Outlet {number}, url: '{feed}'}}\n" for number, feed in enumerate(feeds)
    )
    (folder / "sources.yaml").write_text(f"include_shipped: false\nsources:\n{listed}")
    return folder


class Serving:
    """One `landbridge serve`, in a process group of its own; whatever is left of it at the end is killed."""

    def __init__(self, home: Path, receiver: Receiver | None = None, environ: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.wiretap = home / "wiretap"
        self.terminal = home.parent / f"{uuid4().hex}.terminal"
        tap = home.parent / "tap"
        tap.mkdir(exist_ok=True)
        (tap / "sitecustomize.py").write_text(_WIRETAP)
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "LANDBRIDGE_"))}
        self._environ = {
            **clean,
            "RECEIVER": receiver.apprise_url if receiver else "json://127.0.0.1:9/",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(tap), os.environ.get("PYTHONPATH")])),
            "WIRETAP": str(self.wiretap),
            **(environ or {}),
        }

    def __enter__(self) -> Self:
        with self.terminal.open("wb") as terminal:
            self.process = psutil.Popen(
                [sys.executable, "-c", "from flows.command import main; main()", "--home", str(self.home), "serve"],
                env=self._environ, stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal, start_new_session=True,
            )  # fmt: skip
        self._seen: set[psutil.Process] = set()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.family():
            process.kill()
        self.process.wait()

    @property
    def said(self) -> str:
        """All that stands on its terminal."""
        return self.terminal.read_text(encoding="utf-8")

    def up(self) -> Self:
        """Wait until the schedule is on."""
        until(lambda: "stop: Ctrl-C" in self.said or self.process.poll() is not None, START_SECONDS)
        assert "stop: Ctrl-C" in self.said, self.said
        return self

    def family(self) -> list[psutil.Process]:
        """The process and everything below it that still runs, whoever its parent is by now."""
        if self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE:
            self._seen |= {self.process, *self.process.children(recursive=True)}
        return [each for each in self._seen if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]

    def server(self) -> psutil.Process | None:
        """Its own Prefect server."""
        return next((each for each in self.process.children() if "uvicorn" in each.cmdline()), None)

    def runs(self) -> list[psutil.Process]:
        """The processes of the runs that are on: forked from it, and so of its looks."""
        ours, found = self.process.cmdline(), []
        for child in self.process.children():
            with suppress(psutil.NoSuchProcess):
                if child.cmdline() == ours:
                    found.append(child)
        return found

    def stop(self, number: int = signal.SIGINT, *, group: bool = False) -> tuple[int, float]:
        """Ask it to stop; returns its exit status and the seconds it took."""
        self.family()
        asked = time.monotonic()
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.process.wait(30), time.monotonic() - asked

    def api(self, port: int, path: str, **body: object) -> Any:
        """What the Prefect server on this port answers."""
        for wait in (0.5, 1, 2, 4, 0):  # its database is locked at times: it says 503 then
            answer = httpx.post(f"http://127.0.0.1:{port}/api/{path}", json=body, timeout=30, trust_env=False)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(wait)
        return answer.raise_for_status().json()

    def states(self, port: int) -> list[str]:
        """The states of the runs that are not ahead, by name."""
        runs = self.api(port, "flow_runs/filter", sort="START_TIME_DESC")
        return [run["state_name"] for run in runs if run["state_type"] != "SCHEDULED"]
