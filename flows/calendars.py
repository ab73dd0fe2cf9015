"""When something was published, out of every form in which feeds and pages write it.

RFC 822 and its broken relatives, ISO 8601, dates with the months' names in the languages of our sources and any digits,
numbers with slashes, and the Iranian and Islamic calendars. What cannot be read is None: a made-up date would be worse
than none.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate

from flows.months import MONTH, Calendar, fold, month

_LONGEST = 160  # code points; what is longer is not a date

# Minutes east of Greenwich. Letters with several meanings have that of the countries watched here: AST is Arabia's, IST
# Israel's. The American ones are from RFC 822; letters that nobody knows count as UTC (RFC 2822, 4.3).
_ZONES = {
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "bst": 60, "cet": 60, "cest": 120, "west": 60, "eet": 120, "eest": 180, "msk": 180, "trt": 180, "ast": 180,
    "ist": 120, "idt": 180, "irst": 210, "irdt": 270, "gst": 240, "aft": 270, "pkt": 300,
}  # fmt: skip

_USUAL = re.compile(r"\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|([+-])(\d\d):?(\d\d))", re.ASCII)
_COMPACT = re.compile(r"^(\d{4})-?(\d\d)-?(\d\d)(?:[t ](\d\d):?(\d\d)?:?(\d\d)?(?![\d:]))?(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?![\d:])"
    r"(?:\s*(am|pm|a\.m\.?|p\.m\.?|صباحا|مساء|ق\.ظ|ب\.ظ|ص|م)(?!\w))?"
    r"(?:\s*(?:(?:gmt|utc|z)\s*)?([+-])(\d\d?):?(\d\d)?(?!\d))?"
)
_ISO_WEEK = re.compile(r"^(\d{4})-?w(\d\d)-?([1-7])?\b")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{3})\b")
_ISO_MONTH = re.compile(r"^(\d{4})-(\d\d)$")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_TWICE = re.compile(r"\s*[/(|-]\s*")  # between two names of one month, as in نوفمبر/تشرين الثاني
_WORD = re.compile(r"[a-z]+")
_EPOCH = re.compile(r"^(\d{10})(?:\d{3})?$")  # seconds or milliseconds since 1970
_SOLAR = re.compile(r"\b(?:ه\.? ?)?ش\b|شمسي|خورشيدي|\bsh\b")
_LUNAR = re.compile(r"\bه(?:\.? ?ق)?\b|\bق\b|هجري|قمري|\bah\b")

# In figures alone a year tells its calendar: 1430 was 2009 in the Islamic one, 1429 will be 2050 in the Iranian one.
_FIRST_IRANIAN, _FIRST_ISLAMIC, _LAST_ISLAMIC = 1300, 1430, 1500
_KURDISH = 1321  # years before the Iranian era, of the one that eastern Kurdistan counts from
_FIRST_GREGORIAN = 1501


def when(text: str, *, now: datetime | None = None) -> datetime | None:
    """The moment that a written date means, in aware UTC, or None where it means none.

    Without a zone it is UTC, without a time midnight. Where a day is given in several calendars the Gregorian counts.
    Days of the Islamic calendar are those of Umm al-Qura; sightings of the moon differ from it by a day or two.
    `now` (aware) lends its year to a date that has none.
    """
    usual = _USUAL.fullmatch(text)
    try:
        return _usual(usual) if usual else _unusual(text, now)
    except (ValueError, OverflowError):  # a thirteenth month, a moment before the year 1
        return None


def _usual(found: re.Match[str]) -> datetime | None:
    """The form that nearly every RSS feed has."""
    day, name, year, hour, minute, second, sign, hours, minutes = found.groups()
    if MONTH.fullmatch(name.lower()) is None:
        return None
    moment = datetime(int(year), month(name)[1], int(day), tzinfo=UTC) + _span(hour, minute, second)
    return moment - _offset(sign, hours, minutes) if sign else moment


def _unusual(text: str, now: datetime | None) -> datetime | None:
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    if epoch := _EPOCH.match(folded):
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    folded = _COMPACT.sub(_spaced, folded)
    clock = _CLOCK.search(folded)
    if clock is None:
        day = _day(folded, now)
        return datetime.combine(day, time(), UTC) if day else None
    half = clock[4] or ""
    tail = folded[clock.end() :]
    day = _day(f"{folded[: clock.start()].removesuffix('t')} {tail}", now, american=half[:1] in ("a", "p"))
    if day is None:
        return None
    moment = datetime.combine(day, time(), UTC) + _span(clock[1], clock[2], clock[3], half)
    return moment - (_offset(clock[5], clock[6], clock[7]) if clock[5] else _zone(tail))


def _spaced(found: re.Match[str]) -> str:
    """ISO 8601's forms without separators or minutes, with them."""
    year, month_, day, hour, minute, second = found.groups()
    return f"{year}-{month_}-{day}" + (f"t{hour}:{minute or '00'}:{second or '00'}" if hour else "")


