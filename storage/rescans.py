"""Stored articles that another watchlist matched, and what a newer one finds in them otherwise.

A match is never deleted: one that no longer holds says since which version (`gone_in`), and keeps its verdicts. Which
watchlist matched an article last stands with the article's version, so that a rescan that was killed goes on where it
stopped.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from storage.articles import StoredText, store_match
from storage.times import from_text, to_text
from watchlist.match import Match, Mention

_NEWEST = (
    "version.number = (SELECT max(number) FROM version AS newer WHERE newer.article_id = version.article_id)"
    " AND (version.watchlist_version IS NULL OR version.watchlist_version <> :watchlist)"
    " AND coalesce(article.published_at, article.stored_at) >= :since"
)
_EVER = "0000"

Spot = tuple[str, int, int, str, bool]  # of a mention: field, start, end, strength, whether it alerts


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """A match of an article version."""

    id: int
    entity: str
    alerts: bool
    why: tuple[str, ...]
    snippet: str
    watchlist: str  # the version that found it
    names: frozenset[str]  # the listed names that were found
    spots: frozenset[Spot]


@dataclass(frozen=True, slots=True)
class MatchedArticle:
    """The newest version of a stored article, and what was found in it."""

    text: StoredText
    url: str
    source: str  # as it is called
    moment: datetime  # aware UTC: published, or stored where that is not known
    watchlist: str | None  # the version that matched it last; None: not known
    matches: tuple[StoredMatch, ...]  # those that hold
    former: tuple[StoredMatch, ...]  # those that do not any more


@dataclass(frozen=True, slots=True)
class Change:
    """One entity in one article that is found anew, found otherwise, or found no more."""

    kind: Literal["new", "gone", "changed"]
    entity: str
    was: StoredMatch | None
    found: Match | None


def left_to_match(db: Database, watchlist: str, since: datetime | None) -> dict[str | None, int]:
    """How many stored articles another watchlist than this one matched last, by that one's version."""
    rows = db.execute(
        "SELECT version.watchlist_version, count(*)"  # noqa: S608 - a constant
        " FROM version JOIN article ON article.id = version.article_id"
        f" WHERE {_NEWEST} GROUP BY 1",
        _asked(watchlist, since),
    )
    return {row[0]: row[1] for row in rows.fetchall()}


def next_articles(
    db: Database, watchlist: str, since: datetime | None, *, after: int, limit: int
) -> list[MatchedArticle]:
    """Articles that another watchlist matched last, in the order of their versions, those past the version `after`."""
    rows = db.execute(
        "SELECT version.id, article.id, version.title, version.text,"  # noqa: S608 - a constant
        " article.language, source.country, article.url, source.name,"
        " coalesce(article.published_at, article.stored_at), version.watchlist_version"
        " FROM version JOIN article ON article.id = version.article_id JOIN source ON source.id = article.source_id"
        f" WHERE version.id > :after AND {_NEWEST} ORDER BY version.id LIMIT :limit",
        {**_asked(watchlist, since), "after": after, "limit": limit},
    ).fetchall()
    matches = _matches(db, [row[0] for row in rows])
    return [
        MatchedArticle(
            StoredText(row[1], row[0], *row[2:6]), row[6], row[7], from_text(row[8]), row[9],
            tuple(matches.get((row[0], True), ())), tuple(matches.get((row[0], False), ())),
        )
        for row in rows
    ]  # fmt: skip


def stored_texts(db: Database) -> Iterator[StoredText]:
    """The newest version of every stored article, in the order of their versions."""
    rows = db.execute(
        "SELECT article.id, version.id, version.title, version.text, article.language, source.country"
        " FROM version JOIN article ON article.id = version.article_id JOIN source ON source.id = article.source_id"
        " WHERE version.number = (SELECT max(number) FROM version AS newer WHERE newer.article_id = article.id)"
        " ORDER BY version.id"
    )
    return (StoredText(*row) for row in rows)


