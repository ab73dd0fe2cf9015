"""The same event is known again in other words and other languages, and another one beside it is not."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.stories.events import SAME, judge
from flows.stories.facts import Facts, Reader, from_json, to_json
from watchlist.article import Article
from watchlist.entity import Entity, Name, Watchlist
from watchlist.matcher import Matcher


def place(id: str, english: str, arabic: str, persian: str) -> Entity:
    return Entity(id, "place", english, (Name(english, "en"), Name(arabic, "ar"), Name(persian, "fa")))


NOW = datetime(2026, 8, 11, 5, 0, tzinfo=UTC)
WATCHLIST = Watchlist(
    (
        place("al-bukamal", "al-Bukamal", "البوكمال", "بوکمال"),
        place("palmyra", "Palmyra", "تدمر", "پالمیرا"),
    ),
    version="0123456789ab",
)
MATCHER, READER = Matcher(WATCHLIST), Reader(WATCHLIST)
ENGLISH = (
    "A drone struck a convoy of trucks near al-Bukamal before dawn on Tuesday, killing seven fighters, residents said."
)
ARABIC = "قتل سبعة مقاتلين فجر الثلاثاء في ضربة نفذتها طائرة مسيرة على رتل شاحنات قرب البوكمال، بحسب أهالي."
PERSIAN = "بامداد سه‌شنبه پهپادی یک کاروان کامیون را نزدیک بوکمال هدف قرار داد و هفت رزمنده کشته شدند."


def facts(text: str, language: str, hours: float = 0) -> Facts:
    article = Article("https://news.example/1", "", text, "", language, NOW + timedelta(hours=hours))
    return READER.read(article, MATCHER.match("", text, language), NOW)


STRIKE = facts(ENGLISH, "en")


@pytest.mark.parametrize(("text", "language"), [(ARABIC, "ar"), (PERSIAN, "fa")])
def test_an_event_is_the_same_in_another_language(text: str, language: str) -> None:
    judged = judge(STRIKE, facts(text, language, 2))
    assert judged.points >= SAME
    assert any("al-bukamal" in why for why in judged.why)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH.replace("al-Bukamal", "Palmyra"),
        "The municipality of al-Bukamal opened a school for 300 pupils on Tuesday; the governor attended.",
        "Police in al-Bukamal arrested a smuggler on Tuesday and seized 4,000 captagon pills hidden under vegetables.",
    ],
)
def test_another_event_is_another(text: str) -> None:
    assert judge(STRIKE, facts(text, "en", 2)).points < SAME


def test_the_same_event_at_another_time_of_day_is_another() -> None:
    early = facts(ENGLISH.replace("before dawn", "at 01:20"), "en")
    late = facts(ENGLISH.replace("before dawn", "at 03:50"), "en", 2.5)
    assert judge(early, late).points < SAME


def test_a_clock_of_another_zone_is_no_other_time() -> None:
    local = facts(ENGLISH.replace("before dawn", "at 04:20"), "en")
    greenwich = facts(ENGLISH.replace("before dawn", "at 01:20 GMT"), "en", 1)
    assert judge(local, greenwich).points >= SAME


def test_days_later_it_is_another() -> None:
    assert judge(STRIKE, facts(ENGLISH, "en", 70)).points < SAME


def test_one_word_in_common_is_no_event_in_common() -> None:
    one = facts("Explosion heard; nothing more is known, the channel says. A convoy left.", "en")
    other = facts("A convoy of pilgrims has been delayed.", "en")
    assert judge(one, other).points < SAME


def test_little_in_common_at_one_place_is_one_event_only_soon() -> None:
    first, second = "A convoy has been seen at al-Bukamal.", "Locals of al-Bukamal tell of a convoy."
    assert judge(facts(first, "en"), facts(second, "en", 1)).points >= SAME
    assert judge(facts(first, "en"), facts(second, "en", 12)).points < SAME


def test_what_speaks_for_it_comes_first_by_weight() -> None:
    judged = judge(STRIKE, facts(ARABIC, "ar", 2))
    assert judged.why[0].startswith("both at al-bukamal")


def test_facts_are_kept_as_text_and_read_again() -> None:
    assert from_json(to_json(STRIKE)) == STRIKE
