"""Stored articles are matched anew after the watchlist changed: what is found, what is kept, and who is not told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from flows.home import Home
from flows.means import AlreadyRunning, leased, utc_now
from flows.rescan import Rescanned, preview, rescan
from storage.leases import Lease, acquire, new_owner, release
from storage.rescans import stored_texts
from tests.flows.archive import Archive
from watchlist.entity import Company, Entity, Name, Relation, Watchlist
from watchlist.errors import Trouble
from watchlist.matcher import Matcher

TOWN = Entity("reedtown", "place", "Reedtown", (Name("Reedtown", "en"),))
CAMP = Entity("camp-nine", "base", "Camp Nine", (Name("Camp Nine", "en"),))
OLD = Watchlist((TOWN,), version="aaaa00000001")
NEW = Watchlist((CAMP, TOWN), version="bbbb00000002")
WORDS = ["mill", "river", "road", "gate", "bridge"]
NAMED, OTHER, PLAIN = "Trucks reached Reedtown.", "A fire broke out near Camp Nine.", "It rained all day."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path)
    yield made
    made.close()


def again(archive: Archive, watchlist: Watchlist, since: datetime | None = None) -> Rescanned:
    return rescan(archive.home, Matcher(watchlist), since, utc_now, lambda done, total: None)


def test_a_new_entity_is_found_in_stored_articles_and_marked_retrospective(archive: Archive) -> None:
    first, second, _ = archive.store(OLD, NAMED, OTHER, PLAIN)
    done = again(archive, NEW)
    assert archive.held() == [(first, "reedtown", 0), (second, "camp-nine", 1)]
    assert (done.count("new"), done.count("gone")) == (1, 0)
    assert archive.db.execute("SELECT watchlist_version FROM match WHERE retrospective").fetchall() == [(NEW.version,)]


def test_only_articles_that_the_change_can_affect_are_matched(archive: Archive) -> None:
    archive.store(OLD, NAMED, OTHER, PLAIN)
    done = again(archive, NEW)
    assert (done.read, done.matched) == (3, 1)


def test_a_match_that_no_longer_holds_stays_with_its_verdict(archive: Archive) -> None:
    archive.store(NEW, NAMED, OTHER)
    archive.db.execute("INSERT INTO verdict (match_id, verdict, author, at) VALUES (1, 'relevant', 'A', '2026')")
    done = again(archive, replace(NEW, entities=(CAMP,), version="cccc00000003"))
    assert done.count("gone") == 1
    kept = archive.db.execute("SELECT entity_id, gone_in, verdict FROM former_matches").fetchall()
    assert kept == [("reedtown", "cccc00000003", "relevant")]
    assert archive.db.execute("SELECT entity_id FROM newest_matches").fetchall() == [("camp-nine",)]


def test_an_entity_that_is_silenced_is_found_no_more(archive: Archive) -> None:
    archive.store(NEW, NAMED)
    again(archive, replace(NEW, entities=(CAMP, replace(TOWN, decoy=True)), version="cccc00000003"))
    assert archive.held() == []


def test_a_match_that_is_judged_otherwise_gives_its_place_to_a_new_one_and_its_verdict_is_shown(
    archive: Archive,
) -> None:
    (version,) = archive.store(OLD, NAMED)
    archive.db.execute("INSERT INTO verdict (match_id, verdict, author, at) VALUES (1, 'relevant', 'A', '2026')")
    weak = replace(TOWN, names=(Name("Reedtown", "en", strength="weak"),))
    done = again(archive, Watchlist((weak,), version="cccc00000003"))
    assert done.count("changed") == 1
    assert archive.held() == [(version, "reedtown", 1)]
    shown = archive.db.execute("SELECT alerts, verdict, retrospective FROM newest_matches").fetchall()
    assert shown == [(0, "relevant", 1)]
    assert archive.db.execute("SELECT match_id, replaced_by FROM former_matches").fetchall() == [(1, 2)]


def test_another_reason_alone_replaces_nothing(archive: Archive) -> None:
    """The new entity raises the score of the old one: the same mentions are the same match."""
    both = f"{NAMED} {OTHER}"
    (version,) = archive.store(OLD, both)
    done = again(archive, NEW)
    assert (done.count("new"), done.count("changed")) == (1, 0)
    assert archive.held() == [(version, "camp-nine", 1), (version, "reedtown", 0)]


def test_company_that_changes_reaches_the_weak_names_beside_it(archive: Archive) -> None:
    """The weak name did not change; the strong one beside it is new."""
    weak = Entity("qaimtown", "place", "Qaimtown", (Name("Qaimtown", "en", strength="weak"),))
    archive.store(Watchlist((weak,), version="dddd00000004"), "Camp Nine lies behind Qaimtown.")
    again(archive, Watchlist((CAMP, weak), version="eeee00000005"))
    assert archive.db.execute("SELECT entity_id, alerts FROM newest_matches ORDER BY 1").fetchall() == [
        ("camp-nine", 1), ("qaimtown", 1)
    ]  # fmt: skip


def test_a_new_cue_reaches_the_articles_that_hold_its_words(archive: Archive) -> None:
    weak = Entity("qaimtown", "place", "Qaimtown", (Name("Qaimtown", "en", strength="weak"),))
    archive.store(Watchlist((weak,), version="dddd00000004"), "A blaze in Qaimtown.", "Rain in Qaimtown.")
    done = again(archive, Watchlist((weak,), {"strike": {"en": ("blaze",)}}, "eeee00000005"))
    assert (done.matched, done.count("changed")) == (1, 1)


def test_a_change_that_matters_to_no_article_reads_none(archive: Archive) -> None:
    archive.store(OLD, NAMED, OTHER)
    done = again(archive, Watchlist((replace(TOWN, note="On the river."),), version="cccc00000003"))
    assert (done.read, done.matched) == (0, 0)
    assert again(archive, Watchlist((replace(TOWN, note="On the river."),), version="cccc00000003")).before == {}


def test_an_old_version_that_comes_back_holds_its_matches_again(archive: Archive) -> None:
    (version,) = archive.store(OLD, NAMED)
    again(archive, replace(NEW, entities=(CAMP,)))
    assert archive.held() == []
    again(archive, OLD)
    assert archive.held() == [(version, "reedtown", 0)]
    assert archive.db.execute("SELECT count(*) FROM match").fetchall() == [(1,)]


def test_a_match_that_is_found_again_at_the_same_places_holds_again(archive: Archive) -> None:
    """Silencing an entity for a while leaves neither copies nor retrospective marks."""
    (version,) = archive.store(OLD, NAMED)
    again(archive, Watchlist((replace(TOWN, decoy=True),), version="cccc00000003"))
    again(archive, NEW)
    assert archive.held() == [(version, "reedtown", 0)]
    assert archive.db.execute("SELECT count(*) FROM match").fetchall() == [(1,)]


TREES = ("alder", "birch", "cedar", "elm")
SPELLINGS = ("{}", "{} mill", "old {}", "river {}", "mill", "bridge")


def some_name(random: Random, id: str) -> Name:
    excludes = (Company(words=(random.choice(WORDS),), within=2),) if random.random() < 0.2 else ()
    return Name(
        random.choice(SPELLINGS).format(id), "en", strength=random.choice(["strong", "weak"]), excludes=excludes
    )


def some_watchlist(random: Random) -> Watchlist:
    """A few entities that share words, and ask for each other's company."""
    return Watchlist(
        tuple(Entity(id, "place", id, tuple(some_name(random, id) for _ in range(2))) for id in TREES),
        {"strike": {"en": (random.choice(WORDS),)}},
        "000000000000",
    )


