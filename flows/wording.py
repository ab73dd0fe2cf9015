"""Our own words to readers of alerts, in the languages that a route may choose.

Plural forms are those of CLDR (https://cldr.unicode.org/index/cldr-spec/plural-rules): Arabic has six. Dates are as
readers of news from the region expect them: Levantine month names in Arabic, the Iranian calendar in Persian, digits of
each script.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate

Forms = Mapping[str, str]  # CLDR plural category → words with {n}

LANGUAGES = ("en", "ar", "fa")

_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "ar": ["كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
           "تشرين الثاني", "كانون الأول"],
    "fa": ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"],
}  # fmt: skip
_DIGITS = {
    "ar": str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫"),
    "fa": str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"),
}

_WORDS: Mapping[str, tuple[str, str, str]] = {  # in the order of LANGUAGES
    "comma": (", ", "، ", "، "),
    "semicolon": ("; ", "؛ ", "؛ "),
    "open quote": ("“", "«", "«"),
    "close quote": ("”", "»", "»"),
    "moment": ("{day} {month} {year}, {time} {zone}", "{day} {month} {year}، {time} ({zone})",
               "{day} {month} {year}، ساعت {time} ({zone})"),
    "happened": ("What happened:", "ما حدث:", "رویداد:"),
    "update": ("Update:", "تحديث:", "به‌روزرسانی:"),
    "new": ("New in this story:", "الجديد في الخبر:", "تازه در این خبر:"),
    "published": ("published {at}", "نُشر {at}", "انتشار {at}"),
    "found": ("found {at}", "رُصد {at}", "دریافت {at}"),
    "map": ("Map:", "الخريطة:", "نقشه:"),
    "judge": ("Judge it:", "للحكم عليه:", "برای داوری:"),
    "judge at home": ("Judge it: landbridge review, story {story}", "للحكم عليه: landbridge review، الخبر {story}",
                      "برای داوری: landbridge review، خبر {story}"),
    "in title": ("in the title", "في العنوان", "در عنوان"),
    "and": (" and ", " و", " و "),
    "strong": ("a name of its own", "اسم صريح", "نام روشن"),
    "weak": ("a weak name", "اسم يحتمل غيره", "نامی چندمعنا"),
    "weak with company": ("a weak name with company", "اسم يحتمل غيره ويؤيده ما حوله",
                          "نامی چندمعنا، با قرینه در کنارش"),
    "period": ("{begin} – {end}", "من {begin} إلى {end}", "از {begin} تا {end}"),
    "since": ("Since {at}", "منذ {at}", "از {at}"),
    "over": ("over {at}", "انتهى {at}", "پایان {at}"),
    "wrong": ("Landbridge: something is wrong", "خلل في Landbridge", "اشکال در Landbridge"),
    "well": ("Landbridge: all is well again", "عاد Landbridge إلى العمل كالمعتاد", "کار Landbridge دوباره روبه‌راه است"),
    "digest": ("Digest: {route}", "موجز: {route}", "چکیده: {route}"),
    "test": ("Landbridge: a test", "تجربة من Landbridge", "آزمایش Landbridge"),
    "test of": ("A test of the channel {channel}: alerts of the route {route} arrive here",
                "تجربة للقناة {channel}: تنبيهات المسار {route} تصل إلى هنا",
                "آزمایش کانال {channel}: هشدارهای مسیر {route} به اینجا می‌رسد"),
    "test detail": ("Sent by `landbridge alerts test` at {at}. Nothing has happened.",
                    "أُرسلت بالأمر `landbridge alerts test` بتاريخ {at}. لم يحدث شيء.",
                    "با فرمان `landbridge alerts test` فرستاده شد: {at}. اتفاقی نیفتاده است."),
}  # fmt: skip

_PLURALS: Mapping[str, Mapping[str, Forms]] = {
    "also": {
        "en": {"one": "Also in {n} other source:", "other": "Also in {n} other sources:"},
        "ar": {
            "one": "ورد أيضا في مصدر آخر:", "two": "ورد أيضا في مصدرين آخرين:", "few": "ورد أيضا في {n} مصادر أخرى:",
            "many": "ورد أيضا في {n} مصدرا آخر:", "other": "ورد أيضا في {n} مصدر آخر:",
        },
        "fa": {"one": "همچنین در یک منبع دیگر:", "other": "همچنین در {n} منبع دیگر:"},
    },
    "more": {
        "en": {"other": "and {n} more"},
        "ar": {"one": "ومصدر آخر", "two": "ومصدران آخران", "few": "و{n} مصادر أخرى", "many": "و{n} مصدرا آخر",
               "other": "و{n} مصدر آخر"},
        "fa": {"other": "و {n} منبع دیگر"},
    },
    "in text": {
        "en": {"one": "in the text", "other": "{n} times in the text"},
        "ar": {"one": "في النص", "two": "مرتين في النص", "few": "{n} مرات في النص", "many": "{n} مرة في النص",
               "other": "{n} مرة في النص"},
        "fa": {"one": "در متن", "other": "{n} بار در متن"},
    },
    "lines more": {
        "en": {"one": "… and one line more", "other": "… and {n} lines more"},
        "ar": {"one": "… وسطر آخر", "two": "… وسطران آخران", "few": "… و{n} أسطر أخرى", "many": "… و{n} سطرا آخر",
               "other": "… و{n} سطر آخر"},
        "fa": {"other": "… و {n} سطر دیگر"},
    },
}  # fmt: skip

_TYPES: Mapping[str, tuple[str, str, str]] = {
    "crossing": ("crossing", "معبر", "گذرگاه"),
    "base": ("base", "قاعدة", "پایگاه"),
    "checkpoint": ("checkpoint", "حاجز", "ایست بازرسی"),
    "facility": ("facility", "منشأة", "تأسیسات"),
    "militia": ("militia", "فصيل مسلح", "گروه مسلح"),
    "army": ("army", "جيش", "ارتش"),
    "organisation": ("organisation", "منظمة", "سازمان"),
    "person": ("person", "شخص", "شخص"),
    "place": ("place", "مكان", "مکان"),
    "weapon": ("weapon", "سلاح", "سلاح"),
    "corridor": ("corridor", "ممر", "دالان"),
}
_CUES: Mapping[str, tuple[str, str, str]] = {
    "strike": ("strike", "قصف أو هجوم", "حمله"),
    "clash": ("clash", "اشتباك", "درگیری"),
    "deployment": ("deployment", "انتشار قوات", "استقرار نیرو"),
    "convoy": ("convoy", "قافلة", "کاروان"),
    "construction": ("construction", "أعمال بناء", "ساخت‌وساز"),
    "opening": ("opening", "افتتاح", "گشایش"),
    "closure": ("closure", "إغلاق", "بسته شدن"),
    "recruitment": ("recruitment", "تجنيد", "جذب نیرو"),
    "visit": ("visit", "زيارة", "دیدار"),
    "smuggling": ("smuggling", "تهريب", "قاچاق"),
    "detention": ("detention", "اعتقال", "بازداشت"),
}
_TONGUES: Mapping[str, tuple[str, str, str]] = {
    "en": ("English", "بالإنكليزية", "انگلیسی"),
    "ar": ("Arabic", "بالعربية", "عربی"),
    "fa": ("Persian", "بالفارسية", "فارسی"),
    "fr": ("French", "بالفرنسية", "فرانسوی"),
    "de": ("German", "بالألمانية", "آلمانی"),
    "tr": ("Turkish", "بالتركية", "ترکی"),
    "he": ("Hebrew", "بالعبرية", "عبری"),
    "ku": ("Kurdish", "بالكردية", "کردی"),
    "ru": ("Russian", "بالروسية", "روسی"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What we say in one language, with times in one zone."""

    language: str = "en"  # one of LANGUAGES
    zone: str = "UTC"  # IANA name

    @property
    def right_to_left(self) -> bool:
        return self.language != "en"

    def say(self, key: str, **values: object) -> str:
        """Our words for something, with `values` put in. Raises KeyError."""
        return self._of(_WORDS[key]).format(**values)

    def count(self, key: str, n: int) -> str:
        """Our words for so many of something, in the right plural form. Raises KeyError."""
        forms = _PLURALS[key][self.language]
        return forms.get(plural(self.language, n), forms["other"]).format(n=self.number(n))

    def number(self, value: float | str) -> str:
        """A number in the digits of the language; write decimals as text: "0.87"."""
        return str(value).translate(_DIGITS.get(self.language, {}))

    def type(self, name: str) -> str:
        """A type of entity; the name itself where it is not one of ours."""
        return self._of(_TYPES[name]) if name in _TYPES else name

    def cue(self, kind: str) -> str:
        """What happened; the kind itself where the user's watchlist added it."""
        return self._of(_CUES[kind]) if kind in _CUES else kind

    def tongue(self, code: str) -> str:
        """A language that articles are written in; its code where it is a rarer one."""
        return self._of(_TONGUES[code]) if code in _TONGUES else code

    def listed(self, pieces: Iterable[str]) -> str:
        """Pieces with commas between them."""
        return self.say("comma").join(pieces)

    def moment(self, at: datetime) -> str:
        """An aware time in the zone, to the minute, in the calendar that readers of the language expect."""
        local = at.astimezone(ZoneInfo(self.zone))
        day: date | JalaliDate = local.date()
        if self.language == "fa":
            day = JalaliDate.to_jalali(local.year, local.month, local.day)  # type: ignore[no-untyped-call]
        return self.say(
            "moment",
            day=self.number(day.day),
            month=_MONTHS[self.language][day.month - 1],
            year=self.number(day.year),
            time=self.number(f"{local:%H:%M}"),
            zone=_offset(local),
        )

    def _of(self, forms: tuple[str, str, str]) -> str:
        return forms[LANGUAGES.index(self.language)]


ENGLISH = Wording()


def plural(language: str, n: int) -> str:
    """The plural category of a count that is not negative."""
    if language != "ar":
        return "one" if n == 1 else "other"
    if n <= 2:
        return ("zero", "one", "two")[n]
    rest = n % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


def _offset(local: datetime) -> str:
    """The distance from UTC as people write it: UTC, UTC+3, UTC+3:30."""
    minutes = int((local.utcoffset() or timedelta(0)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
