"""Which story an article belongs to, and why.

article ── sketch ──▶ stored articles that share text ── copies ──▶ a copy: its story
        └─ facts ───▶ stories of the same days ───────── events ──▶ the same event: its story, else a new one
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from flows.stories.copies import Piece, judge_copy
from flows.stories.events import DENIED, SAME, WINDOW, Judged, judge
from flows.stories.facts import Facts, Reader, from_json, read_words, to_json
from flows.stories.lexicon import EVERYDAY, WIDE
from flows.stories.sketch import sketch
from storage.stories import Member, alike, related
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.match import Match
from watchlist.story import Story

COPIES = timedelta(days=7)  # reposts come late
_MOST_TRAITS = 24


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article belongs, and what leads the next ones to it."""

    story: Story
    how: str  # "first", "copy" or "same event"
    why: tuple[str, ...]  # sentences for people
    beside: int | None  # the article that it is a copy of, or that tells the same event
    facts: Facts
    keys: tuple[int, ...]  # of its sketch
    traits: tuple[str, ...]  # what it is about

    @property
    def grouped(self) -> str:
        """How and why, as JSON text."""
        return json.dumps({"how": self.how, "why": self.why, "beside": self.beside}, ensure_ascii=False)

    @property
    def facts_json(self) -> str:
        return to_json(self.facts)


class Grouper:
    """Finds the story of each new article. Built once for a watchlist, then only read."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._reader = Reader(watchlist)

    def place(
        self, db: Database, article: Article, matches: Sequence[Match], now: datetime, source: str = ""
    ) -> Placed:
        """The story that an article belongs to, among those stored; a new one where it belongs to none.

        Nothing is written. `now`: aware UTC, when it was found; `source`: id of its source, "" where unknown.
        """
        facts = self._reader.read(article, matches, now)
        keys = sketch(read_words(article.text))

        def placed(how: str, why: tuple[str, ...], beside: Member | None) -> Placed:
            story = Story(article.title or article.text[:100], beside.story if beside else None)
            return Placed(story, how, why, beside.article if beside else None, facts, keys, _traits(facts))

        piece = Piece(article.title, article.text, facts, source)
        copied = [
            (member, judge_copy(piece, Piece(member.title, member.text, from_json(member.facts), member.source)))
            for member in alike(db, keys, now - COPIES)
            if member.facts
        ]
        # A piece from the same template is not the same news, whatever else agrees, nor is what it was taken for.
        others = {member.story for member, judged in copied if judged.shared and not judged.same}
        for member, judged in copied:
            if judged.same and member.story not in others:
                return placed("copy", judged.why, member)
        found = self._best(db, facts, others)
        if found:
            return placed("same event", found[1].why, found[0])
        return placed("first", (), None)

    def _best(self, db: Database, facts: Facts, others: set[int]) -> tuple[Member, Judged] | None:
        """The stored article that most surely tells the same event, in a story whose others do not deny it."""
        best: tuple[Member, Judged] | None = None
        for members in related(db, _traits(facts), facts.at - WINDOW, facts.at + WINDOW):
            rivals = [
                (member, judge(facts, from_json(member.facts)))
                for member in members
                if member.facts and member.story not in others
            ]
            surest = max(rivals, key=_points, default=None)
            if surest and _points(surest) >= SAME and _points(min(rivals, key=_points)) >= DENIED:
                best = surest if best is None else max(best, surest, key=_points)
        return best


def _points(rival: tuple[Member, Judged]) -> float:
    return rival[1].points


def _traits(facts: Facts) -> tuple[str, ...]:
    """What an article is about: where it is set and whom its beginning names, alone and with what it begins with."""
    about = sorted(facts.places & facts.foremost) + sorted(facts.places - facts.foremost)
    about += sorted(facts.foremost - facts.places)
    telling = sorted(facts.lead - EVERYDAY)
    alone = [one for one in about if one not in WIDE]
    pairs = [f"{one} {concept}" for one in about for concept in telling]
    return tuple([*alone, *pairs][:_MOST_TRAITS])