def changes(article: MatchedArticle, matches: Iterable[Match], watchlist: str) -> tuple[Change, ...]:
    """What this watchlist finds otherwise in an article than what holds by now.

    A match counts as changed where it stands at other places, or where one of them alerts now and did not before, or
    the reverse; another score or another wording of its reasons alone leaves it as it is.
    """
    found = {match.entity: match for match in matches}
    held = {match.entity: match for match in article.matches}
    told = []
    for entity in sorted(found.keys() | held.keys()):
        was, now = held.get(entity), found.get(entity)
        if was is None:
            told.append(Change("new", entity, None, now))
        elif now is None:
            told.append(Change("gone", entity, was, None))
        elif was.watchlist != watchlist and was.spots != frozenset(map(_spot, now.mentions)):
            told.append(Change("changed", entity, was, now))
    return tuple(told)


def record_changes(
    db: Database, article: MatchedArticle, told: Sequence[Change], watchlist: str, now: datetime
) -> None:
    """Store what was found, mark what no longer holds, and note that this watchlist matched the article.

    Needs a transaction.
    """
    for change in told:
        if change.was is not None:
            db.execute("UPDATE match SET gone_in = ? WHERE id = ?", [watchlist, change.was.id])
        if change.found is not None:
            _hold(db, article, change.found, watchlist, now)
    db.execute("UPDATE version SET watchlist_version = ? WHERE id = ?", [watchlist, article.text.version])


def take_over(db: Database, old: str, watchlist: str) -> None:
    """Note that whatever the old watchlist matched, this one would have matched alike. Needs a transaction."""
    db.execute("UPDATE version SET watchlist_version = ? WHERE watchlist_version = ?", [watchlist, old])


def called(db: Database) -> dict[str, str]:
    """What entities are called that were ever watched, by id."""
    return dict(db.execute("SELECT id, name FROM entity").fetchall())


def _asked(watchlist: str, since: datetime | None) -> dict[str, object]:
    return {"watchlist": watchlist, "since": _EVER if since is None else to_text(since)}


def _hold(db: Database, article: MatchedArticle, found: Match, watchlist: str, now: datetime) -> None:
    """Store a match, or let an earlier one hold again that is the same, or was found by this same watchlist."""
    spots = frozenset(map(_spot, found.mentions))
    like = [
        one
        for one in article.former
        if one.entity == found.entity and (one.spots == spots or one.watchlist == watchlist)
    ]
    if like:
        again = min(like, key=lambda one: one.spots != spots)
        db.execute("UPDATE match SET gone_in = NULL WHERE id = ?", [again.id])
    else:
        store_match(db, article.text, found, watchlist, now, retrospective=True)


def _matches(db: Database, versions: Sequence[int]) -> dict[tuple[int, bool], list[StoredMatch]]:
    """The matches in these article versions: by version, and whether they hold."""
    marks = ", ".join("?" * len(versions))
    rows = db.execute(
        "SELECT match.version_id, match.gone_in IS NULL, match.id, match.entity_id,"  # noqa: S608 - marks alone
        " match.alerts, match.why, match.snippet, match.watchlist_version, json_group_array(json_array(mention.name,"
        ' mention.field, mention.start, mention."end", mention.strength, mention.alerts))'
        " FROM match JOIN mention ON mention.match_id = match.id"
        f" WHERE match.version_id IN ({marks}) GROUP BY match.id",
        list(versions),
    )
    found: dict[tuple[int, bool], list[StoredMatch]] = {}
    for version, holds, id, entity, alerts, why, snippet, watchlist, mentions in rows.fetchall():
        listed = json.loads(mentions)
        names = frozenset(mention[0] for mention in listed)
        spots = frozenset((*mention[1:5], bool(mention[5])) for mention in listed)
        match = StoredMatch(id, entity, bool(alerts), tuple(json.loads(why)), snippet, watchlist, names, spots)
        found.setdefault((version, bool(holds)), []).append(match)
    return found


def _spot(mention: Mention) -> Spot:
    return mention.field, mention.start, mention.end, mention.strength, mention.alerts
