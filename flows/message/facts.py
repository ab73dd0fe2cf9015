"""The facts of an alert, frozen when it became due."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from flows.words import LANGUAGES
from storage.times import to_text, to_text_or_none
from watchlist.article import Article
from watchlist.entity import Entity
from watchlist.match import Match
from watchlist.snippet import snippet
from watchlist.source import Source

_WAYS = 3  # in which an entity is named that are kept for readers of other languages
_NO_PLACE = ("person", "weapon", "militia", "army", "organisation", "corridor")  # where their seat is says nothing


def content(
    article: Article,
    matches: Sequence[Match],
    *,
    entities: Mapping[str, Entity],
    source: Source,
    story: int,
    found: datetime,
    review: str = "",
) -> dict[str, object]:
    """The facts of an alert about one article, JSON-able.

    `matches` are those that the route wants to hear of, `entities` those that are watched, by id; `found` is aware;
    `review` is the public address of the review site, where there is one.
    """
    ranked = sorted(matches, key=lambda match: -match.score)
    return {
        "kind": "story",
        "headline": article.title,
        "entities": [_entity(article, match, entities.get(match.entity)) for match in ranked],
        "source": source.name,
        "country": source.country,
        "language": article.language,
        "published": to_text_or_none(article.published),
        "found": to_text(found),
        "url": article.url,
        "story": story,
        "judge": f"{review.rstrip('/')}/story/{story}" if review else "",
    }


def trial(route: str, channel: str, now: datetime) -> dict[str, object]:
    """The facts of a test message."""
    return {"kind": "trial", "headline": f"A test of {channel}", "route": route, "channel": channel, "at": to_text(now)}


def _entity(article: Article, match: Match, entity: Entity | None) -> dict[str, object]:
    located = entity.location if entity and match.type not in _NO_PLACE else None
    return {
        "id": match.entity,
        "name": entity.name if entity else match.entity,
        "names": {code: entity.called[code] for code in LANGUAGES if code in entity.called} if entity else {},
        "type": match.type,
        "score": round(match.score, 2),
        "alerts": match.alerts,
        "why": list(match.why),
        "seen": _seen(match),
        "cues": list(match.cues),
        "snippet": snippet(article.title, article.text, match),
        "place": [round(located.latitude, 5), round(located.longitude, 5)] if located else None,  # degrees, WGS 84
    }


def _seen(match: Match) -> list[dict[str, object]]:
    """In which words the entity is named, how often and where, those that alert first."""
    ways: dict[tuple[str, str, bool], Counter[str]] = {}
    for one in match.mentions:
        ways.setdefault((" ".join(one.surface.split()), one.strength, one.alerts), Counter())[one.field] += 1
    ranked = sorted(ways.items(), key=lambda way: (not way[0][2], way[0][1] == "weak"))
    return [
        {"surface": surface, "strength": strength, "alerts": alerts, "title": count["title"], "text": count["text"]}
        for (surface, strength, alerts), count in ranked[:_WAYS]
    ]
