"""Which near-duplicates come into one story, and what else does.

    python -m tests.bench.neardup FILE.jsonl

FILE: first a line {"truth_pairs": [[id, id], …]}, then {"id", "text"} a line (the form in which the MinHash tutorial's
documents are kept). Each document passes the whole way, sketch, comparison, storage, as an article of its own.
"""

import argparse
import json
import time
from collections import defaultdict
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.group import Grouper
from storage.articles import store_article
from storage.database import open_database
from storage.sources import sync_sources
from storage.stories import record_place
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.load import load_shipped
from watchlist.source import Source

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def grouped(rows: list[dict[str, str]]) -> tuple[set[frozenset[str]], float]:
    """The pairs of ids that come into one story, and how many documents a second (of CPU) were placed and stored."""
    watchlist = load_shipped()
    grouper = Grouper(watchlist)
    stories: dict[int, list[str]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "neardup.db")
        with db.atomic():
            sync_sources(db, [Source("desk", "Desk", "feed", "https://news.example/feed", "", "en", "")])
            record_watchlist(db, watchlist, NOW)
            began = time.process_time()
            for row in rows:
                url = f"https://news.example/{row['id']}"
                article = Article(url, row["text"][:60], row["text"], "", "en", NOW)
                placed = grouper.place(db, article, [], NOW)
                stored = store_article(
                    db, article, [], source="desk", story=placed.story, watchlist=watchlist.version, now=NOW
                )
                record_place(
                    db, stored.article, stored.story, keys=placed.keys, traits=placed.traits,
                    facts=placed.facts_json, grouped=placed.grouped, at=placed.facts.at,
                )  # fmt: skip
                stories[stored.story].append(row["id"])
            spent = time.process_time() - began
        db.close()
    pairs = {frozenset(pair) for ids in stories.values() for pair in combinations(ids, 2)}
    return pairs, len(rows) / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    head, *rows = map(json.loads, parser.parse_args().file.read_text(encoding="utf-8").splitlines())
    truth = {frozenset(pair) for pair in head["truth_pairs"]}
    found, speed = grouped(rows)
    print(f"{len(found & truth)} of {len(truth)} pairs found, {len(found - truth)} false; {speed:,.0f} documents/s")


if __name__ == "__main__":
    main()