def with_one_change(random: Random, watchlist: Watchlist, number: int) -> Watchlist:
    """The next version: one trait of one entity, or a cue, is another."""
    at = random.randrange(len(watchlist.entities))
    entity, entities = watchlist.entities[at], list(watchlist.entities)
    cues = watchlist.cues
    match random.randrange(6):
        case 0:
            cues = {"strike": {"en": tuple(random.sample(WORDS, random.randint(0, 2)))}}
        case 1:
            entities[at] = replace(entity, decoy=not entity.decoy)
        case 2:
            entities[at] = replace(
                entity, relations=() if entity.relations else (Relation("part of", random.choice(TREES)),)
            )
        case 3:
            entities[at] = replace(entity, names=(some_name(random, entity.id), *entity.names[1:]))
        case 4:
            entities[at] = replace(entity, names=(*entity.names, some_name(random, entity.id)))
        case 5:
            entities[at] = replace(entity, type="base" if entity.type == "place" else "place")
    return Watchlist(tuple(entities), cues, f"{number:012x}")


@pytest.mark.parametrize("seed", range(12))
def test_rescans_end_where_matching_everything_anew_would(archive: Archive, seed: int) -> None:
    """Whatever changes from version to version, nothing is missed by looking at what the change can affect alone."""
    random = Random(seed)
    versions = [some_watchlist(random)]
    for number in range(1, 10):
        versions.append(with_one_change(random, versions[-1], number))
    vocabulary = [*WORDS, *TREES, "old", "of", "the", "a", "and", "in"]
    archive.store(versions[0], *(" ".join(random.choices(vocabulary, k=8)) + "." for _ in range(25)))
    for watchlist in (*versions[1:], versions[0]):
        again(archive, watchlist)
        assert_fresh(archive, watchlist)


