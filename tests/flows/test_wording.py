"""Our words in three languages: complete, in the right number, with the digits and dates that readers expect."""

from datetime import UTC, datetime
from string import Formatter

import pytest

from flows import alarms, watchdog, words
from flows.wording import Wording, plural
from flows.words import LANGUAGES
from watchlist.entity import TYPES
from watchlist.load import load_shipped

NOON = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "ورد أيضا في مصدر آخر:"),
        (2, "ورد أيضا في مصدرين آخرين:"),
        (3, "ورد أيضا في ٣ مصادر أخرى:"),
        (10, "ورد أيضا في ١٠ مصادر أخرى:"),
        (11, "ورد أيضا في ١١ مصدرا آخر:"),
        (99, "ورد أيضا في ٩٩ مصدرا آخر:"),
        (100, "ورد أيضا في ١٠٠ مصدر آخر:"),
        (103, "ورد أيضا في ١٠٣ مصادر أخرى:"),
    ],
)
def test_arabic_counts_by_its_own_rules(count: int, said: str) -> None:
    assert Wording("ar").count("also", count) == said


def test_english_and_persian_count_one_and_many() -> None:
    assert [Wording("en").count("also", n) for n in (1, 7)] == ["Also in 1 other source:", "Also in 7 other sources:"]
    assert [Wording("fa").count("also", n) for n in (1, 7)] == ["همچنین در یک منبع دیگر:", "همچنین در ۷ منبع دیگر:"]


def test_every_category_that_a_language_has_is_reached() -> None:
    """https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html"""
    assert {plural("ar", n) for n in range(200)} == {"zero", "one", "two", "few", "many", "other"}
    assert {plural(language, n) for language in ("en", "fa") for n in range(200)} == {"one", "other"}


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("en", "UTC", "21 Nov 2026, 09:30 UTC"),
        ("en", "Asia/Baghdad", "21 Nov 2026, 12:30 UTC+3"),
        ("en", "America/St_Johns", "21 Nov 2026, 06:00 UTC−3:30"),
        ("ar", "Asia/Damascus", "٢١ تشرين الثاني ٢٠٢٦، ١٢:٣٠ (UTC+3)"),
        ("fa", "Asia/Tehran", "۳۰ آبان ۱۴۰۵، ساعت ۱۳:۰۰ (UTC+3:30)"),
    ],
)
def test_a_moment_is_said_in_the_zone_and_calendar_of_its_readers(language: str, zone: str, said: str) -> None:
    assert Wording(language, zone).moment(NOON) == said


def test_the_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)
    assert Wording("fa", "Asia/Tehran").moment(late).startswith("۱ فروردین ۱۴۰۵")
    assert Wording("en", "Asia/Tehran").moment(late).startswith("21 Mar 2026, 00:30")


def test_every_type_and_every_shipped_cue_has_words() -> None:
    for language in LANGUAGES[1:]:
        said = Wording(language)
        assert not [name for name in TYPES if said.type(name) == name]
        assert not [cue for cue in load_shipped().cues if said.cue(cue) == cue]


def test_whatever_can_be_amiss_has_words() -> None:
    sources = {f"{alarms.OF_SOURCES}{kind}" for kind in ("failing", "walled", "empty", "unreadable", "overdue")}
    watch = {watchdog.STALLED, watchdog.LATE, watchdog.STUCK, watchdog.DISK, watchdog.FILES, alarms.NETWORK}
    assert set(words.CONDITIONS) == sources | watch | {"channel-failing", "channel-parked", "feeds-failing"}
    assert Wording("ar").condition("channel-parked:desk/phone") == "قناة موقوفة: desk/phone"


def test_a_cue_of_the_users_own_is_said_as_they_wrote_it() -> None:
    assert Wording("ar").cue("harvest") == "harvest"


def test_all_languages_put_in_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for key, forms in {**words.WORDS, **words.CONDITIONS}.items():
        assert len({frozenset(fields(form)) for form in forms}) == 1, key
    for key, languages in words.PLURALS.items():
        assert set(languages) == set(LANGUAGES), key
        assert all("other" in forms for forms in languages.values()), key
