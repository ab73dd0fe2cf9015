"""What a person says of stories stands, and can be taken back."""

import json
import sqlite3
from datetime import timedelta

import pytest
from sqlite_utils import Database

from storage.database import write
from storage.regrouping import Word, merge, part, split, take, words_on
from storage.stories import read_story, related
from tests.storage.conftest import NOW
from tests.storage.grouped import stored, told
from watchlist.errors import Trouble

DAY = timedelta(days=1)


def articles(db: Database, story: int) -> list[int]:
    return [one.article for one in read_story(db, story).articles]


def test_an_article_that_is_split_off_has_a_story_of_its_own_and_alerts_nobody(db: Database) -> None:
    _, story = stored(db, "first")
    article, _ = stored(db, "second", story=story)
    assert told(db, story) == "first"
    with write(db):
        new = split(db, article, "mira", NOW)
    assert new != story
    assert told(db, new) == "joined"
    grouped = json.loads(db.execute("SELECT grouped FROM article WHERE id = ?", [article]).fetchone()[0])
    assert grouped["how"] == "person"


def test_an_article_alone_in_its_story_cannot_be_split_off(db: Database) -> None:
    article, _ = stored(db, "only")
    with pytest.raises(Trouble, match="alone"), write(db):
        split(db, article, "mira", NOW)


def test_the_older_of_two_merged_stories_goes_on_with_its_alerts(db: Database) -> None:
    _, old = stored(db, "old", traits=("al-tanf",))
    _, new = stored(db, "new", traits=("al-qaim",))
    told(db, old)
    with write(db):
        assert merge(db, new, old, "mira", NOW) == old
    assert told(db, old) == "joined"
    assert [row[0] for row in db.execute("SELECT DISTINCT story_id FROM article")] == [old]
    assert [members[0].story for members in related(db, ("al-qaim",), NOW - DAY, NOW + DAY)] == [old]


def test_a_story_cannot_be_merged_with_itself_or_with_none(db: Database) -> None:
    _, story = stored(db, "only")
    for other in (story, 99):
        with pytest.raises(Trouble, match="two that exist"), write(db):
            merge(db, story, other, "mira", NOW)


def test_what_a_person_said_is_neither_changed_nor_deleted(db: Database) -> None:
    _, old = stored(db, "old")
    _, new = stored(db, "new")
    with write(db):
        merge(db, old, new, "mira", NOW)
    for statement in ("UPDATE story_word SET author = 'x'", "DELETE FROM story_word"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            db.execute(statement)


def test_whom_either_of_two_merged_stories_was_told_to_hears_nothing_again(db: Database) -> None:
    _, old = stored(db, "old")
    _, new = stored(db, "new")
    told(db, new)
    with write(db):
        merge(db, old, new, "mira", NOW)
    assert told(db, old) == "joined"


def test_what_led_to_a_story_leads_to_the_one_that_was_split_off_too(db: Database) -> None:
    _, story = stored(db, "first", traits=("al-tanf",))
    article, _ = stored(db, "second", story=story, traits=("al-tanf",))
    with write(db):
        new = split(db, article, "mira", NOW)
    assert {members[0].story for members in related(db, ("al-tanf",), NOW - DAY, NOW + DAY)} == {story, new}


def test_a_story_whose_first_article_is_taken_out_is_named_after_the_next(db: Database) -> None:
    first, story = stored(db, "first")
    stored(db, "second", story=story)
    with write(db):
        new = split(db, first, "mira", NOW)
    assert (read_story(db, story).headline, read_story(db, new).headline) == ("second", "first")


def test_several_articles_are_taken_out_into_one_story(db: Database) -> None:
    first, story = stored(db, "first")
    others = [stored(db, name, story=story)[0] for name in ("second", "third")]
    with write(db):
        new = take(db, others, story, "mira", NOW)
    assert (articles(db, story), articles(db, new)) == ([first], others)


def test_an_article_is_taken_over_into_another_story(db: Database) -> None:
    _, story = stored(db, "first")
    article, _ = stored(db, "second", story=story)
    _, other = stored(db, "third")
    with write(db):
        assert take(db, [article], story, "mira", NOW, into=other) == other
    moved = next(one for one in read_story(db, other).articles if one.article == article)
    assert moved.why == (f"taken over from story {story} by mira",)
    assert words_on(db, other) == (Word("split", story, other, article, "mira", NOW),)


def test_all_articles_of_a_story_are_taken_over_by_merging_it(db: Database) -> None:
    only, story = stored(db, "first")
    _, other = stored(db, "second")
    with write(db):
        assert take(db, [only], story, "mira", NOW, into=other) == story
    assert words_on(db, story)[0].act == "merge"


@pytest.mark.parametrize(
    ("chosen", "into", "said"),
    [((), None, "no article was chosen"), ((3,), None, "article 3 is not in story 1 any more"),
     ((1, 2), None, "nothing would be left"), ((1,), 1, "two that exist"), ((1,), 9, "two that exist")],
)  # fmt: skip
def test_what_cannot_be_taken_out_is_said_and_left(
    db: Database, chosen: tuple[int, ...], into: int | None, said: str
) -> None:
    stored(db, "first")
    stored(db, "second", story=1)
    stored(db, "third")
    with pytest.raises(Trouble, match=said), write(db):
        take(db, chosen, 1, "mira", NOW, into=into)
    assert (articles(db, 1), articles(db, 2)) == ([1, 2], [3])


def test_a_story_that_was_merged_into_another_takes_no_part_any_more(db: Database) -> None:
    for name in ("first", "second", "third"):
        stored(db, name)
    with write(db):
        merge(db, 1, 2, "mira", NOW)
    with pytest.raises(Trouble, match="story 2 was merged into story 1 already"), write(db):
        merge(db, 2, 3, "omar", NOW)


def test_merged_stories_are_parted_again_as_they_were(db: Database) -> None:
    stored(db, "first", traits=("al-tanf",))
    second, _ = stored(db, "second", traits=("al-qaim",))
    before = db.execute("SELECT grouped FROM article WHERE id = ?", [second]).fetchone()
    with write(db):
        merge(db, 1, 2, "mira", NOW)
    with write(db):
        part(db, 1, 2, "omar", NOW)
    assert (articles(db, 1), articles(db, 2)) == ([1], [second])
    assert read_story(db, 2).merged_into is None
    after = db.execute("SELECT grouped FROM article WHERE id = ?", [second]).fetchone()
    assert json.loads(after[0]) == json.loads(before[0])
    assert 2 in {members[0].story for members in related(db, ("al-qaim",), NOW - DAY, NOW + DAY)}


def test_what_was_merged_before_goes_back_with_what_it_was_merged_into(db: Database) -> None:
    for name in ("first", "second", "third"):
        stored(db, name)
    with write(db):
        merge(db, 2, 3, "mira", NOW)
        merge(db, 1, 2, "mira", NOW)
        part(db, 1, 2, "mira", NOW)
    assert (articles(db, 1), articles(db, 2), read_story(db, 3).merged_into) == ([1], [2, 3], 2)
    with write(db):
        part(db, 2, 3, "mira", NOW)
    assert articles(db, 3) == [3]


def test_what_came_from_elsewhere_is_not_parted(db: Database) -> None:
    stored(db, "first")
    stored(db, "second", story=1)
    with pytest.raises(Trouble, match="cannot be parted"), write(db):
        part(db, 1, 2, "mira", NOW)
