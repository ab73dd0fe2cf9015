"""What a digest says: decided from what the database holds about a period; nothing here writes.

matches, sources, cycles, conditions of a period ─┐
the weeks before, for what is usual ──────────────┼─▶ sections of lines ─▶ the facts of one alert
alerts that the digest carries ───────────────────┘
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from flows.routes import Route, objections, objections_to_article
from flows.terminal import counted
from storage import digests
from storage.digests import Carried, Episode, Found, Read
from storage.times import to_text

Section = dict[str, object]
Line = dict[str, str]

WEEKS = 4  # before, from which the usual is told
KNOWN = timedelta(days=7)  # of watching before it, without which nothing is called usual
GAP = timedelta(hours=1)  # without a completed cycle that is worth a line
LISTED = 40  # lines of a section; what is more is counted …
STORIES = 500  # … and of one that tells of alerts, each of which has no other message
_PLACES = ("crossing", "base", "checkpoint", "facility", "place", "corridor")


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a digest is about, and the time before that it is compared with. All aware UTC."""

    start: datetime
    end: datetime
    before: datetime  # when the time that it is compared with begins

    @property
    def like_it(self) -> float:
        """How many periods of this length lie in the time before; 0 where it is too short to call anything usual."""
        known = self.start - self.before
        return known / (self.end - self.start) if known >= KNOWN else 0.0


@dataclass(frozen=True, slots=True)
class Material:
    """What the database holds about a period, as far as a route wants to hear of it."""

    found: tuple[Found, ...]
    found_before: tuple[Found, ...]
    afterwards: tuple[Found, ...]  # by a rescan, in older news
    told: tuple[Carried, ...]  # alerts of the route
    sources: tuple[Read, ...]
    since: datetime | None  # aware UTC, when the watch began
    cycles: tuple[datetime, ...]  # when they began; aware UTC
    episodes: tuple[Episode, ...]


def period_of(db: Database, start: datetime, end: datetime) -> Period:
    """The period, and what it can be compared with: the weeks before, as far as the watch was on."""
    since = digests.watched_since(db) or start
    return Period(start, end, min(start, max(since, start - timedelta(weeks=WEEKS))))


def gather(db: Database, route: Route, period: Period) -> Material:
    """Everything that a digest of the route may speak of but the alerts that it carries."""

    def wanted(found: Iterable[Found]) -> tuple[Found, ...]:
        return tuple(
            one
            for one in found
            if not objections_to_article(route, language=one.language, source=one.source) and not objections(route, one)
        )

    start, end = period.start, period.end
    afterwards = digests.found_between(db, start, end, retrospective=True) if route.retrospective else ()
    return Material(
        found=wanted(digests.found_between(db, start, end)),
        found_before=wanted(digests.found_between(db, period.before, start)),
        afterwards=wanted(afterwards),
        told=digests.told_between(db, route.name, start, end),
        sources=digests.sources_between(db, start, end, period.before),
        since=digests.watched_since(db),
        cycles=digests.cycles_between(db, start, end),
        episodes=digests.episodes_between(db, start, end),
    )


def digest(route: Route, period: Period, material: Material, carried: Sequence[Carried], review: str = "") -> Section:
    """The facts of a route's digest, JSON-able. `review`: public address of the review site, "" where there is none."""
    told = carried if route.gathers else material.told
    stories = [one for one in told if one.reason == "first"]
    updates = [one for one in told if one.reason != "first"]
    places = [one for one in material.found if one.type in _PLACES]
    others = [one for one in material.found if one.type not in _PLACES]
    articles = len({one.article for one in material.found})
    sections = [
        _section("What happened, by place", _happened(places, material.found_before, period)),
        _section("What happened, by who and what", _happened(others, material.found_before, period)),
        _section("New stories", map(_story, stories), STORIES),
        _section("News in stories told before", map(_story, updates), STORIES),
        _section("Still to be judged", _unjudged(material.found, review)),
        _section("Quiet", [*_silent(material, period), *_quiet_sources(material.sources, period)]),
        _section("Broken", _broken(material, period, ZoneInfo(route.timing.zone))),
        _section("Found afterwards, in older news", map(_afterwards, material.afterwards)),
    ]
    headline = (
        f"{counted(len(stories), 'new story', 'new stories')}, {counted(articles, 'article')} that name what you watch"
    )
    return _facts(route, headline, period.start, period.end, sections, carried)


def overflow(route: Route, carried: Sequence[Carried], start: datetime, now: datetime) -> Section:
    """The facts of the one message in place of those that come past the route's ceiling."""
    headline = f"{counted(len(carried), 'more alert')}, past {counted(route.ceiling or 0, 'message')} an hour"
    return _facts(route, headline, start, now, [_section("Alerts", map(_story, carried), STORIES)], carried)


