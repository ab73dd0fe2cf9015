"""The dead man's switch: it watches over the watch, and tells the operators when it fails and when it is back, once.

    database, disk, files ── rules ──▶ stalled │ late │ stuck │ short of disk │ files that cannot be read
                                          └──▶ conditions ──▶ the operators' route

It lives in the delivery, which runs apart from the cycles: whatever stops those, this goes on. What it says is sent by
the routes that were last read in order, where the settings cannot be read any more.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from sqlite_utils import Database

from flows.delivery import Delivered, deliver
from flows.home import Home
from flows.means import AlreadyRunning, Clock, leased
from flows.settings import Settings, read_settings
from flows.terminal import counted
from storage.conditions import close_condition, open_condition, open_conditions
from storage.database import write
from storage.leases import Lease
from storage.pulse import Vitals, beat, pulse, vitals
from watchlist.errors import BadInput, Trouble

STALLED, LATE, STUCK, DISK, FILES = "watch-stalled", "sources-late", "alerts-stuck", "disk-short", "files-broken"
PULSE = "watchdog"
MISSED_CYCLES = 3  # intervals without a completed cycle
TOO_LATE = timedelta(hours=1)  # for a source that is due, and for an alert
ENOUGH_DISK = 1 << 30  # bytes free below which the operators should look
PLENTY = 1.25  # of that: the disk is short until so much is free again


def signs(
    seen: Vitals, free: int, settings: Settings, since: datetime, now: datetime, *, is_short: bool = False
) -> dict[str, str]:
    """What is amiss: the condition's name → one sentence for people.

    `free`: bytes on the disk of the home, which `is_short` of them already or not; `since`: the last completed cycle,
    or from when on one could be expected.
    """
    found: dict[str, str] = {}
    if now - since > MISSED_CYCLES * settings.watch.every + settings.watch.budget:
        found[STALLED] = f"No cycle was completed since {since:%Y-%m-%d %H:%M} UTC: nothing is watched"
    if seen.late:
        sources = counted(seen.late, "source")
        found[LATE] = f"{sources} should have been asked over an hour ago: cycles do not keep up ([watch] budget)"
    if seen.stuck:
        alerts = counted(seen.stuck, "alert")
        found[STUCK] = f"{alerts} could have been sent over an hour ago: the ledger grows ([deliver] budget)"
    if free < ENOUGH_DISK * (PLENTY if is_short else 1):
        found[DISK] = f"The disk is short: {free / 1e9:.1f} GB free; make room, or the watch will stop"
    return found


def examine(db: Database, home: Home, settings: Settings, now: datetime) -> dict[str, str]:
    """What is amiss now, whether cycles are expected at all or not. Nothing is written."""
    return signs(_vitals(db, now), _free(home), settings, now, now)


def watch_over(db: Database, lease: Lease, home: Home, settings: Settings, now: datetime) -> dict[str, str]:
    """Look at the watch, whose files could be read, and make due what the operators are to hear; returns what is
    amiss. After a pause of the whole machine, or of the files, the cycles have to come back before they are judged."""
    with write(db, lease):
        known = frozenset(condition.name for condition in open_conditions(db))
        first = pulse(db, PULSE)
        before = beat(db, PULSE, now)
        paused = before is None or now - before > MISSED_CYCLES * settings.deliver.every or FILES in known
        seen = _vitals(db, now)
        since = seen.last_cycle or seen.first_cycle or (first.since if first else now)
        found = signs(seen, _free(home), settings, since, now, is_short=DISK in known)
        judged = (DISK, FILES) if paused else (DISK, FILES, STALLED, LATE, STUCK)
        for name in judged:
            if name in found:
                open_condition(db, name, found[name], now)
            elif name in known:
                close_condition(db, name, now)
    return {name: said for name, said in found.items() if name in judged}


_good: dict[
    Home, tuple[bytes, Settings]
] = {}  # what the settings file said when it could last be read, and its settings


def remember(home: Home) -> bool:
    """Keep the settings of a home, for the runs that are forked from this process to find when they cannot be read any
    more. Returns whether they are others than before."""
    try:
        text = home.settings.read_bytes() if home.settings.exists() else b""
        if (kept := _good.get(home)) and kept[0] == text:
            return False
        _good[home] = (text, read_settings(home.settings, None))
    except (BadInput, OSError):
        return False  # the last good ones stay
    return True


def remembered(home: Home) -> Settings | None:
    """The settings as they could last be read; None where this process has never seen any."""
    kept = _good.get(home)
    return kept[1] if kept else None


def tell_of_files(
    home: Home, problems: tuple[str, ...], settings: Settings | None, now: Clock, environ: Mapping[str, str]
) -> Delivered | None:
    """Say that the files of a home cannot be read, by the routes of its last good `settings`.

    None where there are none, or another delivery is on: what is to be told stands in the ledger.
    """
    first, *others = problems
    more = f" (and {counted(len(others), 'more problem', 'more problems')})" if others else ""
    detail = f"Nothing is watched: Landbridge cannot read its files: {first}{more}"
    try:
        with leased(home, "deliver", now) as (db, lease):
            with write(db, lease):
                open_condition(db, FILES, detail, now())
            if settings is None:
                return None
            return deliver(db, lease, settings.routes, now=now, budget=settings.deliver.budget, environ=environ)
    except AlreadyRunning:
        return None


@contextmanager
def not_in_silence(home: Home, now: Clock, environ: Mapping[str, str], *, seen: bool) -> Iterator[None]:
    """Where a watch that was on before cannot even start for its files, and nobody has `seen` why, the operators hear
    of it, as far as the settings can be read. The BadInput goes on."""
    try:
        yield
    except BadInput as error:
        with suppress(Trouble):  # of the database, which is met again once the files are mended
            if not seen and home.database.exists():
                tell_of_files(home, error.problems, _readable(home), now, environ)
        raise


def _readable(home: Home) -> Settings | None:
    try:
        return read_settings(home.settings, None)
    except BadInput:
        return None


def _vitals(db: Database, now: datetime) -> Vitals:
    return vitals(db, now - TOO_LATE, now - TOO_LATE)


def _free(home: Home) -> int:
    return shutil.disk_usage(home.path).free
