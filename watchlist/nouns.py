"""Nouns that names are made with besides what distinguishes them: brigade, لواء, تیپ. One may stand for another.

Only nouns of exactly one kind do: a base is no airport and no camp, a force no brigade. Plurals mean others than the
one that has the name, and what is a noun of many things (gate, post, میدان) means one of these kinds only with a word
that says so (border gate, میدان نفتی).
"""

from collections.abc import Collection, Mapping
from functools import lru_cache

from watchlist.fold import ARABIC, fold
from watchlist.spelling import is_article, starts

_SAID = {
    "crossing": "crossing معبر منفذ گذرگاه geçidi geçit grenzübergang deriyê دەروازەی",
    "airport": "airport airfield airbase airstrip مطار فرودگاه havalimanı havaalanı aéroport aérodrome flughafen "
    "militärflughafen aeropuerto firokexaneya فڕۆکەخانەی",
    "base": "base garrison قاعدة حامية پایگاه پادگان üssü stützpunkt militärbasis militärstützpunkt basis binkeya "
    "bingeha بنکەی",
    "camp": "camp معسكر اردوگاه kampı",
    "brigade": "brigade liwa liva لواء تیپ لیوای tugayı brigada",
    "division": "division firqa فرقة لشکر",
    "battalions": "battalions brigades kataib kataeb ketaib كتائب کتائب گردان‌های گردانهای تیپ‌های brigadas brigaden "
    "کەتائیبی کەتائیب",
    "companies": "companies saraya seraya سرايا سرایای سەرایا seriyyeleri",
    "corps": "corps force فيلق قوة نیروی سپاه gücü fuerza hêza fîleqa سوپای فەیلەقی",
    "movement": "movement harakat haraka حركة جنبش حرکت hareketi mouvement bewegung movimiento tevgera بزووتنەوەی",
    "hospital": "hospital مستشفى مشفى بیمارستان hastanesi hôpital krankenhaus nexweşxaneya نەخۆشخانەی",
    "field": "field oilfield حقل sahası champ campo kêlgeha zeviya کێڵگەی",
    "station": "station محطة ایستگاه istasyonu estación",
    "checkpoint": "checkpoint حاجز",
    "port": "port harbour harbor ميناء مرفأ بندر limanı",
    "desert": "desert صحراء بادية صحرای بیابان بادیه çölü wüste désert desierto çola بیابانی بادییەی",
    "gate": "gate gateway entry kapısı بوابة پایانه مرز passage post poste",
    "square": "میدان ميدان",
}  # fmt: skip
_QUALIFIED = {
    "air": "air جوي جوية هوایی hava aérienne hewayî",
    "border": "border land frontier frontière frontalier حدودي حدودية مرزی زمینی sınır",
    "military": "military عسكري عسكرية نظامی askeri militaire leşkerî سەربازی سەربازیی",
    "national": "national public وطني وطنية ملی دولتی عمومی ulusal nationale",
    "oil": "oil gas نفطي نفطية نفت نفتی گازی petrol pétrolier",
    "pumping": "pumping ضخ پمپاژ",
}
# What may be put to a noun or left out without its meaning another thing.
_MAY_HAVE: Mapping[str, Collection[str]] = {
    "crossing": {"border"},
    "airport": {"military", "national", "air"},
    "base": {"military"},
    "camp": {"military"},
    "field": {"oil"},
    "station": {"oil", "pumping"},
    "hospital": {"national"},
    "checkpoint": {"military"},
}
_MADE = {("base", "air"): "airport", ("gate", "border"): "crossing", ("checkpoint", "border"): "crossing",
         ("port", "border"): "crossing", ("square", "oil"): "field"}  # fmt: skip
_UNTOLD = frozenset(("gate", "square"))  # which alone mean too many things
# Nouns that stand before the rest of the name without a word between them; other Latin ones need an “of”.
_LEADING = frozenset(fold("liwa liva firqa kataib kataeb ketaib saraya seraya harakat haraka grenzübergang flughafen "
                          "militärflughafen stützpunkt militärbasis militärstützpunkt").text.split())  # fmt: skip
