"""What an article says has happened counts with its title and its beginning."""

import pytest

from flows.cues import CueReader, Happened
from watchlist.article import Article
from watchlist.entity import Watchlist

CUES = {"strike": {"en": ("air strike",), "ar": ("غارة",)}, "arrest": {"en": ("arrested",), "fa": ("غارت",)}}
READER = CueReader(Watchlist((), cues=CUES, version="0123456789ab"))


def article(title: str, text: str, language: str = "en") -> Article:
    return Article("https://news.example/1", title, text, "", language, None)


def test_cues_of_the_title_are_known_from_those_of_the_lead() -> None:
    happened = READER.read(article("An air strike at night", "Three men were arrested."))
    assert happened == Happened(frozenset({"strike", "arrest"}), frozenset({"strike"}))


def test_what_stands_far_down_in_a_text_is_not_what_happened() -> None:
    assert READER.read(article("News", f"{'A word. ' * 80} Three men were arrested.")).told == frozenset()


@pytest.mark.parametrize(("language", "kinds"), [("ar", frozenset()), ("fa", {"arrest"})])
def test_arabic_and_persian_share_letters_and_no_cues(language: str, kinds: frozenset[str]) -> None:
    assert READER.read(article("غارت", "", language)).titled == kinds
