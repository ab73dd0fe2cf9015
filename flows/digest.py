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

from sqlite_utils import Database

from flows.message.telling import NAMED, amiss, name_of, news_of
from flows.routes import Route, objections, objections_to_article
from flows.wording import Wording
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
    wording = route.wording
    lines = _Lines(wording, period)
    sections = [
        _section("by place", lines.happened(places, material.found_before), wording),
        _section("by who and what", lines.happened(others, material.found_before), wording),
        _section("new stories", (story_line(one, wording) for one in stories), wording, STORIES),
        _section("told before", (story_line(one, wording) for one in updates), wording, STORIES),
        _section("to be judged", lines.unjudged(material.found, review), wording),
        _section("quiet", [*lines.silent(material), *lines.quiet_sources(material.sources)], wording),
        _section("broken", lines.broken(material), wording),
        _section("afterwards", map(lines.afterwards, material.afterwards), wording),
    ]
    headline = wording.say(
        "in all", stories=wording.count("stories", len(stories)), articles=wording.count("articles", articles)
    )
    return _facts(route, headline, period.start, period.end, sections, carried)


def overflow(route: Route, carried: Sequence[Carried], start: datetime, now: datetime) -> Section:
    """The facts of the one message in place of those that come past the route's ceiling."""
    wording = route.wording
    headline = wording.say(
        "past ceiling",
        alerts=wording.count("more alerts", len(carried)),
        messages=wording.count("messages", route.ceiling or 0),
    )
    section = _section("alerts", (story_line(one, wording) for one in carried), wording, STORIES)
    return _facts(route, headline, start, now, [section], carried)


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


def _section(title: str, lines: Iterable[Line], wording: Wording, most: int = LISTED) -> Section:
    listed = list(lines)
    more = len(listed) - most
    rest = [_line(wording.count("left out", more))] if more > 0 else []
    return {"title": wording.say(title), "lines": listed[:most] + rest}


def _line(text: str, url: str = "") -> Line:
    return {"text": text, "url": url} if url else {"text": text}


def story_line(alert: Carried, wording: Wording) -> Line:
    """An alert, told in one line."""
    said = alert.content
    also = len({one.get("source") for one in said.get("also", ())} - {said.get("source")})
    names = wording.listed([name_of(entity, wording) for entity in said.get("entities", ())][:NAMED])
    news = wording.listed(news_of(said, wording))
    parts = [
        names,
        wording.say("now also", what=news) if news else "",
        str(said.get("source", "")),
        wording.count("also in", also) if also else "",
    ]
    after = " · ".join(filter(None, parts))
    headline = str(said.get("headline", ""))
    return _line(f"{headline} — {after}" if after else headline, said.get("url", ""))


def _articles(found: Iterable[Found]) -> Counter[str]:
    """How many articles name each entity."""
    return Counter(entity for entity, _ in {(one.entity, one.article) for one in found})


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines about a period, in the words of a language."""

    wording: Wording
    period: Period

    def happened(self, found: Sequence[Found], before: Iterable[Found]) -> list[Line]:
        """A line for each entity, those that most articles name first."""
        usual, articles, names = _articles(before), _articles(found), self._names(found)
        cues: dict[str, Counter[str]] = {}
        for one in found:
            cues.setdefault(one.entity, Counter()).update(one.cues)
        ranked = sorted(articles, key=lambda entity: (-articles[entity], names[entity]))
        said = ((names[one], [self._counted(articles[one], usual[one]), *self._cues(cues[one])]) for one in ranked)
        return [_line(f"{name}: {self.wording.listed(parts)}") for name, parts in said]

    def unjudged(self, found: Sequence[Found], review: str) -> list[Line]:
        left = sum(not one.judged for one in found)
        if not left:
            return []
        said = self.wording.count("unjudged", left, all=self.wording.count("matches", len(found)))
        return [_line(said, f"{review.rstrip('/')}/queue" if review else "")]

    def silent(self, material: Material) -> list[Line]:
        """What is named at least once in such a time, and was not."""
        names, now = self._names(material.found_before), _articles(material.found)
        return [
            _line(self.wording.say("nothing about", name=names[entity], n=self._usual(count)))
            for entity, count in _articles(material.found_before).most_common()
            if self._is_usual(count) and not now[entity]
        ]

    def quiet_sources(self, sources: Iterable[Read]) -> list[Line]:
        return [
            _line(self.wording.say("nothing new", name=source.name, n=self._usual(source.new_before)))
            for source in sources
            if self._is_usual(source.new_before) and not source.new and source.polls > source.failed
        ]

    def broken(self, material: Material) -> list[Line]:
        """Where the watch itself did not do its work, or could not."""
        at = self.wording.short_moment
        lines = [
            _line(self.wording.say("stood still", start=at(start), end=at(end)))
            for start, end in _gaps(material, self.period)
        ]
        lines += [_line(text) for text in map(self._unread, material.sources) if text]
        for episode in material.episodes:
            closed = episode.closed_at if episode.closed_at and episode.closed_at < self.period.end else None
            end = self.wording.say("over at", at=at(closed)) if closed else self.wording.say("still so")
            what = amiss(episode.name, episode.detail, self.wording)
            lines.append(_line(self.wording.say("episode", what=what, start=at(episode.opened_at), end=end)))
        return lines

    def afterwards(self, found: Found) -> Line:
        return _line(f"{self._name(found)}: {found.title}", found.url)

    def _name(self, found: Found) -> str:
        return found.names.get(self.wording.language) or found.name

    def _names(self, found: Iterable[Found]) -> dict[str, str]:
        return {one.entity: self._name(one) for one in found}

    def _counted(self, articles: int, before: int) -> str:
        usual = self.wording.say("usually", n=self._usual(before)) if self.period.like_it else ""
        return self.wording.count("articles", articles) + usual

    def _is_usual(self, before: int) -> bool:
        """Whether what was there so often before is there at least once in such a time."""
        return bool(self.period.like_it) and before / self.period.like_it >= 1

    def _usual(self, before: int) -> str:
        return self.wording.number(f"{before / self.period.like_it:.1f}")

    def _cues(self, cues: Counter[str]) -> list[str]:
        said = ((self.wording.cue(cue), count) for cue, count in cues.most_common(3))
        return [f"{cue} {self.wording.number(count)}" if count > 1 else cue for cue, count in said]

    def _unread(self, source: Read) -> str:
        if not source.polls:
            return self.wording.say("never polled", name=source.name)
        if not source.failed:
            return ""
        polls, failed = self.wording.count("polls", source.polls), self.wording.number(source.failed)
        said = self.wording.say("polls failed", name=source.name, failed=failed, polls=polls, why=source.why)
        return said + (self.wording.say("fails still") if source.failing else "")


def _gaps(material: Material, period: Period) -> list[tuple[datetime, datetime]]:
    moments = [max(period.start, material.since or period.start), *material.cycles, period.end]
    return [(start, end) for start, end in pairwise(moments) if end - start > GAP]
