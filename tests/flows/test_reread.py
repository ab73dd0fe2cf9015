"""Pages of matched articles are read again: edits, removals and returns, and who hears of them."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.cycle import run_cycle, run_delivery
from flows.means import AlreadyRunning, Means, leased
from flows.reread import Reread, reread_pages
from flows.rescan import rescan
from storage.database import open_database
from tests.flows.homes import NAMED, PLAIN, SETTINGS, Item, Scene, page
from tests.flows.loopback import Reply, redirect, tagged
from watchlist.entity import Entity, Name, Watchlist
from watchlist.matcher import Matcher

TOWN = Entity("al-bukamal", "place", "al-Bukamal", (Name("al-Bukamal", "en"),))
CAMP = Entity("camp-nine", "base", "Camp Nine", (Name("Camp Nine", "en"),))
BOTH = Watchlist((TOWN, CAMP), version="aaaa00000001")
HOUR = timedelta(hours=1)
FURTHER = f"{NAMED} Later a column left Camp Nine for the river."


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path) as made:
        yield made


def means(scene: Scene) -> Means:
    return replace(scene.means(), watchlist=BOTH)


def store(scene: Scene, *items: Item) -> None:
    """One cycle that stores these."""
    scene.publish("ledger", *(items or (Item("1", "Road closed", NAMED),)))
    scene.ahead += timedelta(minutes=11)
    asyncio.run(run_cycle(means(scene)))


def again(scene: Scene, after: timedelta = HOUR) -> Reread:
    """The readings that are due so much later, and what they make due."""
    scene.ahead += after
    done = asyncio.run(reread_pages(means(scene)))
    asyncio.run(run_delivery(means(scene)))
    return done


def put(scene: Scene, text: str, title: str = "Road closed") -> None:
    """Change what stands at the article's address."""
    scene.site.replies["/1"] = page(Item("1", title, text))


def held(scene: Scene) -> list[tuple[str, int]]:
    """The entities whose matches are shown, each with the version of its article."""
    return scene.rows("SELECT entity_id, version FROM newest_matches ORDER BY 1")


def test_nothing_is_asked_before_its_time(scene: Scene) -> None:
    store(scene)
    assert again(scene, timedelta(minutes=59)).read == 0
    assert scene.asked("/1") == 1
    assert again(scene, timedelta(minutes=2)).read == 1


def test_a_page_is_read_after_one_six_and_twenty_four_hours_and_never_again(scene: Scene) -> None:
    store(scene)
    waits = (HOUR, 4 * HOUR, HOUR, 17 * HOUR, HOUR, 24 * HOUR)
    assert [again(scene, wait).read for wait in waits] == [1, 0, 1, 0, 1, 0]
    assert scene.rows("SELECT outcome FROM reading") == ["unchanged"] * 3
    assert scene.rows("SELECT due_at FROM reread") == [None]


def test_readings_that_were_missed_are_made_up_for_once(scene: Scene) -> None:
    store(scene)
    assert again(scene, 7 * HOUR).read == 1
    assert again(scene).read == 0
    assert again(scene, 16 * HOUR).read == 1


def test_articles_without_matches_and_summaries_are_left_alone(scene: Scene) -> None:
    refused = Item("2", "Refused", summary=NAMED, reply=Reply(status=403))
    store(scene, Item("1", "Ferry", PLAIN), refused)
    assert again(scene).read == 0


def test_the_server_need_not_send_again_what_has_not_changed(scene: Scene) -> None:
    whole = page(Item("1", "Road closed", NAMED))
    scene.publish("ledger", Item("1", "Road closed", NAMED, reply=tagged(whole, '"v1"')))
    store(scene, Item("2", "Ferry", PLAIN))
    assert again(scene).counts()["pages read again"] == 1
    assert scene.site.asked[-1].headers["if-none-match"] == '"v1"'


def test_robots_are_obeyed_when_reading_again(scene: Scene) -> None:
    store(scene)
    scene.site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /\n")
    scene.ahead += 25 * HOUR  # what is remembered of robots.txt is a day old then
    assert again(scene).outcomes == {"failed": 1}
    assert scene.asked("/1") == 1


