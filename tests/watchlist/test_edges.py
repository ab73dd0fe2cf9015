"""Which words are passed over without a closer look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlist.edges import Edges
from watchlist.likeness import likeness

NAMES = ["bukamal", "zaynabiyoun", "soleimani", "fatemiyoun", "qusayr", "بوكمال", "فاطميون", "سليماني", "قصير"]
edges = Edges(NAMES, [name for name in NAMES if len(name) >= 6])


@pytest.mark.parametrize(
    "word", ["boukmaal", "zeinebiyun", "suleymani", "fatemiyopun", "albukamal", "والبوكمال", "سليمانيها"]
)
def test_a_writing_of_a_name_is_looked_at(word: str) -> None:
    assert edges.fit(word)


@pytest.mark.parametrize("word", ["parliament", "yesterday", "kamal", "bukamalabadistan", "المدرسه", "كتاب"])
def test_another_word_is_passed_over(word: str) -> None:
    assert not edges.fit(word)


@given(st.sampled_from(NAMES), st.data())
def test_nothing_that_is_like_a_name_is_passed_over(name: str, data: st.DataObject) -> None:
    letters = "aeiouyhwbkqgszt" if name.isascii() else "اويهبكقسزت"
    at = data.draw(st.integers(1, len(name) - 1))
    word = name[:at] + data.draw(st.text(letters, max_size=2)) + name[at + data.draw(st.integers(0, 1)) :]
    if likeness(word, name, len(name) >= 6):
        assert edges.fit(word)
