"""The shipped watchlist over the demonstration: what is named is found and alerts, what resembles it stays quiet."""

from functools import cache

import pytest

from flows.demo.newsroom import OUTLETS, Piece, read_pieces
from watchlist.load import load_shipped
from watchlist.matcher import Matcher

OUTLET = {outlet.id: outlet for outlet in OUTLETS}
PIECES = [piece for piece in read_pieces() if piece.serve in {"page", "redirect", "refused"}]


@cache
def matcher() -> Matcher:
    return Matcher(load_shipped())


def alerting(piece: Piece) -> set[str]:
    """The ids of the entities that may alert in what a reader gets: the text, or the summary where it is refused."""
    paragraphs = (piece.summary,) if piece.serve == "refused" else piece.paragraphs
    outlet = OUTLET[piece.outlet]
    matches = matcher().match(piece.title, "\n".join((*paragraphs, outlet.note)), outlet.language)
    return {match.entity for match in matches if match.alerts}


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece.alerts], ids=lambda piece: piece.slug)
def test_what_a_piece_names_is_found_and_alerts(piece: Piece) -> None:
    assert set(piece.alerts) <= alerting(piece)


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece.quiet], ids=lambda piece: piece.slug)
def test_what_only_resembles_a_name_does_not_alert(piece: Piece) -> None:
    assert not set(piece.quiet) & alerting(piece)


@pytest.mark.parametrize("piece", [p for p in PIECES if p.subject != "watched"], ids=lambda piece: piece.slug)
def test_nothing_alerts_in_a_look_alike_or_in_plain_news(piece: Piece) -> None:
    assert alerting(piece) == set()
