"""Words are compared without what grammar adds to them."""

import pytest

from flows.stories.wording import content, first_sentence, forms, stem
from watchlist.fold import fold_text


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("explosions", "explosion"),
        ("trucks", "truck"),
        ("shipping", "ship"),
        ("صواريخ", "صاروخ"),
        ("والمعتقلين", "اعتقال"),
        ("للشاحنات", "شاحنة"),
        ("انفجارها", "انفجار"),
    ],
)
def test_forms_of_one_word_have_one_stem(word: str, other: str) -> None:
    assert stem(fold_text(word)) == stem(fold_text(other))


def test_other_words_have_other_stems() -> None:
    assert len({stem(fold_text(word)) for word in ("bridge", "bread", "جسر", "خبز", "پل هوایی", "نان")}) == 6


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("the mayor said on Monday that two bakeries closed", "en", {"mayor", "bakeries", "closed"}),
        ("قال المحافظ اليوم إن المخبز مغلق", "ar", {"المحافظ", "المخبز", "مغلق"}),
        ("شهردار امروز گفت نانوایی بسته است", "fa", {"شهردار", "نانوايي", "بسته"}),
    ],
)
def test_words_of_every_piece_of_news_tell_nothing(text: str, language: str, told: set[str]) -> None:
    assert content(fold_text(text).split(), language) == told


def test_a_dateline_is_no_first_sentence() -> None:
    begun = "HOMS. A bridge was closed to lorries on Monday, the governor said."
    assert first_sentence(f"{begun} It is the third this year.") == begun


@pytest.mark.parametrize(
    ("word", "language", "listed"),
    [
        ("lorries", "en", "lorry"),
        ("firing", "en", "fire"),
        ("stopped", "en", "stop"),
        ("بالشاحنات", "ar", "شاحنة"),
        ("والحدودية", "ar", "حدودي"),
        ("سيارتهم", "ar", "سيارة"),
        ("کارگران", "fa", "کارگر"),
    ],
)
def test_a_dictionary_lists_a_word_in_another_form(word: str, language: str, listed: str) -> None:
    assert fold_text(listed) in forms(fold_text(word), language)
    assert next(forms(fold_text(word), language)) == fold_text(word)
