"""What the outlets of the demonstration print, and what a watch has to make of it."""

from collections import Counter
from pathlib import Path

import pydantic
import pytest

from flows.demo.newsroom import OUTLETS, Piece, read_piece, read_pieces

PIECES = read_pieces()
LANGUAGE = {outlet.id: outlet.language for outlet in OUTLETS}


def test_there_are_enough_pieces_in_each_of_the_three_languages() -> None:
    languages = Counter(LANGUAGE[piece.outlet] for piece in PIECES)
    assert sum(languages.values()) >= 36
    assert all(languages[language] >= 10 for language in ("en", "ar", "fa"))


def test_every_piece_belongs_to_an_outlet_and_every_outlet_prints() -> None:
    assert {piece.outlet for piece in PIECES} == set(LANGUAGE)


def test_a_slug_names_one_piece() -> None:
    assert max(Counter(piece.slug for piece in PIECES).values()) == 1


@pytest.mark.parametrize("language", ["en", "ar", "fa"])
def test_each_language_has_look_alikes(language: str) -> None:
    assert len([piece for piece in PIECES if piece.subject == "look-alike" and LANGUAGE[piece.outlet] == language]) >= 3


def test_there_are_eight_look_alikes_or_more_and_plain_news_beside_them() -> None:
    subjects = Counter(piece.subject for piece in PIECES)
    assert subjects["look-alike"] >= 8
    assert subjects["other"] >= 6


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.slug)
def test_a_piece_says_what_is_expected_of_it(piece: Piece) -> None:
    """Watched news names what must be found, a look-alike what must stay quiet, the rest nothing."""
    readable = piece.serve in {"page", "redirect", "refused"}
    assert bool(piece.alerts) == (piece.subject == "watched" and readable)
    assert not (piece.subject == "look-alike" and not piece.quiet)
    assert not (piece.subject == "other" and piece.quiet)
    assert not set(piece.alerts) & set(piece.quiet)


@pytest.mark.parametrize("piece", [p for p in PIECES if p.serve in {"page", "redirect"}], ids=lambda piece: piece.slug)
def test_a_text_is_as_long_as_a_short_news_item(piece: Piece) -> None:
    assert 120 <= sum(len(paragraph.split()) for paragraph in piece.paragraphs) <= 300
    assert len(piece.paragraphs) >= 3


def test_one_event_is_told_in_three_languages() -> None:
    tellers = {LANGUAGE[piece.outlet] for piece in PIECES if piece.event == "heri-strike"}
    assert tellers == {"en", "ar", "fa"}


def test_a_copy_has_the_text_of_another_outlet_under_a_headline_of_its_own() -> None:
    pieces = {piece.slug: piece for piece in PIECES}
    (copy,) = (piece for piece in PIECES if piece.text_of)
    original = pieces[copy.text_of]
    assert copy.paragraphs == original.paragraphs
    assert copy.outlet != original.outlet
    assert copy.title != original.title


def test_every_way_of_serving_occurs() -> None:
    assert {piece.serve for piece in PIECES} == {"page", "redirect", "gone", "refused", "images", "heavy"}


def test_a_key_that_no_piece_has_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "outlet" / "slug.md"
    file.parent.mkdir()
    file.write_text("---\ntitle: A title\nsection: world\nhours: 1\nhourz: 1\n---\nText.\n", encoding="utf-8")
    with pytest.raises(pydantic.ValidationError, match="hourz"):
        read_piece(file)
