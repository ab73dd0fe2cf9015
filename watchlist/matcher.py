"""Finds the watched entities in an article.

    title, text ── fold ──▶ stream ── find ──▶ candidates ── compete ──▶ names that stand
        around these ── find ──▶ cues, words ── judge ──▶ mentions, sure or not ── group ──▶ Match*

Pure: the same watchlist and the same article give the same matches.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from watchlist.bulk import uncollected
from watchlist.company import Scene
from watchlist.compete import compete, meant
from watchlist.context import Context
from watchlist.cues import kinds_near
from watchlist.entity import Name, Watchlist
from watchlist.judge import Judgement, judge, nothing_is_left
from watchlist.listed import MakeFinder, Names, asks_for_names
from watchlist.match import Match
from watchlist.reason import Judged, reasons
from watchlist.score import score
from watchlist.stream import Bundle, Candidate, Stream
from watchlist.unlisted import Unlisted

FURTHER: tuple[MakeFinder, ...] = (Unlisted,)
_LETTERS_AT_ONCE = 15_000  # of many texts, so that what is looked at stays in the processor's cache


class Text(NamedTuple):
    """What is read of an article."""

    title: str
    text: str
    language: str = ""  # ISO 639-1 code, "" where unknown
    country: str = ""  # ISO 3166-1 alpha-2 code of where its source is published, "" where unknown


class Matcher:
    """A watchlist, ready to be found. Building it takes a moment; then it is only read, and any thread may."""

    @uncollected()
    def __init__(self, watchlist: Watchlist, further: Iterable[MakeFinder] = FURTHER, *, in_bulk: bool = False) -> None:
        """`further`: ways to find names beside their listed spellings; `in_bulk`: whether it will read much at once,
        so that it may take some 100 MB more to read faster."""
        self.watchlist = watchlist
        listed = [(entity, name) for entity in watchlist.entities for name in entity.names]
        self._names = Names(
            [(entity, name) for entity, name in listed if not _needs_a_name(name)], further, in_bulk=in_bulk
        )
        self._context = Context(watchlist, [(entity, name) for entity, name in listed if _needs_a_name(name)])
        self._called = {entity.id: entity.name for entity in watchlist.entities}

    def match(self, title: str, text: str, language: str = "", *, country: str = "") -> tuple[Match, ...]:
        """Every watched entity that the article names or describes, the surest first; decoys are left out.

        `language`: ISO 639-1 code of the article, "" where unknown; `country`: ISO 3166-1 alpha-2 code of where its
        source is published, "" where unknown: weak evidence of where the article is set.

        Offsets of a mention count code points of its field as given, and field[start:end] is its surface: the name as
        it is listed, so that a proclitic, or an article that the listed name has not, stands before it. Only where
        Arabic contracts the preposition and the article (للبوكمال) does the surface hold both. Of one name the first
        2,000 mentions count.
        """
        stream = Stream(title, text)
        return self._weigh(stream, self._names.find(stream), language, country)

    def match_many(self, texts: Iterable[Text]) -> Iterator[tuple[Match, ...]]:
        """What `match` finds in each of these, in order; faster where they are short."""
        for some in _batches(texts):
            bundle = Bundle([(one.title, one.text) for one in some])
            found = self._names.find_many(bundle)
            for one, stream, names in zip(some, bundle.streams, found, strict=True):
                yield self._weigh(stream, names, one.language, one.country)

    def _weigh(self, stream: Stream, found: list[Candidate], language: str, country: str) -> tuple[Match, ...]:
        if not found or all(one.entity.decoy for one in found):
            return ()
        named = [one for one in found if not one.name.described]
        present = {one.entity.id for one in named} | {one.entity.type for one in named}
        standing = compete(meant(named, language))
        close = self._context.next_to(stream, standing)
        alone = len(named) == len(found) and not self._context.may_complete(present)
        if alone and nothing_is_left(standing, Scene(close, self._context.regional, stream.text_from)):
            return ()
        places = self._context.places(stream)
        heads = [one for one in found if one.name.described] + self._context.heads(stream, places, present)
        if not heads and all(one.entity.decoy for one in standing):
            return ()
        around = [*standing, *heads]
        scene = Scene(
            {
                **self._context.words(stream, places, around),
                **(self._context.next_to(stream, around) if heads else close),
            },
            self._context.regional,
            stream.text_from,
            lambda: self._context.cues(stream, places, around, language),
            lambda: self._context.setting(stream, places, language, country),
        )
        return self._matches(judge(standing, meant(heads, language), scene))

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
        cues = kinds_near((one.candidate.span for one in judged), judgement.surroundings.scene.cues)
        return Match(
            entity=entity.id,
            type=entity.type,
            score=score(judged, others, len(cues), judgement.surroundings.scene.setting).total,
            strength="strong" if any(mention.strength == "strong" for mention in mentions) else "weak",
            alerts=any(mention.alerts for mention in mentions),
            mentions=mentions,
            why=reasons(judged, cues, self._called, judgement.surroundings.scene.setting),
            cues=cues,
        )


def _batches(texts: Iterable[Text]) -> Iterator[list[Text]]:
    batch: list[Text] = []
    letters = 0
    for one in texts:
        batch.append(one)
        letters += len(one.title) + len(one.text)
        if letters >= _LETTERS_AT_ONCE:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _needs_a_name(name: Name) -> bool:
    """Whether this is a description that only another entity's name can complete: without one nobody looks for it."""
    return name.described and any(asks_for_names(one) for one in name.requires)
