"""A folded text as its words, by their numbers."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from watchlist import spelling
from watchlist.fold import PAGE, SPACE

_LETTER = dict(enumerate(PAGE))


class Words:
    """The words of a folded text."""

    def __init__(self, text: bytes, codes: Sequence[bytes]) -> None:
        """`codes`: the words of a text that begins and ends with a space, so that the first and the last are empty."""
        self.codes = codes
        spaces = np.flatnonzero(np.frombuffer(text, np.uint8) == SPACE)
        self.starts: list[int] = [0, *(spaces + 1).tolist()]  # where each begins

    def word(self, number: int) -> str:
        """That word; "" before the first and after the last."""
        return letters(self.codes[number]) if 0 <= number < len(self.codes) else ""

    def next(self, number: int, step: int) -> int:
        """The number of the next word: an article between two Latin words is passed over."""
        number += step
        return number + step if is_article(self.codes[number]) else number


@lru_cache(maxsize=65536)
def is_article(codes: bytes) -> bool:
    """Whether a folded word is a Latin article."""
    return bool(codes) and spelling.is_article(letters(codes))


@lru_cache(maxsize=65536)
def letters(codes: bytes) -> str:
    """The letters of folded bytes."""
    return codes.decode("latin-1").translate(_LETTER)
