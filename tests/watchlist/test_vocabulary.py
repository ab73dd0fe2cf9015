"""The words that names may be told by, remembered from text to text."""

import pytest

from watchlist import vocabulary
from watchlist.entries import entries
from watchlist.find import encode
from watchlist.vocabulary import Vocabulary

NAMES = ["Bukamal", "البوكمال", "Liwa Fatemiyoun", "لواء الفاطميون"]


def words(text: str) -> list[bytes]:
    return [b"", *(encode(word) for word in text.split()), b""]


def read(one: Vocabulary, text: str) -> list[tuple[int, set[tuple[str, ...]]]]:
    """The words that tell a name, by number, each with the names it may stand for there."""
    return [(number, {entry.words for entry, _ in likely}) for number, likely in one.likely(words(text))]


@pytest.fixture
def small() -> Vocabulary:
    return Vocabulary(entries([("one", name) for name in NAMES]))


def test_dull_words_tell_nothing(small: Vocabulary) -> None:
    assert read(small, "the road to nowhere") == []


def test_a_word_tells_a_name(small: Vocabulary) -> None:
    assert read(small, "to boukmal") == [(2, {("bukamal",)})]


def test_a_word_of_a_name_tells_it_only_beside_another_of_its_words(small: Vocabulary) -> None:
    assert read(small, "liwa fatimiyun") == [(2, {("liwa", "fatemiyoun"), ("fatemiyoun",)})]
    assert read(small, "many fatimiyun") == []


def test_an_article_between_them_is_passed_over(small: Vocabulary) -> None:
    assert (3, {("liwa", "fatemiyoun"), ("fatemiyoun",)}) in read(small, "liwa al fatimiyun")


def test_what_is_remembered_is_bounded_and_changes_no_answer(
    small: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["to boukmal", "the road to nowhere", "liwa fatimiyun"]
    before = [read(small, text) for text in texts]
    monkeypatch.setattr(vocabulary, "_MOST_WORDS", 4)
    assert [read(small, text) for text in texts * 2] == before * 2
    assert len(small._dull) + len(small._telling) <= 4 + len(words(texts[1]))


def test_neighbours_that_are_remembered_are_bounded_too(small: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_MOST_WORDS", 10)
    for number in range(30):
        assert read(small, f"n{number} fatimiyun m{number}") == []
    assert read(small, "liwa fatimiyun") == [(2, {("liwa", "fatemiyoun"), ("fatemiyoun",)})]
    assert small._neighbours <= 10


def test_the_names_that_a_word_may_stand_for_come_in_the_order_in_which_they_are_listed() -> None:
    spelled = ["Kataib Hezbollah", "Ketaeb Hezbollah", "Kataaib Hizbollah", "Katayeb Hizbullah", "كتائب حزب الله"]
    one = Vocabulary(entries([("one", name) for name in spelled]))
    ((_, likely),) = [told for told in one.likely(words("the kataeb hezbollah")) if told[0] == 2]
    keys = [entry.key for entry, _ in likely]
    assert keys == sorted(keys)
    assert len(keys) > 1
