"""The completeness ledger over a day of mixed outcomes: whatever a source listed is counted, once, with its reason."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from flows.means import utc_now
from storage.database import read_database
from storage.health import health
from tests.flows.homes import NAMED, SETTINGS, WEAK, Item, Scene
from tests.flows.loopback import Reply


def old_feed(site: str) -> Reply:
    """Two items of today and of no date, one of last month, one without a link and one listed twice."""
    dates = {"today": utc_now() - timedelta(hours=1), "older": utc_now() - timedelta(days=30)}
    rows = "".join(
        f"<item><title>{name}</title><link>{site}/{name}</link><pubDate>{format_datetime(at)}</pubDate></item>"
        for name, at in dates.items()
    )
    rows += f"<item><title>undated</title><link>{site}/undated</link></item>"
    rows += f"<item><title>undated</title><link>{site}/undated</link></item><item><title>Without a link</title></item>"
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Herald</title>{rows}</channel></rss>'
    return Reply(body=body.encode(), headers={"Content-Type": "application/rss+xml"})


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Everything that can become of an item, and a feed that breaks. Tests look, and change nothing."""
    shelves: dict[str, list[Item]] = {"ledger": [], "courier": [], "herald": []}
    settings = SETTINGS.replace("[watch]", '[watch]\nslowest = "10m"')
    with Scene(tmp_path_factory.mktemp("day"), settings, shelves=shelves) as scene:
        scene.publish(
            "ledger",
            Item("named", "Named", NAMED),
            Item("weak", "Weak", WEAK),
            Item("gone", "Gone", reply=Reply(status=404)),
            Item("refused", "Refused", summary=NAMED, reply=Reply(status=403)),
            Item("mute", "Mute", reply=Reply(status=403)),
            Item("empty", "Empty", reply=Reply(body=b"<html></html>", headers={"Content-Type": "text/html"})),
            Item("busy", "Busy", reply=Reply(status=500)),
        )
        scene.publish("courier", Item("named", "Named", NAMED, link=scene.site.url("/named/amp?utm_source=rss")))
        for name in ("today", "older", "undated"):
            scene.publish("herald", Item(name, name))
        scene.site.replies["/herald/feed"] = old_feed(scene.site.url(""))
        scene.run()
        scene.break_feed("courier")
        scene.run()
        scene.publish("ledger", Item("later", "Later"))
        for _ in range(3):
            scene.run(after=timedelta(hours=1))
        yield scene


def test_every_entry_of_a_listing_is_counted_once(day: Scene) -> None:
    first = {source: rest for source, *rest in day.rows(
        "SELECT source_id, listed, coalesce(left_out, 0) FROM completeness ORDER BY poll_id DESC"
    )}  # fmt: skip
    assert first["ledger"] == [7, 0]
    assert first["courier"] == [1, 0]
    assert sum(first["herald"]) == 5


def test_what_is_listed_is_new_known_or_edited(day: Scene) -> None:
    assert day.rows("SELECT count(*) FROM completeness WHERE listed <> new + known + edited") == [0]


def test_every_new_link_is_stored_lost_or_waits(day: Scene) -> None:
    assert day.rows("SELECT count(*) FROM completeness WHERE new <> stored + dropped + waiting") == [0]
    assert day.rows("SELECT sum(new) FROM poll") == day.rows("SELECT count(*) FROM link")
    assert day.rows("SELECT DISTINCT state FROM link ORDER BY 1") == ["dead", "dropped", "retry", "stored"]


def test_whatever_is_lost_has_a_reason(day: Scene) -> None:
    lost = day.rows("SELECT source_id, step, reason, sum(count) FROM losses GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
    assert lost == [
        ("herald", "left out of the listing", "duplicate", 5),
        ("herald", "left out of the listing", "no-link", 5),
        ("herald", "no article", "older than the look-back", 1),
        ("ledger", "no article", "no-text", 1),
        ("ledger", "not reached", "http-403", 1),
        ("ledger", "not reached", "http-404", 1),
    ]
    assert day.rows("SELECT sum(count) FROM losses WHERE step <> 'left out of the listing'") == day.rows(
        "SELECT count(*) FROM link WHERE state IN ('dropped', 'dead')"
    )


def test_what_was_fetched_and_matched_is_counted(day: Scene) -> None:
    """Six pages came: named, weak, empty, later, today and undated; of a refused one the summary stands in."""
    assert day.rows("SELECT sum(fetched), sum(stored), sum(matched) FROM completeness") == [(6, 6, 3)]
    assert day.rows("SELECT url FROM link WHERE state = 'stored' AND NOT fetched") == [day.site.url("/refused")]


def test_what_is_older_than_the_look_back_is_not_fetched_and_what_is_undated_is(day: Scene) -> None:
    assert (day.asked("/older"), day.asked("/undated"), day.asked("/today")) == (0, 1, 1)


def test_the_cycles_add_up_to_the_polls(day: Scene) -> None:
    sums = (
        "SELECT sum(listed), sum(new), sum(known), sum(edited), sum(left_out), sum(fetched), sum(stored), sum(matched),"
        " sum(dropped), sum(waiting) FROM "
    )
    assert day.rows(sums + "completeness_by_cycle") == day.rows(sums + "completeness")
    assert day.rows("SELECT polled, failed FROM completeness_by_cycle ORDER BY cycle_id LIMIT 2") == [(3, 0), (3, 1)]


def test_health_says_it_at_a_glance(day: Scene) -> None:
    db = read_database(day.home.database)
    states = health(db, utc_now())
    db.close()
    assert {id: state.word for id, state in states.items()} == {"ledger": "ok", "courier": "broken", "herald": "ok"}
    assert states["ledger"].drops == {"http-403": 1, "http-404": 1, "no-text": 1}
    assert states["ledger"].summaries == 0.25
    assert (states["ledger"].stored, states["ledger"].dropped, states["ledger"].waiting) == (4, 3, 1)
    assert states["courier"].times_failed.endswith("times in a row")
