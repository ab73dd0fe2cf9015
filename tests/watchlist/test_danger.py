"""Names that find more than they mean, by their look and by counting."""

import pytest

from watchlist.danger import Census, own_entities, suspects, suspicion
from watchlist.entity import Entity, Name, Watchlist
from watchlist.matcher import Matcher

TOWN = Entity("town", "place", "Reedtown", (Name("Reedtown", "en"),))
MILL = Entity("mill", "facility", "The Mill", (Name("Mill", "en"),))
QAIM = Entity("al-qaim", "place", "al-Qaim", (Name("القائم", "ar", strength="weak"),))


@pytest.mark.parametrize(
    ("name", "type", "why"),
    [
        ("T2", "facility", "only 2 letters"), ("Badr", "militia", "one short word of 4 letters"),
        ("بدر", "militia", "only 3 letters"), ("القائم", "place", "one short word of 4 letters"),
        ("Tamarisk", "person", "one word of a person's name"),
    ],
)  # fmt: skip
def test_a_short_name_looks_dangerous(name: str, type: str, why: str) -> None:
    assert suspicion(name, type) == why


@pytest.mark.parametrize(
    ("name", "type"), [("Reedtown", "place"), ("Orrin Tamarisk", "person"), ("T2 pumping", "facility")]
)
def test_a_long_name_does_not(name: str, type: str) -> None:
    assert suspicion(name, type) == ""


def test_an_abbreviation_of_four_letters_is_safe_where_its_case_counts() -> None:
    assert suspicion("IRGC", "army", exact_case=True) == ""
    assert suspicion("SDF", "army", exact_case=True) == "only 3 letters"


def test_only_strong_names_that_are_reported_are_suspects() -> None:
    weak = Entity("oak", "place", "Oak", (Name("Oak", "en", strength="weak"),))
    decoy = Entity("elm", "place", "Elm", (Name("Elm", "en"),), decoy=True)
    assert [str(one) for one in suspects([TOWN, MILL, weak, decoy])] == [
        "“Mill” (strong, mill): one short word of 4 letters; make it weak or give it company"
    ]


def test_a_name_that_is_weak_in_another_language_is_a_suspect() -> None:
    names = Name("Rabîatown", "ku"), Name("Rabiatown", "en", strength="weak"), Name("Rabiaville", "fr")
    town = Entity("rabia", "place", "Rabia", names)
    assert [str(one) for one in suspects([town], [town])] == [
        "“Rabîatown” (strong, rabia): reads like “Rabiatown”, which is weak in en; make it weak or give it company"
    ]
    assert not list(suspects([town]))


def test_what_is_shipped_is_not_the_users_own() -> None:
    own = own_entities(
        Watchlist((MILL, Entity("town", "place", "R", (*TOWN.names, Name("Reeds", "en"))))), Watchlist((TOWN,))
    )
    assert [(entity.id, [name.text for name in entity.names]) for entity in own] == [
        ("mill", ["Mill"]),
        ("town", ["Reeds"]),
    ]


def census(*texts: str) -> Census:
    matcher = Matcher(Watchlist((TOWN, MILL, QAIM), {"strike": {"en": ("shelled",), "ar": ("قصف",)}}))
    counted = Census()
    for text in texts:
        counted.add("", text, matcher.match("", text))
    return counted


def line(counted: Census, name: str) -> str:
    (one,) = (one for one in counted.ranked() if one.name == name)
    return one.in_words(counted.articles, "articles of corpus.jsonl")


def test_a_strong_name_that_often_stands_alone_should_be_weak() -> None:
    counted = census(*["Flour from the mill."] * 6, "Rain.")
    assert line(counted, "Mill") == (
        "“Mill” (strong, mill): in 6 of 7 articles of corpus.jsonl, 6 without any other watched name or cue:"
        " make it weak or give it company"
    )


def test_a_strong_name_among_others_is_well() -> None:
    counted = census(*["Reedtown was shelled.", "The mill of Reedtown."] * 3)
    assert line(counted, "Reedtown").endswith("0 without any other watched name or cue: it keeps good company")


def test_a_strong_name_that_is_rare_and_alone_should_be_read() -> None:
    counted = census("Rain in Reedtown.", *["Rain."] * 30)
    assert line(counted, "Reedtown").endswith(": rare: read them")
    assert counted.ranked()[0].sample == "Rain in Reedtown."


def test_a_weak_name_that_never_has_company_is_rightly_weak() -> None:
    counted = census(*["القانون القائم"] * 6)
    assert line(counted, "القائم") == (
        "“القائم” (weak, al-qaim): in 6 of 6 articles of corpus.jsonl, 0 with company: rightly weak"
    )


def test_a_weak_name_whose_company_comes_easily_is_said() -> None:
    counted = census(*["قصف القائم"] * 6)
    assert line(counted, "القائم").endswith("6 with company: its company comes easily: read some, and ask for more")


def test_what_asks_for_something_comes_first() -> None:
    counted = census(*["القانون القائم"] * 9, *["Flour from the mill."] * 6)
    assert [one.name for one in counted.ranked()] == ["Mill", "القائم"]
