"""Our own words to readers of alerts, in the languages that a route may choose: `flows.words` has them.

Counts take the plural that the language has for them, dates are in the calendar and the digits that readers expect.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate

from flows.words import CONDITIONS, CUES, DIGITS, LANGUAGES, MONTHS, PLURALS, TONGUES, TYPES, WORDS


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
        return self._of(WORDS[key]).format(**values)

    def count(self, key: str, n: int, **values: object) -> str:
        """Our words for so many of something, in the right plural form, with `values` put in. Raises KeyError."""
        forms = PLURALS[key][self.language]
        return forms.get(plural(self.language, n), forms["other"]).format(n=self.number(f"{n:,}"), **values)

    def number(self, value: float | str) -> str:
        """A number in the digits of the language; write decimals as text: "0.87"."""
        return str(value).translate(DIGITS.get(self.language, {}))

    def type(self, name: str) -> str:
        """A type of entity; the name itself where it is not one of ours."""
        return self._of(TYPES[name]) if name in TYPES else name

    def cue(self, kind: str) -> str:
        """What happened; the kind itself where the user's watchlist added it."""
        return self._of(CUES[kind]) if kind in CUES else kind

    def tongue(self, code: str) -> str:
        """A language that articles are written in; its code where it is a rarer one."""
        return self._of(TONGUES[code]) if code in TONGUES else code

    def condition(self, name: str) -> str:
        """What is amiss with the watch; a condition's name where it is none of ours."""
        kind, _, what = name.partition(":")
        return self._of(CONDITIONS[kind]).format(what=what) if kind in CONDITIONS else name

    def listed(self, pieces: Iterable[str]) -> str:
        """Pieces with commas between them."""
        return self.say("comma").join(pieces)

    def moment(self, at: datetime) -> str:
        """An aware time in the zone, to the minute, in the calendar that readers of the language expect."""
        return self._moment("moment", at)

    def short_moment(self, at: datetime) -> str:
        """The same without year and zone."""
        return self._moment("short moment", at)

    def _moment(self, key: str, at: datetime) -> str:
        local = at.astimezone(ZoneInfo(self.zone))
        day: date | JalaliDate = local.date()
        if self.language == "fa":
            day = JalaliDate.to_jalali(local.year, local.month, local.day)  # type: ignore[no-untyped-call]
        return self.say(
            key,
            day=self.number(day.day),
            month=MONTHS[self.language][day.month - 1],
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
