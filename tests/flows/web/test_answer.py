"""What a Retry-After asks for."""

from datetime import timedelta

import pytest

from flows.web.answer import Answer, retry_after, wait_until
from tests.flows.web.fetching import NOW


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 20 Nov 2026 12:02:00 GMT", 120),
        ("Fri, 20 Nov 2026 13:02:00 +0100", 120),
        ("Fri, 20 Nov 2026 12:02:00 -0000", 120),
        ("Friday, 20-Nov-26 12:02:00 GMT", 120),
        ("86401", 86400),
        ("9" * 5000, 86400),
        ("Fri, 20 Nov 2099 12:02:00 GMT", 86400),
    ],
)
def test_seconds_and_dates_are_understood_up_to_a_day(value: str, seconds: int) -> None:
    assert retry_after(value, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "٣", "Fri, 20 Nov 2020 12:00:00 GMT", "Mon, 99 Foo 0"])
def test_what_is_no_time_ahead_asks_for_nothing(value: str) -> None:
    assert retry_after(value, NOW) is None


@pytest.mark.parametrize(("status", "seconds"), [(429, 60), (503, None), (500, None)])
def test_too_many_requests_without_a_time_is_a_minute(status: int, seconds: int | None) -> None:
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert wait_until(Answer(status, (), b""), NOW) == expected
