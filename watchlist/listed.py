"""Names of entities, found in an article."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from watchlist.entity import Company, Entity, Name
from watchlist.find import Finder, Finds, Hit, Place
from watchlist.fold import fold_text
from watchlist.stream import Bundle, Candidate, Span, Stream

MOST = 2_000  # mentions of one name that are weighed in an article: who writes a name more often than that says no more
_SENTENCE_END = re.compile(r"[.!?؟…:;؛,،](?=\s)|\n\s*\n")  # no name runs across one


MakeFinder = Callable[[Sequence[tuple[Entity, Name]]], Finds]


class Listed:
    """Names of entities, and which of the places where they are found may be theirs. Those that are compared as the
    same are looked for once."""

    def __init__(self, listed: Iterable[tuple[Entity, Name]]) -> None:
        alike: dict[object, tuple[Entity, list[Name]]] = {}
        for entity, name in listed:
            what = entity.id, fold_text(name.text), replace(name, text="", language="", core=fold_text(name.core))
            alike.setdefault(what, (entity, []))[1].append(name)
        self._names = list(alike.values())
        self.owned = [(entity, names[0]) for entity, names in self._names]
        self.texts = [name.text for _, name in self.owned]
        names = [name for _, name in self.owned]
        demands = {key: demands for key, name in enumerate(names) if (demands := _of_words(name))}
        self.asked = sorted({word for some in demands.values() for one in some for word in one.words})
        self._demands = {key: [frozenset((*one.words, *one.entities)) for one in some] for key, some in demands.items()}
        self._beside = {key: beside for key, name in enumerate(names) if (beside := _letters_beside(name)) != (0, 0)}
        self.exact = {
            key: [(letters, _whole_word(letters)) for letters in {name.text, name.text.upper()}]
            for key, name in enumerate(names)
            if name.exact_case and name.text.isalnum()
        }  # what an article must hold, as published, for a name whose case counts

    def cores(self, hits: Iterable[Hit]) -> list[Hit]:
        """The hits without the words that only tell a name from its namesake."""
        return [self._core(hit) if hit.key in self._beside else hit for hit in hits]

    def standing(
        self,
        stream: Stream,
        hits: list[Hit],
        asked: Callable[[], Iterable[Hit]],
        present: Collection[str] | None = None,
    ) -> list[Candidate]:
        """What may stand of the names that were found in the stream; `asked`: tells which of the words that
        descriptions ask for are there; with `present`, ids and types of entities, only descriptions that these can
        complete."""
        hits = _limited(hits)
        keys = {hit.key for hit in hits}
        hopeful = {key for key in keys if self._may_stand(key, stream, present)}
        if described := self._demands.keys() & hopeful:
            there = {self.asked[hit.key] for hit in asked()}.union(
                present or (), (self.owned[key][0].id for key in keys)
            )
            hopeful.difference_update([key for key in described if any(map(there.isdisjoint, self._demands[key]))])
        if not hopeful:
            return []
        hits = [hit for hit in hits if hit.key in hopeful]
        spans = stream.spans((hit.start, hit.end) for hit in hits)
        candidates = [self._candidate(hit, span, stream) for hit, span in zip(hits, spans, strict=True)]
        return [candidate for candidate in candidates if _is_written(candidate)]

    def _core(self, hit: Hit) -> Hit:
        before, after = self._beside[hit.key]
        return hit._replace(start=hit.start + before, end=hit.end - after)

    def _candidate(self, hit: Hit, span: Span, stream: Stream) -> Candidate:
        entity, names = self._names[hit.key]
        if not hit.basis:
            return Candidate(entity, names, span, stream)
        return Candidate(entity, names, span, stream, hit.basis, hit.likeness, "weak" if hit.weak else None)

    def _may_stand(self, key: int, stream: Stream, present: Collection[str] | None) -> bool:
        """What can be told of a name once for the whole article, so that common words cost little."""
        if key in self.exact and not self.is_written(key, stream):
            return False
        return present is None or all(
            not set(present).isdisjoint((*one.entities, *one.types))
            for one in self.owned[key][1].requires
            if asks_for_names(one)
        )

    def is_written(self, key: int, stream: Stream) -> bool:
        """Whether the article writes a name in the case that it asks for, if in any."""
        return any(stream.writes(*letters) for letters in self.exact[key])


class Names:
    """Names of entities and the automaton that finds them."""

    def __init__(
        self, listed: Iterable[tuple[Entity, Name]], further: Iterable[MakeFinder] = (), *, in_bulk: bool = False
    ) -> None:
        """`further`: makers of finders that stand beside the one for listed spellings; each gets the names, by whose
        places in the list its hits tell which was found."""
        self._listed = Listed(listed)
        self._finder = Finder(self._listed.texts, self._listed.asked, in_bulk=in_bulk)
        self._exact = self._finder.lists[0].patterns_of(self._listed.exact)
        self._further = [make(self._listed.owned) for make in further]

    def find(self, stream: Stream) -> list[Candidate]:
        """The names that stand in the stream."""
        return self._standing(stream, self._finder.places(stream.codes))

    def find_many(self, bundle: Bundle) -> list[list[Candidate]]:
        """The names that stand in each stream of a bundle."""
        places = bundle.parted(self._finder.places(bundle.codes))
        return [self._standing(stream, some) for stream, some in zip(bundle.streams, places, strict=True)]

    def _standing(self, stream: Stream, places: list[Place]) -> list[Candidate]:
        names, asked = self._finder.lists
        hits = known = self._listed.cores(names.whole(stream.codes, self._written(stream, places))) if places else []
        for finder in self._further:
            hits = [*hits, *finder.find(stream.codes, known)]
        return self._listed.standing(stream, hits, lambda: asked.whole(stream.codes, places)) if hits else []

    def _written(self, stream: Stream, places: list[Place]) -> list[Place]:
        """The places without those of abbreviations whose letters stand there as a common word: IS, is."""
        exact = {pattern for pattern, _, _ in places if pattern in self._exact}
        common = {
            pattern
            for pattern in exact
            if not any(self._listed.is_written(key, stream) for key in self._exact[pattern])
        }
        return [place for place in places if place[0] not in common] if common else places


def _letters_beside(name: Name) -> tuple[int, int]:
    """How many folded letters of a name's text stand before and after its core."""
    if not name.core:
        return 0, 0
    before, _, after = name.text.partition(name.core)
    return _letters_of(before), _letters_of(after)


