"""How fast the story of an article is found among many, on one core.

    python -m tests.bench.stories [STORIES …]

A database is filled with so many stories of the last days (by default 10,000 and 100,000), each about one or two of the
watched entities; then 1,000 further articles of some 200 words are placed and recorded, a fifth of them copies and a
fifth told in other words. Finding names, which comes before, is not counted. CPU seconds, the database's included.
"""

import argparse
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from flows.group import Grouper
from storage.articles import store_article
from storage.database import open_database
from storage.sources import sync_sources
from storage.stories import record_place
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.entity import Entity, Watchlist
from watchlist.load import load_shipped
from watchlist.match import Match, Mention
from watchlist.source import Source

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PLACED = 1000
KINDS = ("strike", "clash", "convoy", "visit", "opening", "closure")


@dataclass
class Newsroom:
    """Writes articles that share no more than articles do."""

    watchlist: Watchlist
    chance: random.Random

    def __post_init__(self) -> None:
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.words = ["".join(self.chance.choices(letters, k=self.chance.randint(3, 10))) for _ in range(20_000)]
        self.weights = [1 / rank for rank in range(1, len(self.words) + 1)]
        self.entities = [entity for entity in self.watchlist.entities if not entity.decoy]

    def article(self, number: int, at: datetime) -> tuple[Article, list[Match]]:
        """An article of some 200 words about one or two entities, with what the matcher would find in it."""
        about = self.chance.sample(self.entities, self.chance.randint(1, 2))
        words = self.chance.choices(self.words, self.weights, k=self.chance.randint(150, 250))
        kind = self.chance.choice([phrase for kind in KINDS for phrase in self.watchlist.cues[kind]["en"][:6]])
        title = f"{kind} at {about[0].name}"
        text = f"{about[0].name} {kind} {self.chance.randint(2, 60)} {about[-1].name} {' '.join(words)}"
        article = Article(f"https://news.example/{number}", title, text, "", "en", at)
        return article, [_match(entity) for entity in about]

    def reworded(self, number: int, article: Article) -> Article:
        """The same event in other words."""
        words = self.chance.choices(self.words, self.weights, k=200)
        lead = " ".join(article.text.split()[:8])
        url = f"https://other.example/{number}"
        return Article(url, article.title, f"{lead} {' '.join(words)}", "", "en", article.published)


def _match(entity: Entity) -> Match:
    mention = Mention(entity.name, entity.name, "text", 0, len(entity.name), "strong", True)
    return Match(entity.id, entity.type, 0.8, "strong", True, (mention,), ())


def _keep(db: Database, grouper: Grouper, article: Article, matches: list[Match], version: str, now: datetime) -> str:
    placed = grouper.place(db, article, matches, now)
    stored = store_article(db, article, [], source="desk", story=placed.story, watchlist=version, now=now)
    record_place(
        db, stored.article, stored.story, keys=placed.keys, traits=placed.traits, facts=placed.facts_json,
        grouped=placed.grouped, at=placed.facts.at,
    )  # fmt: skip
    return placed.how


def fill(db: Database, room: Newsroom, grouper: Grouper, stories: int) -> list[tuple[Article, list[Match]]]:
    """Put so many stories into the database, spread over two days; returns the last thousand."""
    last = []
    with db.atomic():
        sync_sources(db, [Source("desk", "Desk", "feed", "https://news.example/feed", "", "en", "")])
        record_watchlist(db, room.watchlist, NOW)
        for number in range(stories):
            at = NOW - timedelta(days=2) * (1 - number / stories)
            article, matches = room.article(number, at)
            _keep(db, grouper, article, matches, room.watchlist.version, at)
            if number >= stories - PLACED:
                last.append((article, matches))
    return last


def measure(stories: int, watchlist: Watchlist, grouper: Grouper) -> str:
    room = Newsroom(watchlist, random.Random(1))
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "stories.db")
        try:
            last = fill(db, room, grouper, stories)
            further = []
            for number in range(PLACED):
                article, matches = room.chance.choice(last)
                if number % 5 == 0:
                    again = Article(
                        f"https://copy.example/{number}", f"Again: {article.title}", article.text, "", "en", NOW
                    )
                    further.append((again, matches))
                elif number % 5 == 1:
                    further.append((room.reworded(number, article), matches))
                else:
                    further.append(room.article(stories + number, NOW))
            began, hows = time.process_time(), dict[str, int]()
            spent = 0.0
            for article, matches in further:
                began = time.process_time()
                with db.atomic():
                    placed = grouper.place(db, article, matches, NOW)
                    spent += time.process_time() - began
                    stored = store_article(
                        db, article, [], source="desk", story=placed.story, watchlist=watchlist.version, now=NOW
                    )
                    began = time.process_time()
                    record_place(
                        db, stored.article, stored.story, keys=placed.keys, traits=placed.traits,
                        facts=placed.facts_json, grouped=placed.grouped, at=placed.facts.at,
                    )  # fmt: skip
                    spent += time.process_time() - began
                hows[placed.how] = hows.get(placed.how, 0) + 1
            return f"| {stories:,} | {PLACED / spent:,.0f} | {hows} |"
        finally:
            db.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="*", type=int, default=[10_000, 100_000])
    watchlist = load_shipped()
    grouper = Grouper(watchlist)
    print("| stories in the window | articles a second | placed as |\n|---|---|---|")
    for stories in parser.parse_args().stories:
        print(measure(stories, watchlist, grouper), flush=True)


if __name__ == "__main__":
    main()
