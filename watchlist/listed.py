"""Names of entities, found in an article."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from watchlist.abbreviations import is_short
from watchlist.entity import Company, Entity, Name, asked_for
from watchlist.find import Finder, Finds, Hit, Place
from watchlist.fold import SPACE, fold, fold_text
from watchlist.stream import Bundle, Candidate, Span, Stream

MOST = 2_000  # mentions of one name that are weighed in an article: who writes a name more often than that says no more
_SENTENCE_END = re.compile(r"[.!?؟…:;؛,،](?=\s)|\n\s*\n")  # no name runs across one
_GOES_ON = re.compile(r"\.\s+(?!(?:[ae]l|[ae][dnrstz]h?)[- ])[a-z]")  # but an article may begin a sentence: al-Qaim
# What begins without a capital, as hasty notes do, says nothing by its letters' case: isis, sdf; but never is.
_BEGINS_SMALL = re.compile(r"[\W\d_]*(?!(?:[ae]l|[ae][dnrstz]h?)-)[a-z]")
_SHORTEST_IN_SMALL = 3  # letters
_INITIALS = re.compile(r"\w+|(?:\w\.)+\w?")  # in one word: IS, I.S., I.S
_AROUND = 20  # letters on either side of a name that tell whether all is in capitals


MakeFinder = Callable[[Sequence[tuple[Entity, Name]]], Finds]


class _Demand(NamedTuple):
    """What one demand of a description asks for, any of it."""

    words: frozenset[str]
    patterns: frozenset[int]  # by which the words are looked for
    entities: frozenset[str]  # ids

    def may_be_met(self, patterns: Set[int], ids: Set[str]) -> bool:
        """Whether any of it is there, the words perhaps as a part of others."""
        return not (self.patterns.isdisjoint(patterns) and self.entities.isdisjoint(ids))


class Listed:
    """Names of entities, the automaton that finds them, and which of the places may be theirs. Those that are compared
    as the same are looked for once."""

    def __init__(self, listed: Iterable[tuple[Entity, Name]], *further: Iterable[str], in_bulk: bool = False) -> None:
        """`further`: lists of what else is to be looked for in the same pass."""
        self._names = _alike(list(listed))
        self.owned = [(entity, names[0]) for entity, names in self._names]
        self._decoys = frozenset(key for key, (entity, _) in enumerate(self.owned) if entity.decoy)
        names = [name for _, name in self.owned]
        demands = {key: demands for key, name in enumerate(names) if (demands := _of_words(name))}
        self._asked = sorted({word for some in demands.values() for one in some for word in one.words})
        self._finder = Finder((name.text for name in names), self._asked, *further, in_bulk=in_bulk)
        self._listing, self._words, *self.further = self._finder.lists
        keys = {word: key for key, word in enumerate(self._asked)}
        self._demands = {key: [self._demand(one, keys) for one in some] for key, some in demands.items()}
        self._beside = {key: beside for key, name in enumerate(names) if (beside := _letters_beside(name)) != (0, 0)}
        self._cores = {key: b" %b " % fold(names[key].core).codes.strip() for key in self._beside}
        self._exact = {
            key: [(letters, _whole_word(letters)) for letters in _cases(alike)]
            for key, (_, alike) in enumerate(self._names)
            if alike[0].exact_case and all(_INITIALS.fullmatch(name.text) for name in alike)
        }
        self._abbreviations = self._listing.patterns_of(self._exact)

    def places(self, codes: bytes) -> list[Place]:
        """Where any of the names may stand in a folded text, and anything beside them; the other methods tell what."""
        return self._finder.places(codes)

    def found(self, stream: Stream, places: list[Place]) -> list[Hit]:
        """The names that are listed, without the words that only tell one from its namesake."""
        if not places:
            return []
        hits = self._listing.whole(stream.codes, self._written(stream, places))
        return [self._core(hit, stream.codes) if hit.key in self._beside else hit for hit in hits]

    def standing(
        self, stream: Stream, places: list[Place], hits: list[Hit], present: Collection[str] = frozenset()
    ) -> list[Candidate]:
        """What may stand of the names that were found in the stream, where there are any but of decoys; `present`: ids
        and types of entities that do."""
        keys = {hit.key for hit in hits}
        if keys <= self._decoys:
            return []
        hits = _limited(hits)
        hopeful = {key for key in keys if key not in self._exact or self._is_written(key, stream)}
        if described := self._demands.keys() & hopeful:
            ids = {self.owned[key][0].id for key in keys}.union(present)
            hopeful -= described.difference(self._complete(described, ids, stream, places))
        if not hopeful:
            return []
        hits = [hit for hit in hits if hit.key in hopeful]
        spans = stream.spans((hit.start, hit.end) for hit in hits)
        candidates = [self._candidate(hit, span, stream) for hit, span in zip(hits, spans, strict=True)]
        return [candidate for candidate in candidates if _is_written(candidate, stream)]

    def _demand(self, company: Company, keys: Mapping[str, int]) -> _Demand:
        patterns = self._words.patterns(keys[word] for word in company.words)
        return _Demand(frozenset(company.words), patterns, frozenset(company.entities))

    def _complete(self, described: Iterable[int], ids: Set[str], stream: Stream, places: list[Place]) -> list[int]:
        """The descriptions whose demands these entities and the words in the article meet, wherever they stand."""
        patterns = {pattern for pattern, _, _ in places}
        likely = [key for key in described if all(one.may_be_met(patterns, ids) for one in self._demands[key])]
        if not likely:
            return []
        words = {self._asked[hit.key] for hit in self._words.whole(stream.codes, places)}
        return [key for key in likely if all(one.words & words or one.entities & ids for one in self._demands[key])]

    def _written(self, stream: Stream, places: list[Place]) -> list[Place]:
        """The places without those of abbreviations whose letters stand there as a common word: IS, is."""
        exact = {pattern for pattern, _, _ in places if pattern in self._abbreviations}
        common = {
            pattern
            for pattern in exact
            if not any(self._is_written(key, stream) for key in self._abbreviations[pattern])
        }
        return [place for place in places if place[0] not in common] if common else places

    def _is_written(self, key: int, stream: Stream) -> bool:
        """Whether the article writes a name in the case that it asks for, if in any."""
        return any(stream.writes(*letters) for letters in self._exact[key])

    def _core(self, hit: Hit, codes: bytes) -> Hit:
        core = self._cores[hit.key]
        at = codes.find(core, hit.start - 1, hit.end + 1)
        if at >= 0:
            return hit._replace(start=at + 1, end=at + len(core) - 1)
        before, after = self._beside[hit.key]  # it may be written in one with what stands beside it
        start, end = _passed(codes, hit.start, before, 1), _passed(codes, hit.end - 1, after, -1) + 1
        return hit._replace(start=start, end=end)

    def _candidate(self, hit: Hit, span: Span, stream: Stream) -> Candidate:
        entity, names = self._names[hit.key]
        if not hit.basis:
            found = Candidate(entity, names, span, stream)
            if not names[0].exact_case or _has_its_case(found) or found.written == "dateline":
                return found
            return Candidate(entity, names, span, stream, strength="weak")
        return Candidate(entity, names, span, stream, hit.basis, hit.likeness, "weak" if hit.weak else None)


class Names:
    """Names of entities, in the spellings that are listed and in further ones."""

    def __init__(
        self, listed: Iterable[tuple[Entity, Name]], further: Iterable[MakeFinder] = (), *, in_bulk: bool = False
    ) -> None:
        """`further`: makers of finders that stand beside the one for listed spellings; each gets the names, by whose
        places in the list its hits tell which was found."""
        self._listed = Listed(listed, in_bulk=in_bulk)
        self._further = [make(self._listed.owned) for make in further]

    def find(self, stream: Stream) -> list[Candidate]:
        """The names that stand in the stream."""
        return self._standing(stream, self._listed.places(stream.codes))

    def find_many(self, bundle: Bundle) -> list[list[Candidate]]:
        """The names that stand in each stream of a bundle."""
        places = bundle.parted(self._listed.places(bundle.codes))
        return [self._standing(stream, some) for stream, some in zip(bundle.streams, places, strict=True)]

    def _standing(self, stream: Stream, places: list[Place]) -> list[Candidate]:
        hits = known = self._listed.found(stream, places)
        for finder in self._further:
            hits = [*hits, *finder.find(stream.codes, known)]
        return self._listed.standing(stream, places, hits) if hits else []


def _alike(listed: Sequence[tuple[Entity, Name]]) -> list[tuple[Entity, list[Name]]]:
    """Names of an entity that are compared as the same and are alike in all but their letters and language."""
    # Equal company has equal numbers: to compare it again for each name would be to walk through all of it.
    numbers: dict[tuple[Company, ...], int] = {}
    asked = asked_for(name for _, name in listed)
    company = {one: numbers.setdefault(some, len(numbers)) for one, some in asked.items()}
    alike: dict[object, tuple[Entity, list[Name]]] = {}
    for entity, name in listed:
        asks = company[id(name.requires)], company[id(name.excludes)]
        kind = name.strength, name.exact_case, name.valid, name.described
        what = entity.id, fold_text(name.text), fold_text(name.core), kind, asks
        alike.setdefault(what, (entity, []))[1].append(name)
    return list(alike.values())


def _letters_beside(name: Name) -> tuple[int, int]:
    """How many folded letters of a name's text stand before and after its core."""
    if not name.core:
        return 0, 0
    before, _, after = name.text.partition(name.core)
    return _letters_of(before), _letters_of(after)


