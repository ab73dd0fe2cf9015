"""What a text speaks of, and which towns it names, told the same from words of three languages."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import accumulate
from math import fsum, log

from flows.stories.wording import content, forms, without_article
from flows.stories.wordlist import read_list
from watchlist.cues import flattened
from watchlist.find import Finder
from watchlist.fold import fold, fold_text
from watchlist.letters import foreign

# Places within which much happens: that two articles share one of these says little.
WIDE = frozenset(
    {
        "abu-dhabi", "ahvaz", "al-badia", "aleppo", "amman", "anbar", "baghdad", "basra", "beirut", "damascus",
        "deir-ez-zor", "diyala", "dubai", "erbil", "gaza", "geneva", "hasakah", "homs", "isfahan", "istanbul",
        "jerusalem", "kabul", "moscow", "mosul", "muscat", "najaf", "nasiriyah", "ramadi", "raqqa", "riyadh", "sanaa",
        "tehran", "tel-aviv", "vienna",
    }
)  # fmt: skip
# Seats of governments, which often stand for them: that an article names one does not say that it happened there.
SEATS = frozenset(
    {
        "ankara", "baghdad", "beirut", "damascus", "doha", "jerusalem", "moscow", "riyadh", "tehran", "tel-aviv",
        "washington",
    }
)  # fmt: skip
# What comes before, after or in answer to something that happened is news of its own.
FOLLOWS = frozenset(
    {
        "agreement", "anniversary", "ceremony", "claim", "condemnation", "denial", "deny", "graduation",
        "investigation", "protest", "sanctions",
    }
)  # fmt: skip
OPPOSITES = (
    (frozenset({"open", "border-crossing-open"}), frozenset({"close", "border-crossing-shut"})),
    (frozenset({"arrest", "mass-arrest", "cell-busted"}), frozenset({"sentence", "execution", "release"})),
    (frozenset({"withdraw", "withdrawal"}), frozenset({"reinforce", "reinforcements", "convoy-entered"})),
    (frozenset({"rise"}), frozenset({"fall"})),
    (frozenset({"appointed"}), frozenset({"dismissed", "resign-death"})),
)
# By what something happened, or what it was: one of these is not the other.
MEANS = (
    frozenset({"aircraft", "airstrike", "drone", "drone-attack", "strike", "helicopter"}),
    frozenset({"rocket", "shell", "mortar", "missile-launch"}),
    frozenset({"landmine", "mine", "ied", "explosive", "remnant"}),
    frozenset({"ambush", "shoot", "clash", "sniper", "assassinate", "assassination", "assassin", "bus-attack"}),
    frozenset({"accident", "road-accident"}),
    frozenset({"flood", "drown", "rain"}),
    frozenset({"house-fire"}),
    frozenset({"collapse"}),
    frozenset({"earthquake"}),
    frozenset({"court", "verdict", "execution", "execute", "trial"}),
    frozenset({"arrest", "cell-busted"}),
    frozenset({"seized", "captagon", "narcotic"}),
    frozenset({"protest", "strike-action", "sit-in"}),
    frozenset({"funeral"}),
    frozenset({"match", "goal"}),
    frozenset({"dollar"}),
)
_ELSEWHERE = frozenset({"washington", "moscow", "ankara", "doha"})  # where things are said, not where they happen
_MOST_WORDS = 65_536  # of a language that are kept in mind
_RARE = 5  # of 1,000 articles: what fewer speak of tells no more
_COMMON = 120  # of 1,000 articles: what more speak of tells little


class Lexicon:
    """The words of concepts and towns. Built once, then only read."""

    def __init__(self) -> None:
        listed = flattened(read_list("glossary.yaml"))
        phrases = [(concept, spoken, word) for concept, spoken, word in listed if " " in fold_text(word)]
        self._concepts = [*flattened(read_list("concepts.yaml")), *phrases]
        self._towns = [(town, name) for town, names in read_list("towns.yaml").items() for name in names]
        self.town_words = frozenset(word for _, name in self._towns for word in fold_text(name).split())
        self._finder = Finder([*(phrase for _, _, phrase in self._concepts), *(name for _, name in self._towns)])
        self._words: dict[str, dict[str, list[str]]] = {"en": {}, "ar": {}, "fa": {}}
        for concept, spoken, word in listed:
            self._words[spoken].setdefault(fold_text(word), []).append(concept)
        self._meanings: dict[str, _Meanings] = {}

    def read(self, text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """The concepts that a text speaks of and the towns that it names. `language`: ISO 639-1 code, "" where unknown:
        Arabic and Persian share a script, and not the meaning of their words."""
        return self.read_parts((text,), language)[0]

    def read_parts(self, parts: Sequence[str], language: str) -> list[tuple[frozenset[str], frozenset[str]]]:
        """What `read` finds in the first of these parts of a text, in the first two, and so on."""
        others = foreign(language)
        folded = [fold(f" {part} ") for part in parts]
        ends = list(accumulate(len(part.codes) - 1 for part in folded))
        found: list[tuple[set[str], set[str]]] = [
            (set().union(*map(self.glosses(language), part.text.split())), set()) for part in folded
        ]
        for hit in self._finder.find(b"".join([folded[0].codes, *(part.codes[1:] for part in folded[1:])])):
            part = min(bisect_left(ends, hit.end), len(parts) - 1)
            if hit.key >= len(self._concepts):
                found[part][1].add(self._towns[hit.key - len(self._concepts)][0])
            elif self._concepts[hit.key][1] not in others:
                found[part][0].add(self._concepts[hit.key][0])
        return [
            (frozenset(concepts), frozenset(towns - _ELSEWHERE))
            for concepts, towns in accumulate(found, lambda before, now: (before[0] | now[0], before[1] | now[1]))
        ]

    def glosses(self, language: str) -> Callable[[str], tuple[str, ...]]:
        """What folded words of a language mean."""
        if language not in self._meanings:
            self._meanings[language] = _Meanings(partial(self._gloss, language))
        return self._meanings[language].__getitem__

    def _gloss(self, language: str, word: str) -> tuple[str, ...]:
        known = self._words.get(language, self._words["en"])
        if word in known:
            return tuple(known[word])
        if not all(content((form,), language) for form in (word, without_article(word))):
            return ()
        return next((tuple(known[form]) for form in forms(word, language) if form in known), ())

    def __iter__(self) -> Iterator[str]:
        """Every concept."""
        listed = (concept for words in self._words.values() for concepts in words.values() for concept in concepts)
        return iter(dict.fromkeys((*(concept for concept, _, _ in self._concepts), *listed)))


class _Meanings(dict[str, tuple[str, ...]]):
    """What folded words mean, worked out when they are met."""

    def __init__(self, find: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = meaning = self._find(word)
        return meaning


@cache
def _holders() -> dict[str, frozenset[str]]:
    held: dict[str, set[str]] = {}
    for holder, places in read_list("provinces.yaml").items():
        for place in places:
            held.setdefault(place, set()).add(holder)
    return {place: frozenset(holders) for place, holders in held.items()}


@lru_cache(maxsize=4096)
def around(places: frozenset[str]) -> frozenset[str]:
    """These places, and what they lie in."""
    wider = frozenset(holder for place in places for holder in _holders().get(place, ()))
    return places | wider.union(*(_holders().get(place, ()) for place in wider))


@cache
def _frequency() -> dict[str, int]:
    """Of 1,000 articles, how many speak of each concept."""
    return dict(read_list("frequency.yaml"))


@cache
def _weights() -> dict[str, float]:
    return {concept: log(1000 / of) / log(1000 / _RARE) for concept, of in _frequency().items()}


def weight(concepts: frozenset[str]) -> float:
    """How much these concepts tell: each at most 1, and the less, the more articles speak of it."""
    weights = _weights()
    return fsum([weights.get(concept, 1.0) for concept in concepts])  # in whatever order


weight_of_all = lru_cache(maxsize=8192)(weight)  # for all concepts of an article, which is asked for again


@cache
def everyday() -> frozenset[str]:
    """Concepts of which so many articles speak that they tell little."""
    return frozenset(concept for concept, of in _frequency().items() if of >= _COMMON)


@cache
def lexicon() -> Lexicon:
    """The one lexicon of this process."""
    return Lexicon()
