"""How fast the story of an article is found among many, on one core.

    python -m tests.bench.stories [STORIES …]

A database is filled with so many stories of the last 30 hours, which an article is compared with (by default 10,000 and
100,000), each about one or two of the watched entities and of seven other things that news speaks of. Then 1,500
further articles of some 200 words are placed and recorded, a fifth of them copies and a fifth told in other words; the
first 500 warm up. Finding names, which comes before, and committing are not counted. CPU seconds, the database's
included.
"""

import argparse
import random
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate

from flows.stories.timing import WINDOW
from flows.stories.wordlist import read_list
from tests.bench.desk import Desk
from watchlist.article import Article
from watchlist.entity import Entity, Watchlist
from watchlist.load import load_shipped
from watchlist.match import Match, Mention

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WARMING, MEASURED = 500, 1000
MATTERS = 7  # that an article speaks of: so many are told of one, on the average, in our labelled articles
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that articles tell."""

    about: tuple[Entity, ...]
    matters: tuple[str, ...]
    toll: int

    @property
    def matches(self) -> list[Match]:
        """What the matcher would find in an article about it."""
        return [_match(entity) for entity in self.about]


@dataclass
class Newsroom:
    """Writes articles that share no more than articles do. Of words and of matters few are frequent."""

    watchlist: Watchlist
    chance: random.Random
    words: Sequence[str] = field(init=False)
    matters: Sequence[Sequence[str]] = field(init=False)  # the phrases of each

    def __post_init__(self) -> None:
        self.words = ["".join(self.chance.choices(LETTERS, k=self.chance.randint(3, 10))) for _ in range(20_000)]
        self.matters = [phrases["en"] for phrases in read_list("concepts.yaml").values()]
        self.entities = [entity for entity in self.watchlist.entities if not entity.decoy]
        self._of_words, self._of_matters = _frequencies(self.words), _frequencies(self.matters)

    def event(self) -> Event:
        about = self.chance.sample(self.entities, self.chance.randint(1, 2))
        matters = self.chance.choices(self.matters, cum_weights=self._of_matters, k=MATTERS)
        return Event(tuple(about), tuple(map(self.chance.choice, matters)), self.chance.randint(2, 60))

    def tell(self, event: Event, url: str, at: datetime) -> Article:
        """An article of some 200 words."""
        first, second, *others = event.matters
        name, other = event.about[0].name, event.about[-1].name
        title = f"{first} and {second} at {name}"
        lead = f"{self._any(4)} {first} {self._any(3)} {name} {self._any(5)} {event.toll} {second} {self._any(4)}"
        body = [f"{self._any(6)} {matter} {self._any(6)}." for matter in others]
        text = f"{lead} {other}. {' '.join(body)} {self._any(self.chance.randint(70, 150))}."
        return Article(url, title, text, "", "en", at)

    def _any(self, count: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self._of_words, k=count))


def _frequencies(what: Sequence[object]) -> list[float]:
    """By Zipf's law, added up."""
    return list(accumulate(1 / rank for rank in range(1, len(what) + 1)))


def _match(entity: Entity) -> Match:
    mention = Mention(entity.name, entity.name, "text", 0, len(entity.name), "strong", True)
    return Match(entity.id, entity.type, 0.8, "strong", True, (mention,), ())


def further(room: Newsroom, last: Sequence[tuple[Event, Article]]) -> Iterator[tuple[Event, Article]]:
    """The articles to place: a fifth of them copies of the last, a fifth the same in other words."""
    for number in range(WARMING + MEASURED):
        event, article = room.chance.choice(last)
        url = f"https://further.example/{number}"
        if number % 5 == 0:
            yield event, Article(url, f"Again: {article.title}", article.text, "", "en", NOW)
        elif number % 5 == 1:
            yield event, room.tell(event, url, NOW)
        else:
            event = room.event()
            yield event, room.tell(event, url, NOW)


def fill(desk: Desk, room: Newsroom, stories: int) -> list[tuple[Event, Article]]:
    """Store so many stories of an article each; returns the last of them."""
    last = deque[tuple[Event, Article]](maxlen=MEASURED)

    def told() -> Iterator[tuple[Article, Sequence[Match], datetime]]:
        for number in range(stories):
            event, at = room.event(), NOW - WINDOW * (1 - number / stories)
            last.append((event, room.tell(event, f"https://news.example/{number}", at)))
            yield last[-1][1], event.matches, at

    with desk.db.atomic():
        desk.fill(told())
    return list(last)


def measure(stories: int, watchlist: Watchlist) -> str:
    room = Newsroom(watchlist, random.Random(1))
    with Desk(watchlist, NOW) as desk:
        last = fill(desk, room, stories)
        hows = Counter[str]()
        for number, (event, article) in enumerate(further(room, last)):
            if number == WARMING:
                desk.spent = 0.0
                hows.clear()
            with desk.db.atomic():
                hows[desk.place(article, event.matches, NOW)[0].how] += 1
        return f"| {stories:,} | {MEASURED / desk.spent:,.0f} | {dict(hows)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="*", type=int, default=[10_000, 100_000])
    watchlist = load_shipped()
    print("| stories in the window | articles a second | placed as |\n|---|---|---|")
    for stories in parser.parse_args().stories:
        print(measure(stories, watchlist), flush=True)


if __name__ == "__main__":
    main()
