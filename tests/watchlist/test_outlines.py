"""Which words of texts lead to which words of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlist.find import encode
from watchlist.likeness import likeness
from watchlist.outlines import Outlines, keys_of_name, keys_of_text

NAMES = [
    "bukamal",
    "zaynabiyoun",
    "soleimani",
    "fatemiyoun",
    "qusayr",
    "sakhr",
    "بوكمال",
    "فاطميون",
    "سليماني",
    "قصير",
]
outlines = Outlines({name: len(name) >= 6 for name in NAMES})


def near(word: str) -> set[str]:
    return outlines.near([encode(word)]).get(encode(word), set())


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("boukmaal", "bukamal"),
        ("zeinebiyun", "zaynabiyoun"),
        ("suleymani", "soleimani"),
        ("fatemiyopun", "fatemiyoun"),
        ("albukamal", "bukamal"),
        ("sakhar", "sakhr"),
        ("والبوكمال", "بوكمال"),
        ("سليمانيها", "سليماني"),
        ("bukmaal", "bukamal"),
        ("فاطنيون", "فاطميون"),
    ],
)
def test_a_writing_of_a_name_leads_to_it(word: str, name: str) -> None:
    assert near(word) == {name}


@pytest.mark.parametrize(
    "word", ["parliament", "yesterday", "kamal", "bukamalabadistan", "qusur", "المدرسه", "كتاب", "بو", "قصور"]
)
def test_another_word_leads_nowhere(word: str) -> None:
    assert not near(word)


def test_many_words_are_looked_up_at_once_as_each_of_them() -> None:
    words = [encode(word) for word in ("boukmaal", "yesterday", "a", "سليمانيها", "sakhar")]
    assert outlines.near(words) == {word: names for word in words if (names := outlines.near([word]).get(word))}


@given(st.sampled_from(NAMES), st.data())
def test_nothing_that_is_like_a_name_is_passed_over(name: str, data: st.DataObject) -> None:
    letters = "aeiouyhwbkqgszt" if name.isascii() else "اويهبكقسزت"
    at = data.draw(st.integers(1, len(name) - 1))
    word = name[:at] + data.draw(st.text(letters, max_size=2)) + name[at + data.draw(st.integers(0, 1)) :]
    if likeness(word, name, len(name) >= 6):
        assert name in near(word)


@given(st.sampled_from(NAMES), st.data())
def test_a_word_that_is_like_another_has_a_key_in_common_with_it(name: str, data: st.DataObject) -> None:
    letters = "aeiouklmb" if name.isascii() else "اويكلمب"
    at = data.draw(st.integers(1, len(name) - 1))
    word = name[:at] + data.draw(st.text(letters, max_size=1)) + name[at + data.draw(st.integers(0, 1)) :]
    forgiving = len(name) >= 6
    if likeness(word, name, forgiving, beside=True):
        assert keys_of_text(encode(word)) & keys_of_name(name, forgiving)
