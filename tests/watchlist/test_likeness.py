"""How a word of a text is a word of a name."""

import pytest

from watchlist.likeness import BARE, ENDING, LISTED, SLIP, SOUND, bare, likeness


@pytest.mark.parametrize(
    ("word", "name", "manner"),
    [
        ("bukamal", "bukamal", LISTED),
        ("albukamal", "bukamal", LISTED),
        ("والبوكمال", "البوكمال", LISTED),
        ("bukamalda", "bukamal", ENDING),
        ("بوكمالي", "بوكمال", ENDING),
        ("boukmal", "bukamal", SOUND),
        ("bukanal", "bukamal", SLIP),
    ],
)
def test_how_a_word_is_written_is_told(word: str, name: str, manner: int) -> None:
    found = likeness(word, name, forgiving=True)
    assert found
    assert found.manner == manner


@pytest.mark.parametrize(
    ("word", "name"),
    [("bukamal", "بوكمال"), ("parliament", "bukamal"), ("xukamal", "bukamal"), ("بوكمات", "بوكمال"), ("تنف", "التنف")],
)
def test_another_word_is_not_like_it(word: str, name: str) -> None:
    assert likeness(word, name, forgiving=True) is None


def test_a_slip_is_forgiven_only_where_it_may_be() -> None:
    assert likeness("bukanal", "bukamal", forgiving=False) is None


def test_the_letters_of_the_name_are_told_from_what_is_joined_to_it() -> None:
    found = likeness("وبالبوكمال", "البوكمال", forgiving=False)
    assert found
    assert "وبالبوكمال"[found.start : found.end] == "البوكمال"


def test_a_word_inside_a_name_may_lack_its_article() -> None:
    assert likeness("زينب", "الزينب", False, inner=True) is not None
    assert likeness("زينب", "الزينب", False) is None


def test_an_article_is_taken_off_a_word_that_is_more_than_it() -> None:
    assert [bare(word) for word in ("البوكمال", "الله", "الب", "alasad")] == ["بوكمال", "الله", "الب", "alasad"]


@pytest.mark.parametrize(
    ("word", "name", "inner", "manner"),
    [
        ("وليد", "الوليد", True, BARE),
        ("عين", "العين", False, BARE),
        ("فاطميون", "الفاطميون", True, ENDING),
        ("عراقي", "عراق", True, ENDING),
        ("الاسديه", "الاسد", True, ENDING),
        ("ابي", "ابو", False, ENDING),
        ("در", "در", True, LISTED),
    ],
)
def test_beside_the_other_words_of_its_name_a_word_may_lack_its_article_and_take_an_ending(
    word: str, name: str, inner: bool, manner: int
) -> None:
    found = likeness(word, name, False, inner, beside=True)
    assert found
    assert found.manner == manner


def test_alone_a_word_does_not_lack_its_article() -> None:
    assert likeness("وليد", "الوليد", False) is None


@pytest.mark.parametrize(
    ("word", "name"),
    [("ولد", "الوليد"), ("عرق", "العراق"), ("ابن", "ابو"), ("سليمان", "سليماني"), ("الايرانيه", "الايراني")],
)
def test_it_does_not_become_another_word_there(word: str, name: str) -> None:
    assert likeness(word, name, False, True, beside=True) is None