_OF = frozenset(("of", "de", "du", "des", "d", "von", "der", "di", "da", "del", "ya", "yen"))
_THE = frozenset(("the", "la", "le", "l"))
_NO_ARTICLE = frozenset(("in", "at", "an", "as", "is", "it", "us"))  # but words of English
# What a name in front of them, or in Arabic behind them, makes into another thing: the airport road.
_PARTS = frozenset(
    fold("road roads highway street route roundabout neighbourhood neighborhood district bridge square gate village "
         "طريق طريقي شارع اوتوستراد دوار حي جسر بوابة جاده بزرگراه خیابان پل محله میدان دروازه yolu caddesi rêya ڕێگای")
    .text.split()
)  # fmt: skip

# What distinguishes some names and is a common word besides, without its article: the more frequent ones in unrelated
# Arabic newspapers and Persian and English articles, from one text in a thousand on. A noun does not make them a name.
COMMON = frozenset(
    fold("عمر رقة سوريا سورية ثالثة عضو أعضاي كرامة مصنع ورد أسد وليد قدس سكة سكك چهار قائم قصير جهاد بدر قريتين شام "
         "شامية حمص ميادين داعشي حرير omar umar ward regime siria sirio syria").text.split()
)  # fmt: skip

# Nouns of places of which there are many: beside one of them a name without its article is another: مدينة سوسة.
_SETTLEMENTS = frozenset(fold("مدينة بلدة قرية ناحية قضاء حي شهر شهرک شهرستان روستای بخش محله").text.split())


def _by_word(said: Mapping[str, str]) -> dict[str, str]:
    return {word: kind for kind, words in said.items() for word in fold(words).text.split()}


_NOUNS, _QUALIFIERS = _by_word(_SAID), _by_word(_QUALIFIED)


@lru_cache(maxsize=65536)
def noun(word: str) -> str:
    """The kind of thing that a folded word is a noun of, whatever is joined in front of it; "" where it is none."""
    return _NOUNS.get(word[_lead(word) :], "")


@lru_cache(maxsize=65536)
def qualifier(word: str) -> str:
    """What a folded word says of a noun beside it: air, border; "" where nothing of the kind."""
    return _QUALIFIERS.get(word) or _QUALIFIERS.get(word.removeprefix("ال"), "")


def kind(thing: str, qualifiers: Collection[str]) -> str:
    """The kind of thing that a noun of a kind means with what is said of it; "" where that is no kind we know."""
    made = next((_MADE[thing, one] for one in qualifiers if (thing, one) in _MADE), thing)
    return made if made not in _UNTOLD and {*qualifiers} <= {*_MAY_HAVE.get(made, ())} else ""


@lru_cache(maxsize=65536)
def _lead(word: str) -> int:
    if not word or word[0] not in ARABIC or word in _NOUNS:
        return 0
    return next((at for at, article in starts(word) if not article and word[at:] in _NOUNS), 0)


def joined(word: str) -> int:
    """How many letters of a noun are no part of it: the prepositions that Arabic joins in front of it."""
    return _lead(word)


def leads(word: str) -> bool:
    """Whether a noun stands before the rest of its name with no word between them."""
    return word in _LEADING or word[0] in ARABIC


def is_of(word: str) -> bool:
    """Whether a folded word ties a noun to the name that follows it."""
    return word in _OF


@lru_cache(maxsize=65536)
def connects(word: str) -> bool:
    """Whether a folded word only ties others together, in no place: of, de, an article; not in, at, near."""
    return word in _OF or word in _THE or (is_article(word) and word not in _NO_ARTICLE)


def makes_another(word: str) -> bool:
    """Whether a folded word beside a whole name makes it a part of something else: road, طريق."""
    return word in _PARTS or any(word[at:] in _PARTS for at, _ in (starts(word) if word else ()))


def settles(word: str) -> bool:
    """Whether a folded word is a noun of towns and villages: مدينة, روستای."""
    return any(word[at:] in _SETTLEMENTS for at, _ in (starts(word) if word else ()))
