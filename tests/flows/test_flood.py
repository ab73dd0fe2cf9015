"""A thousand articles about forty events in one cycle: an alert for each event, or one digest of what is too much."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from flows.delivery import Delivered, deliver
from flows.demo.receiver import Receiver
from flows.home import Home
from flows.means import Means
from flows.settings import read_settings
from flows.storing import prepare, store
from storage.database import open_database, write
from storage.leases import Lease, acquire
from storage.sources import sync_sources
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.load import load_shipped
from watchlist.matcher import Matcher
from watchlist.source import Source

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
EVENTS, OUTLETS = 40, 25
SETTINGS = """
[routes.desk]
channels = [{ name = "phone", url_file = "desk.url" }]

[routes.night]
ceiling = 20
channels = [{ name = "phone", url_file = "night.url" }]
"""
ACTS = (
    "Drones struck a fuel depot", "Gunmen attacked a checkpoint", "Soldiers opened a new crossing lane",
    "A convoy of forty lorries arrived", "Shells hit a warehouse",
)  # fmt: skip
HEADLINES = (
    "{act} near {place}",
    "{place}: {act}, say residents",
    "Breaking: {act} at {place}",
    "What we know of {place}",
)


def articles(matcher: Matcher) -> Iterator[tuple[str, Article]]:
    """Each event as every outlet tells it: the same wire text under its own headline, some of them without the end."""
    spots = ("place", "crossing", "base", "facility")
    known = [entity for entity in matcher.watchlist.entities if entity.type in spots and not entity.decoy]
    alone = [entity for entity in known if any(one.alerts for one in matcher.match("", f"Near {entity.name}.", "en"))]
    places = alone[:EVENTS]
    assert len(places) == EVENTS
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(4, 9))) for _ in range(3000)]
    for number, place in enumerate(places):
        act = ACTS[number % len(ACTS)]
        hour = f"{number % 24:02}:{number:02}"
        lead = f"{act} near {place.name} at {hour} on Saturday, and {number + 3} people were wounded, residents said."
        rest = [" ".join(chance.sample(words, 40)) for _ in range(3)]
        for outlet in range(OUTLETS):
            text = "\n".join([lead, *rest][: 4 - outlet % 2])
            title = HEADLINES[outlet % len(HEADLINES)].format(act=act, place=place.name)
            url = f"https://outlet-{outlet}.example/{number}"
            yield f"outlet-{outlet}", Article(url, title, text, "", "en", NOW - timedelta(minutes=number))


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Means, Database, Receiver, Receiver]]:
    """A home after that cycle, before anything was sent, and the far sides of its two routes."""
    home = Home(tmp_path_factory.mktemp("home"))
    with Receiver() as desk, Receiver() as night:
        home.settings.write_text(SETTINGS, encoding="utf-8")
        (home.path / "desk.url").write_text(desk.apprise_url, encoding="utf-8")
        (home.path / "night.url").write_text(night.apprise_url, encoding="utf-8")
        sources = tuple(
            Source(f"outlet-{one}", f"Outlet {one}", "feed", f"https://outlet-{one}.example/feed", "", "en", "SY")
            for one in range(OUTLETS)
        )
        means = Means(home, read_settings(home.settings, os.environ), sources, load_shipped(), lambda: NOW)
        db = open_database(home.database)
        with write(db):
            sync_sources(db, sources)
            record_watchlist(db, means.watchlist, NOW)
        known = {source.id: source for source in sources}
        for source, article in articles(means.matcher):
            ready = prepare(means, db, article, known[source], NOW)
            with write(db):
                store(means, db, ready, NOW)
        yield means, db, desk, night
        db.close()


def test_each_event_alerts_each_route_once(flooded: tuple[Means, Database, Receiver, Receiver]) -> None:
    _, db, _, _ = flooded
    assert db.execute("SELECT count(*), count(DISTINCT story_id) FROM article").fetchone() == (EVENTS * OUTLETS, EVENTS)
    assert dict(db.execute("SELECT route, count(*) FROM alert GROUP BY route").fetchall()) == {
        "desk": EVENTS,
        "night": EVENTS,
    }


def test_they_arrive_once_each_or_past_the_ceiling_in_one_digest(
    flooded: tuple[Means, Database, Receiver, Receiver],
) -> None:
    means, db, desk, night = flooded
    lease = acquire(db, "deliver", f"elsewhere:{os.getpid()}:x", NOW)
    assert isinstance(lease, Lease)
    delivered = deliver(db, lease, means.settings.routes, now=lambda: NOW, budget=timedelta(seconds=30))
    assert delivered == Delivered(sent=EVENTS + 21)
    assert len(desk.messages) == len({message.body for message in desk.messages}) == EVENTS
    assert len(night.messages) == 21
    headlines = [
        row[0]
        for row in db.execute("SELECT json_extract(content, '$.headline') FROM alert WHERE route = 'night'").fetchall()
    ]
    everything = "\n".join(message.title + message.body for message in night.messages)
    assert [headline for headline in headlines if headline not in everything] == []
    assert db.execute("SELECT DISTINCT state FROM delivery").fetchall() == [("sent",)]