def _letters_of(words: str) -> int:
    folded = fold_text(words)
    return len(folded) + 1 if folded else 0


def _of_words(name: Name) -> tuple[Company, ...]:
    """The demands of a description that only words, or names of certain entities, can meet."""
    if not name.described:
        return ()
    return tuple(one for one in name.requires if one.words and not (one.cues or one.types or one.written))


def _whole_word(letters: str) -> re.Pattern[str]:
    return re.compile(rf"{letters}(?<!\w{letters})(?!\w)")  # the letters first: the engine looks for them fast


def asks_for_names(company: Company) -> bool:
    """Whether nothing but other entities' names can meet a demand."""
    return not (company.words or company.cues or company.written)


def _limited(hits: list[Hit]) -> list[Hit]:
    """The first so many of each name."""
    if len(hits) <= MOST:
        return hits
    counted: Counter[int] = Counter()
    kept = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        counted[hit.key] += 1
        if counted[hit.key] <= MOST:
            kept.append(hit)
    return kept


def _is_written(candidate: Candidate) -> bool:
    """Whether the article writes the name in one breath, and in the case that an abbreviation asks for."""
    name, span = candidate.name, candidate.span
    if span.first < span.last and _SENTENCE_END.search(candidate.surface) and not _SENTENCE_END.search(name.called):
        return False
    if candidate.basis and candidate.surface.islower():
        return False  # a word that only sounds like a name
    if not name.exact_case or _letters(candidate.surface) == _letters(name.called):
        return True
    return candidate.surface == name.called.upper() and candidate.written == "dateline"


def _letters(text: str) -> list[str]:
    return [letter for letter in text if letter.isalnum()]