def assert_fresh(archive: Archive, watchlist: Watchlist) -> None:
    """What holds is what this watchlist finds."""
    matcher = Matcher(watchlist)
    for text in stored_texts(archive.db):
        fresh = {
            (match.entity, one.field, one.start, one.end, one.strength, int(one.alerts))
            for match in matcher.match(text.title, text.text, text.language, country=text.country)
            for one in match.mentions
        }
        held = archive.db.execute(
            'SELECT entity_id, field, start, "end", mention.strength, mention.alerts FROM match'
            " JOIN mention ON match_id = match.id WHERE gone_in IS NULL AND version_id = ?",
            [text.version],
        ).fetchall()
        assert set(held) == fresh


def test_articles_of_versions_whose_content_is_unknown_are_all_matched(archive: Archive) -> None:
    archive.store(OLD, NAMED, OTHER, PLAIN)
    archive.db.execute("UPDATE watchlist_version SET content = NULL")
    assert again(archive, NEW).matched == 3


def test_a_preview_says_the_same_and_writes_nothing(archive: Archive) -> None:
    archive.store(OLD, NAMED, OTHER, PLAIN)
    before = list(archive.db.conn.iterdump())
    told = preview(archive.home, Matcher(NEW), None, lambda done, total: None)
    assert list(archive.db.conn.iterdump()) == before
    done = again(archive, NEW)
    assert (told.counts, told.matched, told.written) == (done.counts, done.matched, False)


def test_articles_before_a_day_are_left_for_another_time(archive: Archive) -> None:
    _, _, third = archive.store(OLD, OTHER, OTHER, OTHER)
    again(archive, NEW, datetime(2026, 11, 4, tzinfo=UTC))
    assert archive.held() == [(third, "camp-nine", 1)]
    assert again(archive, NEW).count("new") == 2


def test_nobody_is_alerted(archive: Archive) -> None:
    archive.store(OLD, OTHER)
    again(archive, NEW)
    assert archive.db.execute("SELECT count(*) FROM alert").fetchone() == (0,)


def test_it_does_not_write_beside_a_cycle(archive: Archive) -> None:
    archive.store(OLD, OTHER)
    with leased(archive.home, "monitor", utc_now), pytest.raises(AlreadyRunning):
        rescan(archive.home, Matcher(NEW), None, utc_now, lambda done, total: None, patience=timedelta(0))
    assert archive.held() == []


def test_a_cycle_that_is_on_is_waited_for(archive: Archive) -> None:
    archive.store(OLD, OTHER)
    cycle = acquire(archive.db, "monitor", new_owner(), utc_now())
    assert isinstance(cycle, Lease)
    rescan(
        archive.home, Matcher(NEW), None, utc_now, lambda done, total: None,
        held_up=lambda: release(archive.db, cycle, utc_now()),
    )  # fmt: skip
    assert len(archive.held()) == 1


def test_who_is_overtaken_stops_with_one_line(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another run takes the lease between two batches; what was done by then stays done."""
    archive.store(OLD, OTHER, OTHER)

    def overtake(done: int, total: int) -> None:
        archive.db.execute("UPDATE lease SET fence = fence + 1, expires_at = heartbeat_at")

    monkeypatch.setattr("flows.rescan.BATCH", 1)
    with pytest.raises(Trouble, match="a cycle has taken over from the rescan; run it again"):
        rescan(archive.home, Matcher(NEW), None, utc_now, overtake)
    assert len(archive.held()) == 1
    assert again(archive, NEW).count("new") == 1


KILLED = """
import os, signal, sys
from pathlib import Path
import flows.rescan
from flows.home import Home
from flows.means import utc_now
from tests.flows.test_rescan import NEW
from watchlist.matcher import Matcher
flows.rescan.BATCH = 2
def tell(done, total):
    if done == 4:
        os.kill(os.getpid(), signal.SIGKILL)
flows.rescan.rescan(Home(Path(sys.argv[1])), Matcher(NEW), None, utc_now, tell)
"""


def test_a_rescan_that_is_killed_goes_on_where_it_stopped(archive: Archive) -> None:
    archive.store(OLD, *[OTHER] * 7)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(archive.home.path)], timeout=60, env=os.environ)
    assert killed.returncode == -signal.SIGKILL
    assert len(archive.held()) == 4
    done = again(archive, NEW)
    assert (done.read, done.count("new")) == (3, 3)
    assert len(archive.held()) == 7


def test_without_a_database_there_is_nothing_to_match(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="there is no database yet"):
        rescan(Home(tmp_path), Matcher(NEW), None, utc_now, lambda done, total: None)


def test_a_weak_name_with_company_of_its_own_is_reached_wherever_its_spelling_stands(archive: Archive) -> None:
    """What the change can affect is told by spellings alone, whatever company they ask for."""
    asks = Name("Reedtown", "en", strength="weak", requires=(Company(words=("trucks",), within=3),))
    archive.store(Watchlist((), version="dddd00000004"), NAMED, PLAIN)
    done = again(archive, Watchlist((replace(TOWN, names=(asks,)),), version="eeee00000005"))
    assert (done.matched, done.count("new")) == (1, 1)
