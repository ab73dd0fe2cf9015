"""What an article tells of earlier things is told from its news."""

import pytest

from flows.stories.background import parted


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A depot in Homs burned on Tuesday. It came a day after a fire in Palmyra. Nobody was hurt.", "Palmyra"),
        ("Jets bombed a house in Homs, hours after an earlier raid near Palmyra, officials said.", "Palmyra"),
        ("احترق مستودع في حمص مساء اليوم. وكانت تدمر قد شهدت حريقا مماثلا. ولم يصب أحد.", "تدمر"),
        ("A wall is built in Homs. The border of Palmyra was fortified in 2019. Nobody was hurt.", "Palmyra"),
        ("استهدفت غارة منزلا في حمص بعد يوم من غارة على تدمر، بحسب الأهالي.", "تدمر"),
        ("انباری در حمص آتش گرفت. پیش از این پالمیرا نیز شاهد آتش‌سوزی بود. کسی آسیب ندید.", "پالمیرا"),
        ("ساعاتی پس از حمله به پالمیرا، خانه‌ای در حمص بمباران شد.", "پالمیرا"),
    ],
)
def test_what_was_before_is_blanked_out_letter_for_letter(text: str, place: str) -> None:
    told, past = parted(text)
    assert place not in told
    assert place in past
    assert all({kept, blanked} == {letter, " "} for kept, blanked, letter in zip(told, past, text, strict=True))
    assert any(homs in told for homs in ("Homs", "حمص"))


@pytest.mark.parametrize(
    "text",
    [
        "Trucks are stranded after Iraq shut the crossing. Drivers wait in Homs.",
        "It came earlier than the vote: the council of Homs has resigned.",
        "أغلق المعبر بعد اشتباكات. ينتظر السائقون في حمص.",
        "پس از بسته شدن گذرگاه، رانندگان در حمص منتظرند.",
    ],
)
def test_a_cause_and_a_beginning_are_news(text: str) -> None:
    assert parted(text) == (text, "")
