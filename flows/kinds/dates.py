"""When something was published, out of every form in which feeds write it.

RFC 822 and its broken relatives, ISO 8601, dates with English, Arabic or Persian month names in any digits, numbers
with slashes, and the Iranian calendar. What cannot be read is None: a made-up date would be worse than none.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

_LONGEST = 120  # code points; what is longer is not a date

_ENGLISH = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
# The Gregorian months: as Arabic writes them on the Nile, in the Levant and Iraq, and as Persian took them from French.
_NILOTIC = [
    "يناير", "فبراير", "مارس", "ابريل", "مايو", "يونيو",
    "يوليو", "اغسطس", "سبتمبر", "اكتوبر", "نوفمبر", "ديسمبر",
]  # fmt: skip
_LEVANTINE = [
    "كانون الثاني", "شباط", "اذار", "نيسان", "ايار", "حزيران",
    "تموز", "اب", "ايلول", "تشرين الاول", "تشرين الثاني", "كانون الاول",
]  # fmt: skip
_FROM_FRENCH = [
    "ژانويه", "فوريه", "مارس", "اوريل", "مه", "ژوين",
    "ژوييه", "اوت", "سپتامبر", "اكتبر", "نوامبر", "دسامبر",
]  # fmt: skip
_SPELLINGS = {"ژوئن": 6, "ژوئيه": 7, "جولاي": 7, "اگست": 8, "يونيه": 6, "يوليه": 7, "sept": 9}
# آذر (folded: اذر) is the ninth Iranian month, آذار (folded: اذار) is March: the letters keep them apart.
_IRANIAN = ["فروردين", "ارديبهشت", "خرداد", "تير", "مرداد", "شهريور", "مهر", "ابان", "اذر", "دي", "بهمن", "اسفند"]

_GREGORIAN = {
    name: number for names in (_ENGLISH, _NILOTIC, _LEVANTINE, _FROM_FRENCH) for number, name in enumerate(names, 1)
}
_GREGORIAN |= {name[:3]: number for number, name in enumerate(_ENGLISH, 1)} | _SPELLINGS
_MONTHS = {name: (number, False) for name, number in _GREGORIAN.items()}
_MONTHS |= {name: (number, True) for number, name in enumerate(_IRANIAN, 1)}  # True: of the Iranian calendar
_MONTH = re.compile(r"(?<![^\W\d])(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![^\W\d])")

_FOLD = str.maketrans(
    "أإآٱىیك٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،؛٫", "ااااييك01234567890123456789  .", "ـ\u200b\u200c\u200d\u200e\u200f\ufeff"
)
_FOLD |= str.maketrans("ک", "ك") | dict.fromkeys((*range(0x64B, 0x660), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))

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
_WORD = re.compile(r"[a-z]+")
_EPOCH = re.compile(r"^(\d{10})(?:\d{3})?$")  # seconds or milliseconds since 1970


def when(text: str, *, now: datetime | None = None) -> datetime | None:
    """The moment that a date in a feed means, in aware UTC, or None where it means none.

    Without a zone it is UTC, without a time midnight. A year of the Iranian calendar (1300–1429; later ones in figures
    would be of the Islamic calendar, which is not read) is converted. `now` (aware) lends its year to a date that has
    none.
    """
    usual = _USUAL.fullmatch(text)
    try:
        return _usual(usual) if usual else _unusual(text, now)
    except (ValueError, OverflowError):  # a thirteenth month, a moment before the year 1
        return None


def _usual(found: re.Match[str]) -> datetime | None:
    """The form that nearly every RSS feed has."""
    day, name, year, hour, minute, second, sign, hours, minutes = found.groups()
    month = _GREGORIAN.get(name.lower())
    if month is None:
        return None
    moment = datetime(int(year), month, int(day), tzinfo=UTC) + _span(hour, minute, second)
    return moment - _offset(sign, hours, minutes) if sign else moment


def _unusual(text: str, now: datetime | None) -> datetime | None:
    if len(text) > _LONGEST:
        return None
    folded = " ".join(text.casefold().translate(_FOLD).split())
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
    year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day}" + (f"t{hour}:{minute or '00'}:{second or '00'}" if hour else "")


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
    if month := _MONTH.search(text):
        number, iranian = _MONTHS[month[0]]
        return _named(_NUMBER.findall(text), number, iranian, now)
    if found := _NUMERIC.search(text):
        return _numeric(found[1], found[3], found[4], american)
    if found := _ISO_WEEK.match(text):
        return date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _ISO_DAY.match(text):
        return date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
    if found := _ISO_MONTH.match(text):
        return _calendar(int(found[1]), int(found[2]), 1)
    return None


def _named(numbers: list[str], month: int, iranian: bool, now: datetime | None) -> date | None:
    """A day and a year in either order beside the name of a month."""
    if len(numbers) == 1 and len(numbers[0]) <= 2 and now is not None and not iranian:
        day = date(now.year, month, int(numbers[0]))
        return day if day <= now.date() + timedelta(days=1) else day.replace(year=now.year - 1)
    if len(numbers) != 2:
        return None
    day_text, year_text = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    year = int(year_text)
    if len(year_text) < 4:  # RFC 2822, 4.3
        year += 2000 if year < 50 and len(year_text) == 2 else 1900
    if iranian:
        return _from_iranian(year, month, int(day_text))
    return date(year, month, int(day_text)) if year > 1500 else None


def _numeric(first: str, second: str, third: str, american: bool) -> date | None:
    """Year first, or day, month, year; month first only where it must be, or where the time has am and pm."""
    if len(first) == 4:
        return _calendar(int(first), int(second), int(third))
    if len(third) != 4:
        return None
    day, month = int(first), int(second)
    if month > 12 or (american and day <= 12):
        day, month = month, day
    return _calendar(int(third), month, day)


def _calendar(year: int, month: int, day: int) -> date | None:
    if 1300 <= year <= 1429:
        return _from_iranian(year, month, day)
    return date(year, month, day) if year > 1500 else None


def _from_iranian(year: int, month: int, day: int) -> date:
    """A day of the Iranian solar calendar in the Gregorian one.

    Eight leap years in every 33 agree with the calendar in force for the years 1178–1633; the first of Farvardin 1404
    was 21 March 2025. Raises ValueError where there is no such day.
    """
    longest = 31 if month <= 6 else 30 if month <= 11 or (25 * year + 11) % 33 < 8 else 29
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= longest):
        raise ValueError(f"no such day: {year}/{month}/{day}")
    before = 31 * (month - 1) - max(0, month - 7)
    since = 365 * (year - 1404) + (8 * year + 21) // 33 - (8 * 1404 + 21) // 33 + before + day - 1
    return date(2025, 3, 21) + timedelta(days=since)
