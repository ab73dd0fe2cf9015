"""Which story an article belongs to, and why.

article ── sketch ──▶ stored articles that share text ── copies ──▶ a copy: its story
        └─ facts ───▶ stories of the same days ───────── events ──▶ the same event: its story, else a new one
"""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations
from typing import NamedTuple

from sqlite_utils import Database

from flows.stories.copies import Piece, judge_copy
from flows.stories.events import DENIED, SAME, SUPPORT, SUPPORTED, Judged, judge
from flows.stories.facts import Facts, from_json, read, read_words, to_json
from flows.stories.lexicon import WIDE, everyday, weight
from flows.stories.sketch import sketch
from flows.stories.timing import WINDOW
from storage.stories import Member, alike, related
from watchlist.article import Article
from watchlist.match import Match
from watchlist.story import Story

COPIES = timedelta(days=7)  # reposts come late
_MOST_TRAITS = 24
_MOST_PLACES, _MOST_TELLING, _MOST_NUMBERS = 5, 5, 2  # by which a story is looked for
_LARGE = 20  # from which a number tells something


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

    def joining(self, member: Member, how: str, why: tuple[str, ...]) -> "Placed":
        """The same article in the story of another."""
        return replace(self, story=replace(self.story, id=member.story), how=how, why=why, beside=member.article)


def alone(article: Article, matches: Sequence[Match], now: datetime, source: str = "") -> Placed:
    """The article as the first of a new story, whatever is stored.

    `now`: aware UTC, when it was found; `source`: id of its source, "" where unknown.
    """
    facts = read(article, matches, now, source)
    story = Story(article.title or article.text[:100], None)
    return Placed(story, "first", (), None, facts, sketch(read_words(article.text)), _traits(facts))


def place(db: Database, article: Article, matches: Sequence[Match], now: datetime, source: str = "") -> Placed:
    """The story that an article belongs to, among those stored; a new one where it belongs to none.

    Nothing is written. The arguments are those of `alone`.
    """
    first = alone(article, matches, now, source)
    facts = first.facts
    piece = Piece(article.title, article.text, facts, source)
    copied = [
        (member, judge_copy(piece, Piece(member.title, member.text, from_json(member.facts), member.source)))
        for member in alike(db, first.keys, now - COPIES)
        if member.facts
    ]
    # What tells something else by the same template is not the same news, whatever else agrees.
    others = {member.story for member, judged in copied if judged.another}
    for member, judged in copied:
        if judged.same and member.story not in others:
            return first.joining(member, "copy", judged.why)
    best = None
    for members in related(db, first.traits, facts.at - WINDOW, facts.at + WINDOW):
        least = best.points if best else SAME
        fit = _fit(facts, members, others, least)
        if fit and fit.points >= least and (best is None or fit.rank > best.rank):
            best = fit
    return first.joining(best.surest, "same event", best.why) if best else first


class _Fit(NamedTuple):
    """How well an article fits into a story."""

    points: float
    surest: Member  # that most surely tells the same event
    judged: Judged  # beside it
    supporting: int  # others of the story that agree

    @property
    def rank(self) -> tuple[float, int]:
        """Which of two fits is the better one."""
        return self.points, self.surest.article

    @property
    def why(self) -> tuple[str, ...]:
        agree = f"others of the story agree: {self.supporting} ({self.supporting * SUPPORT:+.1f})"
        return (*self.judged.why, agree) if self.supporting else self.judged.why


def _fit(facts: Facts, members: Sequence[Member], others: Set[int], least: float) -> _Fit | None:
    """How well an article fits into the story of these; None where it cannot, or one of them denies it. Of how many
    points less than `least` there are, nothing is said."""
    told = [(member, member.facts) for member in members if member.facts and member.story not in others]
    needed = DENIED if len(told) > 1 else least
    judged = []
    for member, its_facts in told:
        judged.append((member, judge(facts, from_json(its_facts), needed)))
        if judged[-1][1].points < DENIED:
            return None
    if not judged:
        return None
    surest, said = max(judged, key=lambda one: one[1].points)
    supporting = sum(one.points >= SUPPORTED for _, one in judged) - (said.points >= SUPPORTED)
    return _Fit(said.points + supporting * SUPPORT, surest, said, supporting)


def _traits(facts: Facts) -> tuple[str, ...]:
    """What leads to stories that may tell the same: where it is set and whom its beginning names, alone and with what
    it begins with; what it begins with by twos; its exact numbers."""
    about = sorted(facts.places & facts.foremost) + sorted(facts.places - facts.foremost)
    about += sorted(facts.foremost - facts.places)
    parts = facts.titled, facts.lead - facts.titled, facts.concepts - facts.lead
    telling = [one for part in parts for one in sorted(part - everyday(), key=_rarest)]
    alone = [one for one in about if one not in WIDE]
    numbers = [f"={number}" for number in facts.figures[:_MOST_NUMBERS]]
    numbers += [f"={number}" for number in sorted(facts.numbers, reverse=True)[:_MOST_NUMBERS] if number >= _LARGE]
    matters = [f"{one} {other}" for one, other in combinations(sorted(telling[:_MOST_TELLING]), 2)]
    at = [f"{one} {concept}" for one in about[:_MOST_PLACES] for concept in telling[:_MOST_TELLING]]
    return tuple(dict.fromkeys([*alone[:_MOST_PLACES], *numbers, *matters, *at]))[:_MOST_TRAITS]


@cache
def _rarest(concept: str) -> tuple[float, str]:
    return -weight(frozenset({concept})), concept
