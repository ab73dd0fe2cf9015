"""What is amiss with a source, by rule, and the operators' word about it: once when it begins, once when it is over.

    how a source stands ── rules ──▶ failing │ walled │ empty │ unreadable │ overdue │ nothing

One source has one such condition at a time. Where nothing at all could be reached, the network is what is amiss, and no
source is.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from flows.rhythm import is_overdue, read_rhythm
from storage.conditions import close_condition, drop_condition, open_condition, open_conditions
from storage.sources import Standing
from watchlist.source import Source

NETWORK = "network"
OF_SOURCES = "source-"  # what the names of conditions of sources begin with
WALLS = {"captcha": "a captcha", "login-wall": "a login", "consent-wall": "a form that asks for consent"}
UNREACHED = frozenset({"dns", "refused", "timeout", "tls", "incomplete"})  # failures that may be our own network's
FEWEST_HOSTS = 3  # that must be unreachable before the network is suspected
LOST = 10  # links in a row that brought no article
LISTS_SOMETHING = (
    "feed",
    "page",
    "telegram",
)  # a news sitemap has two days alone; a query or a folder may find nothing


@dataclass(frozen=True, slots=True)
class Amiss:
    """What is amiss with one source."""

    kind: str  # "failing", "walled", "empty", "unreadable" or "overdue"
    detail: str  # one sentence for people


def judge(standing: Standing, now: datetime, patience: int) -> Amiss | None:
    """What is amiss with a source that has just been polled, after `patience` polls that say so; None where nothing is
    known to be."""
    name = standing.name
    if standing.error_streak:
        if standing.error_streak < patience:
            return None
        if wall := WALLS.get(standing.last_reason):
            return Amiss("walled", f"{name} serves {wall} where it listed its news")
        times = "failed" if standing.error_streak == 1 else f"failed {standing.error_streak} times in a row"
        return Amiss("failing", f"{name} has {times}: {standing.last_error}")
    if standing.empty_streak >= patience and standing.last_listed and standing.kind in LISTS_SOMETHING:
        return Amiss("empty", f"{name} answers and lists nothing any more, last anything {_day(standing.last_listed)}")
    if standing.lost_streak >= LOST:
        return Amiss("unreadable", f"{name} lists news, but none of the last {standing.lost_streak} could be read")
    if _is_silent(standing, now) and standing.last_new:
        return Amiss(
            "overdue", f"{name} has brought nothing new since {_day(standing.last_new)}, against its own rhythm"
        )
    return None


def is_outage(failures: Mapping[str, str], answered: int) -> bool:
    """Whether the network is what failed: no host answered, and several could not be reached.

    `failures`: why, by host; `answered`: how many sources gave any answer.
    """
    return not answered and len(failures) >= FEWEST_HOSTS and all(why in UNREACHED for why in failures.values())


def tell_outage(db: Database, hosts: int, now: datetime) -> None:
    """Say that nothing can be reached. Needs a transaction."""
    detail = f"None of {hosts} hosts can be reached: this machine's own connection seems to be down"
    open_condition(db, NETWORK, detail, now)


def tell_sources(db: Database, standings: Iterable[Standing], now: datetime, patience: int) -> None:
    """Say of each source what is newly amiss with it, and what is over. Needs a transaction."""
    told = _told(db)
    for standing in standings:
        amiss = judge(standing, now, patience)
        if amiss is None and standing.error_streak:
            continue  # too early to say anything, also that something else is over
        before = told.get(standing.id, ())
        wanted = f"{OF_SOURCES}{amiss.kind}:{standing.id}" if amiss else ""
        for name in before:
            if amiss is None:
                close_condition(db, name, now)
            elif name != wanted:
                drop_condition(db, name, now)  # it has not recovered: something else is amiss with it
        if amiss and wanted not in before:
            open_condition(db, wanted, amiss.detail, now)


def end_outage(db: Database, now: datetime) -> None:
    """Say that the network is back, if that it was gone had been said. Needs a transaction."""
    close_condition(db, NETWORK, now)


def is_in_outage(db: Database) -> bool:
    """Whether the network was gone when it was last tried."""
    return any(condition.name == NETWORK for condition in open_conditions(db))


def forget_unwatched(db: Database, sources: Iterable[Source], now: datetime) -> None:
    """End the alarms about sources that are polled no more: nothing else would. Needs a transaction."""
    watched = {source.id for source in sources if source.active}
    for id, names in _told(db).items():
        if id not in watched:
            for name in names:
                drop_condition(db, name, now)


def _is_silent(standing: Standing, now: datetime) -> bool:
    if standing.last_new is None or standing.silence_from is None or now < standing.silence_from:
        return False
    return is_overdue(read_rhythm(standing.rhythm), standing.last_new, now)


def _told(db: Database) -> Mapping[str, Collection[str]]:
    """The open conditions of sources, by source."""
    told: dict[str, list[str]] = {}
    for condition in open_conditions(db):
        if condition.name.startswith(OF_SOURCES):
            told.setdefault(condition.name.partition(":")[2], []).append(condition.name)
    return told


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
