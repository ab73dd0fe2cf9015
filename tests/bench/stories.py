"""How fast the story of an article is found among many, on one core.

    python -m tests.bench.stories [STORIES …]

A database is filled with so many stories of the last days (by default 10,000 and 100,000), each about one or two of the
watched entities; then 1,000 further articles of some 200 words are placed and recorded, a fifth of them copies and a
fifth told in other words. Finding names, which comes before, is not counted. CPU seconds, the database's included.
"""

import argparse
import random
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flows.group import Grouper
from tests.bench.desk import Desk
from watchlist.article import Article
from watchlist.entity import Entity, Watchlist
from watchlist.load import load_shipped
from watchlist.match import Match, Mention

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


def further(
    room: Newsroom, last: list[tuple[Article, list[Match]]], stories: int
) -> Iterator[tuple[Article, list[Match]]]:
    """The articles to place: a fifth of them copies of the last, a fifth the same in other words."""
    for number in range(PLACED):
        article, matches = room.chance.choice(last)
        if number % 5 == 0:
            yield (
                Article(f"https://copy.example/{number}", f"Again: {article.title}", article.text, "", "en", NOW),
                matches,
            )
        elif number % 5 == 1:
            yield room.reworded(number, article), matches
        else:
            yield room.article(stories + number, NOW)


def measure(stories: int, watchlist: Watchlist, grouper: Grouper) -> str:
    room = Newsroom(watchlist, random.Random(1))
    last = deque[tuple[Article, list[Match]]](maxlen=PLACED)
    with Desk(watchlist, grouper, NOW) as desk:
        with desk.db.atomic():
            for number in range(stories):
                at = NOW - timedelta(days=2) * (1 - number / stories)
                last.append(room.article(number, at))
                desk.place(*last[-1], at)
        desk.spent = 0.0
        hows = Counter[str]()
        for article, matches in further(room, list(last), stories):
            with desk.db.atomic():
                hows[desk.place(article, matches, NOW)[0].how] += 1
        return f"| {stories:,} | {PLACED / desk.spent:,.0f} | {dict(hows)} |"


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
