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


def stems(word: str) -> Iterator[str]:
    """What is left of a folded word without an ending that it may have; the word itself is not among them."""
    endings = _ARABIC if word[0] in ARABIC else _LATIN
    if len(word) <= _STEM or not word.endswith(endings):
        return
    least = _STEM + (word.startswith("ال") and word[0] in ARABIC)
    yield from (word.removesuffix(end) for end in endings if word.endswith(end) and len(word) - len(end) >= least)
