"""What is joined to the end of a name: cases and plurals that are no part of it."""

from collections.abc import Iterator

from watchlist.fold import ARABIC

_STEM = 5  # letters of a name to which an ending may be joined
_TURKISH = (
    "da de ta te dan den tan ten daki deki taki teki in un nin nun a e ya ye i u yi yu li lu "
    "lar ler larin lerin lari leri la le yla yle"
)
_LATIN = tuple(("s " + _TURKISH).split())  # and the plural of English and French
_ARABIC = ("ي", "يه", "يون", "يين", "ها", "هاي", "هايي", "ش", "شان", "اي", "يي", "م", "مان", "ين", "ان")
ENDINGS = _LATIN + _ARABIC
_BY_LETTER = {
    (letter, arabic): tuple(ending for ending in endings if ending[-1] == letter)
    for endings, arabic in ((_LATIN, False), (_ARABIC, True))
    for letter in {ending[-1] for ending in endings}
}  # their last one


def stems(word: str) -> Iterator[str]:
    """What is left of a folded word without an ending that it may have; the word itself is not among them."""
    arabic = word[0] in ARABIC
    least = _STEM + (arabic and word.startswith("ال"))
    if len(word) > least:
        for ending in _BY_LETTER.get((word[-1], arabic), ()):
            if len(word) - len(ending) >= least and word.endswith(ending):
                yield word[: -len(ending)]
