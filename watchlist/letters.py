"""How one character is written when texts are compared: the definition of folding, character by character.

Case, compatibility forms and diacritics fold away, and with them whatever Arabic, Persian, Kurdish and Latin writers
put or leave out at will. Arabic letters are folded before anything is decomposed, for a hamza that was decomposed
from its seat is a mark, and marks are dropped.
"""

import unicodedata
from collections.abc import Mapping

APOSTROPHE = "'"
APOSTROPHES = "'`´ʹʻʼʽʾʿˈˊˋ‘’‛′ʿʾꞌ＇"  # with the signs for ʿayn and hamza in Latin letters
DROPPED = "ـءٔٴ"  # tatweel and the hamza that sits on nothing, which Persian drops and wire copy forgets

_SAME: Mapping[str, str] = {
    "ا": "أإآٱ",
    "و": "ؤۆۇۈۋ",
    "ي": "ئىیېێےۍ",
    "ه": "ةۀۃہھەۂ",
    "ك": "کڪګ",
    "ر": "ڕ",
    "ل": "ڵ",
    "ن": "ں",
    "i": "ı",
    "o": "ø",
    "l": "ł",
    "d": "đð",
    "h": "ħ",
    "ae": "æ",
    "oe": "œ",
    "th": "þ",
    "כ": "ך",
    "מ": "ם",
    "נ": "ן",
    "פ": "ף",
    "צ": "ץ",
}
_FOLDED = {variant: letter for letter, variants in _SAME.items() for variant in variants}
_FOLDED.update(dict.fromkeys(DROPPED, ""))
_FOLDED.update(dict.fromkeys(APOSTROPHES, APOSTROPHE))
_FOLDED["\x01"] = "\x01"  # parts what no name may run across; texts do not have it
_FOLDED["\u0345"] = "ι"  # as casefold writes it where it is composed with its vowel
_FOLDED["\u200c"] = " "  # the zero-width non-joiner parts the halves of a word as a space or a hyphen does

_ARABIC_SCRIPT = frozenset({"ar", "fa", "ckb", "ur", "ps"})  # languages

_HANGUL = range(0xAC00, 0xD7A4)  # would fall apart into letters that nobody types


def foreign(language: str) -> frozenset[str]:
    """The languages whose words a text in this one is not to be read with: they share its script, and the same letters
    mean something else in them. None where the text's language is not known."""
    return _ARABIC_SCRIPT - {language} if language in _ARABIC_SCRIPT else frozenset()


def fold_character(character: str) -> str:
    """What a character is compared as: one letter or digit, several (ligatures), a space (whatever parts words),
    an apostrophe, or nothing (marks)."""
    known = _FOLDED.get(character)
    if known is not None:
        return known
    if character.isascii() and character.isalnum():
        return character.lower()
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Mc", "Cf"}:
        return ""
    if category[0] not in "LN":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(character))
    return _fold_letter(character)


def _fold_letter(letter: str) -> str:
    if ord(letter) in _HANGUL:
        return letter
    lower = letter.casefold()
    plain = unicodedata.normalize("NFKD", lower)
    if plain == letter:
        return letter
    return "".join(map(fold_character, plain))
