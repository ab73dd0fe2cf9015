"""The months by name, in the languages and calendars that our sources date by, and the folding of a date's letters."""

import re
from enum import Enum


class Calendar(Enum):
    """What a year is counted from."""

    GREGORIAN = "Gregorian"
    IRANIAN = "Iranian"  # solar, as in Iran; Afghanistan and eastern Kurdistan name its months otherwise
    ISLAMIC = "Islamic"  # lunar


_ALIKE = {
    "ا": "أإآٱ",
    "ي": "ىیێئ",
    "ك": "ک",
    "ه": "ەة",
    ".": "٫",
    " ": "،؛",
    "c": "çč",
    "g": "ğ",
    "i": "ıîï",
    "e": "éèêë",
    "a": "âà",
    "u": "ûüù",
    "o": "öô",
    "s": "ş",
    **{str(digit): chr(0x660 + digit) + chr(0x6F0 + digit) for digit in range(10)},
}
_FOLDED = {
    **{ord(letter): plain for plain, letters in _ALIKE.items() for letter in letters},
    # tatweel, the dot of a Turkish İ in lower case, apostrophes, joiners, marks of direction, vowel signs
    **dict.fromkeys((0x640, 0x307, 0x27, 0x2019, 0x61C, 0xFEFF, *range(0x200B, 0x2010))),
    **dict.fromkeys((*range(0x64B, 0x660), *range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}


def fold(text: str) -> str:
    """A date in lower case with ASCII digits, without what spellings and layouts differ in."""
    return " ".join(text.casefold().translate(_FOLDED).split())


_NAMES = {
    Calendar.GREGORIAN: (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        # Arabic: on the Nile, in the Maghreb, and in the Levant and Iraq
        "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
        "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
        # Persian took them from French, in two spellings
        "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
        "جنوری فبروری مارچ اپریل می ژوین ژوییه اگست سپتمبر اکتوبر نومبر دسمبر",
        # Turkish, in full and short
        "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "oca şub mar nis may haz tem ağu eyl eki kas ara",
        # Kurdish: Sorani, and Kurmanji in two ways
        "کانوونی_دووەم شوبات ئازار نیسان ئایار حوزەیران تەمووز ئاب ئەیلوول تشرینی_یەکەم تشرینی_دووەم کانوونی_یەکەم",
        "کانونی_دووەم شوبات ئادار نیسان مایس حوزەیران تەممووز ئاب ئەیلول تشرینی_یەکەم تشرینی_دووەم کانونی_یەکەم",
        "çile sibat adar nîsan gulan hezîran tîrmeh tebax îlon cotmeh mijdar berfanbar",
        "kanûna_duyem sibat avdar avrêl gulan pûşper tîrmeh gelawêj rezber çiriya_yekem çiriya_duyem kanûna_yekem",
        # French, Russian and Hebrew
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
        "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    ),
    Calendar.IRANIAN: (
        "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
        "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
        "خاکەلێوە گوڵان جۆزەردان پووشپەڕ گەلاوێژ خەرمانان ڕەزبەر گەڵاڕێزان سەرماوەز بەفرانبار ڕێبەندان ڕەشەمێ",
        "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand",
    ),
    Calendar.ISLAMIC: (
        "محرم صفر ربيع_الأول ربيع_الثاني جمادى_الأولى جمادى_الآخرة رجب شعبان رمضان شوال ذو_القعدة ذو_الحجة",
        "محرم صفر ربيع_الأول ربيع_الآخر جمادى_الأول جمادى_الثانية رجب شعبان رمضان شوال ذي_القعدة ذي_الحجة",
        "محرم صفر ربیع_الاول ربیع_الثانی جمادی_الاول جمادی_الثانی رجب شعبان رمضان شوال ذی_قعده ذی_حجه",
        "muharram safar rabi_al-awwal rabi_al-thani jumada_al-awwal jumada_al-thani rajab shaban ramadan shawwal"
        " dhu_al-qadah dhu_al-hijjah",
        "muharram safar rabi_i rabi_ii jumada_i jumada_ii rajab shaban ramadhan shawwal dhul-qadah dhul-hijjah",
    ),
}
_OTHERS = {"يونيه": 6, "يوليه": 7, "جولای": 7, "sept": 9, "تشرين_اول": 10, "تشرين_ثاني": 11}

_SEPARATORS = re.compile("[ _-]")


def _key(name: str) -> str:
    return _SEPARATORS.sub("", fold(name))


_MONTHS = {_key(name): (Calendar.GREGORIAN, number) for name, number in _OTHERS.items()} | {
    _key(name): (calendar, number)
    for calendar, lists in _NAMES.items()
    for names in lists
    for number, name in enumerate(names.split(), 1)
}
_SPELT = {_SEPARATORS.sub("[ -]?", fold(name)) for name in _OTHERS} | {
    _SEPARATORS.sub("[ -]?", fold(name)) for lists in _NAMES.values() for names in lists for name in names.split()
}
MONTH = re.compile(r"(?<![^\W\d])(" + "|".join(sorted(_SPELT, key=len, reverse=True)) + r")(?:[يe])?(?![^\W\d])")
"""Finds a month's name, its first group, in a folded date; Kurdish may bind it to the year with a vowel."""


def month(name: str) -> tuple[Calendar, int]:
    """The calendar of a month as MONTH found it, and its number from 1. Raises KeyError for another name."""
    return _MONTHS[_key(name)]
