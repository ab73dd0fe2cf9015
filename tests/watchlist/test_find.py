"""Names as whole words: articles, proclitics, joined and parted spellings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchlist.lists import found
from watchlist.find import Finder, encode
from watchlist.fold import fold
from watchlist.matcher import Matcher
from watchlist.spelling import spellings

WRITTEN = [
    ("al-tanf", "near al-Tanf base", "al-Tanf"),
    ("al-tanf", "near Al Tanf base", "Al Tanf"),
    ("al-tanf", "near at-Tanf base", "at-Tanf"),
    ("al-tanf", "near Tanf base", "Tanf"),
    ("al-tanf", "the alTanf base", "alTanf"),
    ("al-tanf", "à l'Ettanf", "Ettanf"),
    ("al-tanf", "في التنف", "التنف"),
    ("al-tanf", "والتنف", "التنف"),
    ("al-tanf", "وبالتنف", "التنف"),
    ("al-tanf", "كالتنف", "التنف"),
    ("al-tanf", "للتنف", "للتنف"),
    ("al-tanf", "وللتنف", "للتنف"),
    ("latakia", "للاذقية", "للاذقية"),
    ("latakia", "واللاذقية", "اللاذقية"),
    ("al-bukamal", "AL-BUKAMAL'S market", "AL-BUKAMAL"),
    ("al-bukamal", "Albukamal’s", "Albukamal"),
    ("al-bukamal", "#البوكمال_الآن", "البوكمال"),
    ("al-bukamal", "بوکمال‌ها", "بوکمال"),
    ("al-bukamal", "في البُوكَمالِ", "البُوكَمالِ"),
    ("deir-ez-zor", "in Deir al-Zor", "Deir al-Zor"),
    ("deir-ez-zor", "in Deirezzor", "Deirezzor"),
    ("deir-ez-zor", "in Dayr and Deir Az-Zor", "Deir Az-Zor"),
    ("deir-ez-zor", "in Deir\nez-Zor", "Deir\nez-Zor"),
    ("deir-ez-zor", "بديرالزور", "ديرالزور"),
    ("deir-ez-zor", "دیر\u200cالزور", "دیر\u200cالزور"),
    ("assad", "Bashar Assad", "Bashar Assad"),
    ("assad", "la maison d’Assad", "Assad"),
    ("hezbollah", "حزبالله", "حزبالله"),
    ("hezbollah", 'حزب "الله"', 'حزب "الله'),
    ("kataib-hezbollah", "Kataib Hezbollah", "Kataib Hezbollah"),
    ("kataib-hezbollah", "لكتائب حزب الله", "كتائب حزب الله"),
    ("battalion-47", "كتيبة ٤٧", "كتيبة ٤٧"),
    ("battalion-47", "گردان 47", "گردان 47"),
    ("fatemiyoun", "مع لواء الفاطميين", "لواء الفاطميين"),
    ("al-tanf", "درالتنف", "التنف"),
    ("al-tanf", "ودرالتنف", "التنف"),
    ("hezbollah", "ازحزب الله", "حزب الله"),
    ("irgc", "the IRGC said", "IRGC"),
]


@pytest.mark.parametrize(("entity", "text", "surface"), WRITTEN)
def test_a_name_is_found_however_it_is_written(small: Matcher, entity: str, text: str, surface: str) -> None:
    assert [mention.surface for mention in found(small, text)[entity].mentions] == [surface]


@pytest.mark.parametrize(
    "text",
    [
        "The ambassador and the massad",
        "قرار التنفيذ",
        "بالتنفس",
        "متنف",
        "تنف",
        "An irgc of its own",
        "Batallion 470 and Battalion 471",
        "كتيبة 470",
        "Deir. Ez. Zor",
        "حزب، الله",
        "the Tanfs",
        "Altanforation",
        "مالبوكمال",
        "درتنفس",
    ],
)
def test_a_look_alike_is_left_alone(small: Matcher, text: str) -> None:
    assert not found(small, text)


def test_a_name_does_not_run_from_the_title_into_the_text(small: Matcher) -> None:
    assert not found(small, title="Notes from Deir", text="ez-Zor is a name")


def test_a_short_name_keeps_its_article() -> None:
    finder = Finder(["al-Kam"])
    assert finder.find(fold(" at al-Kam ").codes)
    assert not finder.find(fold(" a kam of hay ").codes)


def test_a_hebrew_name_may_carry_its_particles() -> None:
    finder = Finder(["אל-בוכמאל"])
    assert finder.find(fold(" תקיפה באל-בוכמאל ").codes)
    assert not finder.find(fold(" גאל-בוכמאל ").codes)


def test_the_cases_of_a_kunya_are_found() -> None:
    assert Finder(["أبو كمال"]).find(fold(" قرب أبي كمال ").codes)


def test_each_list_of_a_finder_is_asked_for_by_itself() -> None:
    finder, codes = Finder(["Tanf", "base"], ["base", "road"]), fold(" the Tanf base ").codes
    names, words = finder.lists
    places = finder.places(codes)
    assert [hit.key for hit in names.whole(codes, places)] == [0, 1]
    assert [hit.key for hit in words.whole(codes, places)] == [0]


def test_places_come_in_order_of_where_they_end_whatever_their_script() -> None:
    finder = Finder(["Tanf", "al-Tanf base", "التنف", "قاعدة"])
    ends = [end for _, _, end in finder.places(fold(" قاعدة al-Tanf base التنف Tanf ").codes)]
    assert ends == sorted(ends)
    assert len(ends) == 5


@pytest.mark.parametrize("text", [" Brigade 313 ", " لواء 313 ", " 313 "])
def test_a_name_of_digits_is_found_among_letters_of_any_script(text: str) -> None:
    assert len(Finder(["313", "Tanf", "التنف"]).find(fold(text).codes)) == 1


def test_a_finder_of_nothing_finds_nothing() -> None:
    assert Finder([]).find(b" anything ") == []


def test_a_name_in_letters_that_no_page_knows_has_no_spelling() -> None:
    assert spellings("阿布卡迈勒") == ()


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["al-Bukamal", "دير الزور", "حزب‌الله", "Kata'ib Hezbollah", "T2"]), st.text(max_size=20))
def test_a_name_between_spaces_is_always_found_where_it_stands(name: str, around: str) -> None:
    text = f" {around} {name} {around} "
    folded = fold(text)
    cuts = [text[slice(*folded.original(hit.start, hit.end))] for hit in Finder([name]).find(folded.codes)]
    assert name in cuts


def test_encoding_a_letter_outside_the_page_is_an_error() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode("日")
