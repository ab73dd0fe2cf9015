"""How well it is told whether two articles tell the same piece of news, on labelled pairs.

    python -m tests.bench.pairs [FILE.jsonl] [--half open|frozen] [--misses]

FILE holds one JSON object a line: {"a", "b": {"title", "text", "language", "published", "source"}, "same"}, and, if it
likes, "id", "kind", "why" and "half". Without FILE it is our own set, tests/flows/pairs.jsonl, whose frozen half nobody
looks at while tuning. Each pair passes the whole way: matched, placed and stored in a database of its own, one after
the other. A pair that is placed in one story counts as told the same.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.group import Grouper, Placed
from tests.bench.desk import SOURCE, Desk
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.load import load_shipped
from watchlist.matcher import Matcher

OWN = Path(__file__).parent.parent / "flows" / "pairs.jsonl"


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


class Reader:
    """Reads pairs as a cycle reads articles."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._watchlist = watchlist
        self._matcher = Matcher(watchlist)
        self._grouper = Grouper(watchlist)

    def same(self, pair: dict[str, Any]) -> tuple[bool, Placed]:
        """Whether both articles of a pair come into one story, and where the second was placed."""
        sources = {pair[side].get("source") or SOURCE for side in ("a", "b")}
        first_seen = datetime.fromisoformat(pair["a"]["published"])
        with Desk(self._watchlist, self._grouper, first_seen, sources) as desk, desk.db.atomic():
            _, first = self._place(desk, pair["a"], 1)
            placed, second = self._place(desk, pair["b"], 2)
        return first == second, placed

    def _place(self, desk: Desk, row: dict[str, Any], number: int) -> tuple[Placed, int]:
        published = datetime.fromisoformat(row["published"])
        article = Article(f"https://news.example/{number}", row["title"], row["text"], "", row["language"], published)
        matches = self._matcher.match(article.title, article.text, article.language)
        return desk.place(article, matches, published, row.get("source") or SOURCE)


def read(path: Path, half: str | None) -> list[dict[str, Any]]:
    """The pairs of a file, those of one half alone where one is named."""
    rows: Iterable[dict[str, Any]] = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if half in (None, row.get("half"))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=OWN)
    parser.add_argument("--half", choices=("open", "frozen"))
    parser.add_argument("--misses", action="store_true", help="print each pair that is told wrongly")
    asked = parser.parse_args()
    reader = Reader(load_shipped())
    scores: dict[str, Score] = defaultdict(Score)
    pairs = read(asked.file, asked.half)
    for pair in pairs:
        told, placed = reader.same(pair)
        languages = "–".join(sorted({pair["a"]["language"], pair["b"]["language"]}))
        for row in ("**all**", f"kind: {pair.get('kind', '')}", f"language: {languages}"):
            scores[row].add(told, pair["same"])
        if asked.misses and told != pair["same"]:
            print(f"{pair.get('id')} {pair.get('kind')}: told {'the same' if told else 'apart'}; {placed.why}")
    print(f"{len(pairs)} pairs\n\n| | precision / recall | same | different |\n|---|---|---|---|")
    for row, score in sorted(scores.items()):
        print(f"| {row} | {score} |")


if __name__ == "__main__":
    main()