def test_an_edited_page_becomes_a_new_version_with_its_evidence(scene: Scene) -> None:
    store(scene)
    put(scene, NAMED.replace("closed", "open"))
    done = again(scene)
    assert (done.outcomes, done.alerts) == ({"edited": 1}, 0)
    versions = scene.rows("SELECT number, text LIKE '%was open%', watchlist_version FROM version ORDER BY number")
    assert versions == [(1, 0, BOTH.version), (2, 1, BOTH.version)]
    assert held(scene) == [("al-bukamal", 2)]
    assert scene.rows("SELECT version_id FROM evidence ORDER BY id") == [1, 2]
    assert scene.rows("SELECT outcome, version_id FROM reading") == [("edited", 2)]


def test_a_match_that_holds_on_keeps_its_time_and_its_verdict(scene: Scene) -> None:
    store(scene)
    first = scene.rows("SELECT found_at FROM newest_matches")
    judge(scene, 1)
    put(scene, NAMED.replace("closed", "open"))
    again(scene)
    assert scene.rows("SELECT found_at FROM newest_matches") == first
    assert scene.rows("SELECT verdict FROM newest_matches") == ["relevant"]


def test_another_counter_or_link_beside_the_text_makes_no_version(scene: Scene) -> None:
    store(scene)
    old = page(Item("1", "Road closed", NAMED)).body
    scene.site.replies["/1"] = Reply(
        body=old.replace(b"</article>", b"<p>Read more: Bread is dearer</p><p>1,204 views</p></article>"),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    assert again(scene).outcomes == {"unchanged": 1}
    assert scene.rows("SELECT count(*) FROM version") == [1]


def test_the_search_follows_the_newest_version(scene: Scene) -> None:
    store(scene)
    put(scene, NAMED.replace("frontier", "watershed"))
    again(scene)
    found = "SELECT count(*) FROM article_text WHERE article_text MATCH "
    assert (scene.rows(found + "'frontier'"), scene.rows(found + "'watershed'")) == ([0], [1])


def test_a_name_that_came_is_told_once_as_an_update_of_its_story(scene: Scene) -> None:
    store(scene)
    asyncio.run(run_delivery(means(scene)))
    assert len(scene.told()) == 1
    put(scene, FURTHER)
    assert again(scene).alerts == 1
    assert held(scene) == [("al-bukamal", 2), ("camp-nine", 2)]
    assert scene.rows("SELECT reason FROM alert WHERE route = 'desk'") == ["first", "update:camp-nine"]
    put(scene, NAMED)
    again(scene, 6 * HOUR)
    put(scene, FURTHER)
    again(scene, 20 * HOUR)
    assert scene.rows("SELECT reason FROM alert WHERE route = 'desk'") == ["first", "update:camp-nine"]
    assert len(scene.told()) == 2
    assert scene.rows("SELECT max(number) FROM version") == [4]


def test_a_name_that_went_leaves_the_view_and_keeps_its_verdict(scene: Scene) -> None:
    store(scene, Item("1", "Road closed", FURTHER))
    judge(scene, *scene.rows("SELECT match_id FROM newest_matches WHERE entity_id = 'camp-nine'"))
    put(scene, NAMED)
    again(scene)
    assert held(scene) == [("al-bukamal", 2)]
    former = "SELECT entity_id, verdict, gone_in_version, replaced_by IS NOT NULL FROM former_matches ORDER BY 1"
    assert scene.rows(former) == [("al-bukamal", None, 2, 1), ("camp-nine", "relevant", 2, 0)]
    assert scene.rows("SELECT matches FROM matches_by_entity WHERE entity_id = 'camp-nine'") == [0]


def test_an_edited_article_stays_in_its_story_and_leads_others_to_it_by_what_it_says_now(scene: Scene) -> None:
    store(scene)
    before = scene.rows("SELECT story_id, grouped FROM article")
    put(scene, FURTHER)
    again(scene)
    assert scene.rows("SELECT story_id, grouped FROM article") == before
    assert "camp-nine" in scene.rows("SELECT facts FROM article")[0]


def test_a_rescan_looks_at_the_newest_version_alone(scene: Scene) -> None:
    store(scene, Item("1", "Road closed", FURTHER))
    put(scene, NAMED)
    again(scene)
    newer = Watchlist((replace(TOWN, type="base"), CAMP), version="bbbb00000002")
    done = rescan(scene.home, Matcher(newer), None, means(scene).now, lambda done, total: None)
    assert (done.read, done.count("new")) == (1, 0)
    assert held(scene) == [("al-bukamal", 2)]


def test_what_a_newer_watchlist_finds_in_an_edited_article_is_no_news_if_it_stood_there_before(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "Road closed", FURTHER))
    scene.ahead += timedelta(minutes=11)
    asyncio.run(run_cycle(replace(scene.means(), watchlist=Watchlist((TOWN,), version="cccc00000003"))))
    put(scene, FURTHER.replace("column", "convoy"))
    assert again(scene).alerts == 0
    assert held(scene) == [("al-bukamal", 2), ("camp-nine", 2)]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_missed_twice_counts_as_removed_since_the_first_time(scene: Scene, status: int) -> None:
    store(scene)
    scene.site.replies["/1"] = Reply(status=status)
    assert again(scene).counts()["pages removed"] == 0
    assert scene.rows("SELECT removed_at FROM article") == [None]
    assert again(scene, timedelta(minutes=31)).removed == 1
    first = scene.rows("SELECT at FROM reading ORDER BY id LIMIT 1")
    assert scene.rows("SELECT removed_at FROM newest_matches") == first
    assert held(scene) == [("al-bukamal", 1)]


