"""What a cycle works with: the user's settings and lists, the database under a lease, and the clock."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from threading import Event, Thread
from typing import NamedTuple, TypeVar

from sqlite_utils import Database

from flows.cues import CueReader
from flows.extract import Extractor
from flows.home import Home
from flows.routes import unheard_of
from flows.settings import ExtractSection, FetchSection, Settings, located, read_settings
from flows.sources import load_sources
from flows.web.manners import FetchSettings, user_agent
from storage.database import explain, open_database
from storage.leases import LASTS, Held, Lease, LeaseLost, acquire, new_owner, release, renew
from watchlist.entity import Entity, Watchlist
from watchlist.errors import BadInput, Trouble
from watchlist.load import digest, load_watchlist
from watchlist.matcher import Matcher
from watchlist.source import Source

Clock = Callable[[], datetime]
T = TypeVar("T")


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Means:
    """Everything a cycle needs, gathered before it begins."""

    home: Home
    settings: Settings
    sources: tuple[Source, ...]
    watchlist: Watchlist
    now: Clock = utc_now

    @cached_property
    def matcher(self) -> Matcher:
        """What finds the names; where it was not made ready, built for the first article: most cycles meet none."""
        ready = _ready.get(self.home)
        return ready.matcher if ready and ready.matcher.watchlist is self.watchlist else Matcher(self.watchlist)

    @cached_property
    def cues(self) -> CueReader:
        """What finds the cues of an article; built with the first, as the matcher is."""
        return CueReader(self.watchlist)

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """What is watched, by id."""
        return {entity.id: entity for entity in self.watchlist.entities}


class _Ready(NamedTuple):
    digest: str  # of the files that the watchlist was read from
    matcher: Matcher


_ready: dict[Home, _Ready] = {}


def make_ready(home: Home) -> bool:
    """Read the watchlist of a home and build its matcher, for the runs that are forked from this process to find made.

    Does so again only where its files have changed since; returns whether it did. Raises BadInput.
    """
    said = digest(home.watchlist)
    if (ready := _ready.get(home)) and ready.digest == said:
        return False
    _ready[home] = _Ready(said, Matcher(load_watchlist(home.watchlist)))
    return True


def _watchlist_of(home: Home) -> Watchlist:
    """The watchlist of a home: the one that is ready, where its files have not changed since. Raises BadInput."""
    ready = _ready.get(home)
    if ready and ready.digest == digest(home.watchlist):
        return ready.matcher.watchlist
    return load_watchlist(home.watchlist)


def sources_of(home: Home) -> tuple[Source, ...]:
    """The sources of a home; those that ship with us where it lists none. Raises BadInput."""
    return load_sources(home.sources if home.sources.exists() else None)


def gather(home: Home, environ: Mapping[str, str] | None, now: Clock = utc_now) -> Means:
    """The means of a home as its files say. Raises BadInput with every mistake in any of them.

    With `environ` the channels' secrets are looked at too. A flow of the schedule passes None: a secret that went
    missing meanwhile parks its channel, and the watch goes on.
    """
    means = read_home(home, environ, now)
    if silent := unknown_to(means):
        raise BadInput(*silent)
    return means


def unknown_to(means: Means) -> list[str]:
    """The mistakes in routes that name what nobody knows: they would be silent for ever."""
    sources = [source.id for source in means.sources]
    return located(means.home.settings, unheard_of(means.settings.routes, means.watchlist, sources))


def read_home(home: Home, environ: Mapping[str, str] | None, now: Clock = utc_now) -> Means:
    """The means of a home, each file sound in itself. Raises BadInput with every mistake in any of them."""
    problems: list[str] = []
    settings = _or_problems(problems, lambda: read_settings(home.settings, environ))
    sources = _or_problems(problems, lambda: sources_of(home))
    watchlist = _or_problems(problems, lambda: _watchlist_of(home))
    if settings is None or sources is None or watchlist is None:
        raise BadInput(*problems)
    return Means(home, settings, sources, watchlist, now)


def fetch_settings(section: FetchSection) -> FetchSettings:
    """How to behave on the network, from the settings of a home."""
    return FetchSettings(
        user_agent=user_agent(section.contact),
        allow_private=section.allow_private,
        total_seconds=section.timeout.total_seconds(),
        max_bytes=section.max_megabytes * 2**20,
        per_host=section.per_host,
        gap_seconds=section.gap.total_seconds(),
    )


def make_extractor(section: ExtractSection) -> Extractor:
    """The workers that read pages, from the settings of a home; none is started before the first page."""
    return Extractor(workers=section.workers, seconds=section.timeout.total_seconds(), memory_mb=section.max_megabytes)


def _or_problems(problems: list[str], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except BadInput as error:
        problems.extend(error.problems)
        return None


class AlreadyRunning(Trouble):
    """Another run of this kind holds the lease."""

    def __init__(self, home: Home, held: Held) -> None:
        since = held.heartbeat_at.strftime("%H:%M:%S UTC")
        super().__init__(
            f"{home.path}: another {held.kind} is running here ({held.owner}, last heard of at {since});"
            " let it end, or stop it first"
        )
        self.held = held


@contextmanager
def leased(home: Home, kind: str, now: Clock) -> Iterator[tuple[Database, Lease]]:
    """The open database and the lease of this kind of run, kept alive until the end. Raises AlreadyRunning, Trouble."""
    home.prepare()
    db = open_database(home.database)
    try:
        lease = acquire(db, kind, new_owner(), now())
        if isinstance(lease, Held):
            raise AlreadyRunning(home, lease)
        try:
            with _heartbeat(home, lease, now):
                yield db, lease
        finally:
            release(db, lease, now())
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise  # a bug of ours
        raise explain(error, home.database) from error
    finally:
        db.close()


@contextmanager
def _heartbeat(home: Home, lease: Lease, now: Clock) -> Iterator[None]:
    """Renew the lease from a thread of its own, however busy the run is."""
    ended = Event()
    db = open_database(home.database)

    def beat() -> None:
        while not ended.wait(LASTS.total_seconds() / 4):
            try:
                renew(db, lease, now())
            except LeaseLost:
                return  # the run's next write finds out, and ends it
            except sqlite3.OperationalError:
                continue  # a full or locked disk: the run's own writes meet it too, and say so

    thread = Thread(target=beat, name=f"{lease.kind}-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        db.close()
