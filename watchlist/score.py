"""How sure a match is, as one number made of named parts.

    score = name + context + field + cue + repetition + setting

| part       | from … to    | what it is made of                                                                     |
|------------|--------------|----------------------------------------------------------------------------------------|
| name       | 0.06 … 0.50  | the best mention: strong 0.50, weak with company 0.30, weak alone 0.10; of that, 60 %  |
|            |              | are given and 40 % grow with the length of what is written (n / (n + 8) letters); a    |
|            |              | spelling that nobody listed is worth its likeness of that                              |
| context    | 0 … 0.20     | other watched entities named for sure in the article: n / (n + 2)                      |
| field      | 0 … 0.10     | the title names it 0.10; the first 500 characters of the text 0.05                     |
| cue        | 0 … 0.10     | kinds of cue near its mentions: n / (n + 1)                                            |
| repetition | 0 … 0.05     | further mentions: n / (n + 3)                                                          |
| setting    | −0.12 … 0.05 | title and lead name the region 0.03, or another country and not the region −0.10; the  |
|            |              | source is published in the region 0.02, elsewhere −0.02                                |

A match that does not alert keeps its name part and a quarter of the rest, so that it ranks below those that do. The
parts approach their most without reaching it: scores rank, and do not pile up at 1. `docs/matching.md` tells how to
read them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from watchlist.reason import Judged
from watchlist.setting import Setting

_EARLY = 500  # code points
_SILENT_SHARE = 0.25


class Score(NamedTuple):
    """The parts of a score."""

    name: float
    context: float
    field: float
    cue: float
    repetition: float
    setting: float

    @property
    def total(self) -> float:
        """In (0, 1), to four decimals."""
        return round(sum(self), 4)


def score(judged: Sequence[Judged], others: int, cues: int, setting: Setting) -> Score:
    """Weigh the mentions of one entity; `others`: other entities named for sure; `cues`: kinds of cue near."""
    sure = [one for one in judged if one.alerts]
    share = 1.0 if sure else _SILENT_SHARE
    counted = sure or judged
    again = len(counted) - 1
    return Score(
        name=max(map(_name, judged)),
        context=share * 0.20 * others / (others + 2),
        field=share * max(map(_field, counted)),
        cue=share * 0.10 * cues / (cues + 1),
        repetition=share * 0.05 * again / (again + 3),
        setting=share * _setting(setting),
    )


def _name(one: Judged) -> float:
    most = 0.50 if one.candidate.strength == "strong" else 0.30 if one.alerts else 0.10
    letters = len(one.candidate.surface)
    return most * (0.6 + 0.4 * letters / (letters + 8)) * one.candidate.likeness


def _field(one: Judged) -> float:
    field, start, _ = one.candidate.place
    if field == "title":
        return 0.10
    return 0.05 if start < _EARLY else 0.0


def _setting(setting: Setting) -> float:
    lead = 0.03 if setting.here else -0.10 if setting.elsewhere else 0.0
    source = {True: 0.02, False: -0.02, None: 0.0}[setting.source]
    return lead + source
