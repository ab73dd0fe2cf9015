"""Which parts of a piece of news tell what had happened before: an earlier strike, the place of yesterday's."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

_SENTENCE = re.compile(r"[^.!?؟…\n]+(?:[.!?؟…\n]+|$)")


class _Script(NamedTuple):
    """How news in a script looks back."""

    sign: re.Pattern[str]  # that a text in lower case has if any of it does
    sentence: re.Pattern[str]  # what a sentence that looks back has, in lower case
    clause: re.Pattern[str]  # a part of a sentence that does, up to its end or the next comma


_LATIN = _Script(
    re.compile("earlier|before|after|following|had |came |last |previous "),
    re.compile(
        r"\b(?:"
        r"(?:a (?:day|week|month)|(?:two|three|several|some|few) (?:days|weeks|months)|hours|days|weeks)"
        r" (?:earlier|before)"
        r"|had (?:also|already|earlier|previously|taken|been hit)"
        r"|came (?:a|two|three|hours|days)"
        r"|earlier (?:this|on|in)"
        r"|(?:last|previous) (?:year|month|week|summer|winter|spring|autumn)"
        r")\b"
    ),
    re.compile(
        r"\b(?:(?:hours|(?:a|one) day|(?:two|three) days|days|nights?|minutes) after"
        r"|(?:after|following) (?:an? )?(?:earlier|similar|previous))\b[^.,;:]*",
        re.IGNORECASE,
    ),
)
_ARABIC = _Script(  # of a sentence in Arabic its first word, and elsewhere; in Persian, and its last words
    re.compile("[\u0620-\u06ff]"),
    re.compile(
        r"^\s*(?:وكانت?|وسبق|كما سبق|يذكر|يُذكر|يشار|يُشار|وتأتي|ويأتي|ويُذكر|ويذكر|وجاء ذلك|وجاءت|يأتي|تأتي|وشهدت)\s"
        r"|(?:وكانت?|قد سبق|الأسبوع الماضي|الشهر الماضي|العام الماضي|في وقت سابق)\s"
        r"|(?:پیش از این|پیش‌تر|پیشتر|روز گذشته نیز|شب گذشته نیز|شب قبل|روز قبل|روز پیش|گفتنی است|یادآور|هم‌زمان گزارش)"
        r"|(?:سال گذشته|ماه گذشته|یک روز پس از|ساعاتی پس از)"
        r"|(?:گرفته|شده|کرده|داده|مانده|بوده) بود(?:ند)?\s*[.،؛]?\s*$",
        re.MULTILINE,
    ),
    re.compile(
        r"(?:بعد (?:يوم|يومين|أيام|ساعات|أقل من يوم)(?: واحد)? (?:من|على))[^.،؛:]*|غداة [^.،؛:]*"
        r"|(?:(?:یک|دو|سه|چند) (?:روز|ساعت)|ساعاتی|روزی) پس از [^.،؛:]*"
    ),
)
_YEAR = re.compile(r"(?:19|20|١٩|٢٠|۱۹|۲۰)(?<!\d..)[0-9٠-٩۰-۹]{2}(?!\d)")


def parted(text: str) -> tuple[str, str]:
    """What a text tells of now, and what of earlier things: each with the other blanked out, letter for letter. A text
    never begins with earlier things."""
    spans = [*_background(text)]
    now, before = list(text), [" "] * len(text) if spans else []
    for start, end in spans:
        now[start:end] = " " * (end - start)
        before[start:end] = text[start:end]
    return "".join(now), "".join(before)


def _background(text: str) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    scripts = [script for script in (_LATIN, _ARABIC) if script.sign.search(lowered)]
    for sentence in islice(_SENTENCE.finditer(text), 1, None):
        said = sentence[0].lower()
        if _YEAR.search(said) or any(script.sentence.search(said) for script in scripts):
            yield sentence.span()
    for script in scripts:
        for clause in script.clause.finditer(text):
            yield clause.span()
