"""Finds the watched entities in an article.

    title, text ── fold ──▶ stream ── find ──▶ candidates ── compete ──▶ names that stand
                                   └─ find ──▶ cues, words ── judge ──▶ mentions, sure or not ── group ──▶ Match*

Pure: the same watchlist and the same article give the same matches.
"""

import re
from collections.abc import Collection, Sequence

from watchlist.cues import Context, kinds_near
from watchlist.entity import Company, Entity, Name, Watchlist
from watchlist.find import Finder
from watchlist.judge import Judgement, judge
from watchlist.match import Match
from watchlist.reason import Judged, reasons
from watchlist.score import score
from watchlist.stream import Candidate, Stream

_SENTENCE_END = re.compile(r"[.!?؟…:;؛,،](?=\s)|\n\s*\n")  # no name runs across one


class _Listed:
    """Names of entities and the automaton that finds them."""

    def __init__(self, listed: Sequence[tuple[Entity, Name]]) -> None:
        self._listed = listed
        self._finder = Finder(name.text for _, name in listed)

    def find(self, stream: Stream, present: Collection[str] | None = None) -> list[Candidate]:
        """The names that stand in the stream; with `present`, ids and types of entities that do, only descriptions
        that these can complete."""
        hits = self._finder.find(stream.codes)
        if not hits:
            return []
        hopeless = {key for key in {hit.key for hit in hits} if not self._may_stand(key, stream, present)}
        found = [(*self._listed[key], start, end) for key, start, end in hits if key not in hopeless]
        return [candidate for candidate in stream.candidates(found) if _is_written(candidate)]

    def _may_stand(self, key: int, stream: Stream, present: Collection[str] | None) -> bool:
        """What can be told of a name once for the whole article, so that common words cost little."""
        _, name = self._listed[key]
        if name.exact_case and name.text.isalnum() and not stream.writes(name.text):
            return False
        return present is None or all(
            not set(present).isdisjoint((*one.entities, *one.types)) for one in name.requires if _asks_for_names(one)
        )


class Matcher:
    """A watchlist, ready to be found. Building it takes a moment; then it is only read, and any thread may."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        listed = [(entity, name) for entity in watchlist.entities for name in entity.names]
        self._names = _Listed([(entity, name) for entity, name in listed if not _needs_a_name(name)])
        self._heads = _Listed([(entity, name) for entity, name in listed if _needs_a_name(name)])
        self._context = Context(watchlist)
        self._called = {entity.id: entity.name for entity in watchlist.entities}

    def match(self, title: str, text: str, language: str = "") -> tuple[Match, ...]:
        """Every watched entity that the article names or describes, the surest first; decoys are left out.

        `language`: ISO 639-1 code of the article, "" where unknown. Offsets of a mention count code points of its
        field as given, and field[start:end] is its surface: the name as it is listed, so that a proclitic, or an
        article that the listed name has not, stands before it. Only where Arabic contracts the preposition and the
        article (للبوكمال) does the surface hold both.
        """
        stream = Stream(title, text)
        found = self._names.find(stream)
        if all(one.entity.decoy for one in found):
            return ()
        named = [one for one in found if not one.name.described]
        present = {one.entity.id for one in named} | {one.entity.type for one in named}
        heads = [one for one in found if one.name.described] + self._heads.find(stream, present)
        cues, words = self._context.find(stream, language, [*named, *heads])
        judgement = judge(named, heads, cues, words, stream.text_from)
        return self._matches(judgement)

    def _matches(self, judgement: Judgement) -> tuple[Match, ...]:
        entities: dict[str, list[Judged]] = {}
        for one in judgement.judged:
            entities.setdefault(one.candidate.entity.id, []).append(one)
        sure = {one.candidate.entity.id for one in judgement.judged if one.alerts}
        matches = [self._match(judged, len(sure - {id}), judgement) for id, judged in entities.items()]
        return tuple(sorted(matches, key=lambda match: (-match.score, match.entity)))

    def _match(self, judged: list[Judged], others: int, judgement: Judgement) -> Match:
        judged.sort(key=lambda one: one.candidate.span.start)
        entity = judged[0].candidate.entity
        mentions = tuple(one.mention for one in judged)
        cues = kinds_near((one.candidate.span for one in judged), judgement.surroundings.cues)
        return Match(
            entity=entity.id,
            type=entity.type,
            score=score(mentions, others, len(cues)).total,
            strength="strong" if any(mention.strength == "strong" for mention in mentions) else "weak",
            alerts=any(mention.alerts for mention in mentions),
            mentions=mentions,
            why=reasons(judged, cues, self._called),
            cues=cues,
        )


def _needs_a_name(name: Name) -> bool:
    """Whether this is a description that only another entity's name can complete: without one nobody looks for it."""
    return name.described and any(_asks_for_names(one) for one in name.requires)


def _asks_for_names(company: Company) -> bool:
    return not (company.words or company.cues)


def _is_written(candidate: Candidate) -> bool:
    """Whether the article writes the name in one breath, and in the case that an abbreviation asks for."""
    broken = _SENTENCE_END.search(candidate.surface) and not _SENTENCE_END.search(candidate.name.text)
    return not broken and (
        not candidate.name.exact_case or _letters(candidate.surface) == _letters(candidate.name.text)
    )


def _letters(text: str) -> list[str]:
    return [letter for letter in text if letter.isalnum()]
