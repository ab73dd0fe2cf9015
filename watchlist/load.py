"""The watchlist as it lies in YAML files, read with every mistake pointed at.

    files ── parse_marked ──▶ documents ── gather ──▶ mappings by id, the user's over the shipped ── build ──▶ Watchlist

This is the form of the files. `watchlist/entities/` holds one for each type; a user's own have the same form.

    type: place                       # of all entities of the file; a file that only changes known ones needs none
    entities:
      - id: al-bukamal                # small letters, digits, hyphens; unique
        name: al-Bukamal              # as we call it, in English
        priority: high                # high | normal (default) | low
        names:                        # by language
          en:
            - al-Bukamal              # a plain text is a strong name
            - near <Abu Kamal>        # the mention is Abu Kamal: the rest only tells it from a namesake
            - text: [Abu Kamal, Abou Kamal]    # one spelling, or several that share what follows
              strength: weak          # strong (default) | weak: alerts in company alone
              case: exact             # for abbreviations: IRGC, SDF
              requires: …             # the company a weak name asks for: a mapping, or a list of which ALL must be met
              excludes: …             # a mapping, or a list of which any ONE takes the mention back
              valid: {from: 2014-07-01, to: 2017-11-30}    # qualifies, never hides
        described:                    # by language; for what has no name, or goes by a description
          en:
            - heads: [military base, base]    # head nouns; alone they are no mention
              requires: …             # all must be met, then it is a mention that alerts
              excludes: …
        location: {latitude: 34.4546, longitude: 40.9116, source: "GeoNames 174448"}    # degrees, WGS 84
        relations: [{kind: part of, entity: deir-ez-zor, valid: {from: 2014-07-01}}]
        references: [{document: "title, publisher, date"}, {wikidata: Q1}, {sanctions: …}, {gazetteer: …}, {web: …}]
        decoy: true                   # found only so that it is not taken for another
        note: In our own words.

A mapping of company is met by ANY ONE of the things it lists:

    entities: [al-qaim]               # another entity, by any of its names
    types: [place, crossing]          # another entity of such a type, by a name that is sure
    cues: [strike]                    # words that say what happened: see cues.yaml
    words: [Syria, سوريا]             # whole words or phrases, compared folded, with the letters Arabic joins to them
    written: [dateline, hashtag]      # how the name itself is written: as what a text opens with, after a #
    within: 30                        # words away, on either side of the mention; left out: anywhere in the article
    before: 2                         # in place of `within`: so many words before the mention, and none after it
    after: 5                          # likewise after it; with both, each side has its own distance
    field: title                      # title | text: where it must stand; left out: either

A weak name without `requires` asks for another watched entity by a strong name, or a cue, within 30 words. The same
spelling may stand only once in a language of an entity, unless it says the same, or each time is weak and asks for a
company of its own: then any of them will do, and what any of them excludes takes the mention back. In a user's file
it replaces the shipped one. Where languages say different things of one spelling, that of the article's language
counts, and where there is none the weak one.

The matcher finds by itself, and lists need not hold: upper and lower case; the articles of Latin names (al-, el-, ad-
…) and none; hyphen, space or nothing inside a name; apostrophes; possessives; diacritics; the forms of hamza, alef, teh
marbuta, yeh and kaf; ZWNJ; the letters that Arabic joins in front of a word; nouns that hasty notes write short (bdr
xing, 4th Div.), and abbreviations that they write small; a space where an apostrophe was lost (Kata ib).

`cues.yaml` holds kind → language → phrases, and is compared in the same way; so is `countries.yaml`, which holds
ISO 3166-1 code → language → the words that tell that an article is set there, and `here: true` for the corridor's own
countries. A user's file adds to the cues, and replaces what is said of a country.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from watchlist.build import Draft, build_entity
from watchlist.bulk import uncollected
from watchlist.edition import edition
from watchlist.entity import TYPES, Country, Watchlist, asked_for, own
from watchlist.errors import BadInput
from watchlist.marks import parse_marked
from watchlist.naming import Known
from watchlist.place import Place, Problems

CUES = (
    "strike", "clash", "deployment", "convoy", "construction", "opening", "closure", "recruitment", "visit",
    "smuggling", "detention",
)  # fmt: skip
_SHIPPED = Path(__file__).parent
_COUNTRY = re.compile(r"[a-z]{2}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CUES_FILE, _COUNTRIES_FILE = "cues.yaml", "countries.yaml"
_SHIPPED_FILES = (_SHIPPED / "entities", _SHIPPED / _CUES_FILE, _SHIPPED / _COUNTRIES_FILE)

Cues = dict[str, dict[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str  # as it stands in messages
    own: bool  # the user's, not the shipped list's


def load_shipped() -> Watchlist:
    """The watchlist that comes with Landbridge. Raises BadInput."""
    return load_watchlist()


def load_watchlist(*folders: Path) -> Watchlist:
    """The shipped watchlist with the YAML files of these folders laid over it, in order.

    An entity with a known id changes that entity: the keys it gives replace the old ones, its names are added (a
    spelling that is listed already is replaced), and `silence: true` keeps it from being reported. `cues.yaml` adds to
    the cues, `countries.yaml` replaces what is said of a country. A folder that does not exist adds nothing. Raises
    BadInput with all mistakes of all files at once, one line each: `path:line: what; remedy`.
    """
    return read_watchlist(_SHIPPED_FILES, folders)


def digest(*folders: Path) -> str:
    """SHA-256 over the files that `load_watchlist` reads: while it stays the same, so does what they say."""
    files = [path for place in (*_SHIPPED_FILES, *folders) for path in _files(place)]
    each = (f"{path} {_content(path)}" for path in files)
    return hashlib.sha256("\n".join(each).encode("utf-8", "surrogateescape")).hexdigest()


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return f"{error.strerror}"


@uncollected()
def read_watchlist(shipped: Iterable[Path], folders: Sequence[Path] = ()) -> Watchlist:
    """The watchlist of these files and folders alone, with the user's folders laid over it. Raises BadInput."""
    files = [_File(path, _shown(path), own=False) for place in shipped for path in _files(place)]
    files += [_File(path, str(path), own=True) for folder in folders for path in _files(folder)]
    problems = Problems()
    cues: Cues = {}
    countries: dict[str, Country] = {}
    drafts: dict[str, Draft] = {}
    for file in files:
        root = _read(file, problems)
        if root is None:
            continue
        if file.path.name == _CUES_FILE:
            _gather_cues(root, cues)
        elif file.path.name == _COUNTRIES_FILE:
            _gather_countries(root, countries)
        else:
            _gather_entities(root, file.own, drafts)
    known = Known(drafts.keys(), CUES)
    entities = [entity for draft in drafts.values() if (entity := build_entity(draft, known))]
    if problems:
        raise BadInput(*problems.lines())
    by_code = tuple(country for _, country in sorted(countries.items()))
    watchlist = Watchlist(tuple(entities), cues, countries=by_code, rules=edition())
    return replace(watchlist, version=_version(watchlist))


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(path for path in place.iterdir() if path.suffix in (".yaml", ".yml"))
    return [place] if place.exists() else []