def test_a_page_that_comes_back_is_not_removed_any_more(scene: Scene) -> None:
    store(scene)
    scene.site.replies["/1"] = Reply(status=404)
    again(scene)
    again(scene)
    put(scene, NAMED)
    assert again(scene, 5 * HOUR).returned == 1
    assert scene.rows("SELECT removed_at, (SELECT count(*) FROM version) FROM article") == [(None, 1)]


def test_a_removed_page_is_looked_for_for_a_week(scene: Scene) -> None:
    store(scene)
    scene.site.replies["/1"] = Reply(status=404)
    assert [again(scene, wait).read for wait in (HOUR, HOUR, 4 * HOUR, 18 * HOUR)] == [1, 1, 1, 1]
    assert [again(scene, 24 * HOUR).read for _ in range(9)] == [1] * 7 + [0] * 2
    assert scene.rows("SELECT due_at FROM reread") == [None]


def test_a_page_that_is_missed_once_was_not_removed(scene: Scene) -> None:
    store(scene)
    scene.site.replies["/1"] = [Reply(status=404), page(Item("1", "Road closed", NAMED))]
    scene.site._served.clear()
    again(scene)
    again(scene)
    assert scene.rows("SELECT removed_at FROM article") == [None]
    assert scene.rows("SELECT gone_since FROM reread") == [None]


def test_an_address_that_leads_to_the_front_page_now_is_a_removed_page(scene: Scene) -> None:
    store(scene)
    scene.site.replies["/1"] = redirect("/")
    scene.site.replies["/"] = page(Item("", "The Ledger", f"{NAMED} And more."))
    again(scene)
    assert again(scene).removed == 1
    assert scene.rows("SELECT count(*) FROM version") == [1]


def test_another_piece_in_its_place_is_a_removed_page(scene: Scene) -> None:
    store(scene)
    body = "".join(
        f"<p>Olives of the {n}th grove were picked by hand, growers of that valley say.</p>" for n in range(9)
    )
    other = (
        f"<html><head><title>Olive harvest begins</title></head><article><h1>Olive harvest begins</h1>{body}</article>"
    )
    scene.site.replies["/1"] = Reply(body=other.encode(), headers={"Content-Type": "text/html"})
    again(scene)
    assert again(scene).removed == 1
    assert scene.rows("SELECT DISTINCT reason FROM reading") == ["replaced"]


@pytest.mark.parametrize("reply", [Reply(status=503), Reply(status=403), Reply(cut=True), Reply(body=b"<html></html>")])
def test_an_error_that_says_nothing_of_the_page_changes_nothing_and_is_tried_again(scene: Scene, reply: Reply) -> None:
    store(scene)
    scene.site.replies["/1"] = reply
    assert again(scene).outcomes == {"failed": 1}
    assert held(scene) == [("al-bukamal", 1)]
    assert scene.rows("SELECT removed_at FROM article") == [None]
    put(scene, NAMED)
    assert again(scene, timedelta(minutes=16)).outcomes == {"unchanged": 1}