def _letters_of(words: str) -> int:
    return len(fold_text(words).replace(" ", ""))


def _passed(codes: bytes, at: int, letters: int, step: int) -> int:
    """The first letter behind so many, and the spaces among them: words may be written in one."""
    while letters:
        letters -= codes[at] != SPACE
        at += step
    return at + step if codes[at] == SPACE else at


def _of_words(name: Name) -> tuple[Company, ...]:
    """The demands of a description that only words, or names of certain entities, can meet."""
    if not name.described:
        return ()
    return tuple(one for one in name.requires if one.words and not (one.cues or one.types or one.written))


def _whole_word(letters: str) -> re.Pattern[str]:
    word = re.escape(letters)
    return re.compile(rf"{word}(?<!\w{word})(?!\w)")  # the letters first: the engine looks for them fast


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


def _is_written(candidate: Candidate, stream: Stream) -> bool:
    """Whether the article writes the name in one breath, and in the case that an abbreviation asks for."""
    name, span = candidate.name, candidate.span
    if span.first < span.last and _is_broken(candidate.surface) and not _is_broken(name.called):
        return False
    if candidate.basis and candidate.surface.islower():
        return False  # a word that only sounds like a name
    if not name.exact_case:
        return True
    if _has_its_case(candidate):
        return len(name.called) >= _SHORTEST_IN_SMALL or not _is_in_capitals(candidate, stream)
    if candidate.surface.islower():
        return _tells_without_case(name.called) and bool(_BEGINS_SMALL.match(stream.published(candidate.field)))
    if candidate.surface == name.called.upper():
        in_capitals = _tells_without_case(name.called) and _is_in_capitals(candidate, stream)
        return in_capitals or candidate.written == "dateline"
    return False


