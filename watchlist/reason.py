"""Why a match is one, in sentences like those of a careful colleague."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from watchlist.company import DEFAULT_WITHIN, Evidence, describe
from watchlist.entity import Company, Valid
from watchlist.fold import fold_text
from watchlist.match import Mention
from watchlist.setting import Setting
from watchlist.stream import Candidate

_MOST = 6  # ways to be named that are explained; further ones are counted


class Judged(NamedTuple):
    """A candidate after its surroundings were weighed."""

    candidate: Candidate
    alerts: bool
    company: tuple[Evidence, ...] = ()  # what was found of what it asks for
    away: str = ""  # the country that the article is set in, where that company is not enough for it
    lacks: Company | None = None  # the demand that nothing met; None for the default company

    @property
    def mention(self) -> Mention:
        one = self.candidate
        return Mention(one.listed, one.surface, *one.place, one.strength, self.alerts)


def reasons(
    judged: Iterable[Judged], cues: Sequence[str], names: Mapping[str, str], setting: Setting
) -> tuple[str, ...]:
    """One sentence for each way in which an entity is named, those that alert first, and what else its score is made
    of. `names`: id → name."""
    ways: dict[object, list[Judged]] = {}
    for one in judged:
        written = fold_text(one.candidate.surface)
        ways.setdefault((written, one.candidate.strength, one.alerts), []).append(one)
    ranked = sorted(ways.values(), key=lambda way: (not way[0].alerts, way[0].candidate.strength == "weak"))
    sentences = [_sentence(way, names) for way in ranked[:_MOST]]
    if len(ranked) > _MOST:
        sentences.append(f"and named in {len(ranked) - _MOST} more ways")
    if cues:
        sentences.append(f"near it: {', '.join(cues)}")
    return (*sentences, *_setting(setting))


def _setting(setting: Setting) -> Iterator[str]:
    if setting.elsewhere:
        yield f"the article opens with “{setting.elsewhere}” and with nothing of the region, which lowers the score"
    if setting.source is not None:
        yield f"its source is published {'in' if setting.source else 'outside'} the region"


def _sentence(way: Sequence[Judged], names: Mapping[str, str]) -> str:
    """What is said of a surface that stands once or several times: its company where it is nearest."""
    best = min(way, key=lambda one: sum(evidence.distance or 0 for evidence in one.company))
    return f'"{_one_line(best.candidate.surface)}" {_places(way)}: {_kind(best)}{_standing(best, names)}'


def _one_line(surface: str) -> str:
    return " ".join(surface.split())


def _places(way: Sequence[Judged]) -> str:
    places = []
    for field in ("title", "text"):
        count = sum(one.candidate.field == field for one in way)
        if count:
            places.append(f"in the {field}" if count == 1 else f"{count} times in the {field}")
    return " and ".join(places)


def _kind(one: Judged) -> str:
    name, entity = one.candidate.name, one.candidate.entity
    if name.described:
        return f"describes {entity.name}"
    taken = f"taken for “{one.candidate.listed}” ({one.candidate.basis}), " if one.candidate.basis else ""
    return f"{taken}a {one.candidate.strength} name of {entity.name}{_period(name.valid)}"


def _period(valid: Valid | None) -> str:
    if valid is None:
        return ""
    since = f" from {valid.start}" if valid.start else ""
    until = f" until {valid.end}" if valid.end else ""
    return f" (in use{since}{until})" if since or until else ""


def _standing(one: Judged, names: Mapping[str, str]) -> str:
    if one.company:
        company = " and ".join(map(_evidence, one.company))
        if one.away:
            return f", which does not alert: {company} could be anywhere, and the article is set in “{one.away}”"
        return f", with company: {company}"
    if one.alerts:
        return ""
    if one.lacks is not None:
        return f", which does not alert without {describe(one.lacks, names)}"
    return f", which does not alert alone: no other watched name and no cue within {DEFAULT_WITHIN} words"


def _evidence(evidence: Evidence) -> str:
    if evidence.distance is None:
        return f"{evidence.what} in the title"
    if evidence.distance == 0:
        return f"{evidence.what} in the same words"
    return f"{evidence.what} {evidence.distance} word{'s' if evidence.distance > 1 else ''} away"
