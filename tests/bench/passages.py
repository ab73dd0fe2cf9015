"""How much is found, and how much of it is right, on labelled passages.

    python -m tests.bench.passages [FILE.jsonl] [--half open|frozen] [--labelled] [--misses]

FILE holds one JSON object a line: {"text", "language", "entities": [ids]}, and, if it likes, "title", "optional" (ids
that count neither way), "kind", "rule" and "half". Without FILE it is our own set, tests/watchlist/passages.jsonl,
whose frozen half nobody looks at while tuning. Only matches that would alert count; with --labelled, of these only the
ones of entities that the file labels anywhere, for files that were labelled with a part of the watchlist, as
tests/watchlist/passages_blind.jsonl was. Beside Landbridge stand three plain ways to use the same names: a list of
whole words, a list of substrings, and FlashText.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flashtext import KeywordProcessor

from watchlist.entity import Watchlist
from watchlist.load import load_shipped
from watchlist.matcher import Matcher

OWN = Path(__file__).parent.parent / "watchlist" / "passages.jsonl"
Finder = Callable[[str, str, str], set[str]]  # title, text, language → ids


@dataclass(slots=True)
class Score:
    """Counts of right, false and missed entities."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def add(self, found: set[str], wanted: set[str]) -> None:
        self.right += len(found & wanted)
        self.false += len(found - wanted)
        self.missed += len(wanted - found)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def __str__(self) -> str:
        return f"{self.precision:.3f} / {self.recall:.3f}"


@dataclass(frozen=True, slots=True)
class Passage:
    """One labelled text."""

    id: str
    language: str
    title: str
    text: str
    entities: frozenset[str]
    optional: frozenset[str]
    rule: str


@dataclass(slots=True)
class Table:
    """Scores of one finder, in all and by language, type of entity and rule."""

    total: Score = field(default_factory=Score)
    by: dict[str, dict[str, Score]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Score)))


def read(path: Path, half: str | None) -> list[Passage]:
    """The passages of a file, those of one half alone where one is named."""
    rows: Iterable[dict[str, Any]] = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Passage(
            str(row.get("id", number)), row.get("language") or "", row.get("title") or "", row["text"],
            frozenset(row["entities"]), frozenset(row.get("optional", ())), row.get("rule", ""),
        )
        for number, row in enumerate(rows, 1)
        if half is None or row.get("half") == half
    ]  # fmt: skip


def finders(watchlist: Watchlist) -> Iterator[tuple[str, Finder]]:
    """Landbridge and the plain ways, each as a function from a text to the entities found."""
    matcher = Matcher(watchlist)
    names = [(name.text, entity.id) for entity in watchlist.entities if not entity.decoy for name in entity.names]
    names = [(text.casefold(), id) for text, id in dict.fromkeys(names)]
    by_name: dict[str, set[str]] = defaultdict(set)
    for text, id in names:
        by_name[text].add(id)
    longest_first = sorted(by_name, key=len, reverse=True)
    words = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    processor = KeywordProcessor()
    for text in by_name:
        processor.add_keyword(text, text)

    def landbridge(title: str, text: str, language: str) -> set[str]:
        return {match.entity for match in matcher.match(title, text, language) if match.alerts}

    def whole_words(title: str, text: str, language: str) -> set[str]:
        return set().union(*(by_name[found] for found in words.findall(f"{title}\n{text}".casefold())))

    def substrings(title: str, text: str, language: str) -> set[str]:
        whole = f"{title}\n{text}".casefold()
        return {id for name, ids in by_name.items() if name in whole for id in ids}

    def flashtext(title: str, text: str, language: str) -> set[str]:
        return set().union(*(by_name[found] for found in processor.extract_keywords(f"{title}\n{text}".casefold())))

    yield "Landbridge", landbridge
    yield "whole words", whole_words
    yield "substrings", substrings
    yield "FlashText", flashtext


def score(
    passages: Iterable[Passage], find: Finder, types: dict[str, str], scored: frozenset[str], misses: bool = False
) -> Table:
    """Score a finder over passages, by these ids; `misses` prints what went wrong."""
    table = Table()
    for passage in passages:
        found = (find(passage.title, passage.text, passage.language) & scored) - passage.optional
        wanted = set(passage.entities)
        table.total.add(found, wanted)
        table.by["language"][passage.language].add(found, wanted)
        if passage.rule:
            table.by["rule"][passage.rule].add(found, wanted)
        for kind in {types.get(id, "?") for id in found | wanted}:
            of_kind = {id for id in found | wanted if types.get(id, "?") == kind}
            table.by["type"][kind].add(found & of_kind, wanted & of_kind)
        if misses and found != wanted:
            print(f"{passage.id} [{passage.language}] {passage.rule}: missed {sorted(wanted - found)},", end=" ")
            print(f"false {sorted(found - wanted)}\n    {passage.text}")
    return table


def show(tables: dict[str, Table], passages: int) -> None:
    """Print the tables side by side, as Markdown."""
    print(f"{passages} passages; precision / recall of alerting matches\n")
    print(f"| | {' | '.join(tables)} |")
    print(f"|---|{'---|' * len(tables)}")
    print(f"| **all** | {' | '.join(str(table.total) for table in tables.values())} |")
    for axis in ("language", "type", "rule"):
        for value in sorted({value for table in tables.values() for value in table.by[axis]}):
            scores = " | ".join(str(table.by[axis][value]) for table in tables.values())
            print(f"| {axis}: {value} | {scores} |")


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=OWN)
    parser.add_argument("--half", choices=("open", "frozen"))
    parser.add_argument("--labelled", action="store_true", help="score only entities that the file labels anywhere")
    parser.add_argument("--misses", action="store_true", help="print each passage that Landbridge gets wrong")
    arguments = parser.parse_args()
    watchlist = load_shipped()
    types = {entity.id: entity.type for entity in watchlist.entities}
    passages = read(arguments.file, arguments.half)
    labelled = frozenset[str]().union(*(passage.entities | passage.optional for passage in passages))
    scored = labelled if arguments.labelled else frozenset(types)
    tables = {
        name: score(passages, find, types, scored, arguments.misses and name == "Landbridge")
        for name, find in finders(watchlist)
    }
    show(tables, len(passages))


if __name__ == "__main__":
    main()
