"""What a text speaks of, and which towns it names, told the same from words of three languages."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from flows.stories.wordlist import read_list
from watchlist.cues import flattened
from watchlist.find import Finder
from watchlist.fold import fold, fold_text
from watchlist.letters import foreign

# Concepts that stand in every second piece of news, and places within which much happens: that two articles share one
# of these says little. Told by counting in the open half of the labelled articles.
EVERYDAY = frozenset(
    {
        "agreement", "airstrike", "ambush", "american", "arrest", "arrival", "checkpoint", "civilians", "close",
        "cold-store", "commander", "contract", "dawn", "dead", "desert", "dollar", "explosion", "fighters", "fire",
        "governor", "headquarters", "iranian", "kurdish", "land", "market", "mine", "minister", "money", "night", "oil",
        "police", "port", "raid", "reinforce", "river", "road", "seized", "statement", "statement-issued", "trade",
        "truck", "vehicle", "visa", "water", "weapons", "withdraw", "wounded",
    }
)  # fmt: skip
WIDE = frozenset(
    {
        "abu-dhabi", "ahvaz", "al-badia", "aleppo", "amman", "anbar", "baghdad", "basra", "beirut", "damascus",
        "deir-ez-zor", "diyala", "dubai", "erbil", "gaza", "geneva", "hasakah", "homs", "isfahan", "istanbul",
        "jerusalem", "kabul", "moscow", "mosul", "muscat", "najaf", "nasiriyah", "ramadi", "raqqa", "riyadh", "sanaa",
        "tehran", "tel-aviv", "vienna",
    }
)  # fmt: skip
# What comes before, after or in answer to something that happened is news of its own.
STEPS = frozenset(
    {
        "agreement", "anniversary", "appointed", "arrival", "ceasefire", "claim", "close", "condemnation", "denial",
        "dismissed", "execution", "funeral", "handover", "investigation", "lawsuit", "meeting", "negotiation", "open",
        "protest", "release", "results", "sanctions", "sentence", "settlement-status", "speech", "statement-issued",
        "threat", "visit", "warning", "withdrawal",
    }
)  # fmt: skip
OPPOSITES = (
    (frozenset({"open", "border-crossing-open"}), frozenset({"close", "border-crossing-shut"})),
    (frozenset({"arrest", "mass-arrest", "cell-busted"}), frozenset({"sentence", "execution", "release"})),
    (frozenset({"withdraw", "withdrawal"}), frozenset({"reinforce", "reinforcements", "convoy-entered"})),
    (frozenset({"appointed"}), frozenset({"dismissed", "resign-death"})),
)
_ELSEWHERE = frozenset({"washington", "moscow", "ankara", "doha"})  # where things are said, not where they happen


class Lexicon:
    """The words of concepts and towns. Built once, then only read."""

    def __init__(self) -> None:
        self._concepts = flattened(read_list("concepts.yaml"))
        self._towns = [(town, name) for town, names in read_list("towns.yaml").items() for name in names]
        self.town_words = frozenset(word for _, name in self._towns for word in fold_text(name).split())
        self._finder = Finder([*(phrase for _, _, phrase in self._concepts), *(name for _, name in self._towns)])

    def read(self, text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """The concepts that a text speaks of and the towns that it names. `language`: ISO 639-1 code, "" where unknown:
        Arabic and Persian share a script, and not the meaning of their words."""
        return self.read_parts((text,), language)[0]

    def read_parts(self, parts: Sequence[str], language: str) -> list[tuple[frozenset[str], frozenset[str]]]:
        """What `read` finds in the first of these parts of a text, in the first two, and so on."""
        others = foreign(language)
        folded = fold(f" {' . '.join(parts)} ").codes
        ends = list(accumulate(len(fold(f" {part} ").codes) - 1 for part in parts))
        found: list[tuple[set[str], set[str]]] = [(set(), set()) for _ in parts]
        for hit in self._finder.find(folded):
            part = min(bisect_left(ends, hit.end), len(parts) - 1)
            if hit.key >= len(self._concepts):
                found[part][1].add(self._towns[hit.key - len(self._concepts)][0])
            elif self._concepts[hit.key][1] not in others:
                found[part][0].add(self._concepts[hit.key][0])
        return [
            (frozenset(concepts), frozenset(towns - _ELSEWHERE))
            for concepts, towns in accumulate(found, lambda before, now: (before[0] | now[0], before[1] | now[1]))
        ]

    def __iter__(self) -> Iterator[str]:
        """Every concept."""
        return iter(dict.fromkeys(concept for concept, _, _ in self._concepts))


@cache
def lexicon() -> Lexicon:
    """The one lexicon of this process."""
    return Lexicon()
