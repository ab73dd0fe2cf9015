"""Which language a text is in.

Scripts, letters and the commonest words decide for the languages of our sources at next to no cost; what the page says
of itself decides for the rest, and py3langid, which takes most of a second to load, where it says nothing. For Arabic
and its sisters this is also surer than a model that was trained on clean spelling.
"""

import re
from collections import Counter

_SAMPLE = 3000  # code points; more does not change the answer
_FEW = 0.08  # share of a text's words that its language's commonest words make up at least
_WORD = re.compile(r"[^\W\d_]+(?:[\u200c\u200d'’][^\W\d_]+)*")

_COMMON = {
    "ar": "في من على إلى الى أن ان عن مع التي الذي هذا هذه ذلك لم لا ما كان قد بعد بين او أو كما وفي قال",
    "fa": "در به از که این را با است می برای آن یک شد خود تا بر هم کرد شده بود نیز اما های ها ای دو گفت",
    "en": "the of and to in that for on with was is by it as at from his said has were",
    "fr": "le la les des et une dans pour que du est qui par sur au pas avec ont été",
    "tr": "ve bir bu için ile da de olarak olan çok daha gibi kadar sonra ise göre dedi",
    "de": "der die und das den von mit für ist im dem nicht auf ein eine des sich zu",
    "es": "el los las en una por con para del que se su como más fue al",
    "ku": "û di de li ji bi ku ya yên yê wê vê xwe jî hat kir ne ev",
    "pt": "de que do da em um uma para com não os no na por mais as dos",
    "it": "di il la che un una per in del della è con non si da le sono dei alla",
    "ru": "и в на не что с по как из это для от о за к был его",
    "uk": "і та на що з до як від не у за про це для його в",
}
_COMMON_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}

_SCRIPTS = (
    ("arabic", re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06d5\u0750-\u077f]")),
    ("hebrew", re.compile(r"[\u05d0-\u05ea]")),
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("hangul", re.compile(r"[\uac00-\ud7a3]")),
    ("kana", re.compile(r"[\u3041-\u30fa]")),
    ("greek", re.compile(r"[\u0370-\u03ff]")),
    ("armenian", re.compile(r"[\u0531-\u0587]")),
    ("georgian", re.compile(r"[\u10a0-\u10ff]")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
)
_ONE_TO_A_SCRIPT = {"hebrew": "he", "hangul": "ko", "kana": "ja", "greek": "el", "armenian": "hy", "georgian": "ka"}
_OF_SCRIPT = {"latin": ("en", "fr", "tr", "de", "es", "ku", "pt", "it"), "cyrillic": ("ru", "uk")}

_OWN_LETTERS = (  # letters that only one of the languages in Arabic script writes often, and their share of it
    ("ug", "ېۈۋ", 0.03),
    ("ps", "ځڅښړټډګې", 0.02),
    ("ku", "ەێۆڕڵ", 0.06),
    ("ur", "ٹڈڑںےہ", 0.04),
)
_PERSIAN = re.compile(r"[پچژگیک]")
_ARABIC = re.compile(r"[ةىيكإ]|\bال")

_PARENTS = {"ary": "ar", "arz": "ar", "sdh": "ku", "uzs": "uz", "gug": "gn", "hbo": "he", "yue": "zh", "wuu": "zh"}


def tell_language(text: str, hint: str = "") -> str:
    """The ISO 639-1 code of a text's language, "" where it cannot be told.

    `hint` is what the page says of itself ("ar", "fa-IR"); it decides only what the text leaves open, since templates
    often lie.
    """
    sample = text[:_SAMPLE]
    hint = hint.strip().lower().replace("_", "-").partition("-")[0]
    script = _script(sample)
    if script == "arabic":
        return _in_arabic_script(sample, hint)
    if script in _ONE_TO_A_SCRIPT:
        return _ONE_TO_A_SCRIPT[script]
    if not script and not sample.strip():
        return ""
    return _by_words(sample, _OF_SCRIPT.get(script, ())) or (hint if len(hint) == 2 else _by_model(sample))


def _script(sample: str) -> str:
    counts = {name: len(letters.findall(sample)) for name, letters in _SCRIPTS}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > len(sample) // 5 else ""


def _in_arabic_script(sample: str, hint: str) -> str:
    letters = Counter(sample)
    total = sum(count for letter, count in letters.items() if letter.isalpha())
    for language, own, share in _OWN_LETTERS:
        if sum(letters[letter] for letter in own) >= share * total:
            return language
    words = _WORD.findall(sample)
    arabic = sum(word in _COMMON_WORDS["ar"] for word in words) * 3 + len(_ARABIC.findall(sample))
    persian = sum(word in _COMMON_WORDS["fa"] for word in words) * 3 + len(_PERSIAN.findall(sample))
    if arabic == persian:
        return hint if hint in ("ar", "fa") else "ar"
    return "ar" if arabic > persian else "fa"


def _by_words(sample: str, languages: tuple[str, ...]) -> str:
    """The one language whose commonest words are common here; "" where none, or two, are."""
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) < 5 or not languages:
        return ""
    shares = {name: sum(word in _COMMON_WORDS[name] for word in words) / len(words) for name in languages}
    best, second = sorted(languages, key=lambda name: -shares[name])[:2]
    return best if shares[best] >= _FEW and shares[best] >= 1.5 * shares[second] else ""


def _by_model(sample: str) -> str:
    import py3langid  # heavy, and for the few texts that nothing above can place

    code = str(py3langid.classify(sample[:1000])[0])
    code = _PARENTS.get(code, code)
    return code if len(code) == 2 else ""
