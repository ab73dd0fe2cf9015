"""What a digest says: counts against the usual, stories, what waits, what was quiet, what was broken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.digest import STORIES, Material, Period, digest, overflow
from flows.message import Manner
from flows.routes import Channel, Route
from flows.timing import Timing
from flows.wording import Wording
from storage.digests import Carried, Episode, Found, Read

END = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # 07:00 in Baghdad
DAY = timedelta(days=1)
PERIOD = Period(END - DAY, END, END - 29 * DAY)
ROUTE = Route("desk", (Channel("desk/mail", "MAIL"),), timing=Timing("Asia/Baghdad", digest="0 7 * * *"), at_once=False)
EVERY_HALF_HOUR = tuple(END - DAY + timedelta(minutes=30 * number) for number in range(48))
NAMES = {"al-tanf": {"ar": "التنف", "fa": "التنف"}}
NOTHING = Material((), (), (), (), (), END - 90 * DAY, EVERY_HALF_HOUR, ())


def found(entity: str, article: int, *, type: str = "place", cues: tuple[str, ...] = (), judged: bool = False) -> Found:
    title, url = f"Title {article}", f"https://news.example/{article}"
    return Found(
        article,
        entity,
        type,
        entity.title(),
        NAMES.get(entity, {}),
        0.8,
        cues,
        article,
        "en",
        "ledger",
        title,
        url,
        judged,
    )


def story(number: int, reason: str = "first", **content: object) -> Carried:
    facts = {"headline": f"Story {number}", "source": "Ledger", "url": f"https://news.example/{number}", "entities": []}
    return Carried(number, reason, {**facts, **content})


def read(name: str, polls: int = 10, failed: int = 0, new: int = 1, why: str = "", failing: bool = False) -> Read:
    return Read(name, polls, failed, new, why, failing, new_before=280)


def said(material: Material, *carried: Carried, period: Period = PERIOD, route: Route = ROUTE) -> dict[str, list[str]]:
    """The lines of each section."""
    sections = digest(route, period, material, carried)["sections"]
    assert isinstance(sections, list)
    return {section["title"]: [line["text"] for line in section["lines"]] for section in sections}


def test_a_day_on_which_nothing_happened_is_told_as_such() -> None:
    facts = digest(ROUTE, PERIOD, NOTHING, ())
    assert facts["headline"] == "0 new stories, 0 articles that name what you watch"
    assert facts["sections"] == []
    assert (facts["kind"], facts["route"], facts["alerts"]) == ("digest", "desk", [])
    assert (facts["from"], facts["to"]) == ("2026-11-20T04:00:00.000Z", "2026-11-21T04:00:00.000Z")


def test_what_happened_is_counted_in_articles_against_the_usual() -> None:
    before = tuple(found("al-tanf", number) for number in range(100, 156))
    now = (found("al-tanf", 1, cues=("strike",)), found("al-tanf", 2, cues=("strike", "convoy")), found("al-qaim", 2))
    told = said(replace(NOTHING, found=now, found_before=before))
    assert told["What happened, by place"] == [
        "Al-Tanf: 2 articles (usually 2.0), strike 2, convoy",
        "Al-Qaim: 1 article (usually 0.0)",
    ]


def test_who_and_what_stand_apart_from_places() -> None:
    told = said(replace(NOTHING, found=(found("nujaba", 1, type="militia"), found("al-tanf", 1))))
    assert told["What happened, by who and what"] == ["Nujaba: 1 article (usually 0.0)"]
    assert told["What happened, by place"] == ["Al-Tanf: 1 article (usually 0.0)"]


def test_nothing_is_called_usual_after_less_than_a_week() -> None:
    young = replace(PERIOD, before=PERIOD.start - 6 * DAY)
    told = said(replace(NOTHING, found=(found("al-tanf", 1),), sources=(read("Ledger", new=0),)), period=young)
    assert told == {
        "What happened, by place": ["Al-Tanf: 1 article"],
        "Still to be judged": ["1 of 1 match waits for a verdict"],
    }


def test_stories_are_told_with_their_sources_and_links() -> None:
    also = [{"source": "Courier"}, {"source": "Mirror"}, {"source": "Ledger"}]
    one = story(1, also=also, entities=[{"name": "al-Tanf"}])
    two = story(2, "update:strike", news=["strike"])
    facts = digest(ROUTE, PERIOD, NOTHING, (one, two))
    assert facts["headline"] == "1 new story, 0 articles that name what you watch"
    assert facts["alerts"] == [1, 2]
    assert facts["sections"] == [
        {
            "title": "New stories",
            "lines": [{"text": "Story 1 — al-Tanf · Ledger · also in 2 sources", "url": "https://news.example/1"}],
        },
        {
            "title": "News in stories told before",
            "lines": [{"text": "Story 2 — now also strike · Ledger", "url": "https://news.example/2"}],
        },
    ]


def test_a_route_that_was_told_at_once_is_reminded_of_what_it_was_told() -> None:
    facts = digest(replace(ROUTE, at_once=True), PERIOD, replace(NOTHING, told=(story(1),)), ())
    assert facts["headline"] == "1 new story, 0 articles that name what you watch"
    assert facts["alerts"] == []


def test_what_waits_for_a_verdict_is_counted_with_the_way_to_it() -> None:
    matches = (found("al-tanf", 1), found("al-tanf", 2, judged=True), found("al-qaim", 2))
    facts = digest(ROUTE, PERIOD, replace(NOTHING, found=matches), (), "https://review.example/")
    assert isinstance(facts["sections"], list)
    assert facts["sections"][-1]["lines"] == [
        {"text": "2 of 3 matches wait for a verdict", "url": "https://review.example/queue"}
    ]


def test_what_is_named_every_day_and_was_not_is_quiet_and_so_is_a_source_without_news() -> None:
    before = (*(found("al-tanf", number) for number in range(56)), found("al-qaim", 99))
    sources = (read("Ledger", new=0), read("Courier", new=3))
    told = said(replace(NOTHING, found_before=before, sources=sources))
    assert told == {"Quiet": ["Nothing about Al-Tanf (usually 2.0 articles)", "Ledger: nothing new (usually 10.0)"]}


def test_a_source_that_could_not_be_read_is_broken_and_not_quiet() -> None:
    sources = (
        read("Ledger", failed=10, new=0, why="answered 503", failing=True), read("Courier", failed=1, why="timed out"),
        read("Mirror", polls=0, new=0),
    )  # fmt: skip
    assert said(replace(NOTHING, sources=sources)) == {
        "Broken": [
            "Ledger: 10 of 10 polls failed (answered 503); it fails still",
            "Courier: 1 of 10 polls failed (timed out)",
            "Mirror: never polled",
        ]
    }


def test_a_watch_that_stood_still_is_told_in_the_zone_of_the_route() -> None:
    cycles = (END - DAY, END - DAY + timedelta(minutes=30), *EVERY_HALF_HOUR[5:])
    assert said(replace(NOTHING, cycles=cycles)) == {
        "Broken": ["No cycle was completed from 20 Nov 07:30 to 20 Nov 09:30"]
    }
    assert said(replace(NOTHING, cycles=())) == {"Broken": ["No cycle was completed from 20 Nov 07:00 to 21 Nov 07:00"]}


def test_a_watch_that_began_within_the_period_did_not_stand_still_before() -> None:
    late = replace(NOTHING, since=EVERY_HALF_HOUR[20], cycles=EVERY_HALF_HOUR[20:])
    assert said(late) == {}


@pytest.mark.parametrize(
    ("closed", "end"), [(None, "still so"), (END + DAY, "still so"), (END - timedelta(hours=1), "over 21 Nov 06:00")]
)
def test_conditions_are_told_with_their_time(closed: datetime | None, end: str) -> None:
    told = said(
        replace(
            NOTHING, episodes=(Episode("source-failing:ledger", "The Ledger cannot be read", END - 2 * DAY, closed),)
        )
    )
    assert told == {"Broken": [f"The Ledger cannot be read (since 19 Nov 07:00, {end})"]}


def test_what_a_rescan_found_stands_by_itself() -> None:
    told = said(replace(NOTHING, afterwards=(found("al-tanf", 1),)))
    assert told == {"Found afterwards, in older news": ["Al-Tanf: Title 1"]}


def test_what_is_too_long_is_counted_and_every_alert_stays_listed() -> None:
    facts = overflow(replace(ROUTE, ceiling=1), [story(number) for number in range(STORIES + 2)], END - DAY, END)
    assert facts["headline"] == "502 more alerts, past 1 message an hour"
    assert isinstance(facts["sections"], list)
    assert len(facts["sections"][0]["lines"]) == STORIES + 1
    assert facts["sections"][0]["lines"][-1] == {"text": "… and 2 more"}
    assert facts["alerts"] == list(range(STORIES + 2))


def spoken(language: str) -> Route:
    """The route, told in another language."""
    manner = Manner(Wording(language, "Asia/Baghdad"))
    return replace(ROUTE, channels=(Channel("desk/mail", "MAIL", manner=manner),))


FULL = replace(
    NOTHING,
    found=(found("al-tanf", 1, cues=("strike",)), *(found("al-tanf", number, judged=True) for number in range(2, 13))),
    found_before=(*(found("al-tanf", number) for number in range(100, 156)), found("al-qaim", 99)),
    sources=(read("Ledger", failed=3, new=0, why="answered 503", failing=True), read("Courier", new=0)),
    episodes=(Episode("source-failing:ledger", "The Ledger has failed 3 times in a row", END - 2 * DAY, None),),
)


def test_a_digest_is_told_in_arabic_with_its_plurals_digits_and_names() -> None:
    one = story(
        1, also=[{"source": "Courier"}, {"source": "Mirror"}], entities=[{"name": "x", "names": {"ar": "التنف"}}]
    )
    assert said(FULL, one, story(2, "update:strike", news=["strike"]), route=spoken("ar")) == {
        "ما حدث، بحسب المكان": ["التنف: ١٢ مقالا (المعتاد ٢٫٠)، قصف أو هجوم"],
        "أخبار جديدة": ["Story 1 — التنف · Ledger · ورد أيضا في مصدرين آخرين"],
        "الجديد في أخبار سبق التنبيه إليها": ["Story 2 — الجديد: قصف أو هجوم · Ledger"],
        "ما ينتظر الحكم": ["ينتظر الحكمَ ١ من ١٢ مطابقة"],
        "ما لم يرد عنه جديد": ["Ledger: لا جديد (المعتاد ١٠٫٠)", "Courier: لا جديد (المعتاد ١٠٫٠)"],
        "الأعطال": [
            "Ledger: تعذرت ٣ من ١٠ قراءات (answered 503)؛ وما زالت القراءة متعذرة",
            "مصدر تتعذر قراءته: ledger — The Ledger has failed 3 times in a row"
            " (منذ ١٩ تشرين الثاني، ٠٧:٠٠، ما زال قائما)",
        ],
    }  # fmt: skip
    facts = digest(spoken("ar"), PERIOD, FULL, (one,))
    assert facts["headline"] == "مما تراقبه: خبر جديد، ١٢ مقالا"


def test_a_digest_is_told_in_persian() -> None:
    told = said(FULL, route=spoken("fa"))
    assert told["رویدادها، به تفکیک جا"] == ["التنف: ۱۲ مطلب (معمولاً ۲٫۰)، حمله"]
    assert told["در انتظار داوری"] == ["۱ از ۱۲ تطابق در انتظار داوری است"]
    assert told["خرابی‌ها"][0] == "Ledger: ۳ بار از ۱۰ بار خواندن ناموفق بود (answered 503)؛ هنوز هم ناموفق است"


def test_what_is_past_a_ceiling_is_counted_in_the_language_of_the_route() -> None:
    facts = overflow(replace(spoken("ar"), ceiling=20), [story(1), story(2), story(3)], END - DAY, END)
    assert facts["headline"] == "٣ تنبيهات أخرى، فوق الحد وهو ٢٠ رسالة في الساعة"
