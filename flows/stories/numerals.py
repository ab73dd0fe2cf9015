"""Numbers, times of day and days as news writes them, in English, Arabic and Persian."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from watchlist.fold import fold_text

LOCAL = timedelta(hours=3)  # Baghdad and Damascus are ahead of UTC: a day of theirs is meant, not one of Greenwich
NEAR_A_DAY = timedelta(days=60)  # a day of a month without its year is the one so near


def _table(*rows: str, first: int) -> dict[str, int]:
    """Folded words by the place of their row: words of a row are parted by bars."""
    return {fold_text(word): number for number, row in enumerate(rows, first) for word in row.split("|")}


_UNITS = _table(
    "two|اثنان|اثنين|اثنا|اثني|دو", "three|ثلاث|ثلاثة|سه", "four|أربع|أربعة|چهار", "five|خمس|خمسة|پنج",
    "six|ست|ستة|شش", "seven|سبع|سبعة|هفت", "eight|ثمان|ثماني|ثمانية|هشت", "nine|تسع|تسعة", "ten|عشر|عشرة",
    "eleven|یازده", "twelve|dozen|دوازده", "thirteen|سیزده", "fourteen|چهارده", "fifteen|پانزده",
    "sixteen|شانزده", "seventeen|هفده", "eighteen|هجده", "nineteen|نوزده", first=2,
)  # fmt: skip
_TENS = {
    word: 10 * tens
    for word, tens in _table(
        "twenty|عشرون|عشرين|بیست", "thirty|ثلاثون|ثلاثين|سی", "forty|أربعون|أربعين|چهل", "fifty|خمسون|خمسين|پنجاه",
        "sixty|ستون|ستين|شصت", "seventy|سبعون|سبعين|هفتاد", "eighty|ثمانون|ثمانين|هشتاد", "ninety|تسعون|تسعين|نود",
        "hundred|مئة|مائة|صد", first=2,
    ).items()
}  # fmt: skip
_ARABIC_TEN = frozenset(map(fold_text, ("عشر", "عشرة")))  # behind a unit: three-ten is thirteen
# Arabic says "two" by the ending of the noun, which cannot be told from other endings but in nouns that are known.
_DUALS_LISTED = (
    "قتيلان قتيلين جريحان جريحين شخصان شخصين عنصران عنصرين جنديان جنديين مدنيان مدنيين مقاتلان مقاتلين غارتان غارتين"
    " طائرتان طائرتين صاروخان صاروخين شاحنتان شاحنتين مسلحان مسلحين سيارتان سيارتين مسيرتان مسيرتين شهيدان شهيدين"
    " مواطنان مواطنين طفلان طفلين عاملان عاملين حارسان حارسين شابان شابين شرطيان شرطيين مهربان مهربين قذيفتان قذيفتين"
    " انفجاران انفجارين منزلان منزلين حافلتان حافلتين مصابان زورقان ضابطان ضابطين متهمان متهمين يومين ساعتين قريتين"
    " نفقين هدفين بهدفين"
)
_DUALS = frozenset(fold_text(_DUALS_LISTED).split())
_ANY_YEARS = range(1300, 2100)  # of any of the calendars in use
_SCALES = {
    word: 10 ** (3 * power)
    for word, power in _table(
        "thousand|ألف|ألفا|آلاف|هزار", "million|مليون|ملايين|میلیون", "billion|مليار|میلیارد", first=1
    ).items()
}  # fmt: skip
_MOST_DIGITS = 12
_EXACT = 1000  # from which a number with three digits before its zeros is a measure, a price or a count, and no guess
_EXACT_DIGITS = 3
_THOUSANDS = re.compile(r"[,٬،](?<=\d.)(?=\d{3}(?!\d))")

_AND = fold_text("و")
_CLOCK = re.compile(r"(?<![\d.,:])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:]|[.,]\d)\s*([ap])?\.?m?\b", re.IGNORECASE)
_MAY_BE_CLOCK = re.compile(r"[:.](?<=\d.)[0-5]\d")
_LATE = re.compile(r"\s*(?:مساء|عصر|ظهر|بعد ظهر|بعد الظهر|بعدازظهر|شب\b)")
_COUNTING = _DUALS | _UNITS.keys() | _TENS.keys()
_EASTERN = re.compile("[٠-٩۰-۹]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

_WEEKDAYS = _table(
    "monday|الاثنين|الإثنين|دوشنبه", "tuesday|الثلاثاء|سه شنبه", "wednesday|الأربعاء|چهارشنبه",
    "thursday|الخميس|پنجشنبه|پنج شنبه", "friday|الجمعة|جمعه", "saturday|السبت|شنبه", "sunday|الأحد|یکشنبه|یک شنبه",
    first=0,
)  # fmt: skip
_DAY = fold_text("شنبه")
_MONTHS = _table(
    "january|jan|يناير|كانون الثاني|ژانویه", "february|feb|فبراير|شباط|فوریه", "march|مارس|آذار",
    "april|أبريل|نيسان|آوریل", "may|مايو|أيار|مه", "june|يونيو|حزيران|ژوئن", "july|يوليو|تموز|ژوئیه|جولای",
    "august|aug|أغسطس|آب|اوت",
    "september|sept|سبتمبر|أيلول|سپتامبر", "october|oct|أكتوبر|تشرين الأول|اکتبر",
    "november|nov|نوفمبر|تشرين الثاني|نوامبر", "december|dec|ديسمبر|كانون الأول|دسامبر", first=1,
)  # fmt: skip
_FIRST_HALVES = frozenset(month.split()[0] for month in _MONTHS if " " in month)
# Months of the Iranian calendar: a number before one is a day, and counts nothing.
_SOLAR = frozenset(fold_text("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند").split())
_PARTS = _table(
    "dawn|daybreak|predawn|فجر|فجرا|الفجر|بامداد|سحرگاه", "morning|صباح|صباحا|الصباح|صبح",
    "noon|midday|ظهر|الظهر|ظهرا|نیمروز", "afternoon|عصر|العصر|عصرا|بعدازظهر",
    "evening|sunset|مساء|المساء|شامگاه|غروب|مغرب", "night|overnight|midnight|ليل|ليلا|الليل|ليلة|شب|شبانه", first=0,
)  # fmt: skip
YEARS, _YEAR_DIGITS = range(1900, 2100), 4
_AGO = _table("today|اليوم|امروز", "yesterday|أمس|امس|البارحة|دیروز", first=0)
_DATING = {_DAY} | _FIRST_HALVES | _AGO.keys() | _WEEKDAYS.keys() | _MONTHS.keys()


def figures(words: Sequence[str]) -> tuple[int, ...]:
    """The exact numbers of a folded text in their order: 147,200 dinars, and not some 20,000 people."""
    return tuple(
        number
        for number, _, _ in counted(words)
        if number >= _EXACT and not is_year(number) and len(str(number).rstrip("0")) >= _EXACT_DIGITS
    )


def years(words: Sequence[str], published: datetime) -> frozenset[int]:
    """The years of our calendar that a folded text names, but for those next to the one in which it was published."""
    named = {int(word) for word in words if word.isascii() and word.isdigit() and len(word) == _YEAR_DIGITS}
    return frozenset(year for year in named if year in YEARS and abs(year - published.year) > 1)


def is_year(number: int) -> bool:
    """Whether a number may be a year of a calendar in use."""
    return number in _ANY_YEARS


def parts_of_day(words: Sequence[str]) -> frozenset[int]:
    """The parts of the day that a folded text names, from dawn on."""
    return frozenset(_PARTS[word] for word in words if word in _PARTS)


NIGHT = _PARTS["night"]


def may_be_same_part(part: int, other: int) -> bool:
    """Whether two parts of the day touch: what happened at dawn happened at night or in the morning."""
    return abs(part - other) % len(set(_PARTS.values())) in {0, 1, len(set(_PARTS.values())) - 1}


def numbers(words: Sequence[str]) -> frozenset[int]:
    """How many, of whatever: the numbers from two on in a folded text, years and days of a month left out."""
    return frozenset(number for number, _, _ in counted(words) if number > 1 and not is_year(number))


def counted(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The numbers of a folded text but for days of a month or week: how many, and from which word up to which."""
    before = 0
    for at in [at for at, word in enumerate(words) if word in _COUNTING or word.isdigit()]:
        number, used = _number(words, at) if at >= before else (0, 0)
        if not used:
            continue
        after = at + used
        scale = _SCALES.get(words[after]) if after < len(words) else None
        if scale and number < _EXACT:
            number, after = number * scale, after + 1
            rest, end = _rest(words, after)
            if rest < scale:
                number, after = number + rest, end
        following = words[after] if after < len(words) else ""
        is_day = number <= 31 and (_month(words, after) or following in _SOLAR)
        if not is_day and following != _DAY:
            yield number, at, after
        before = after


