"""Why a match did or did not alert: what the ledger says, beside what the routes want as they are now."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlite_utils import Database

from flows.routes import Route, objections, objections_to_article
from storage.alerts import LedgerRow, rows_of
from storage.explaining import StoredFinding, ToldAlert, read_finding, told_under


@dataclass(frozen=True, slots=True)
class Heard:
    """What one route made of a match."""

    route: str
    wants: bool  # as its filters are now
    objections: tuple[str, ...]  # why it does not
    verdict: str  # in words
    alert: int | None  # that told it, or its story before
    key: str | None  # of that alert
    deliveries: tuple[str, ...]  # a channel each, in words


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a match did or did not alert."""

    match: int
    entity: str
    title: str
    source: str
    story: int
    found: datetime  # aware UTC
    itself: tuple[str, ...]  # what the match says for and against itself
    routes: tuple[Heard, ...]

    def as_json(self) -> dict[str, object]:
        """The same as JSON-able values."""
        return {**asdict(self), "found": self.found.isoformat()}

    def as_text(self) -> str:
        """The same for people."""
        lines = [f"match {self.match}: {self.entity} in “{self.title}”"]
        lines += [f"  {self.source}, found {_at(self.found)}, story {self.story}", *(f"  {one}" for one in self.itself)]
        for heard in self.routes:
            lines += ["", f"route {heard.route}: {heard.verdict}", *(f"  {one}" for one in heard.objections)]
            lines += [f"  {one}" for one in heard.deliveries]
        return (
            "\n".join(lines) if self.routes else "\n".join([*lines, "", "there are no routes: nobody is told anything"])
        )


def explain(db: Database, routes: Iterable[Route], match: int) -> Explained:
    """What became of a match on each route. Raises BadInput where there is no such match."""
    found = read_finding(db, match)
    return Explained(
        match=found.id,
        entity=found.entity,
        title=found.title,
        source=found.source,
        story=found.story,
        found=found.found_at,
        itself=tuple(_itself(found)),
        routes=tuple(_heard(db, route, found) for route in routes),
    )


def state_in_words(row: LedgerRow) -> str:
    """Where a delivery stands, and what it waits for."""
    if row.state == "held":
        until = f"held until {_at(row.due_at)}" if row.due_at else "held: its channel is parked"
        return f"{until} ({row.why})" if row.why else until
    if row.state in ("pending", "retry") and row.due_at:
        said = f"{'due' if row.state == 'pending' else 'to be tried again'} at {_at(row.due_at)}"
    else:
        said = f"{row.state} at {_at(row.settled_at)}" if row.settled_at else row.state
    return f"{said} ({row.why})" if row.why else said


def _itself(found: StoredFinding) -> Iterable[str]:
    yield f"{found.strength} name, score {found.score:.2f}: " + "; ".join(found.why)
    if not found.alerts:
        yield "it alerts nobody: a weak name without company is listed only"
    if found.retrospective:
        yield "a rescan found it, and that alerts nobody; digests tell of it where their route asks for it"
    if found.gone:
        yield "it holds no longer: the watchlist or the article has changed since"


def _heard(db: Database, route: Route, found: StoredFinding) -> Heard:
    against = (
        *objections_to_article(route, language=found.language, source=found.source),
        *objections(route, found),
    )
    story = f"story:{found.story}:{route.name}"
    told = told_under(db, [f"{story}:first", f"{story}:update:{found.entity}"])
    alert = told.get(f"{story}:update:{found.entity}") or told.get(f"{story}:first")
    rows = rows_of(db, alert.id) if alert else ()
    return Heard(
        route=route.name,
        wants=not against and found.alerts,
        objections=against,
        verdict=_verdict(found, against, alert),
        alert=alert.id if alert else None,
        key=alert.key if alert else None,
        deliveries=tuple(f"{row.channel or 'no channel'}: {state_in_words(row)}" for row in rows),
    )


def _verdict(found: StoredFinding, against: tuple[str, ...], alert: ToldAlert | None) -> str:
    wanted = found.alerts and not against
    if alert is None:
        if not found.alerts or found.retrospective:
            return "not told"
        return "not told: it does not want this" if against else "not told: its settings are newer than this match"
    said = f"alert {alert.id} ({alert.key})"
    if alert.content.get("url") == found.url:
        return f"told by {said}"
    if found.url in {one.get("url") for one in alert.content.get("also", ())}:
        return f"told by {said}, which this article joined before it was sent"
    return f"{'nothing new: ' if wanted else 'not for this match, yet '}its story had been told by {said}"


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "no known time"
