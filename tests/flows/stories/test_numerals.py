"""Numbers, hours and days are read alike in three languages."""

from datetime import UTC, date, datetime

import pytest

from flows.stories.numerals import (
    clocks,
    days,
    figures,
    may_be_same_part,
    numbers,
    parts_of_day,
    plain_numbers,
    years,
)
from watchlist.fold import fold_text

THURSDAY = datetime(2026, 8, 13, 1, 0, tzinfo=UTC)


def words(text: str) -> list[str]:
    return fold_text(text).split()


@pytest.mark.parametrize(
    "text",
    ["25 fighters", "twenty-five fighters", "٢٥ عنصرا", "خمسة وعشرون عنصرا", "۲۵ نفر", "بیست و پنج نفر"],
)
def test_twenty_five_is_one_number_in_each_language(text: str) -> None:
    assert numbers(words(text)) == {25}


@pytest.mark.parametrize(("text", "number"), [("ثلاثة عشر قتيلا", 13), ("قتيلان", 2), ("a dozen trucks", 12)])
def test_numbers_that_are_written_as_words(text: str, number: int) -> None:
    assert numbers(words(text)) == {number}


@pytest.mark.parametrize("text", ["in 2026", "on 12 August", "one of them", "١٢ آب", "۱۴۰۵"])
def test_years_days_and_one_count_nothing(text: str) -> None:
    assert numbers(words(text)) == frozenset()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("at 01:20 local time", 80),
        ("at 1:20 a.m.", 80),
        ("at 3:50 pm", 950),
        ("عند الساعة ٣:٥٠ مساء", 950),
        ("ساعت ۳:۵۰ بامداد", 230),
        ("at 12:05 a.m.", 5),
    ],
)
def test_times_of_day_are_minutes_after_midnight(text: str, minutes: int) -> None:
    assert clocks(text) == {minutes}


@pytest.mark.parametrize("text", ["won 3:1", "version 2.10.5", "31:45", "a price of 7.500", "at 24:10"])
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert clocks(text) == frozenset()


@pytest.mark.parametrize(
    "text",
    ["on Tuesday", "on 11 August", "August 11", "فجر الثلاثاء", "في ١١ آب", "روز سه‌شنبه", "سه شنبه", "۱۱ اوت"],
)
def test_a_day_is_the_last_one_of_that_name_or_date(text: str) -> None:
    assert days(words(text), THURSDAY) == {date(2026, 8, 11)}


@pytest.mark.parametrize("text", ["yesterday", "أمس", "دیروز"])
def test_yesterday_is_counted_from_the_publication(text: str) -> None:
    assert days(words(text), THURSDAY) == {date(2026, 8, 12)}


def test_a_day_begins_with_the_morning_of_the_region() -> None:
    late = datetime(2026, 8, 12, 22, 30, tzinfo=UTC)  # half past one in Baghdad, on the day after
    assert days(words("today"), late) == {date(2026, 8, 13)}


def test_a_month_has_no_more_days_than_it_has() -> None:
    assert days(words("31 June"), THURSDAY) == frozenset()


@pytest.mark.parametrize("text", ["400,000 pills", "400 thousand pills", "٤٠٠ ألف حبة", "۴۰۰ هزار قرص", "400٬000"])
def test_thousands_are_one_number_however_they_are_written(text: str) -> None:
    assert numbers(words(plain_numbers(text))) == {400_000}


def test_an_exact_figure_is_no_guess() -> None:
    assert figures(words(plain_numbers("147,200 dinars for 100 dollars, of 20,000 people"))) == (147_200,)


def test_a_year_long_past_tells_something() -> None:
    assert years(words("a bomb of 2013, a law of 2025 and a plan for 2026"), THURSDAY) == {2013}


@pytest.mark.parametrize("text", ["before dawn", "فجر اليوم", "بامداد امروز"])
def test_a_part_of_the_day_is_told_alike_in_each_language(text: str) -> None:
    assert parts_of_day(words(text)) == parts_of_day(["dawn"])


def test_parts_of_the_day_that_touch_may_be_one() -> None:
    (dawn,), (night,), (noon,) = (parts_of_day([word]) for word in ("dawn", "night", "noon"))
    assert may_be_same_part(dawn, night)
    assert not may_be_same_part(dawn, noon)


def test_a_day_of_the_persian_week_counts_nothing() -> None:
    assert numbers(words("دو بسیجی سه‌شنبه شب و پنج‌شنبه هدف گلوله قرار گرفتند")) == {2}
