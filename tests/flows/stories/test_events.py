"""The same event is known again in other words and other languages, and another one beside it is not."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.stories.events import DENIED, SAME, SUPPORTED, judge
from flows.stories.facts import Facts, from_json, read, to_json
from flows.stories.wording import stems
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
MATCHER = Matcher(WATCHLIST)
ENGLISH = (
    "A drone struck a convoy of trucks near al-Bukamal before dawn on Tuesday, killing seven fighters, residents said."
)
ARABIC = "قتل سبعة مقاتلين فجر الثلاثاء في ضربة نفذتها طائرة مسيرة على رتل شاحنات قرب البوكمال، بحسب أهالي."
PERSIAN = "بامداد سه‌شنبه پهپادی یک کاروان کامیون را نزدیک بوکمال هدف قرار داد و هفت رزمنده کشته شدند."


def facts(text: str, language: str, hours: float = 0) -> Facts:
    article = Article("https://news.example/1", "", text, "", language, NOW + timedelta(hours=hours))
    return read(article, MATCHER.match("", text, language), NOW)


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


def test_one_thing_in_common_at_one_place_is_no_event_in_common_and_two_are_one_only_soon() -> None:
    convoy = facts("A convoy has been seen at al-Bukamal.", "en")
    assert judge(convoy, facts("Locals of al-Bukamal tell of a convoy.", "en", 1)).points < SAME
    tankers = facts("A convoy of tankers has been seen at al-Bukamal.", "en")
    assert judge(tankers, facts("Locals of al-Bukamal tell of a convoy of tankers.", "en", 1)).points >= SAME
    assert judge(tankers, facts("Locals of al-Bukamal tell of a convoy of tankers.", "en", 24)).points < SAME


@pytest.mark.parametrize(("text", "language"), [(ARABIC, "ar"), (PERSIAN, "fa"), (ENGLISH, "en")])
def test_what_may_reach_the_points_asked_for_is_compared_to_the_end(text: str, language: str) -> None:
    other = facts(text, language, 2)
    assert judge(STRIKE, other, SAME) == judge(STRIKE, other)


def test_what_cannot_reach_the_points_asked_for_is_not_compared_to_the_end() -> None:
    other = facts(ENGLISH, "en", 2)
    assert len(judge(STRIKE, other, least=99).evidence) < len(judge(STRIKE, other).evidence)


def test_what_speaks_for_it_comes_first_by_weight() -> None:
    judged = judge(STRIKE, facts(ARABIC, "ar", 2))
    assert any("al-bukamal" in why for why in judged.why)
    weights = [abs(float(why[why.rindex("(") + 1 : -1])) for why in judged.why]
    assert weights == sorted(weights, reverse=True)


def test_another_exact_figure_is_other_news() -> None:
    open_, closed = "trading at 147,200 dinars in Baghdad", "trading at 146,500 dinars in Baghdad"
    rate = "The dollar moved against the dinar on the exchanges of the capital on Monday, {}, dealers said."
    morning, evening = facts(rate.format(open_), "en"), facts(rate.format(closed), "en", 5)
    assert "one says 147,200, the other 146,500 (-4.0)" in judge(morning, evening).why


def test_what_follows_something_is_news_of_its_own() -> None:
    funeral = "Hundreds walked in the funeral of the fighters killed in al-Bukamal on Tuesday, residents said."
    judged = judge(STRIKE, facts(funeral, "en", 8))
    assert judged.points < SAME
    assert any(why.startswith("only one tells of a funeral") for why in judged.why)


def test_a_name_that_nobody_watches_counts_across_scripts() -> None:
    english = facts("A mine killed two shepherds in Javanrud on Tuesday.", "en")
    persian = facts("انفجار مین در جوانرود دو چوپان را کشت.", "fa", 1)
    assert any(why.startswith("both name javanrud") for why in judge(english, persian).why)


def test_an_outlet_seldom_tells_the_same_twice() -> None:
    def told(hours: float, source: str) -> Facts:
        article = Article("https://news.example/1", "", ENGLISH, "", "en", NOW + timedelta(hours=hours))
        return read(article, MATCHER.match("", ENGLISH, "en"), NOW, source)

    first = told(0, "desk")
    assert judge(first, told(2, "desk")).points < judge(first, told(2, "other")).points


def test_facts_are_kept_as_text_and_read_again() -> None:
    assert from_json(to_json(STRIKE)) == STRIKE


def test_facts_of_an_earlier_version_are_still_read() -> None:
    kept = (
        '{"language": "en", "at": 1786424400.0, "places": ["al-bukamal"], "happened": ["strike"],'
        ' "words": ["convoy", "drone"]}'
    )
    assert from_json(kept).places == {"al-bukamal"}
    assert from_json(kept).words == {"convoy", "drone"}
    assert from_json(kept).stems == stems({"convoy", "drone"})
    assert judge(from_json(kept), STRIKE).points < SAME  # little is known of it


def said(one: str, other: str, hours: float = 2, language: str = "en") -> str:
    return " | ".join(judge(facts(one, "en"), facts(other, language, hours)).why)


def test_a_town_is_no_other_place_than_its_province() -> None:
    drones = "Two drones struck a depot in {} on Tuesday."
    assert "the other at" not in said(drones.format("al-Bukamal"), drones.format("Deir ez-Zor province"))
    assert "one at al-bukamal, the other at raqqa" in said(drones.format("al-Bukamal"), drones.format("Raqqa"))


def test_what_was_struck_before_is_not_where_it_happened() -> None:
    second = "Two drones struck a depot in Palmyra on Tuesday, hours after an earlier raid near al-Bukamal."
    assert "one begins at al-bukamal, the other at palmyra" in said(ENGLISH, second)
    assert facts(second, "en").past == {"al-bukamal"}


def test_a_count_agrees_in_any_language_and_another_parts_two_events() -> None:
    assert "both count dead 7, militant 7" in said(ENGLISH, ARABIC, language="ar")
    assert "they count dead otherwise" in said(ENGLISH, ARABIC.replace("سبعة", "ثلاثة"), language="ar")


def test_a_second_one_is_not_the_first() -> None:
    assert "only one tells that it happened again" in said(ENGLISH, ENGLISH.replace("A drone", "A second drone"))


def test_what_happened_at_another_time_is_something_else() -> None:
    assert "what they tell happened at different times" in said(ENGLISH, ENGLISH.replace("before dawn", "at noon"), 12)


def test_one_of_many_that_a_day_is_summed_up_in_is_told_apart_from_the_day() -> None:
    def titled(title: str) -> Facts:
        article = Article("https://news.example/1", title, ENGLISH, "", "en", NOW)
        return read(article, MATCHER.match(title, ENGLISH, "en"), NOW)

    day, strike = titled("Deir ez-Zor in brief, Tuesday"), titled("Drone kills seven near the border")
    assert "only one sums up what happened in a day (-3.0)" in judge(day, strike).why


def test_general_news_in_one_language_is_neither_joined_nor_parted_by_words_alone() -> None:
    one = facts("Orchard beat Ravine 3-1 in the hockey final as goalkeeper Quimby saved a late penalty.", "en")
    other = facts("Goalkeeper Quimby, who saved a late penalty, won Orchard the hockey final against Ravine.", "en", 2)
    assert DENIED < judge(one, other).points <= SUPPORTED
