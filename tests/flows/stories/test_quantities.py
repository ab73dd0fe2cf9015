"""How many of what is told alike in three languages."""

import pytest

from flows.stories.numerals import plain_numbers
from flows.stories.quantities import quantities
from watchlist.fold import fold_text


def counted(text: str, language: str) -> frozenset[tuple[str, int]]:
    return quantities(fold_text(plain_numbers(text)).split(), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("12 trucks burned and at least three people were killed", "en"),
        ("killing three and burning twelve lorries", "en"),
        ("احتراق 12 شاحنة ومقتل ثلاثة أشخاص على الأقل", "ar"),
        ("دوازده کامیون سوخت و دست‌کم سه نفر کشته شدند", "fa"),
    ],
)
def test_the_dead_and_the_trucks_are_counted_in_any_words(text: str, language: str) -> None:
    assert counted(text, language) >= {("dead", 3), ("truck", 12)}


def test_the_dead_are_not_the_wounded() -> None:
    assert counted("مقتل ثلاثة أشخاص وإصابة ستة آخرين", "ar") == {("dead", 3), ("wounded", 6)}
    assert counted("three were killed and six wounded", "en") == {("dead", 3), ("wounded", 6)}
    assert counted("سه نفر کشته و شش تن زخمی شدند", "fa") == {("dead", 3), ("wounded", 6)}


def test_arabic_says_two_by_the_ending() -> None:
    assert counted("استهدفت المسيرة شاحنتين", "ar") == {("truck", 2)}


def test_thousands_and_what_is_added_to_them_are_one_number() -> None:
    assert counted("۱۴۰ هزار و ۷۰۰ تومان", "fa") == {("rial", 140_700)} == counted("140 ألفاً و700 تومان", "ar")


@pytest.mark.parametrize(("text", "language"), [("in 2013 fighters came", "en"), ("سه‌شنبه ۱۶ دی کارگران", "fa")])
def test_years_and_days_count_nothing(text: str, language: str) -> None:
    assert counted(text, language) == frozenset()
