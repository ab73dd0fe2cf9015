"""Which near-duplicates come into one story, and what else does.

    python -m tests.bench.neardup FILE.jsonl

FILE: first a line {"truth_pairs": [[id, id], …]}, then {"id", "text"} a line (the form in which the MinHash tutorial's
documents are kept). Each document passes the whole way, sketch, comparison, storage, as an article of its own.
"""

import argparse
import json
from collections import defaultdict
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from tests.bench.desk import Desk
from watchlist.article import Article
from watchlist.load import load_shipped

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def grouped(rows: list[dict[str, str]]) -> tuple[set[frozenset[str]], float]:
    """The pairs of ids that come into one story, and how many documents a second (of CPU) were placed."""
    stories: dict[int, list[str]] = defaultdict(list)
    with Desk(load_shipped(), NOW) as desk, desk.db.atomic():
        for row in rows:
            article = Article(f"https://news.example/{row['id']}", row["text"][:60], row["text"], "", "en", NOW)
            _, story = desk.place(article, [], NOW)
            stories[story].append(row["id"])
    pairs = {frozenset(pair) for ids in stories.values() for pair in combinations(ids, 2)}
    return pairs, len(rows) / desk.spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    head, *rows = map(json.loads, parser.parse_args().file.read_text(encoding="utf-8").splitlines())
    truth = {frozenset(pair) for pair in head["truth_pairs"]}
    found, speed = grouped(rows)
    print(f"{len(found & truth)} of {len(truth)} pairs found, {len(found - truth)} false; {speed:,.0f} documents/s")


if __name__ == "__main__":
    main()
