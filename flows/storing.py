"""Storing an article, or what it says anew, with its matches, its place among the stories, and the alerts it makes due.

article ── match, place ──▶ Prepared ── one transaction ──▶ version, matches, facts, alerts
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from flows.cues import Happened
from flows.group import Placed, place
from flows.means import Means
from flows.message import content
from flows.routes import due_alerts
from flows.web.canonical import identity
from storage.alerts import tell
from storage.articles import StoredArticle, store_article, store_version
from storage.stories import record_place, story_of
from storage.versions import NewestVersion, newest_version
from watchlist.article import Article
from watchlist.match import Match
from watchlist.source import Source
from watchlist.story import Story


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article that is ready to be stored."""

    article: Article
    source: Source
    matches: tuple[Match, ...]
    placed: Placed
    before: NewestVersion | None  # what it said; None for a new article
    came: frozenset[str]  # ids of entities that may alert and did not before the edit; for a new article, of all


def prepare(
    means: Means, db: Database, article: Article, source: Source, now: datetime, known: int | None = None
) -> Prepared:
    """Find the names and the story. Nothing is written. `known`: the stored article that says this now, if one does."""
    matches = means.matcher.match(article.title, article.text, article.language, country=source.country)
    placed = place(db, article, matches, now, source.id)
    before = None if known is None else newest_version(db, known)
    alerting = frozenset(match.entity for match in matches if match.alerts)
    return Prepared(article, source, matches, placed, before, alerting - _alerting(means, before))


def store(means: Means, db: Database, ready: Prepared, now: datetime) -> tuple[StoredArticle, int]:
    """Store it; returns where it lies and how many alerts became due. Needs a transaction."""
    watchlist, placed, before = means.watchlist.version, ready.placed, ready.before
    if before is None:
        stored = store_article(
            db, ready.article, ready.matches, source=ready.source.id, story=_standing(db, placed), watchlist=watchlist,
            now=now, key=identity(ready.article.url),
        )  # fmt: skip
        grouped = placed.grouped
    else:  # it stays in its story, for the reasons that were given then
        stored = store_version(db, before.article, ready.article, ready.matches, watchlist=watchlist, now=now)
        grouped = before.grouped
    record_place(
        db, stored.article, stored.story, keys=placed.keys, traits=placed.traits, facts=placed.facts_json,
        grouped=grouped, at=placed.facts.at,
    )  # fmt: skip
    return stored, _make_due(means, db, ready, stored.story, now)


def _standing(db: Database, placed: Placed) -> Story:
    """The story as it stands now: a person may have split or merged since it was found."""
    return placed.story if placed.beside is None else replace(placed.story, id=story_of(db, placed.beside))


def _alerting(means: Means, before: NewestVersion | None) -> Set[str]:
    """The entities that the version before could alert about, by whichever watchlist."""
    if before is None:
        return frozenset()
    held = {entity for entity, alerts in before.held.items() if alerts}
    if before.watchlist == means.watchlist.version:
        return held
    said = before.said
    again = means.matcher.match(said.title, said.text, said.language, country=before.country)
    return held | {match.entity for match in again if match.alerts}


def _make_due(means: Means, db: Database, ready: Prepared, story: int, now: datetime) -> int:
    """Make due what each route that the article concerns has not been told of its story. Of an edited article that is
    what it did not name before, wherever it does now."""
    settings, count = means.settings, 0
    if ready.before is None:
        matches, news, happened = ready.matches, _headline(ready.matches), means.cues.read(ready.article)
    else:
        matches = tuple(match for match in ready.matches if match.entity in ready.came)
        news, happened = ready.came, Happened()
    for route, wanted in due_alerts(settings.routes, matches, language=ready.article.language, source=ready.source.id):
        said = content(
            ready.article, wanted, entities=means.entities, source=ready.source, story=story, found=now,
            review=settings.review.public_url,
        )  # fmt: skip
        concerned = {match.entity for match in wanted}
        told = tell(
            db, route=route.name, channels=[channel.name for channel in route.channels], story=story,
            elements=[*sorted(concerned), *sorted(happened.told)],
            news=[*sorted(concerned & news), *sorted(happened.titled)],
            content=said, now=now, due=route.due(now), quiet=route.story_interval,
        )  # fmt: skip
        count += told.what in ("first", "update")
    return count


def _headline(matches: Sequence[Match]) -> frozenset[str]:
    """The entities that the title names so surely that they may alert."""
    return frozenset(
        match.entity
        for match in matches
        if match.alerts and any(mention.alerts and mention.field == "title" for mention in match.mentions)
    )
