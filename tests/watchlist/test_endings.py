"""What is taken off the end of a word."""

import pytest

from watchlist.endings import stems


@pytest.mark.parametrize(
    ("word", "stem"),
    [("bukamalda", "bukamal"), ("bukamals", "bukamal"), ("فاطميونها", "فاطميون"), ("سليمانيش", "سليماني")],
)
def test_an_ending_is_taken_off(word: str, stem: str) -> None:
    assert stem in [*stems(word)]


@pytest.mark.parametrize("word", ["bukamal", "tanfa", "تنفها", "التنفي", "بوكمال", "a", "ا"])
def test_a_word_without_one_and_a_short_one_keep_what_they_have(word: str) -> None:
    assert not [*stems(word)]


def test_an_article_does_not_make_a_short_arabic_word_long() -> None:
    assert [*stems("تدمرينها")] == ["تدمرين"]
    assert not [*stems("التنفها")]