def _facts(
    route: Route, headline: str, start: datetime, end: datetime, sections: Iterable[Section], carried: Sequence[Carried]
) -> Section:
    return {
        "kind": "digest",
        "headline": headline,
        "route": route.name,
        "from": to_text(start),
        "to": to_text(end),
        "sections": [section for section in sections if section["lines"]],
        "alerts": [one.alert for one in carried],
    }


def _section(title: str, lines: Iterable[Line], most: int = LISTED) -> Section:
    listed = list(lines)
    more = len(listed) - most
    return {"title": title, "lines": listed[:most] + ([{"text": f"… and {more:,} more"}] if more > 0 else [])}


def _line(text: str, url: str = "") -> Line:
    return {"text": text, "url": url} if url else {"text": text}


def _happened(found: Sequence[Found], before: Iterable[Found], period: Period) -> list[Line]:
    """A line for each entity, those that most articles name first."""
    usual = _articles(before)
    articles = _articles(found)
    names = {one.entity: one.name for one in found}
    cues: dict[str, Counter[str]] = {}
    for one in found:
        cues.setdefault(one.entity, Counter()).update(one.cues)
    ranked = sorted(articles, key=lambda entity: (-articles[entity], names[entity]))
    return [
        _line(
            f"{names[entity]}: {counted(articles[entity], 'article')}{_usual(usual[entity], period)}{_cues(happened)}"
        )
        for entity in ranked
        for happened in [cues[entity]]
    ]


def _articles(found: Iterable[Found]) -> Counter[str]:
    """How many articles name each entity."""
    return Counter(entity for entity, _ in {(one.entity, one.article) for one in found})


def _usual(before: int, period: Period) -> str:
    return f" (usually {before / period.like_it:.1f})" if period.like_it else ""


def _cues(cues: Counter[str]) -> str:
    return "".join(f", {cue} {count}" if count > 1 else f", {cue}" for cue, count in cues.most_common(3))


def _story(alert: Carried) -> Line:
    said = alert.content
    also = len({one.get("source") for one in said.get("also", ())} - {said.get("source")})
    parts = [str(said.get("source", "")), f"also in {counted(also, 'source')}" if also else ""]
    names = [str(entity["name"]) for entity in said.get("entities", ())][:3]
    news = f"now also {', '.join(said['news'])}" if said.get("news") else ""
    after = " · ".join(part for part in (", ".join(names), news, *parts) if part)
    return _line(
        f"{said.get('headline', '')} — {after}" if after else str(said.get("headline", "")), said.get("url", "")
    )


def _unjudged(found: Sequence[Found], review: str) -> list[Line]:
    left = sum(not one.judged for one in found)
    if not left:
        return []
    said = f"{left:,} of {counted(len(found), 'match', 'matches')} {'waits' if left == 1 else 'wait'} for a verdict"
    return [_line(said, f"{review.rstrip('/')}/landbridge/newest_matches" if review else "")]


def _silent(material: Material, period: Period) -> list[Line]:
    """What is named at least once in such a time, and was not."""
    if not period.like_it:
        return []
    names = {one.entity: one.name for one in material.found_before}
    now = _articles(material.found)
    return [
        _line(f"Nothing about {names[entity]} (usually {count / period.like_it:.1f} articles)")
        for entity, count in _articles(material.found_before).most_common()
        if count / period.like_it >= 1 and not now[entity]
    ]


def _quiet_sources(sources: Iterable[Read], period: Period) -> list[Line]:
    return [
        _line(f"{source.name}: nothing new (usually {source.new_before / period.like_it:.1f})")
        for source in sources
        if period.like_it
        and source.new_before / period.like_it >= 1
        and not source.new
        and source.polls > source.failed
    ]


def _broken(material: Material, period: Period, zone: ZoneInfo) -> list[Line]:
    """Where the watch itself did not do its work, or could not."""

    def at(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%d %b %H:%M}"

    lines = [_line(f"No cycle was completed from {at(start)} to {at(end)}") for start, end in _gaps(material, period)]
    lines += [_line(text) for text in map(_unread, material.sources) if text]
    for episode in material.episodes:
        over = (
            f", over {at(episode.closed_at)}" if episode.closed_at and episode.closed_at < period.end else ", still so"
        )
        lines.append(_line(f"{episode.detail} (since {at(episode.opened_at)}{over})"))
    return lines


def _gaps(material: Material, period: Period) -> list[tuple[datetime, datetime]]:
    moments = [max(period.start, material.since or period.start), *material.cycles, period.end]
    return [(start, end) for start, end in pairwise(moments) if end - start > GAP]


def _unread(source: Read) -> str:
    if not source.polls:
        return f"{source.name}: never polled"
    if not source.failed:
        return ""
    now = "; it fails still" if source.failing else ""
    return f"{source.name}: {source.failed} of {counted(source.polls, 'poll')} failed ({source.why}){now}"


def _afterwards(found: Found) -> Line:
    return _line(f"{found.name}: {found.title}", found.url)
