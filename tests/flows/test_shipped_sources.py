from collections import Counter
from pathlib import Path

from flows.discover import INBOX, KINDS
from flows.sources import load_sources

SHIPPED = load_sources(None)
NAMED = [source for source in SHIPPED if not source.guess]  # their address stands on a public page


def test_the_shipped_list_is_long_enough() -> None:
    assert len(NAMED) >= 80
    assert len({source.id for source in SHIPPED}) == len(SHIPPED)


def test_the_shipped_list_speaks_the_languages_of_the_corridor() -> None:
    count = Counter(source.language for source in NAMED)
    least = {"en": 25, "ar": 25, "fa": 10, "tr": 1, "he": 1, "ru": 1, "fr": 1, "ku": 1}
    assert all(count[language] >= number for language, number in least.items())


def test_the_shipped_list_comes_from_the_countries_of_the_corridor() -> None:
    count = Counter(source.country for source in NAMED)
    least = {"SY": 8, "IQ": 8, "IR": 8, "LB": 1, "IL": 1, "TR": 1, "RU": 1, "US": 1}
    assert all(count[country] >= number for country, number in least.items())


def test_the_shipped_list_has_sources_of_every_kind_but_an_inbox() -> None:
    assert {source.kind for source in NAMED} == set(KINDS) - {INBOX}


def test_every_shipped_source_names_one_or_two_pages_that_name_it() -> None:
    for source in SHIPPED:
        pages = source.found.split(" ")
        assert all(page.startswith("https://") for page in pages), source.id
        assert len(pages) == len(set(pages)) <= 2, source.id
        assert source.homepage.startswith("https://"), source.id


def test_a_shipped_source_that_is_only_guessed_is_not_polled() -> None:
    assert all(source.active is not source.guess for source in SHIPPED)


def test_the_user_switches_a_guessed_source_on(tmp_path: Path) -> None:
    guessed = next(source for source in SHIPPED if source.guess)
    path = tmp_path / "sources.yaml"
    text = f"include_shipped: true\nsources:\n  - id: {guessed.id}\n    url: {guessed.url}\n"
    path.write_text(text, encoding="utf-8")
    (taken,) = (source for source in load_sources(path) if source.id == guessed.id)
    assert taken.active


def test_the_public_addresses_of_channels_and_queries_are_written_as_they_are_asked() -> None:
    for source in NAMED:
        if source.kind == "telegram":
            assert source.url.startswith("https://t.me/s/"), source.id
        if source.kind == "gdelt":
            assert source.url.startswith("https://api.gdeltproject.org/api/v2/doc/doc?query="), source.id
