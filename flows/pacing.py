"""What messages wait for, and the digests that they wait for. Under the lease of the delivery.

due on a channel ── quiet hours? ──▶ held until they end
                 ── the route gathers? ──▶ held until its digest, which carries them
                 ── past the ceiling? ──▶ one digest of them all; what comes after it, an hour later
                 ──▶ sent
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from flows.digest import Section, digest, gather, overflow, period_of
from flows.routes import IN_DIGEST, QUIET_HOURS, Route
from storage.database import write
from storage.deliveries import postpone, spent
from storage.digests import last_digest, last_overflow, record_digest, untold
from storage.leases import Lease
from storage.times import to_text

HOUR = timedelta(hours=1)  # of a ceiling
FRESH = timedelta(hours=1)  # a route that never had a digest gets none whose time passed longer ago
PAST_CEILING = "the route's ceiling"

Pace = Literal["all", "digests", "nothing"]  # of what is due on a channel, what may be sent now


def pace(db: Database, lease: Lease, route: Route, channel: str, now: datetime) -> Pace:
    """Make what may not be sent on a channel now wait, or go out within a digest. Raises LeaseLost."""
    if until := route.quiet_until(now):
        postpone(db, lease, channel, now, until, QUIET_HOURS)
        return "nothing"
    if route.gathers:
        postpone(db, lease, channel, now, route.timing.digest_after(now), IN_DIGEST, digests=False)
        return "digests"
    if route.ceiling is None or spent(db, channel, now - HOUR) < route.ceiling:
        return "all"
    last = last_overflow(db, route.name, channel)
    if last and last + HOUR > now:
        postpone(db, lease, channel, now, last + HOUR, PAST_CEILING, digests=False)
    else:
        _make_overflow(db, lease, route, channel, now)
    return "digests"


def make_due_digests(
    db: Database, lease: Lease, routes: Iterable[Route], now: datetime, review: str = ""
) -> tuple[int, ...]:
    """Make the digests whose time has come, one for each route and time, and return their alerts.

    After a pause there is one for all of it. Raises LeaseLost.
    """
    made = (_make_due(db, lease, route, now, review) for route in routes if route.timing.digest)
    return tuple(alert for alert in made if alert is not None)


def make_digest_now(db: Database, lease: Lease, route: Route, now: datetime, review: str = "") -> int | None:
    """Make a digest of everything since the last one; None where that was within the minute. Raises LeaseLost."""
    start = last_digest(db, route.name) or start_of(route, now)
    if now - start < timedelta(minutes=1):
        return None
    return _make(db, lease, route, start, now, now, route.timing.digest_after(now), review)


def preview(db: Database, route: Route, now: datetime, review: str = "") -> Section:
    """What a digest of the route would say now. Nothing is written; the route may well have no digests."""
    start = last_digest(db, route.name) or start_of(route, now)
    until = route.timing.digest_after(now) if route.timing.digest else now
    carried = untold(db, _channels(route), until) if route.gathers else ()
    period = period_of(db, start, now)
    return digest(route, period, gather(db, route, period), carried, review)


def start_of(route: Route, end: datetime) -> datetime:
    """When the period that ends then began, by the route's own times; a day before where it has none."""
    if not route.timing.digest:
        return end - timedelta(days=1)
    return route.timing.digest_until(end - timedelta(minutes=1))


def _make_due(db: Database, lease: Lease, route: Route, now: datetime, review: str) -> int | None:
    end, last = route.timing.digest_until(now), last_digest(db, route.name)
    if end <= last if last else now - end > FRESH:
        return None
    return _make(db, lease, route, last or start_of(route, end), end, now, now, review)


def _make(
    db: Database,
    lease: Lease,
    route: Route,
    start: datetime,
    end: datetime,
    now: datetime,
    until: datetime,
    review: str,
) -> int | None:
    """Make one digest; `until`: what is due by then goes into it."""
    period = period_of(db, start, end)
    material = gather(db, route, period)
    with write(db, lease):
        carried = untold(db, _channels(route), until) if route.gathers else ()
        return record_digest(
            db, f"digest:{route.name}:{to_text(end)}", route=route.name, reason="digest", channels=_channels(route),
            content=digest(route, period, material, carried, review), carried=carried, now=now,
        )  # fmt: skip


def _make_overflow(db: Database, lease: Lease, route: Route, channel: str, now: datetime) -> None:
    with write(db, lease):
        carried = untold(db, [channel], now)
        if carried:
            record_digest(
                db, f"digest:{channel}:ceiling:{to_text(now)}", route=route.name, reason="ceiling", channels=[channel],
                content=overflow(route, carried, now - HOUR, now), carried=carried, now=now,
            )  # fmt: skip


def _channels(route: Route) -> list[str]:
    return [channel.name for channel in route.channels]
