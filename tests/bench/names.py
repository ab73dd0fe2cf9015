"""A watchlist as large as is wanted: the shipped one, and names of the same beginnings over the towns of the region."""

import random
from dataclasses import replace

from watchlist.entity import Entity, Name, Watchlist
from watchlist.match import Strength

_TOWNS = {
    "en": """Aleppo, Hama, Homs, Idlib, Raqqa, Hasakah, Qamishli, Daraa, Suwayda, Quneitra, Palmyra, Jableh, Baniyas,
        Safita, Masyaf, Salamiyah, Sukhnah, Qaryatayn, Zabadani, Qusayr, Yabrud, Nabk, Douma, Darayya, Harasta, Manbij,
        Jarablus, Azaz, Afrin, Kobani, Tabqa, Suluk, Ras al-Ayn, Malikiyah, Shaddadi, Amuda, Baghdad, Mosul, Basra,
        Kirkuk, Erbil, Duhok, Sulaymaniyah, Ramadi, Fallujah, Hit, Haditha, Anah, Rawa, Samarra, Tikrit, Baiji, Balad,
        Baqubah, Khanaqin, Mandali, Kut, Amarah, Nasiriyah, Samawah, Diwaniyah, Najaf, Karbala, Hillah, Zakho, Tal Afar,
        Hawija, Tuz Khurmatu, Beirut, Tripoli, Sidon, Tyre, Baalbek, Zahle, Hermel, Nabatieh, Tehran, Mashhad, Isfahan,
        Tabriz, Shiraz, Ahvaz, Qom, Kermanshah, Urmia, Rasht, Hamadan, Yazd, Ardabil, Zanjan, Sanandaj, Ilam, Mehran,
        Khorramabad, Dezful, Abadan, Khorramshahr, Amman, Irbid, Zarqa, Mafraq, Ruwaished, Gaziantep, Urfa, Mardin""",
    "ar": """حلب, حماة, حمص, إدلب, الرقة, الحسكة, القامشلي, درعا, السويداء, القنيطرة, تدمر, جبلة, بانياس, صافيتا, مصياف,
        السلمية, السخنة, القريتين, الزبداني, القصير, يبرود, النبك, دوما, داريا, حرستا, منبج, جرابلس, أعزاز, عفرين,
        عين العرب, الطبقة, سلوك, رأس العين, المالكية, الشدادي, عامودا, بغداد, الموصل, البصرة, كركوك, أربيل, دهوك,
        السليمانية, الرمادي, الفلوجة, هيت, حديثة, عنه, راوة, سامراء, تكريت, بيجي, بلد, بعقوبة, خانقين, مندلي, الكوت,
        العمارة, الناصرية, السماوة, الديوانية, النجف, كربلاء, الحلة, زاخو, تلعفر, الحويجة, طوز خورماتو, بيروت, طرابلس,
        صيدا, صور, بعلبك, زحلة, الهرمل, النبطية, طهران, مشهد, أصفهان, تبريز, شيراز, الأهواز, قم, كرمانشاه, أرومية""",
    "fa": """حلب, حماه, حمص, ادلب, رقه, حسکه, قامشلی, درعا, سویدا, قنیطره, پالمیرا, جبله, بانیاس, منبج, جرابلس, اعزاز,
        عفرین, کوبانی, طبقه, بغداد, موصل, بصره, کرکوک, اربیل, دهوک, سلیمانیه, رمادی, فلوجه, حدیثه, سامرا, تکریت, بیجی,
        بعقوبه, خانقین, مندلی, کوت, العماره, ناصریه, سماوه, دیوانیه, نجف, کربلا, حله, زاخو, تلعفر, بیروت, طرابلس, صیدا,
        صور, بعلبک, زحله, هرمل, نبطیه, تهران, مشهد, اصفهان, تبریز, شیراز, اهواز, قم, کرمانشاه, ارومیه, رشت, همدان, یزد,
        اردبیل, زنجان, سنندج, ایلام, مهران, خرم‌آباد, دزفول, آبادان, خرمشهر, امان, غازی‌عینتاب, ماردین""",
}  # towns as any atlas has them
_AN_ENTITY = 10  # names
_WEAK_EVERY = 5


def grown(watchlist: Watchlist, count: int) -> Watchlist:
    """A watchlist of so many names, always the same: real ones first, then the first words of a real one and a town.

    Every fifth of the further names is weak and asks for the default company. Where `count` is smaller than the shipped
    list, entities are left out until it fits; what refers to them goes with them.
    """
    real = [(entity, name) for entity in watchlist.entities for name in entity.names]
    if count < len(real):
        return _some(watchlist, count)
    heads = {
        language: sorted({" ".join(name.text.split()[:words]) for _, name in real for words in (1, 2, 3)
                          if name.language == language and not name.described and len(name.text.split()) > words})
        for language in _TOWNS
    }  # fmt: skip
    chance = random.Random(0)
    names: dict[str, Name] = {}
    while len(names) < count - len(real):
        language = chance.choice(list(_TOWNS))
        text = f"{chance.choice(heads[language])} {chance.choice(_TOWNS[language].split(',')).strip()}"
        strength: Strength = "weak" if len(names) % _WEAK_EVERY == 0 else "strong"
        names.setdefault(text, Name(text, language, strength))
    listed = list(names.values())
    further = [
        Entity(f"zz-{at}", "place", listed[at].text, tuple(listed[at : at + _AN_ENTITY]))
        for at in range(0, len(listed), _AN_ENTITY)
    ]
    return replace(watchlist, entities=(*watchlist.entities, *further))


def _some(watchlist: Watchlist, count: int) -> Watchlist:
    """Every so manieth name of each entity."""
    step = -(-sum(len(entity.names) for entity in watchlist.entities) // count)
    return replace(
        watchlist, entities=tuple(replace(entity, names=entity.names[::step]) for entity in watchlist.entities)
    )