def _has_its_case(candidate: Candidate) -> bool:
    """Whether the article writes a name in a case it is listed in."""
    surface = candidate.surface
    return candidate.is_listed_as(surface) or _letters(surface) == _letters(candidate.name.called)


def _tells_without_case(name: str) -> bool:
    """Whether a name is no common words where case tells nothing: ISIS, Islamic State, but not IS cells, the Guards."""
    words = re.findall(r"\w+", name)
    if any(len(word) < _SHORTEST_IN_SMALL for word in words):
        return False
    return sum(map(str.isupper, name)) > 1 and all(word[0].isupper() for word in words)


def _is_in_capitals(candidate: Candidate, stream: Stream) -> bool:
    """Whether everything around a name is in capitals, so that its own say nothing: REMEDY IS TO."""
    field, start, end = candidate.place
    text = stream.published(field)
    around = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return "".join(around).isupper() and all(any(map(str.isalpha, side)) for side in around)


def _is_broken(surface: str) -> bool:
    """Whether a sentence or a clause ends inside a name as it is written."""
    return any(not _goes_on(surface, end.start()) for end in _SENTENCE_END.finditer(surface))


def _goes_on(surface: str, at: int) -> bool:
    """Whether a full stop ends no sentence: behind a word written short, or in front of a small letter."""
    if surface[at] != ".":
        return False
    *_, word = fold_text(surface[:at]).split() or [""]
    return is_short(word) or bool(_GOES_ON.match(surface, at))


def _cases(names: Iterable[Name]) -> set[str]:
    """How the letters of an abbreviation may be written that is listed in these ways."""
    listed = {text for name in names for text in (name.text, name.text.rstrip("."))}
    small = {text.lower() for text in listed if len(text) >= _SHORTEST_IN_SMALL and text.isalnum()}
    return listed | small | {text.upper() for text in listed}


def _letters(text: str) -> list[str]:
    return [letter for letter in text if letter.isalnum()]
