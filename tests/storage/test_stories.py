"""What leads an article to the stories that it may belong to."""

from datetime import timedelta

from sqlite_utils import Database

from storage.database import write
from storage.stories import alike, forget_before, related
from tests.storage.conftest import NOW
from tests.storage.grouped import stored

DAY = timedelta(days=1)


def test_those_with_most_keys_in_common_come_first(db: Database) -> None:
    some, _ = stored(db, "some", keys=(1, 2))
    most, _ = stored(db, "most", keys=(1, 2, 3))
    stored(db, "none", keys=(9,))
    assert [member.article for member in alike(db, (1, 2, 3, 4), NOW - DAY)] == [most, some]


def test_what_is_older_than_the_window_is_not_looked_at(db: Database) -> None:
    stored(db, "old", keys=(1,), at=NOW - 9 * DAY)
    assert alike(db, (1,), NOW - 7 * DAY) == ()


def test_of_a_passage_that_many_share_the_newest_articles_count(db: Database) -> None:
    articles = [stored(db, str(number), keys=(1,))[0] for number in range(10)]
    assert [member.article for member in alike(db, (1,), NOW - DAY)] == articles[2:8]


def test_of_what_many_stories_are_about_the_newest_count(db: Database) -> None:
    _, old = stored(db, "old", traits=("al-tanf", "drone"), at=NOW - timedelta(hours=1))
    stories = [stored(db, str(number), traits=("al-tanf",))[1] for number in range(60)]
    (found,) = [members[0].story for members in related(db, ("drone",), NOW - DAY, NOW + DAY)]
    assert found == old
    assert [members[0].story for members in related(db, ("al-tanf",), NOW - DAY, NOW + DAY)] == stories[:-9:-1]


def test_what_few_stories_are_about_counts_the_more(db: Database) -> None:
    _, rare = stored(db, "rare", traits=("drone",))
    stories = [stored(db, str(number), traits=("al-tanf",))[1] for number in range(3)]
    found = related(db, ("al-tanf", "drone"), NOW - DAY, NOW + DAY)
    assert [members[0].story for members in found] == [rare, *reversed(stories)]


def test_no_look_up_reads_a_whole_table(db: Database) -> None:
    asked: list[str] = []
    stored(db, "one", keys=(1,), traits=("al-tanf",))
    db.conn.set_trace_callback(asked.append)
    assert alike(db, (1,), NOW - DAY)
    assert related(db, ("al-tanf",), NOW - DAY, NOW + DAY)
    db.conn.set_trace_callback(None)
    plans = [step[3] for statement in asked for step in db.execute(f"EXPLAIN QUERY PLAN {statement}")]
    scanned = {step.split()[1] for step in plans if step.startswith("SCAN")}
    assert scanned.isdisjoint({"article", "sketch", "trait", "version"})
    assert "SEARCH trait USING COVERING INDEX trait_by_time (trait=? AND at>? AND at<?)" in plans


def test_stories_of_these_days_come_by_what_they_are_about(db: Database) -> None:
    stored(db, "old", traits=("al-tanf",), at=NOW - 3 * DAY)
    _, both = stored(db, "both", traits=("al-tanf", "al-tanf strike"))
    _, one = stored(db, "one", traits=("al-tanf",))
    found = related(db, ("al-tanf", "al-tanf strike"), NOW - DAY, NOW + DAY)
    assert [members[0].story for members in found] == [both, one]


def test_a_story_is_spoken_for_by_its_first_article_and_its_newest(db: Database) -> None:
    first, story = stored(db, "0", traits=("al-tanf",))
    others = [stored(db, str(number), story=story, traits=("al-tanf",))[0] for number in range(1, 5)]
    (members,) = related(db, ("al-tanf",), NOW - DAY, NOW + DAY)
    assert [member.article for member in members] == [first, *others[-2:]]


def test_what_leads_to_old_articles_is_forgotten(db: Database) -> None:
    stored(db, "old", keys=(1, 2), traits=("al-tanf",), at=NOW - 9 * DAY)
    stored(db, "new", keys=(3,), traits=("al-qaim",))
    with write(db):
        assert forget_before(db, NOW - 7 * DAY) == 3
    assert [row[0] for row in db.execute("SELECT key FROM sketch")] == [3]