def _shown(path: Path) -> str:
    return str(path.relative_to(_SHIPPED.parent)) if path.is_relative_to(_SHIPPED.parent) else str(path)


def _version(watchlist: Watchlist) -> str:
    """12 hexadecimal digits of SHA-256 over everything that is said, whatever files and order it came in, and over the
    rules by which it is looked for."""
    asked = asked_for(name for entity in watchlist.entities for name in entity.names)
    company = {one: _hash(some) for one, some in asked.items()}  # once for all names that share it
    entities = [
        (
            replace(entity, names=()),
            sorted(repr((own(name), company[id(name.requires)], company[id(name.excludes)])) for name in entity.names),
        )
        for entity in watchlist.entities
    ]
    cues = sorted((kind, sorted(languages.items())) for kind, languages in watchlist.cues.items())
    countries = [(country.code, country.here, sorted(country.names.items())) for country in watchlist.countries]
    return _hash((entities, cues, countries, watchlist.rules))[:12]


def _hash(said: object) -> str:
    return hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()


def _read(file: _File, problems: Problems) -> Place | None:
    """The root of a file; None where it cannot be read, which is noted, or is empty."""
    try:
        document = parse_marked(file.path.read_bytes(), file.name)
    except OSError as error:
        problems.say(file.name, 1, f"cannot be read ({error.strerror}); check that it is a file you may read")
        return None
    except BadInput as error:
        problems.take(file.name, error.problems)
        return None
    return None if document.value is None else Place(document.value, file.name, document, (), problems)


def _gather_cues(root: Place, cues: Cues) -> None:
    if not root.mapping(CUES, "the file of cues") or not isinstance(root.value, dict):
        return
    for kind in (kind for kind in CUES if kind in root.value):
        for language, place in root.at(kind).languages(f"`{kind}`"):
            phrases = [phrase for one in place.entries("phrases") if (phrase := one.text("a phrase"))]
            known = cues.setdefault(kind, {})
            known[language] = tuple(dict.fromkeys((*known.get(language, ()), *phrases)))


def _gather_countries(root: Place, countries: dict[str, Country]) -> None:
    if not isinstance(root.value, dict):
        root.wrong("the file of countries is not a mapping; write `sy: {here: true, en: [Syria]}`")
        return
    for code in root.value:
        place = root.at(code)
        if not (_COUNTRY.fullmatch(code) and isinstance(place.value, dict)):
            place.wrong(f"“{code}” is no country; write its two letters, and `{{here: true, en: [one, another]}}`")
            continue
        names = place.but("here").languages(f"`{code}`")
        listed = {
            language: tuple(name for one in named.entries("names") if (name := one.text("a name")))
            for language, named in names
        }
        countries[code] = Country(code, place.at("here").truth("`here`"), listed)


def _gather_entities(root: Place, own: bool, drafts: dict[str, Draft]) -> None:
    if not root.mapping(("type", "entities"), "a file of entities"):
        return
    type = root.at("type").choice(TYPES, "type") if root.has("type") else None
    if root.at("entities").value is None:
        root.wrong("no entities; write `entities:` and begin each with `- id:`")
    for place in root.at("entities").entries("`entities`"):
        id = place.at("id").value
        if not isinstance(id, str) or not _SLUG.fullmatch(id):
            place.wrong("an entity without a proper `id`; give it one of small letters, digits and hyphens: al-bukamal")
            continue
        known = drafts.get(id)
        if known is None:
            if not root.has("type"):
                place.wrong(f"“{id}” is new and has no type; write `type:` at the head of the file")
            drafts[id] = Draft(id, type or TYPES[0], (place,))
        elif not own or any(layer.file == place.file for layer in known.layers):
            place.wrong(f"“{id}” a second time, first at {known.place}; merge the two")
        else:
            if type not in (None, known.type):
                place.wrong(f"“{id}” is listed as {known.type}; move it to a file of that type, or of none")
            drafts[id] = known.over(place)
