"""What a text speaks of, and which towns it names, told the same from words of three languages."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import yaml

from watchlist.find import Finder
from watchlist.fold import fold
from watchlist.letters import foreign

# Concepts that stand in every second piece of news, and places within which much happens: that two articles share one
# of these says little. Told by counting in the open half of the labelled pairs.
EVERYDAY = frozenset(
    {
        "arrest", "checkpoint", "civilians", "close", "commander", "dawn", "dead", "fighters", "fire", "governor",
        "headquarters", "land", "market", "minister", "night", "police", "port", "reinforce", "road", "statement",
        "trade", "truck", "vehicle", "weapons", "wounded",
    }
)  # fmt: skip
WIDE = frozenset(
    {
        "ahvaz", "al-badia", "aleppo", "baghdad", "basra", "beirut", "damascus", "deir-ez-zor", "diyala", "erbil",
        "gaza", "hasakah", "homs", "isfahan", "moscow", "najaf", "nasiriyah", "ramadi", "raqqa", "tehran", "tel-aviv",
    }
)  # fmt: skip
_ELSEWHERE = frozenset({"washington", "moscow", "ankara", "doha"})  # where things are said, not where they happen


class Lexicon:
    """The words of concepts and towns. Built once, then only read."""

    def __init__(self) -> None:
        concepts = _read("concepts.yaml")
        self._concepts = [
            (concept, language, phrase)
            for concept, languages in concepts.items()
            for language, phrases in languages.items()
            for phrase in phrases
        ]
        self._towns = [(town, name) for town, names in _read("towns.yaml").items() for name in names]
        self._finder = Finder([*(phrase for _, _, phrase in self._concepts), *(name for _, name in self._towns)])

    def read(self, text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """The concepts that a text speaks of and the towns that it names. `language`: ISO 639-1 code, "" where unknown:
        Arabic and Persian share a script, and not the meaning of their words."""
        concepts, towns = set(), set()
        others = foreign(language)
        for hit in self._finder.find(fold(f" {text} ").codes):
            if hit.key >= len(self._concepts):
                towns.add(self._towns[hit.key - len(self._concepts)][0])
            elif self._concepts[hit.key][1] not in others:
                concepts.add(self._concepts[hit.key][0])
        return frozenset(concepts), frozenset(towns - _ELSEWHERE)

    def __iter__(self) -> Iterator[str]:
        """Every concept."""
        return iter(dict.fromkeys(concept for concept, _, _ in self._concepts))


@cache
def lexicon() -> Lexicon:
    """The one lexicon of this process."""
    return Lexicon()


@cache
def _read(name: str) -> dict[str, dict[str, list[str]]]:
    text = (files("flows.stories") / name).read_text(encoding="utf-8")
    read: dict[str, dict[str, list[str]]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return read
