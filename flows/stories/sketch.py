"""Small numbers by which articles that share much of their text find each other, however many are stored.

MinHash over runs of three words (Broder 1997), in bands as locality-sensitive hashing does (Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, chapter 3): articles of which a band agrees are worth a comparison. The opening of
a text has bands of its own, so that a repost that was cut off finds the whole.
"""

from collections.abc import Sequence
from hashlib import blake2b
from struct import Struct

from rensa import RMinHash

RUN = 3  # words that are looked at together
_OPENING = 40  # words
_MOST = 600  # words of a long text that are looked at: a copy has them, too
_ROWS = 3  # hashes in a band: texts that share half of their runs agree in a band with 1 - (1 - 0.5³)²⁰ = 93%
_BANDS, _OPENING_BANDS = 20, 8
_BAND = Struct(f"<{1 + _ROWS}Q")  # its number, and its hashes
_SEED = 7  # any: but always the same


def runs(words: Sequence[str]) -> set[str]:
    """The runs of RUN words in a text; of a shorter one the text itself."""
    return set(_runs(words))


def _runs(words: Sequence[str]) -> list[str]:
    if len(words) < RUN:
        return [" ".join(words)] if words else []
    return [*map(" ".join, zip(*(words[at:] for at in range(RUN)), strict=False))]


def sketch(words: Sequence[str]) -> tuple[int, ...]:
    """The keys of a text's bands, each a signed 64-bit number; none for a text without words.

    `words`: of the folded text.
    """
    if not words:
        return ()
    return (*_keys(b"text", words[:_MOST], _BANDS), *_keys(b"opening", words[:_OPENING], _OPENING_BANDS))


def _keys(kind: bytes, words: Sequence[str], bands: int) -> list[int]:
    hashes = RMinHash(bands * _ROWS, _SEED)
    hashes.update(_runs(words))
    digest = hashes.digest()
    return [_key(kind, band, digest[band * _ROWS : (band + 1) * _ROWS]) for band in range(bands)]


def _key(kind: bytes, band: int, rows: Sequence[int]) -> int:
    hashed = blake2b(_BAND.pack(band, *rows), digest_size=8, person=kind)
    return int.from_bytes(hashed.digest(), "little", signed=True)
