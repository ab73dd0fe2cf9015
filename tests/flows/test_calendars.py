"""Dates are read in every form in which feeds and pages write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.calendars import when

MORNING = datetime(2026, 11, 2, 10, 15, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 02 Nov 2026 10:15:00 GMT",
        "Mon, 02 Nov 2026 13:15:00 +0300",
        "Mon, 02 Nov 2026 13:45:00 +03:30",
        "Mon, 2 Nov 2026 10:15:00 +0000",
        "2 Nov 2026 10:15 UT",
        "Sun, 02 Nov 2026 10:15:00 GMT",  # the weekday is wrong
        "Mon, 02 Nov 26 10:15:00 GMT",
        "Mon,02 Nov 2026 10:15:00 Z",
        "Mon, 02 Nov 2026 10:15:00",
        "Mon, 02 Nov 2026 05:15:00 EST",
        "Mon, 02 Nov 2026 13:45:00 IRST",
        "Mon, 02 Nov 2026 13:15:00 GMT+3",
        "Mon, 02 Nov 2026 13:15:00 GMT+0300 (Arabia Standard Time)",
        "Mon, 02 Nov 2026 10:15:00 XYZ",
        "Mon, 02 Nov 2026 10:15:00 +9900",
        "Mon Nov  2 10:15:00 2026",
        "Mon Nov 2 13:15:00 +0300 2026",
        "Monday, November 2, 2026 10:15 AM",
        "Nov 2nd, 2026, 10:15 a.m.",
        "2026-11-02T10:15:00Z",
        "2026-11-02T10:15Z",
        "2026-11-02T10:15:00.123456789Z",
        "2026-11-02T13:45:00+03:30",
        "2026-11-02T13:45:00+0330",
        "2026-11-02 10:15:00",
        "2026-11-02 10:15:00 UTC",
        "20261102T101500Z",
        "2026/11/02 10:15",
        "02.11.2026 10:15",
        "2/11/2026 10:15",
        "11/2/2026 10:15:00 AM",  # am and pm: the month comes first
        "1793614500",
        "1793614500000",
        "الاثنين، 2 نوفمبر 2026 - 10:15",
        "الإثنين ٢ تشرين الثاني ٢٠٢٦ ١٠:١٥",
        "2 نوفمبر 2026 10:15 صباحا",
        "۲ نوامبر ۲۰۲۶ ساعت ۱۰:۱۵",
        "دوشنبه ۱۱ آبان ۱۴۰۵ - ۱۰:۱۵",
        "۱۴۰۵/۰۸/۱۱ ۱۰:۱۵",
        "1405-08-11T13:45:00+03:30",
        "٢٢ جمادى الأولى ١٤٤٨ هـ - ١٠:١٥",
        "22 جمادی‌الاول 1448 10:15",
        "1448/05/22 10:15",
        "2 نوفمبر/تشرين الثاني 2026 10:15",
        "الاثنين 22 جمادى الأولى 1448 هـ الموافق 2 نوفمبر 2026 م 10:15",
        "11 آبان 1405 | 2 November 2026 | 10:15",
        "2 Kasım 2026 Pazartesi 10:15",
        "2ê Mijdarê 2026 10:15",
        "2ی تشرینی دووەمی 2026 10:15",
        "2 novembre 2026 à 10:15",
        "2 ноября 2026, 10:15",
        "2 בנובמבר 2026 10:15",
        " \n Mon, 02 Nov 2026 10:15:00 GMT \n",
    ],
)
def test_one_moment_in_many_forms(text: str) -> None:
    assert when(text) == MORNING


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-02", "20261102", "2026-W45-1", "2026-306", "2 Nov 2026", "02.11.2026", "13/11/2026", "11/13/2026"),
        *("۱۱ آبان ۱۴۰۵", "۱۴۰۵/۸/۱۱", "2 تشرين الثاني 2026"),
    ],
)
def test_a_date_without_time_is_midnight(text: str) -> None:
    expected = MIDNIGHT if "13" not in text else MIDNIGHT.replace(day=13)
    assert when(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "Mon, 31 Feb 2026 10:00:00 GMT", "2026-13-01", "1404/12/30", "30/13/1447", "31 رمضان 1447"),
        *("0001-01-01T00:00:00+05:00", "25:99", "2026", "02-11-26", "2 Nov", "9" * 5000, "99999999999999999999"),
    ],
)
def test_what_cannot_be_read_is_none(text: str) -> None:
    assert when(text) is None


def test_the_end_of_the_day_is_the_next_midnight() -> None:
    assert when("2026-11-01T24:00:00Z") == MIDNIGHT


def test_the_afternoon_in_three_languages() -> None:
    evening = MORNING + timedelta(hours=12)
    assert when("2 Nov 2026 10:15 PM") == when("2 نوفمبر 2026 10:15 مساء") == when("۱۱ آبان ۱۴۰۵ ۱۰:۱۵ ب.ظ") == evening


def test_march_in_arabic_is_not_the_ninth_month_in_persian() -> None:
    assert when("2 آذار 2026") == datetime(2026, 3, 2, tzinfo=UTC)
    assert when("2 آذر 1405") == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("iranian", "day"),
    [
        ("1399/12/30", datetime(2021, 3, 20, tzinfo=UTC)),  # a leap year's last day
        ("1400/01/01", datetime(2021, 3, 21, tzinfo=UTC)),
        ("1403/01/01", datetime(2024, 3, 20, tzinfo=UTC)),
        ("1357/11/22", datetime(1979, 2, 11, tzinfo=UTC)),
        ("1404/12/29", datetime(2026, 3, 20, tzinfo=UTC)),
    ],
)
def test_known_days_of_the_iranian_calendar(iranian: str, day: datetime) -> None:
    assert when(iranian) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("١ رمضان ١٤٤٧ هـ", datetime(2026, 2, 18, tzinfo=UTC)),
        ("30 شعبان 1447", datetime(2026, 2, 18, tzinfo=UTC)),  # reckoned with 29 days
        ("1 محرم 1446", datetime(2024, 7, 7, tzinfo=UTC)),
        ("1405/08/11 هـ", datetime(1985, 5, 1, tzinfo=UTC)),
        ("1405/08/11 ه.ش", MIDNIGHT),
    ],
)
def test_days_of_the_islamic_calendar_and_the_word_that_tells_it_apart(text: str, day: datetime) -> None:
    assert when(text) == day


def test_the_kurdish_era_is_read() -> None:
    assert when("1 خاکەلێوە 2725") == datetime(2025, 3, 21, tzinfo=UTC)


def test_now_lends_its_year_and_never_makes_a_future_of_it() -> None:
    now = datetime(2026, 1, 5, tzinfo=UTC)
    assert when("3 January 10:15", now=now) == datetime(2026, 1, 3, 10, 15, tzinfo=UTC)
    assert when("30 December", now=now) == datetime(2025, 12, 30, tzinfo=UTC)
    assert when("۱۴ دی", now=now) == datetime(2026, 1, 4, tzinfo=UTC)
    assert when("1 رجب", now=now) == datetime(2025, 12, 21, tzinfo=UTC)


@given(st.integers(min_value=631_152_000, max_value=4_070_908_800))
def test_what_computers_write_is_read_back(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert when(moment.isoformat()) == moment
    assert when(moment.strftime("%a, %d %b %Y %H:%M:%S GMT")) == moment


@given(st.text())
def test_any_text_is_a_moment_in_utc_or_none(text: str) -> None:
    moment = when(text)
    assert moment is None or moment.utcoffset() == timedelta(0)