def _rest(words: Sequence[str], at: int) -> tuple[int, int]:
    """What is added to thousands, and up to which word: 140 thousand and 700."""
    if at >= len(words) or not words[at].startswith(_AND):
        return 0, at
    joined = words[at].removeprefix(_AND)  # Arabic writes "and" and the number in one word
    start = at if joined else at + 1
    following = [joined, *words[at + 1 : at + 4]] if joined else words[at + 1 : at + 4]
    number, used = _number(following, 0) if following else (0, 0)
    scale = _SCALES.get(following[used]) if used and used < len(following) else None
    return (number * scale, start + used + 1) if scale else (number, start + used) if used else (0, at)


def _number(words: Sequence[str], at: int) -> tuple[int, int]:
    """The number that begins at a word, and of how many words it consists; none for no number."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS:
        return int(word), 1
    if word in _DUALS:
        return 2, 1
    if (unit := _UNITS.get(word)) is not None:
        if unit < 10 and following in _ARABIC_TEN:
            return 10 + unit, 2
        if following.startswith(_AND) and (tens := _TENS.get(following.removeprefix(_AND))) and tens < 100:
            return tens + unit, 2
        return unit, 1
    if (tens := _TENS.get(word)) is not None:
        if (unit := _UNITS.get(following, 10)) < 10:  # twenty-five
            return tens + unit, 2
        if following == _AND and at + 2 < len(words) and (unit := _UNITS.get(words[at + 2], 10)) < 10:
            return tens + unit, 3
        return tens, 1
    return 0, 0


def clocks(text: str) -> frozenset[int]:
    """The times of day that a text gives to the minute, in minutes after midnight, whatever the zone."""
    western = _western(text)
    if not _MAY_BE_CLOCK.search(western):
        return frozenset()
    return frozenset(_minutes(found, western) for found in _CLOCK.finditer(western))


def plain_numbers(text: str) -> str:
    """The text without its times of day, whose digits count nothing, and with its large numbers in one piece."""
    western = _western(text)
    return _THOUSANDS.sub("", _CLOCK.sub(" ", western) if _MAY_BE_CLOCK.search(western) else western)


def _western(text: str) -> str:
    """The text with the digits that English uses."""
    return text.translate(_DIGITS) if _EASTERN.search(text) else text


def _minutes(found: re.Match[str], text: str) -> int:
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if hour < 12 and (half == "p" or _LATE.match(text, found.end())):
        hour += 12
    elif hour == 12 and half == "a":
        hour = 0
    return 60 * hour + minute


def days(words: Sequence[str], published: datetime) -> frozenset[date]:
    """The days of the last week or so that a folded text names, as it counts them from when it was published."""
    today = (published + LOCAL).date()
    named = set()
    for at, word in enumerate(words):
        if word not in _DATING and not word.isdigit():
            continue
        if (ago := _AGO.get(words[at])) is not None:
            named.add(today - timedelta(days=ago))
        elif (weekday := _weekday(words, at)) is not None:
            named.add(today - timedelta(days=(today.weekday() - weekday) % 7))
        elif words[at].isdigit() and (month := _month(words, at + 1)):
            named |= _dated(int(words[at]), month, today)
        elif (month := _month(words, at)) and at + 1 < len(words) and words[at + 1].isdigit():
            named |= _dated(int(words[at + 1]), month, today)
    return frozenset(named)


def _weekday(words: Sequence[str], at: int) -> int | None:
    if words[at] == _DAY and at:  # two words of Persian: سه شنبه
        return _WEEKDAYS.get(f"{words[at - 1]} {_DAY}", _WEEKDAYS[_DAY])
    return _WEEKDAYS.get(words[at])


def _month(words: Sequence[str], at: int) -> int | None:
    if at >= len(words):
        return None
    if words[at] in _FIRST_HALVES and at + 1 < len(words):  # كانون الثاني
        return _MONTHS.get(f"{words[at]} {words[at + 1]}")
    return _MONTHS.get(words[at])


def _dated(day: int, month: int, today: date) -> set[date]:
    """That day of the month, in the year in which it is nearest to today; none where the month has no such day."""
    years = [year for year in (today.year - 1, today.year, today.year + 1) if 1 <= day <= monthrange(year, month)[1]]
    return {near for year in years if abs((near := date(year, month, day)) - today) < NEAR_A_DAY}
