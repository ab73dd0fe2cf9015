"""Where names stand in writings that nobody listed."""

import pytest

from watchlist.entity import Entity, Name
from watchlist.find import Finder, Hit
from watchlist.fold import fold
from watchlist.unlisted import Unlisted

NAMES = ("Bukamal", "البوكمال", "Liwa Fatemiyoun", "لواء الفاطميون", "Bukamal crossing", "معبر البوكمال")


def entity(names: tuple[str, ...]) -> Entity:
    return Entity(id="one", type="place", name=names[0], names=tuple(Name(name, "") for name in names))


def search(text: str, names: tuple[str, ...] = NAMES) -> list[tuple[str, str]]:
    """What is found beside the listed spellings, each with what it rests on."""
    owner = entity(names)
    codes = fold(f" {text} ").codes
    known = Finder(names).find(codes)
    hits = Unlisted([(owner, name) for name in owner.names]).find(codes, known)
    return sorted({(fold(f" {text} ").text[hit.start : hit.end], hit.basis) for hit in hits})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in Boukmal", ("boukmal", "reads alike")),
        ("Bukamalda", ("bukamal", "with an article or ending")),
        ("liwa fatemiyopun", ("liwa fatemiyopun", "one letter apart")),
        ("the Boukmal border gate", ("boukmal border gate", "in other words")),
        ("Boukmal", ("boukmal", "reads alike")),
    ],
)
def test_what_a_hit_rests_on_is_told(text: str, expected: tuple[str, str]) -> None:
    assert expected in search(text)


@pytest.mark.parametrize("text", ["", "a", "Bukamal", "البوكمال", "al", "the al the", "Bukamal Bukamal"])
def test_nothing_else_is_found_in_listed_spellings_and_at_the_edges(text: str) -> None:
    assert search(text) == []


def test_the_same_text_gives_the_same_hits_again() -> None:
    owner = entity(NAMES)
    unlisted, codes = Unlisted([(owner, name) for name in owner.names]), fold(" to Boukmal and Boukmaal ").codes
    assert unlisted.find(codes) == unlisted.find(codes) != []


def test_a_name_gives_way_to_a_listed_one_around_it() -> None:
    owner = entity(NAMES)
    unlisted, codes = Unlisted([(owner, name) for name in owner.names]), fold(" new Boukmal city ").codes
    assert unlisted.find(codes)
    assert not unlisted.find(codes, [Hit(0, 1, len(codes) - 1)])


def test_without_names_nothing_is_found() -> None:
    assert Unlisted([]).find(b" bukamal ") == []


PERSIAN = (
    "Jaysh al-Islam of Syria",
    "جيش الإسلام السوري",
    "جيش الإسلام في سورية",
    "معبر الوليد",
    "al-Waleed crossing",
    "مدينة السوسة",
    "Susah",
    "تنظيم الدولة الإسلامية",
    "Dawla Islamiyah",
    "Dewleta Islami",
    "أبي فاطمة",
    "Abu Fatima",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("معبر وليد", ("معبر وليد", "without its article")),
        ("جیش الاسلام سوریه", ("جيش الاسلام سوريه", "without its article")),
        ("جيش الإسلام في سوريا", ("جيش الاسلام في سوريا", "with an article or ending")),
        ("تنظيم دولت اسلامی", ("تنظيم دولت اسلامي", "without its article")),
        ("أبو فاطمة", ("ابو فاطمه", "with an article or ending")),
    ],
)
def test_a_name_is_found_as_another_language_says_it(text: str, expected: tuple[str, str]) -> None:
    assert expected in search(text, PERSIAN)


@pytest.mark.parametrize(
    "text",
    ["معبر ولد", "مدينة سوسة", "وليد", "جيش اسلامي", "تنظيم دول اسلامية", "ابن فاطمة", "السوري", "جيش الإسلام السورية"],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert search(text, PERSIAN) == []


def test_a_name_without_its_article_asks_for_company() -> None:
    owner = entity(PERSIAN)
    hits = Unlisted([(owner, name) for name in owner.names]).find(fold(" معبر وليد ").codes)
    assert hits
    assert all(hit.weak for hit in hits)


def test_a_long_text_is_read_again_where_it_names_something_for_sure_but_not_for_a_decoy() -> None:
    owner, decoy = entity(NAMES), Entity("two", "place", "Box", (Name("Box", ""),), decoy=True)
    unlisted = Unlisted([*((owner, name) for name in owner.names), (decoy, decoy.names[0])])
    codes = fold(" box " + "of many things " * 50 + "to Boukmal by Bukamal ").codes
    named = Hit(0, codes.rindex(b"bukamal"), len(codes) - 1)
    assert unlisted.find(codes, [named])
    assert not unlisted.find(codes, [Hit(len(NAMES), 1, 4)])
