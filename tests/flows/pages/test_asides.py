"""Lines that are said to the reader go; lines that tell the news stay."""

import pytest

from flows.pages.asides import without_asides

NEWS = "The crossing was closed on Monday."


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our newsletter",
        "Click here to get the app",
        "Follow @outlet on Twitter and Facebook.",
        "Like this story? Share it with a friend!",
        "READ MORE: Trucks wait at the crossing",
        "(Reporting by the bureau; editing by the desk)",
        "All rights reserved.",
        "اقرأ أيضا: شاحنات تنتظر عند المعبر",
        "تابعونا على تلغرام",
        "اشترك في نشرتنا",
        "المصدر: وكالات",
        "بیشتر بخوانید: کامیون‌ها در انتظار",
        "انتهای پیام/",
        "برچسب‌ها: گذرگاه",
    ],
)
def test_a_line_to_the_reader_goes(line: str) -> None:
    assert without_asides(f"{NEWS}\n{line}\n{NEWS}", []) == f"{NEWS}\n{NEWS}"


@pytest.mark.parametrize(
    "line",
    [
        "Follow the road west and the base comes into sight.",
        "Sources say that the convoy turned back.",
        "Related groups denied it.",
        "Reporting by two newspapers shows who paid for the lorries.",
        "Share prices fell after the strike.",
        "شارك مئات المقاتلين في التدريب.",
        "شارك في التدريب مئات المقاتلين.",
        "انضم إلى القافلة مقاتلون آخرون.",
        "تابعوا القافلة من الجو حتى المعبر.",
        "منبع آگاه گفت گذرگاه بسته است.",
        "Subscribe to " + "a long paragraph " * 20 + "this is",
    ],
)
def test_a_line_of_news_stays(line: str) -> None:
    assert line in without_asides(f"{NEWS}\n{line}", [])


def test_a_repeated_title_goes_whatever_its_signs() -> None:
    assert without_asides(f"“Convoy” crosses: officials\n{NEWS}", ["Convoy crosses – officials"]) == NEWS


def test_something_always_remains() -> None:
    assert without_asides("Convoy crosses", ["Convoy crosses"]) == "Convoy crosses"
