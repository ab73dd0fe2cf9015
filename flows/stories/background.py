"""Which parts of a piece of news tell what had happened before: an earlier strike, the place of yesterday's."""

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?؟…\n]+(?:[.!?؟…\n]+|$)")
# What a sentence that looks back has: in English; in Arabic as its first word, and elsewhere; in Persian; a year; in
# Persian as its last words.
_LOOKING_BACK = (
    r"\b(?:a (?:day|week|month)|(?:two|three|several|some|few) (?:days|weeks|months)) (?:earlier|before)\b",
    r"\b(?:hours|days|weeks) (?:earlier|before)\b",
    r"\bhad (?:also|already|earlier|previously|taken|been hit)\b",
    r"\bcame (?:a|two|three|hours|days)\b",
    r"\bearlier (?:this|on|in)\b",
    r"\b(?:last|previous) (?:year|month|week|summer|winter|spring|autumn)\b",
    r"^\s*(?:وكانت?|وسبق|كما سبق|يذكر|يُذكر|يشار|يُشار|وتأتي|ويأتي|ويُذكر|ويذكر|وجاء ذلك|وجاءت|يأتي|تأتي|وشهدت)\s",
    r"(?:وكانت?|قد سبق|الأسبوع الماضي|الشهر الماضي|العام الماضي|في وقت سابق)\s",
    r"(?:پیش از این|پیش‌تر|پیشتر|روز گذشته نیز|شب گذشته نیز|شب قبل|روز قبل|روز پیش|گفتنی است|یادآور|هم‌زمان گزارش)",
    r"(?:سال گذشته|ماه گذشته|یک روز پس از|ساعاتی پس از)",
    r"(?<!\d)(?:19|20|١٩|٢٠|۱۹|۲۰)[0-9٠-٩۰-۹]{2}(?!\d)",
    r"(?:گرفته|شده|کرده|داده|مانده|بوده) بود(?:ند)?\s*[.،؛]?\s*$",
)
_SENTENCE_BACK = re.compile("|".join(_LOOKING_BACK), re.IGNORECASE | re.MULTILINE)
_CLAUSE_BACK = re.compile(  # inside a sentence, up to its end or the next comma
    r"\b(?:hours|(?:a|one) day|(?:two|three) days|days|nights?|minutes) after\b[^.,;:]*"
    r"|\b(?:after|following) (?:an? )?(?:earlier|similar|previous)\b[^.,;:]*"
    r"|(?:بعد (?:يوم|يومين|أيام|ساعات|أقل من يوم)(?: واحد)? (?:من|على))[^.،؛:]*|غداة [^.،؛:]*"
    r"|(?:(?:یک|دو|سه|چند) (?:روز|ساعت)|ساعاتی|روزی) پس از [^.،؛:]*",
    re.IGNORECASE,
)


def foreground(text: str) -> str:
    """The text with what tells of earlier things blanked out, letter for letter. A text never begins with these."""
    kept = list(text)
    for start, end in _background(text):
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def background(text: str, told: str) -> str:
    """What `foreground` blanked out of the text."""
    return "".join(letter if kept != letter else " " for letter, kept in zip(text, told, strict=True))


def _background(text: str) -> Iterator[tuple[int, int]]:
    for number, sentence in enumerate(_SENTENCE.finditer(text)):
        if number and _SENTENCE_BACK.search(sentence[0]):
            yield sentence.span()
    for clause in _CLAUSE_BACK.finditer(text):
        yield clause.span()
