"""Nouns that names are made with besides what distinguishes them: brigade, لواء, تیپ. One may stand for another."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from watchlist.fold import ARABIC, fold
from watchlist.spelling import is_article, starts

_SAID = {
    "crossing": "crossing crossings checkpoint gate post entry port terminal معبر منفذ بوابة گذرگاه پایانه مرز "
    "geçidi geçit kapısı sınır passage frontalier دەروازەی",
    "airport": "airport airfield airbase airstrip مطار فرودگاه havalimanı havaalanı aéroport flughafen "
    "militärflughafen aeropuerto firokexaneya فڕۆکەخانەی",
    "base": "base bases airbase garrison compound camp complex outpost barracks facility قاعدة حامية "
    "معسكر مخيم مقر موقع "
    "ثكنة پایگاه پادگان اردوگاه üssü üs kampı stützpunkt militärbasis militärstützpunkt basis binkeya bingeha بنکەی "
    "airfield",
    "brigade": "brigade liwa لواء تیپ لشکر tugayı tugay liva brigada لیوای division militia faction "
    "ميليشيا مليشيا فصيل",
    "battalions": "battalion battalions kataib kataeb ketaib katibat brigades companies saraya كتائب كتيبة سرايا "
    "گردان گردانهای گردان‌های کتائب سرایای تیپ tugayı tugayları birlikleri brigadas brigaden کەتائیبی کەتائیب سەرایا "
    "seriyyeleri militia ميليشيا مليشيا",
    "corps": "corps force forces legion فيلق قوة قوات نیروی نیروهای سپاه gücü güçleri fuerza fuerzas hêza hêzên fîleqa "
    "truppe einheit truppen سوپای فەیلەقی",
    "movement": "movement harakat haraka حركة جنبش حرکت hareketi hareket mouvement bewegung movimiento "
    "tevgera بزووتنەوەی "
    "party organization organisation militia group ميليشيا مليشيا",
    "organisation": "organization organisation منظمة تنظيم سازمان هيئة هیئت örgütü teşkilatı organización rêxistina "
    "ڕێکخراوی",
    "army": "army forces troops soldiers military جيش قوات الجيش ارتش نیروهای نیروی نظامیان سربازان ارتشیان ordusu "
    "ordu güçleri askerleri gücü armée armee streitkräfte ejército artêşa hêzên هێزەکانی fighters",
    "council": "council مجلس شورای meclisi konseyi conseil rat militärrat consejo meclisa encûmena ئەنجومەنی",
    "ministry": "ministry minister وزارة وزير وزارت وزیر bakanlığı bakanı ministère ministre ministerium ministerio "
    "wezareta",
    "defence": "defence defense دفاع savunma défense verteidigung verteidigungsministerium defensa parastina difa "
    "بەرگری",
    "field": "field fields حقل حقول میدان sahası sahaları sahanı petrol champ campo kêlgeha zeviya کێڵگەی",
    "station": "station terminal facility محطة ایستگاه پایانه istasyonu estación",
    "hospital": "hospital مستشفى مشفى بیمارستان hastanesi hôpital krankenhaus nexweşxaneya نەخۆشخانەی",
    "checkpoint": "checkpoint roadblock barrier post حاجز نقطة بازرسی پاسگاه kontrol noktası barrage",
    "desert": "desert deserts steppe صحراء بادية بوادي باديتي صحرای بیابان صحراهای بیابانهای بیابان‌های بادیه çölü "
    "wüste désert desierto çola بیابانی بادییەی",
    "zone": "zone area district city منطقة مدينة حي شهرک ناحیه منطقه bölgesi",
    "port": "port harbour harbor ميناء مرفأ بندر limanı",
    "scouts": "scouts scout scouting كشافة كشاف کشافه پیشاهنگان پیشاهنگی kashafat kashafa izcileri éclaireurs",
    "resistance": "resistance مقاومة مقاومت direnişi direniş résistance widerstand resistencia berxwedana بەرگری",
    "units": "units unit forces وحدات یگان یگانهای یگان‌های قوات نیروهای birlikleri unités einheiten "
    "unidades yekîneyên "
    "یەکینەکانی یەکینەی",
    "tribal": "tribal tribes عشائر عشائري قبائل عشایری عشایر aşiret aşairi tribale eşayirî achaïri",
    "mobilisation": "mobilization mobilisation hashd hachd haşd haşdi heşd heşda حشد حشود بسیج seferberlik",
    "missile": "missile missiles rocket rockets صاروخ صواريخ موشک موشکهای موشک‌های راکت راکتهای راکت‌های füzesi "
    "füzeleri roketi roketleri raketen rakete misil mûşeka مووشەکی",
    "drone": "drone drones uav uavs طائرة طائرات مسيرة مسيرات پهپاد پهپادهای drohne drohnen dron iha ihası",
    "chamber": "chamber غرفة اتاق chambre kammer odası",
    "commerce": "commerce trade commercial تجارة تجارية تجاري بازرگانی تجارت commerce ticaret",
    "corridor": "corridor route road highway ممر طريق كريدور کریدور راه جاده koridoru",
    "general": "general gen commander sardar جنرال فريق سردار ژنرال قائد فرمانده général kommandant komutan",
    "channel": "channel network television tv website news correspondent قناة شبكة فضائية تلفزيون موقع مراسل شبکه "
    "تلویزیون کانال خبرنگار chaîne kanalı kanal sender",
    "syria": "syria syrian syrians syrias سوريا سورية سوري سوریه سوری suriye sûriyê sûriya syrie "
    "syrienne syrien syrische "
    "syrischen siria siria sirio سووریا",
    "iraq": "iraq iraqi iraqs iraqis العراق عراق عراقي عراقية عراقی irak iraklı irakienne irakien iraquienne irakische "
    "iraquí iraqê عێراق عێراقی",
    "iran": "iran iranian irans إيران إيراني إيرانية ایران ایرانی iranlı iranien iranienne iranische iraní îranê ئێران",
    "lebanon": "lebanon lebanese lebanons لبنان لبناني لبنانية لبنانی lübnan liban libanais líbano",
    "kurdistan": "kurdistan kurdish كردستان كردي كوردي کردستان کردی کرد kürt kurdî کوردستان کوردی",
    "islamic": "islamic إسلامي إسلامية اسلامی islami islamique islamische islamischer islámica islamî "
    "ئیسلامی islamiyah",
    "jihad": "jihad djihad gihad جهاد جهاد cihad cihada dschihad yihad جیهادی",
    "state": "state دولة دولت devleti état staat estado dewleta دەوڵەتی dawla dawlah",
    "free": "free حر حرة آزاد özgür hür libre freie azad ئازاد",
    "new": "new جديد جديدة جدید yeni nouvelle nouveau neue nû",
    "military": "military عسكري عسكرية نظامی askeri militaire leşkerî سەربازی سەربازیی militär",
    "border": "border land frontier حدودي حدودية مرزی زمینی sınır frontalier",
    "air": "air جوي جوية هوایی hava aérienne hewayî",
    "oil": "oil gas petroleum نفطي نفطية نفت نفتی گازی غاز للغاز petrol pétrolier gaz",
    "pumping": "pumping ضخ پمپاژ",
    "national": "national public general وطني وطنية ملی دولتی عمومی ulusal milli nationale",
    "special": "specialist specialized specialised private تخصصي تخصصی",
    "industrial": "industrial صناعية صناعي صناعة صنعتی sanayi industriel",
    "joint": "joint مشترك مشتركة مشترک",
    "ballistic": "ballistic باليستي باليستية بالستیک بالستي",
    "type": "type طراز نوع مدل tipi",
    "american": "us american أمريكية أميركية آمریکایی آمریکا",
    "security": "security أمن أمني امنیتی امنیت",
    "inspection": "ایست",
}  # fmt: skip
COUNTRIES = frozenset(("syria", "iraq", "iran", "lebanon", "kurdistan", "american"))
# What may be put to a noun or left out without its meaning another thing.
_MAY_HAVE: Mapping[str, set[str]] = {
    "crossing": {"border", "military"},
    "airport": {"military", "national", "air", "base"},
    "base": {"military", "air", "airport", "american"},
    "field": {"oil"},
    "station": {"oil", "pumping"},
    "hospital": {"national", "special"},
    "checkpoint": {"military", "security", "inspection"},
    "missile": {"ballistic", "type"},
    "drone": {"type"},
    "chamber": {"joint"},
}
_CONNECTED = "of the in at de d du des la le los las el von der im ya yen ji e i ye yi s un al از در في من ي هاي ها"
_CONNECTING = frozenset(_CONNECTED.split())


def _by_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, words in _SAID.items():
        for word in fold(words).text.split():
            if word not in _CONNECTING:
                found.setdefault(word, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


_KINDS: Mapping[str, frozenset[str]] = _by_word()


def kinds(word: str) -> frozenset[str]:
    """What a folded word means as a noun of a name, whatever is joined in front of it; empty where it is none."""
    return _noun(word)[1]


def joined(word: str) -> int:
    """How many letters of a noun are no part of it: those of what is joined in front of it and its article."""
    return _noun(word)[0]


@lru_cache(maxsize=65536)
def _noun(word: str) -> tuple[int, frozenset[str]]:
    if word in _KINDS:
        return 0, _KINDS[word]
    if word and word[0] in ARABIC:
        for start, article in starts(word):
            if word[start:] in _KINDS:
                return start - 2 * article, _KINDS[word[start:]]
    return 0, frozenset()


def connects(word: str) -> bool:
    """Whether a folded word only ties others together: of, de, در, an article."""
    return word in _CONNECTING or is_article(word)


def needed(nouns: Iterable[frozenset[str]]) -> frozenset[frozenset[str]]:
    """Of the kinds of a name's nouns those that must be said."""
    nouns = [*nouns]
    extra = extras(nouns)
    return frozenset(noun for noun in nouns if not noun & extra) or frozenset(nouns)


def extras(nouns: Iterable[Collection[str]]) -> frozenset[str]:
    """What may be said beside such nouns."""
    return frozenset(kind for noun in nouns for one in noun for kind in _MAY_HAVE.get(one, ()))
