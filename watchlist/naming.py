"""The names of an entity as YAML files list them: spellings, strength, and the company that each asks for."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from watchlist.entity import TYPES, Company, Name, Valid
from watchlist.fold import fold_text
from watchlist.match import Field, Strength, Writing
from watchlist.place import Place
from watchlist.spelling import is_findable
from watchlist.writing import WRITINGS

_NAME_KEYS = ("text", "strength", "case", "requires", "excludes", "valid")
_DESCRIPTION_KEYS = ("heads", "requires", "excludes", "valid")
_MEMBERS = ("entities", "types", "cues", "words", "written")
_DISTANCES = ("within", "before", "after")
_STRENGTHS: dict[str, Strength] = {"strong": "strong", "weak": "weak"}
_WRITINGS: dict[str, Writing] = {one: one for one in WRITINGS}
_FIELDS: dict[str, Field] = {"title": "title", "text": "text"}
_FARTHEST = 10_000  # words


@dataclass(frozen=True, slots=True)
class Known:
    """What a watchlist may refer to."""

    ids: Collection[str]
    cues: Collection[str]


_Spelling = tuple[str, str, bool]  # a folded text, its language, whether it heads a description


def listed_names(layers: Sequence[Place], known: Known) -> tuple[Name, ...]:
    """The names that these mappings of one entity list, each once; what a later mapping says of a spelling replaces
    what an earlier one said."""
    names: dict[_Spelling, tuple[Name, ...]] = {}
    for layer in layers:
        names |= _layer(layer, known)
    return tuple(name for same in names.values() for name in same)


def _layer(layer: Place, known: Known) -> dict[_Spelling, tuple[Name, ...]]:
    """The names of one mapping; a spelling of which it says two different things is noted as a mistake."""
    said: dict[_Spelling, dict[Name, Place]] = {}
    for name, place in (*_names(layer, known), *_described(layer, known)):
        said.setdefault((fold_text(name.text), name.language, name.described), {}).setdefault(name, place)
    for same in said.values():
        (first, at), *others = same.items()
        for name, place in others:
            if not (name.described or _as_well(first, name) or replace(name, text=first.text) == first):
                place.wrong(f"“{name.text}” a second time and otherwise, first in line {at.line}; keep one of the two")
    return {spelling: tuple(same) for spelling, same in said.items()}


def _as_well(first: Name, second: Name) -> bool:
    """Whether two weak names of one spelling ask for different company: then either will do."""
    if not (first.requires and second.requires) or first.requires == second.requires:
        return False
    return replace(second, text=first.text, requires=first.requires, excludes=first.excludes) == first


def _names(layer: Place, known: Known) -> Iterator[tuple[Name, Place]]:
    for language, listed in layer.at("names").languages("`names`"):
        if listed.value in (None, []):
            listed.wrong("no names; list some or leave the language out")
        for place in listed.entries("the names of a language"):
            yield from _spelled(place, language, known)


def _spelled(place: Place, language: str, known: Known) -> Iterator[tuple[Name, Place]]:
    """A name of one spelling, or of several that share all else."""
    if not isinstance(place.value, dict):
        if text := _findable(place, "a name"):
            yield _marked(Name(text, language)), place
        return
    place.mapping(_NAME_KEYS, "a name")
    strength, case = place.at("strength"), place.at("case")
    weight = _STRENGTHS[strength.choice(_STRENGTHS, "strength") or "strong"] if strength.value is not None else "strong"
    exact = case.value is not None and case.choice(("exact",), "case") == "exact"
    if weight == "strong" and place.has("requires"):
        place.at("requires").wrong("a strong name asks for no company; add `strength: weak` or drop `requires`")
    requires, excludes = _companies(place.at("requires"), known), _companies(place.at("excludes"), known)
    valid, listed = period(place.at("valid")), place.at("text")
    if listed.value == []:
        listed.wrong("`text` without a spelling; list some")
    for spelling in listed.entries("`text`") if isinstance(listed.value, list) else [listed]:
        if text := _findable(spelling, "`text`"):
            yield _marked(Name(text, language, weight, exact, requires, excludes, valid)), spelling


def _marked(name: Name) -> Name:
    """The name without the marks of its core: near <Abu Kamal>."""
    before, opening, rest = name.text.partition("<")
    core, closing, after = rest.partition(">")
    if not (opening and closing and fold_text(core)):
        return name
    return replace(name, text=before + core + after, core=core)


def _findable(place: Place, what: str) -> str | None:
    """A text that has a form to look for."""
    text = place.text(what)
    if text is not None and not is_findable(text):
        place.wrong(f"“{text}” has no letter that can be looked for; write it in Latin, Arabic, Hebrew or Cyrillic")
        return None
    return text


def _described(layer: Place, known: Known) -> Iterator[tuple[Name, Place]]:
    for language, listed in layer.at("described").languages("`described`"):
        for place in listed.entries("the descriptions of a language"):
            if not place.mapping(_DESCRIPTION_KEYS, "a description"):
                continue
            requires, excludes = _companies(place.at("requires"), known), _companies(place.at("excludes"), known)
            if not requires:
                place.wrong("a description without `requires`; say what must stand near its heads")
            if not place.at("heads").value:
                place.wrong("a description without `heads`; list its head nouns")
            valid = period(place.at("valid"))
            for head in place.at("heads").entries("`heads`"):
                if text := _findable(head, "a head"):
                    yield Name(text, language, "weak", False, requires, excludes, valid, described=True), head


def _companies(place: Place, known: Known) -> tuple[Company, ...]:
    """What stands under `requires` or `excludes`."""
    if place.value is None:
        return ()
    if isinstance(place.value, dict):
        return (_company(place, known),)
    return tuple(_company(one, known) for one in place.entries("company"))


def _company(place: Place, known: Known) -> Company:
    if not place.mapping((*_MEMBERS, *_DISTANCES, "field"), "company"):
        return Company()
    if not any(place.at(key).value for key in _MEMBERS):
        place.wrong("company of nothing; give it entities, types, cues, words or written")
    if place.has("within") and (place.has("before") or place.has("after")):
        place.wrong("`within` counts on both sides; drop it, or `before` and `after`")
    within, before, after = (_distance(place.at(key), f"`{key}`") for key in _DISTANCES)
    field = place.at("field")
    return Company(
        entities=_chosen(place.at("entities"), known.ids, "entity"),
        types=_chosen(place.at("types"), TYPES, "type"),
        cues=_chosen(place.at("cues"), known.cues, "cue"),
        words=tuple(word for one in place.at("words").entries("`words`") if (word := _findable(one, "a word"))),
        written=tuple(_WRITINGS[one] for one in _chosen(place.at("written"), _WRITINGS, "way of writing")),
        within=within,
        before=before,
        after=after,
        field=None if field.value is None else _FIELDS.get(field.choice(_FIELDS, "field") or ""),
    )


def _distance(place: Place, what: str) -> int | None:
    """A number of words; None where it is left out."""
    number = None if place.value is None else place.number(1, _FARTHEST, what)
    return None if number is None else int(number)


def _chosen(place: Place, choices: Collection[str], what: str) -> tuple[str, ...]:
    found = []
    for one in place.entries(f"`{what}`"):
        if isinstance(one.value, str) and one.value in choices:
            found.append(one.value)
        elif what == "entity":
            one.wrong(f"unknown entity “{one.value}”; use the id of an entity in the watchlist")
        else:
            one.choice(choices, what)
    return tuple(found)


def period(place: Place) -> Valid | None:
    """What stands under `valid`."""
    if place.value is None or not place.mapping(("from", "to"), "`valid`"):
        return None
    start, end = place.at("from"), place.at("to")
    valid = Valid(
        start.day("`from`") if start.value is not None else None, end.day("`to`") if end.value is not None else None
    )
    if valid.start and valid.end and valid.start > valid.end:
        place.wrong(f"`valid` ends ({valid.end}) before it begins ({valid.start}); swap them")
    return valid
