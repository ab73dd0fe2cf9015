"""Whatever name is asked for, the search finds what the matcher would; whatever is asked, it answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from storage.database import read_database
from storage.search import Phrase, QueryReader, search
from tests.storage.reviewed import fill, shipped

TOWN = {"https://ledger.example/1", "https://nakhil.example/1", "https://rah.example/1", "javascript:alert(1)"}
RAW = [
    '"',
    '"a',
    "a OR b",
    "a AND",
    "NOT",
    "NEAR(a b)",
    "*",
    "a*",
    "title:x",
    "^a",
    "(",
    "a + b",
    "-a",
    "{a}",
    "\0",
    "''",
]


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader(shipped())


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("search") / "landbridge.db"
    fill(path)
    opened = read_database(path)
    yield opened
    opened.close()


def urls(db: Database, reader: QueryReader, query: str) -> set[str]:
    return {found.url for found in search(db, reader.read(query), limit=20)}


@pytest.mark.parametrize(
    "query",
    [
        "Abu Kamal",
        "al-Bukamal",
        "AL BUKAMAL",
        "the Abu Kamal",
        '"Abu Kamal"',
        "البوكمال",
        "بوکمال",
        "والبوكمال",
        "للبوكمال",
    ],
)
def test_a_town_is_found_in_three_scripts_under_any_of_its_names(db: Database, reader: QueryReader, query: str) -> None:
    assert urls(db, reader, query) == TOWN


def test_a_name_that_the_matcher_doubts_is_understood_as_it_is_listed(reader: QueryReader) -> None:
    assert reader.read("irgc").entities == (("irgc",),)


def test_words_beside_a_name_narrow_it_down(db: Database, reader: QueryReader) -> None:
    assert urls(db, reader, "Abu Kamal convoy") == {"https://ledger.example/1"}


def test_two_names_ask_for_both(db: Database, reader: QueryReader) -> None:
    assert urls(db, reader, "Abu Kamal كتائب حزب الله") == {"javascript:alert(1)"}


def test_words_are_found_in_articles_without_a_match(db: Database, reader: QueryReader) -> None:
    assert urls(db, reader, "OLIVES growers") == {"https://ledger.example/2"}


@pytest.mark.parametrize("query", ["مطر", "المطر", "بالمطر", "للمطر"])
def test_an_arabic_word_is_found_with_what_is_written_together_with_it(
    db: Database, reader: QueryReader, query: str
) -> None:
    """The article writes والمطر."""
    assert urls(db, reader, query) == {"https://nakhil.example/1"}


def test_letters_are_compared_folded(db: Database, reader: QueryReader) -> None:
    """The article writes an Arabic yeh and no hamza; the query comes from a Persian keyboard."""
    assert urls(db, reader, "السورية أطراف".replace("ي", "ی")) == {"https://nakhil.example/1"}


def test_a_star_ends_the_beginning_of_a_word(db: Database, reader: QueryReader) -> None:
    assert urls(db, reader, "grow*") == {"https://ledger.example/2"}
    assert urls(db, reader, "grow") == set()


def test_quotation_marks_hold_words_together(db: Database, reader: QueryReader) -> None:
    assert urls(db, reader, '"price of olives"') == {"https://ledger.example/2"}
    assert urls(db, reader, '"olives of price"') == set()


def test_the_words_that_answer_are_cut_from_the_text(db: Database, reader: QueryReader) -> None:
    (found,) = search(db, reader.read("GROWERS"), limit=5)
    assert "growers blame the late rain" in found.snippet
    assert found.marks == ("growers",)


def test_the_newest_come_first_page_by_page(db: Database, reader: QueryReader) -> None:
    query = reader.read("Abu Kamal")
    all_of_them = search(db, query, limit=20)
    assert [found.article for found in all_of_them] == sorted((found.article for found in all_of_them), reverse=True)
    assert search(db, query, limit=2, offset=2) == all_of_them[2:4]


@pytest.mark.parametrize("query", ["", "  ", "…", "!!", "al-", "\u200c"])
def test_a_query_without_words_finds_nothing(db: Database, reader: QueryReader, query: str) -> None:
    assert urls(db, reader, query) == set()


def test_an_operator_of_the_index_is_a_word_like_others(reader: QueryReader) -> None:
    assert reader.read("a OR b").whole == (Phrase(("a",)), Phrase(("or",)), Phrase(("b",)))


@pytest.mark.parametrize("query", RAW)
def test_the_language_of_the_index_never_breaks_a_search(db: Database, reader: QueryReader, query: str) -> None:
    assert len(search(db, reader.read(query), limit=20)) <= 5


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(st.characters(codec="utf-8"), max_size=60) | st.lists(st.sampled_from(RAW)).map(" ".join))
def test_no_query_is_wrong(db: Database, reader: QueryReader, query: str) -> None:
    assert len(search(db, reader.read(query), limit=20)) <= 5
