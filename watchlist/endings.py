"""What is joined to the end of a name: cases and plurals that are no part of it."""

from collections.abc import Iterator
from functools import lru_cache

from watchlist.fold import ARABIC

_STEM = 5  # letters of a name to which an ending may be joined
_TURKISH = (
    "da de ta te dan den tan ten daki deki taki teki in un nin nun a e ya ye i u yi yu li lu "
    "lar ler larin lerin lari leri la le yla yle"
)
_LATIN = tuple(("s " + _TURKISH).split())  # and the plural of English and French
_ARABIC = ("ي", "يه", "يون", "يين", "ها", "هاي", "هايي", "ش", "شان", "اي", "يي", "م", "مان", "ين", "ان")
_SPOKEN = ("و", "رو", "يم", "يد", "ست", "يا", "ياي", "مون", "تون", "شون")  # in Persian
ENDINGS = _LATIN + _ARABIC + _SPOKEN
_BY_LETTER = {
    (letter, arabic): tuple(ending for ending in endings if ending[-1] == letter)
    for endings, arabic in ((_LATIN, False), (_ARABIC + _SPOKEN, True))
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


# A country stands in a name by itself or as what is said of the rest, man or woman: ارتش سوریه, الجيش السوري.
_COUNTRIES = "ايران عراق لبنان يمن اردن كويت كردستان پاكستان افغانستان فلسطين بحرين"
_IN_A_VOWEL = "سور ترك روس امريك بريطان"  # which they drop for it: سوريا, سوري
# The kunya in its three cases and as tribes and their towns have it; one who was in Mecca; who ruled
# Syria, and what was his (اسدی is a lion besides).
_SAME = {"اسد": ("اسديه",), "ابو": ("ابي", "ابا", "البو"), "حاج": ("حاجي", "حج", "حجي")}
_PLAIN = (
    {name + said: name for name in _COUNTRIES.split() for said in ("", "ي", "يه")}
    | {name + said: name + "يا" for name in _IN_A_VOWEL.split() for said in ("يا", "ياي", "يه", "ي", "ا", "اي")}
    | {other: one for one, others in _SAME.items() for other in (one, *others)}
)
_PLURAL = ("هاي", "ها")  # in Persian
_LEAST = 3  # letters of a word that it is joined to


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A folded Arabic or Persian word as it is compared where the other words of its name stand beside it.

    The Persian plural and the ezafe after a long vowel go; ت, which Persian writes for the ending ة, is that; a country
    stands for its adjective, and a kunya for its other cases.
    """
    if word in _PLAIN:
        return _PLAIN[word]
    ending = next((ending for ending in _PLURAL if word.endswith(ending) and len(word) >= len(ending) + _LEAST), "")
    word = word.removesuffix(ending)
    if len(word) > _LEAST and word[-1] == "ي" and word[-2] in "او":
        word = word[:-1]
    return word[:-1] + "ه" if len(word) > _LEAST and word[-1] == "ت" else word


def has_other_forms(word: str) -> bool:
    """Whether a word is one that stands for others, or one for which another stands: a country, a kunya."""
    return word in _PLAIN


def is_plain(word: str, name: str) -> bool:
    """Whether two words of Arabic letters without articles compare as the same there. Persian takes the adjectives of
    Arabic without their gender: اسلامی, الإسلامية."""
    return plain(word) == plain(name) or (name.endswith("يه") and word == name[:-1] and len(word) > _LEAST)