def _span(hour: str, minute: str, second: str | None, half: str = "") -> timedelta:
    """The time since midnight; 24:00 and leap seconds belong to what follows. Raises ValueError."""
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half:
        hours = hours % 12 + (12 if half[0] in "pمب" else 0)
    if hours > 24 or minutes > 59 or seconds > 60:
        raise ValueError(f"no such time: {hour}:{minute}")
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _offset(sign: str, hours: str, minutes: str | None) -> timedelta:
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if span > timedelta(hours=14):  # no place on earth is further east
        return timedelta()
    return span if sign == "+" else -span


def _zone(tail: str) -> timedelta:
    return timedelta(minutes=next((_ZONES[word] for word in _WORD.findall(tail) if word in _ZONES), 0))


def _day(text: str, now: datetime | None, *, american: bool = False) -> date | None:
    """The day that is left when time and zone are cut out. Raises ValueError where there is no such day."""
    text = text.strip()
    if named := _named_days(text):
        calendar, number, numbers = min(named, key=lambda found: found[0] is not Calendar.GREGORIAN)
        return _named(numbers, number, calendar, now)
    if found := _NUMERIC.search(text):
        return _numeric(found[1], found[3], found[4], text, american)
    if found := _ISO_WEEK.match(text):
        return date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _ISO_DAY.match(text):
        return date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
    if found := _ISO_MONTH.match(text):
        return _calendar(int(found[1]), int(found[2]), 1, text)
    return None


def _named_days(text: str) -> list[tuple[Calendar, int, list[str]]]:
    """Each month that is named, with the numbers that stand about it up to its year."""
    days: list[tuple[Calendar, int, list[str]]] = []
    start = end = 0
    for name in MONTH.finditer(text):
        if days and _TWICE.fullmatch(text, end, name.start()):
            days.pop()
        elif days:
            start = end if (year := _YEAR.search(text, end, name.start())) is None else year.end()
        end = name.end()
        year = _YEAR.search(text, end)
        until = year.end() if year and MONTH.search(text, end, year.start()) is None else len(text)
        between = text[start : name.start()] + " " + text[end:until]
        days.append((*month(name[1]), _NUMBER.findall(between)))
    return days


def _named(numbers: list[str], number: int, calendar: Calendar, now: datetime | None) -> date | None:
    """A day and a year in either order beside the name of a month."""
    if len(numbers) == 1 and len(numbers[0]) <= 2 and now is not None:
        return _lately(number, int(numbers[0]), calendar, now.date())
    if len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    if calendar is Calendar.GREGORIAN and len(year) < 4:  # RFC 2822, 4.3
        return _gregorian(int(year) + (2000 if int(year) < 50 and len(year) == 2 else 1900), number, int(day))
    return _IN[calendar](int(year), number, int(day))


def _lately(number: int, day: int, calendar: Calendar, today: date) -> date:
    """The last such day up to tomorrow."""
    year = today.year
    if calendar is Calendar.IRANIAN:
        year = JalaliDate(today).year  # type: ignore[no-untyped-call]
    elif calendar is Calendar.ISLAMIC:
        year = Gregorian.fromdate(today).to_hijri().year
    found = _IN[calendar](year, number, day)
    return found if found <= today + timedelta(days=1) else _IN[calendar](year - 1, number, day)


def _numeric(first: str, second: str, third: str, text: str, american: bool) -> date | None:
    """Year first, or day, month, year; month first only where it must be, or where the time has am and pm."""
    if len(first) == 4:
        return _calendar(int(first), int(second), int(third), text)
    if len(third) != 4:
        return None
    day, number = int(first), int(second)
    if number > 12 or (american and day <= 12):
        day, number = number, day
    return _calendar(int(third), number, day, text)


def _calendar(year: int, number: int, day: int, text: str) -> date:
    """A day in figures, in the calendar that its year or a word beside it tells."""
    if not _FIRST_IRANIAN <= year <= _LAST_ISLAMIC:
        return _gregorian(year, number, day)
    lunar = not _SOLAR.search(text) and (year >= _FIRST_ISLAMIC or _LUNAR.search(text))
    return _islamic(year, number, day) if lunar else _iranian(year, number, day)


def _gregorian(year: int, number: int, day: int) -> date:
    if year < _FIRST_GREGORIAN:
        raise ValueError(f"no year of news: {year}")
    return date(year, number, day)


def _iranian(year: int, number: int, day: int) -> date:
    return JalaliDate(year - _KURDISH if year > 2 * _KURDISH else year, number, day).to_gregorian()  # type: ignore[no-untyped-call]


def _islamic(year: int, number: int, day: int) -> date:
    if day == 30:  # where the moon was sighted a day later than reckoned
        return Hijri(year, number, 29).to_gregorian() + timedelta(days=1)
    return Hijri(year, number, day).to_gregorian()


_IN = {Calendar.GREGORIAN: _gregorian, Calendar.IRANIAN: _iranian, Calendar.ISLAMIC: _islamic}
