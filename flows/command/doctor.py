"""`landbridge doctor`: what is configured, reachable, writable and overdue."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import click
from sqlite_utils import Database

from flows.alarms import OF_SOURCES
from flows.command.main import pass_home
from flows.heartbeat import PULSE, heartbeat_file
from flows.home import Home
from flows.means import read_home, sources_of, unknown_to, utc_now
from flows.settings import Settings, read_settings
from flows.terminal import counted
from flows.watchdog import DISK, ENOUGH_DISK, examine
from flows.web.browser import find_browser
from flows.web.proxies import read_proxy
from storage.alerts import counts
from storage.conditions import open_conditions
from storage.database import open_database, read_database
from storage.deliveries import parked
from storage.health import health
from storage.pulse import pulse
from storage.rescans import left_to_match
from storage.review.token import FILE
from storage.times import from_text
from watchlist.errors import BadInput, Trouble
from watchlist.load import load_watchlist

OVERDUE_MINUTES = 30  # without a completed cycle before the operator should look
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: Literal["well", "look", "broken"]
    said: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_home
def doctor(home: Home, as_json: bool) -> None:
    """Say what is configured, writable, overdue or broken. Exits 1 where something is broken."""
    findings = list(_examine(home))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.state:6}  {finding.what:10} {finding.said}")
    if any(finding.state == "broken" for finding in findings):
        raise SystemExit(1)


def _examine(home: Home) -> Iterator[Finding]:
    yield from _attempt("home", lambda: _home(home))
    yield from _attempt("settings", lambda: _settings(home, read_settings(home.settings, os.environ)))
    yield from _attempt("sources", lambda: _sources(home))
    yield from _attempt("watchlist", lambda: _watchlist(home))
    yield from _attempt("routes", lambda: _routes(home))
    if home.database.exists():
        yield from _attempt("database", lambda: _database(home))
    else:
        yield Finding("database", "look", f"{home.database} is not there yet: the first `landbridge run` makes it")


def _attempt(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except Trouble as error:
        for line in str(error).splitlines():
            yield Finding(what, "broken", line)


def _home(home: Home) -> Iterator[Finding]:
    home.prepare()
    yield Finding("home", "well", f"{home.path} can be written")
    free = shutil.disk_usage(home.path).free
    state: Literal["well", "look"] = "well" if free > ENOUGH_DISK else "look"
    yield Finding("disk", state, f"{free / 1e9:.1f} GB free")


def _settings(home: Home, settings: Settings) -> Iterator[Finding]:
    where = str(home.settings) if home.settings.exists() else "defaults; `landbridge init` writes them down"
    yield Finding("settings", "well", where)
    if not settings.routes:
        yield Finding("alerts", "look", f"nobody is told anything: no [routes.…] in {home.settings}")
        return
    told = ", ".join(f"{route.name} ({len(route.channels)})" for route in settings.routes)
    yield Finding("alerts", "well", f"routes and their channels: {told}; `landbridge alerts test` tries them")
    if not any(route.name == "operators" for route in settings.routes):
        yield Finding("alerts", "look", "no [routes.operators]: nobody hears of a source or channel that fails")
    if not settings.fetch.contact:
        yield Finding("fetch", "look", "[fetch] contact is empty: webmasters cannot reach you")
    for path in _secrets(home, settings):
        if path.exists() and path.stat().st_mode & _OTHERS:
            yield Finding("secrets", "look", f"{path} can be read by others than you: chmod 600 {path}")


def _secrets(home: Home, settings: Settings) -> Iterator[Path]:
    """The files that hold one."""
    yield home.path / FILE
    yield from (channel.url_file for route in settings.routes for channel in route.channels if channel.url_file)
    if settings.heartbeat.url_file:
        yield heartbeat_file(settings.heartbeat, home.path)


def _sources(home: Home) -> Iterator[Finding]:
    listed = sources_of(home)
    where = str(home.sources) if home.sources.exists() else "the shipped list"
    active = sum(source.active for source in listed)
    yield Finding("sources", "well" if active else "look", f"{active} to be read, from {where}")
    for source in listed:
        try:
            read_proxy(source, os.environ)
        except BadInput as error:
            yield Finding("sources", "look", f"{source.id} is not asked: {error.problems[0]}")
    rendered = [source.id for source in listed if source.render]
    if rendered and find_browser() is None:
        said = f"no Chromium is installed to render pages in, as {', '.join(rendered)} would; summaries stand in"
        yield Finding("sources", "look", said)


def _watchlist(home: Home) -> Iterator[Finding]:
    listed = load_watchlist(home.watchlist)
    entities = sum(not entity.decoy for entity in listed.entities)
    yield Finding("watchlist", "well", f"{entities} entities, version {listed.version}")


def _routes(home: Home) -> Iterator[Finding]:
    """Whether the routes name only entities, cues and sources that there are."""
    try:
        means = read_home(home, None)
    except BadInput:  # said above, file by file
        return
    yield from (Finding("routes", "broken", problem) for problem in unknown_to(means))


def _database(home: Home) -> Iterator[Finding]:
    open_database(home.database).close()
    db = read_database(home.database)
    try:
        problem = db.execute("PRAGMA quick_check").fetchone()[0]
        if problem != "ok":
            yield Finding("database", "broken", f"{home.database}: {problem}; restore a copy")
            return
        yield Finding("database", "well", f"{home.database}, {home.database.stat().st_size / 1e6:.1f} MB, sound")
        yield from _attempt("watch", lambda: _watch(home, db, read_settings(home.settings, None)))
        yield from _ledger(db)
        yield from _outdated(home, db)
    finally:
        db.close()


def _watch(home: Home, db: Database, settings: Settings) -> Iterator[Finding]:
    newest = db.execute("SELECT max(ended_at) FROM cycle WHERE outcome = 'completed'").fetchone()[0]
    if newest is None:
        yield Finding("watch", "look", "no cycle was completed yet")
    else:
        minutes = (utc_now() - from_text(newest)).total_seconds() / 60
        yield Finding("watch", "well" if minutes < OVERDUE_MINUTES else "look", f"last cycle {minutes:.0f} min ago")
    told = open_conditions(db)
    for condition in told:
        what = "sources" if condition.name.startswith(OF_SOURCES) else "watch"
        yield Finding(what, "look", f"since {condition.opened_at:%Y-%m-%d %H:%M} UTC: {condition.detail}")
    named = {condition.name.partition(":")[2] for condition in told}
    for row in health(db, utc_now()).values():
        if row.error_streak and row.id not in named:
            yield Finding("sources", "look", f"{row.id} failed {row.times_failed}: {row.last_error}")
    for name, said in examine(db, home, settings, utc_now()).items():
        if name != DISK and name not in {condition.name for condition in told}:
            yield Finding("watch", "look", said)
    if (ping := pulse(db, PULSE)) and ping.misses:
        yield Finding("heartbeat", "look", f"{counted(ping.misses, 'ping')} in a row failed: {ping.detail}")


def _ledger(db: Database) -> Iterator[Finding]:
    for state, count in counts(db).items():
        if state in ("failed", "unknown") and count:
            yield Finding("alerts", "look", f"{count} deliveries {state}; `landbridge alerts` lists them")
    for channel, reason in parked(db).items():
        yield Finding("alerts", "look", f"channel {channel} is parked: {reason}; see `landbridge alerts`")


def _outdated(home: Home, db: Database) -> Iterator[Finding]:
    """Stored articles that do not yet have the matches that the watchlist as it stands would find."""
    try:
        version = load_watchlist(home.watchlist).version
    except BadInput:  # said above, file by file
        return
    if count := sum(left_to_match(db, version, None).values()):
        articles = "1 article was" if count == 1 else f"{count:,} articles were"
        remedy = "`landbridge rescan --dry-run` shows what it finds otherwise"
        yield Finding("watchlist", "look", f"{articles} matched by an older watchlist: {remedy}")
