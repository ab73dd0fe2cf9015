"""Small watchlists of our own making for tests."""

from pathlib import Path

from watchlist.entity import Watchlist
from watchlist.load import read_watchlist
from watchlist.match import Match
from watchlist.matcher import Matcher

PLACES = """
type: place
entities:
  - id: al-bukamal
    name: al-Bukamal
    names:
      en:
        - al-Bukamal
        - Bukamal
        - {text: Abu Kamal, strength: weak, requires: {entities: [al-qaim], types: [place, crossing], within: 30}}
      ar: [البوكمال, {text: أبو كمال, strength: weak}]
      fa: [بوکمال]
  - id: al-qaim
    name: al-Qaim
    names:
      en: [{text: al-Qaim, strength: weak}]
      ar: [{text: القائم, strength: weak, excludes: {words: [بالأعمال], within: 1}}]
      fa: [{text: القائم, strength: weak}]
  - id: al-tanf
    name: al-Tanf
    names:
      en: [al-Tanf]
      ar: [التنف]
      fa: [التنف]
  - id: latakia
    name: Latakia
    names: {en: [Latakia], ar: [اللاذقية], fa: [لاذقیه]}
  - id: deir-ez-zor
    name: Deir ez-Zor
    names: {en: [Deir ez-Zor], ar: [دير الزور], fa: [دیرالزور]}
"""
OTHERS = """
type: crossing
entities:
  - id: al-bukamal-al-qaim
    name: al-Bukamal crossing
    names: {en: [al-Bukamal crossing], ar: [معبر البوكمال], fa: [گذرگاه بوکمال]}
    relations: [{kind: at, entity: al-bukamal}]
"""
FORCES = """
type: militia
entities:
  - id: hezbollah
    name: Hezbollah
    names: {en: [Hezbollah], ar: [حزب الله], fa: [حزب‌الله]}
    relations: [{kind: competes with, entity: kataib-hezbollah}]
  - id: kataib-hezbollah
    name: Kata'ib Hezbollah
    names: {en: [Kata'ib Hezbollah], ar: [كتائب حزب الله], fa: [کتائب حزب‌الله]}
  - id: lebanese-club
    name: Hezbollah Scouts Club
    decoy: true
    names: {en: [Hezbollah Scouts Club]}
  - id: irgc
    name: IRGC
    names: {en: [{text: IRGC, case: exact}], ar: [الحرس الثوري], fa: [سپاه پاسداران]}
  - id: fatemiyoun
    name: Liwa Fatemiyoun
    names: {en: [Liwa Fatemiyoun], ar: [لواء الفاطميون], fa: [فاطمیون]}
  - id: battalion-47
    name: Battalion 47
    names: {en: [Battalion 47], ar: [كتيبة 47], fa: [گردان ۴۷]}
  - id: assad
    name: Bashar al-Assad
    names: {en: [Bashar al-Assad, Assad], ar: [بشار الأسد], fa: [بشار اسد]}
"""
BASES = """
type: base
entities:
  - id: new-base
    name: the new base in the countryside
    relations: [{kind: near, entity: al-bukamal}]
    described:
      en:
        - heads: [military base, base]
          requires: [{entities: [al-bukamal], within: 12}, {words: [new, countryside], within: 6}]
          excludes: {words: [air], within: 2}
"""
CUES = """
strike: {en: [strike, air strike], ar: [غارة], fa: [حمله هوایی]}
visit: {en: [visited], ar: [زار], fa: [غارة]}
"""
FILES = {"place.yaml": PLACES, "crossing.yaml": OTHERS, "militia.yaml": FORCES, "base.yaml": BASES, "cues.yaml": CUES}


def write(folder: Path, **files: str) -> Path:
    """A folder with these files, `place` standing for place.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def small_watchlist(folder: Path) -> Watchlist:
    """The places, crossings, forces, bases and cues above."""
    return read_watchlist([write(folder, **{name.removesuffix(".yaml"): text for name, text in FILES.items()})])


def found(matcher: Matcher, text: str, title: str = "", language: str = "") -> dict[str, Match]:
    """What is found, by entity; each mention's offsets are checked on the way."""
    matches = matcher.match(title, text, language)
    for mention in (mention for match in matches for mention in match.mentions):
        field = title if mention.field == "title" else text
        assert field[mention.start : mention.end] == mention.surface
    return {match.entity: match for match in matches}
