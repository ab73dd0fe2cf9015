"""Killing a real run again and again, and looking whether anything was lost or done twice."""

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from warcio.archiveiterator import ArchiveIterator

from storage.evidence import chain
from tests.flows.homes import NAMED, PLAIN, SETTINGS, Item, Scene

COMMAND = Path(sys.executable).with_name("landbridge")
# Every source is due in every run, and nothing is ever held back for a while.
HURRIED = SETTINGS.replace("[watch]", '[watch]\nsource_every = "1ms"').replace("workers = 1", "workers = 2")
AT_FIRST = 40  # articles
EACH_TIME = 3  # more before each kill, so that every run has something to do
DELAY = 0.05  # seconds that a message is under way, so that some kills find one there
EARLY = 0.1  # share of the kills that may come before the first request, while the run still starts
PATIENCE = 60.0  # seconds in which a run has to end, and in which its workers have to follow a killed one


@dataclass
class Ordeal:
    """A scene whose runs are killed."""

    scene: Scene
    chance: random.Random
    published: list[Item] = field(default_factory=list)
    abandoned: set[int] = field(default_factory=set)  # deliveries that killed runs left as `sending`
    killed: int = 0
    span: float = 0.7  # seconds from the first request to the end, of the last run that came so far

    def publish(self, count: int) -> None:
        """Put as many articles into the two feeds; every second of them matches."""
        for _ in range(count):
            number = len(self.published)
            item = Item(f"news/{number:05}", f"Report {number:05}", NAMED if number % 2 else PLAIN)
            self.published.append(item)
            self.scene.publish(("ledger", "courier")[number // 2 % 2], item)

    def kill_once(self) -> None:
        """Start a run and kill it at some moment; a run that was quicker is not counted."""
        self.publish(EACH_TIME)
        seen = len(self.scene.site.asked)
        with started(self.scene) as run:
            if self.chance.random() < EARLY:
                ended = _ends(run, self.chance.uniform(0, 1.5))
            else:
                while len(self.scene.site.asked) == seen and run.poll() is None:
                    time.sleep(0.002)
                begun = time.monotonic()
                ended = _ends(run, self.chance.uniform(0, self.span))
                self.span = time.monotonic() - begun if ended else self.span * 1.1
            if not ended:
                run.send_signal(signal.SIGKILL)
                self.killed += 1
            _see_success(self.scene, run.wait(PATIENCE))
        _see_session_empty(run.pid)
        if not ended and self.scene.home.database.exists():
            self.abandoned.update(self._sending())

    def complete(self) -> None:
        """Let runs end until nothing is left to do."""
        for _ in range(5):
            with started(self.scene) as run:
                _see_success(self.scene, run.wait(PATIENCE))
            left = "SELECT (SELECT count(*) FROM link WHERE state IN ('new', 'retry')),"
            left += " (SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending', 'retry'))"
            if self.scene.rows(left) == [(0, 0)]:
                return

    def _sending(self) -> list[int]:
        if not self.scene.rows("SELECT name FROM sqlite_master WHERE name = 'delivery'"):
            return []  # killed before the schema was there
        return self.scene.rows("SELECT id FROM delivery WHERE state = 'sending'")


def ordeal(folder: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """Kill runs in a home of its own so often, let one end, and say how many were killed and what is wrong then."""
    with Scene(folder, HURRIED, delay=DELAY) as scene:
        trial = Ordeal(scene, random.Random(seed))
        trial.publish(AT_FIRST)
        while trial.killed < kills:
            trial.kill_once()
        trial.complete()
        return trial.killed, list(wrongs(trial))


def wrongs(trial: Ordeal) -> Iterator[str]:
    """Whatever was lost, repeated or left lying about."""
    scene = trial.scene
    titles = [item.title for item in trial.published]
    named = [item.title for item in trial.published if item.text == NAMED]
    yield from _unlike("links that are not settled", scene.rows("SELECT url FROM link WHERE state <> 'stored'"), [])
    yield from _unlike("articles", sorted(scene.rows("SELECT title FROM version")), titles)
    yield from _unlike("articles in the search", scene.rows("SELECT count(*) FROM article_text"), [len(titles)])
    matched = scene.rows("SELECT title FROM match JOIN version ON version.id = version_id ORDER BY title")
    yield from _unlike("matches", matched, named)
    yield from _unlike("polls that do not add up", scene.rows("SELECT id FROM poll WHERE listed <> new + known"), [])
    yield from _unlike("cycles without an end", scene.rows("SELECT id FROM cycle WHERE ended_at IS NULL"), [])
    yield from _unlike("soundness", scene.rows("PRAGMA integrity_check"), ["ok"])
    yield from _unlike("dangling references", scene.rows("PRAGMA foreign_key_check"), [])
    yield from _alerts(trial)
    yield from _evidence(scene, named)


def _alerts(trial: Ordeal) -> Iterator[str]:
    scene = trial.scene
    due = "SELECT DISTINCT story_id FROM article JOIN match ON match.article_id = article.id WHERE alerts ORDER BY 1"
    told = "SELECT story_id FROM alert WHERE story_id IS NOT NULL AND reason = 'first' ORDER BY 1"
    yield from _unlike("stories that were due and told", scene.rows(told), scene.rows(due))
    keys = "SELECT key FROM told WHERE alert_id NOT IN (SELECT alert_id FROM delivery)"
    yield from _unlike("keys without a delivery", scene.rows(keys), [])
    rows = scene.rows(
        "SELECT story_id, state, delivery.id FROM alert JOIN delivery ON alert_id = alert.id"
        " WHERE story_id IS NOT NULL ORDER BY story_id"
    )
    received = Counter(int(story) for text in scene.told() for story in re.findall(r", story (\d+)$", text))
    alerts = Counter(story for story, _, _ in rows)
    yield from _unlike("received twice", {story for story, count in received.items() if count > alerts[story]}, set())
    sent = [story for story, state, _ in rows if state == "sent"]
    yield from _unlike("sent and never received", [story for story in sent if not received[story]], [])
    unknown = {id for _, state, id in rows if state == "unknown"}
    yield from _unlike("states of deliveries", sorted({state for _, state, _ in rows} - {"sent", "unknown"}), [])
    yield from _unlike("unknown deliveries, beside those that killed runs were sending", unknown, trial.abandoned)
    unfinished = scene.rows("SELECT id FROM attempt WHERE outcome IS NULL")
    yield from _unlike("attempts without an outcome", unfinished, [])


def _evidence(scene: Scene, named: list[str]) -> Iterator[str]:
    rows = scene.rows(
        'SELECT url, final_url, status, headers, fetched_at, sha256, bytes, file, "offset", length, chain'
        " FROM evidence ORDER BY id"
    )
    kept = "SELECT title FROM evidence JOIN version ON version.id = version_id ORDER BY title"
    yield from _unlike("evidence", scene.rows(kept), named)
    previous = ""
    for row in rows:
        with (scene.home.evidence / row[7]).open("rb") as stream:
            stream.seek(row[8])
            record = next(iter(ArchiveIterator(stream)))
            body = record.raw_stream.read()
        if (hashlib.sha256(body).hexdigest(), record.rec_headers.get_header("WARC-Target-URI")) != (row[5], row[1]):
            yield f"the record of {row[1]} is not what its row says"
        if chain(previous, list(row[:-1])) != row[-1]:
            yield f"the chain breaks at {row[1]}"
        previous = row[-1]
    for path in sorted(scene.home.evidence.glob("*")):
        with path.open("rb") as stream:
            records = sum(1 for _ in ArchiveIterator(stream))
        yield from _unlike(f"records in {path.name}", records, sum(row[7] == path.name for row in rows))


def _unlike(what: str, found: Any, wanted: Any) -> Iterator[str]:
    if found != wanted:
        yield f"{what}: {str(found)[:300]} instead of {str(wanted)[:300]}"


def started(scene: Scene) -> "subprocess.Popen[bytes]":
    """A run in a session of its own; what it says on standard error is in the scene's `errors.txt`."""
    command = [str(COMMAND), "--home", str(scene.home.path), "run"]
    with (scene.folder / "errors.txt").open("ab") as errors:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True)


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
