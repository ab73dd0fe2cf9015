"""How well it is told whether two articles tell the same piece of news, on labelled articles.

    python -m tests.bench.pairs [FILE.jsonl] [--half open|frozen] [--misses]

FILE holds one JSON object a line. Either an article, {"family", "event", "id", "title", "text", "language",
"published", "source"}: those of one event tell the same news, those of one family are easily confused, and each two of
a family are a pair. Or a pair, {"a", "b": {"title", …}, "same"}, with "id", "kind" and "why" if it likes. Rows may have
a "half".
Without FILE it is our own set, tests/flows/families.jsonl, whose frozen half nobody looks at while tuning;
tests/flows/families_blind.jsonl was written last, and scored before anything was learned from it.

Each pair passes the whole way: matched, placed and stored in a database of its own, one after the other. A pair that is
placed in one story counts as told the same. Articles of families pass it once more all together, in order of time, as a
stream: then each two of them that come into one story, of whatever family, count.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from operator import itemgetter
from pathlib import Path
from typing import Any

from flows.group import Placed
from tests.bench.desk import SOURCE, Desk
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.load import load_shipped
from watchlist.match import Match
from watchlist.matcher import Matcher

OWN = Path(__file__).parent.parent / "flows" / "families.jsonl"


@dataclass(slots=True)
class Score:
    """Counts of pairs that were rightly and wrongly told the same, and of those that were missed."""

    right: int = 0
    false: int = 0
    missed: int = 0
    apart: int = 0

    def add(self, told: bool, same: bool) -> None:
        self.right += told and same
        self.false += told and not same
        self.missed += same and not told
        self.apart += not same and not told

    def __str__(self) -> str:
        precision = self.right / (self.right + self.false) if self.right + self.false else 1.0
        recall = self.right / (self.right + self.missed) if self.right + self.missed else 1.0
        return f"{precision:.3f} / {recall:.3f} | {self.right + self.missed} | {self.apart + self.false}"


Row = dict[str, Any]


class Reader:
    """Reads articles as a cycle does."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._watchlist = watchlist
        self._matcher = Matcher(watchlist)
        self._matched: dict[str, tuple[Match, ...]] = {}

    def read(self, rows: Iterable[Row]) -> list[tuple[int, Placed]]:
        """The story of each article, and where it was placed, in a database of their own."""
        rows = list(rows)
        sources = {row.get("source") or SOURCE for row in rows}
        first_seen = datetime.fromisoformat(rows[0]["published"])
        with Desk(self._watchlist, first_seen, sources) as desk, desk.db.atomic():
            return [self._place(desk, row, number) for number, row in enumerate(rows)]

    def _place(self, desk: Desk, row: Row, number: int) -> tuple[int, Placed]:
        published = datetime.fromisoformat(row["published"])
        article = Article(f"https://news.example/{number}", row["title"], row["text"], "", row["language"], published)
        if row["text"] not in self._matched:
            self._matched[row["text"]] = self._matcher.match(article.title, article.text, article.language)
        placed, story = desk.place(article, self._matched[row["text"]], published, row.get("source") or SOURCE)
        return story, placed


def read(path: Path, half: str | None) -> list[Row]:
    """The rows of a file, those of one half alone where one is named."""
    rows: Iterable[Row] = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if half in (None, row.get("half"))]


def pairs_of(rows: Iterable[Row]) -> Iterator[Row]:
    """The pairs: those that are given, and each two articles of a family."""
    families: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if "a" in row:
            yield row
        else:
            families[row["family"]].append(row)
    for articles in families.values():
        for one, other in combinations(sorted(articles, key=itemgetter("published")), 2):
            same = one["event"] == other["event"]
            kind = other.get("how", "same event") if same else "look-alike"
            yield {"id": f"{one['id']} {other['id']}", "kind": kind, "same": same, "a": one, "b": other}


def stream(reader: Reader, articles: Iterable[Row]) -> Score:
    """How well articles are told apart that all arrive in one place."""
    score = Score()
    ordered = sorted(articles, key=itemgetter("published"))
    stories = [story for story, _ in reader.read(ordered)]
    for (one, mine), (other, theirs) in combinations(zip(ordered, stories, strict=True), 2):
        score.add(mine == theirs, one["event"] == other["event"])
    return score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=OWN)
    parser.add_argument("--half", choices=("open", "frozen"))
    parser.add_argument("--misses", action="store_true", help="print each pair that is told wrongly")
    asked = parser.parse_args()
    reader = Reader(load_shipped())
    scores: dict[str, Score] = defaultdict(Score)
    rows = read(asked.file, asked.half)
    pairs = list(pairs_of(rows))
    for pair in pairs:
        (first, _), (second, placed) = reader.read((pair["a"], pair["b"]))
        languages = "–".join(sorted({pair["a"]["language"], pair["b"]["language"]}))
        for row in ("**all**", f"kind: {pair.get('kind', '')}", f"language: {languages}"):
            scores[row].add(first == second, pair["same"])
        if asked.misses and (first == second) != pair["same"]:
            told = "the same" if first == second else "apart"
            print(f"{pair.get('id')} {pair.get('kind')}: told {told}; {placed.why}")
    if articles := [row for row in rows if "event" in row]:
        scores["as a stream"] = stream(reader, articles)
    print(f"{len(pairs)} pairs\n\n| | precision / recall | same | different |\n|---|---|---|---|")
    for row, score in sorted(scores.items()):
        print(f"| {row} | {score} |")


if __name__ == "__main__":
    main()