def test_a_reading_that_fails_again_and_again_is_left_for_the_next(scene: Scene) -> None:
    store(scene)
    scene.site.replies["/1"] = Reply(status=500)
    waits = (60, 16, 31, 61, 121, 10)  # minutes: the next is at six hours
    assert [again(scene, timedelta(minutes=wait)).read for wait in waits] == [1, 1, 1, 1, 0, 0]
    assert scene.rows("SELECT tries FROM reread") == [0]


def test_no_more_pages_are_read_at_a_time_than_the_settings_say(tmp_path: Path) -> None:
    with Scene(tmp_path, SETTINGS + "\n[reread]\nmost = 2\n") as scene:
        store(scene, *(Item(str(n), f"Road {n} closed", NAMED) for n in range(3)))
        assert again(scene).read == 2
        assert again(scene, timedelta(minutes=1)).read == 1


def test_an_empty_list_reads_nothing_again(tmp_path: Path) -> None:
    with Scene(tmp_path, SETTINGS + "\n[reread]\nafter = []\n") as scene:
        store(scene)
        assert again(scene, 30 * HOUR).read == 0
        assert scene.asked("/1") == 1


def test_where_nothing_is_due_no_lease_is_taken(scene: Scene) -> None:
    store(scene)
    with leased(scene.home, "monitor", means(scene).now):
        assert asyncio.run(reread_pages(means(scene), patience=timedelta(0))).read == 0


def test_a_cycle_that_is_on_goes_first(scene: Scene) -> None:
    store(scene)
    scene.ahead += HOUR
    now = means(scene).now
    with leased(scene.home, "monitor", now), pytest.raises(AlreadyRunning):
        asyncio.run(reread_pages(means(scene), patience=timedelta(0)))


def test_a_single_run_reads_again_what_is_due_and_says_so(scene: Scene) -> None:
    store(scene)
    put(scene, FURTHER)
    scene.ahead += HOUR
    report = asyncio.run(run_cycle(means(scene), rereads=True))
    counts = report.counts()
    assert (counts["pages read again"], counts["pages edited"]) == (1, 1)
    assert report.delivered is not None
    assert report.delivered.sent == 1


KILLED = """
import asyncio, os, signal, sys
from datetime import timedelta
from pathlib import Path
import flows.reread
from flows.home import Home
from flows.means import Means, utc_now
from flows.settings import read_settings
from flows.sources import load_sources
from tests.flows.test_reread import BOTH
home = Home(Path(sys.argv[1]))
ahead = timedelta(seconds=float(sys.argv[2]))
cite, cited = flows.reread.cite, []
def kill(*arguments):
    cite(*arguments)
    cited.append(1)
    if len(cited) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
flows.reread.cite = kill
settings, sources = read_settings(home.settings, os.environ), load_sources(home.sources)
asyncio.run(flows.reread.reread_pages(Means(home, settings, sources, BOTH, lambda: utc_now() + ahead)))
"""


def test_a_reading_that_is_killed_doubles_nothing(scene: Scene) -> None:
    """Killed within the second transaction, with its evidence written and not cited."""
    store(scene, *(Item(str(n), f"Road {n} closed", NAMED) for n in range(3)))
    for n in range(3):
        scene.site.replies[f"/{n}"] = page(Item(str(n), f"Road {n} closed", FURTHER))
    scene.ahead += HOUR
    command = [sys.executable, "-c", KILLED, str(scene.home.path), str(scene.ahead.total_seconds())]
    assert subprocess.run(command, timeout=60, env=os.environ).returncode == -signal.SIGKILL
    assert scene.rows("SELECT count(*) FROM version") == [4]
    assert again(scene, timedelta(minutes=2)).outcomes == {"edited": 2}
    assert scene.rows("SELECT article_id, count(*) FROM version GROUP BY 1") == [(1, 2), (2, 2), (3, 2)]
    assert scene.rows("SELECT count(*) FROM alert WHERE reason = 'update:camp-nine'") == [3]
    ends = scene.rows('SELECT max("offset" + length), sum(length) FROM evidence GROUP BY file')
    sizes = sorted(path.stat().st_size for path in scene.home.evidence.glob("*.warc.gz"))
    assert sorted(end for end, _ in ends) == sizes
    assert all(end == total for end, total in ends)


def judge(scene: Scene, match: int) -> None:
    db = open_database(scene.home.database)
    db.execute(
        "INSERT INTO verdict (match_id, verdict, author, at) VALUES (?, 'relevant', 'A', '2026-11-21T00:00:00.000Z')",
        [match],
    )
    db.close()
