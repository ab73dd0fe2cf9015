"""What tells two versions of a watchlist apart, and which articles that can matter to."""

from dataclasses import replace

import pytest

from watchlist.compare import Difference, compare, in_words
from watchlist.content import pack, unpack
from watchlist.entity import Company, Entity, Location, Name, Relation, Watchlist
from watchlist.matcher import Matcher

TOWN = Entity("town", "place", "Reedtown", (Name("Reedtown", "en"), Name("Old Reeds", "en", strength="weak")))
CAMP = Entity("camp", "base", "Camp Nine", (Name("Camp Nine", "en"),))
LIST = Watchlist((CAMP, TOWN), {"strike": {"en": ("raid",)}}, "aaaa")


def otherwise(*entities: Entity) -> Difference:
    return compare(LIST, replace(LIST, entities=entities, version="bbbb"))


def caught(difference: Difference, text: str) -> bool:
    """Whether an article is one that the difference can matter to."""
    net = difference.net()
    return net is not None and bool(Matcher(net).match("", text))


def test_the_same_content_is_no_difference() -> None:
    assert not compare(LIST, replace(LIST, version="bbbb"))


def test_an_entity_that_is_new_and_one_that_is_gone() -> None:
    new = replace(TOWN, id="village", name="Millbrook", names=(Name("Millbrook", "en"),))
    assert in_words(otherwise(CAMP, new)) == [
        "removed  town: Reedtown (place), had 2 names",
        "added    village: Millbrook (place), has 1 name",
    ]


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ((*TOWN.names, Name("Reedville", "en")), "  + “Reedville” (en)"),
        (TOWN.names[:1], "  − “Old Reeds” (en, weak)"),
        ((replace(TOWN.names[0], strength="weak"), TOWN.names[1]), "  ~ “Reedtown” (en): was strong, is weak"),
        ((replace(TOWN.names[0], exact_case=True), TOWN.names[1]), "  ~ “Reedtown” (en): its case counts now"),
        (
            (TOWN.names[0], replace(TOWN.names[1], requires=(Company(words=("river",)),))),
            "  ~ “Old Reeds” (en): asks for other company",
        ),
        (
            (replace(TOWN.names[0], excludes=(Company(words=("mill",)),)), TOWN.names[1]),
            "  ~ “Reedtown” (en): is taken back by other company",
        ),
    ],
)
def test_a_name_that_changed_is_said_in_words(names: tuple[Name, ...], line: str) -> None:
    assert in_words(otherwise(CAMP, replace(TOWN, names=names))) == ["changed  town: Reedtown (place)", line]


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (replace(TOWN, name="Reeds"), "  ~ called: was Reedtown, is Reeds"),
        (replace(TOWN, priority="high"), "  ~ priority: was normal, is high"),
        (replace(TOWN, decoy=True), "  ~ found and not reported any more"),
        (replace(TOWN, location=Location(34.0, 40.0, "own")), "  ~ other location"),
    ],
)
def test_a_trait_that_changed_is_said_in_words(now: Entity, line: str) -> None:
    assert in_words(otherwise(CAMP, now))[1:] == [line]


def test_cues_that_come_and_go() -> None:
    now = replace(LIST, cues={"strike": {"en": ("bombing",)}})
    assert in_words(compare(LIST, now)) == ["cue      + strike: “bombing” (en)", "cue      − strike: “raid” (en)"]


def test_a_spelling_that_changed_matters_to_the_articles_that_write_it() -> None:
    difference = otherwise(CAMP, replace(TOWN, names=(replace(TOWN.names[0], strength="weak"), TOWN.names[1])))
    assert caught(difference, "Trucks in Reedtown.")
    assert not caught(difference, "Trucks in Old Reeds, behind Camp Nine.")


def test_a_name_whose_company_is_missing_is_caught_all_the_same() -> None:
    asks = Name("Wells", "en", strength="weak", excludes=(Company(words=("oil",)),), described=True)
    difference = otherwise(CAMP, replace(TOWN, names=(*TOWN.names, asks)))
    assert caught(difference, "The oil wells burn.")


@pytest.mark.parametrize(
    "now",
    [replace(TOWN, decoy=True), replace(TOWN, type="base"), replace(TOWN, relations=(Relation("part of", "camp"),))],
)
def test_what_an_entity_is_matters_to_all_its_names(now: Entity) -> None:
    assert caught(otherwise(CAMP, now), "Old Reeds")


def test_a_note_matters_to_no_article() -> None:
    assert otherwise(CAMP, replace(TOWN, note="On the river.", name="Reeds")).net() is None


def test_a_packed_watchlist_comes_back_whole() -> None:
    assert unpack(pack(LIST)) == LIST


def test_a_packed_watchlist_of_a_later_form_is_read_as_far_as_it_is_known() -> None:
    import zlib

    later = b'{"entities":[{"id":"a","type":"place","name":"A","names":[],"colour":"red"}],"version":"v","mood":1}'
    assert unpack(zlib.compress(later)) == Watchlist((Entity("a", "place", "A", ()),), version="v")
    assert unpack(zlib.compress(b'{"entities": 5}')) is None
