"""How sure a match is, as one number made of named parts.

    score = name + context + field + cue + repetition

| part       | at most | what it is made of                                                                        |
|------------|---------|-------------------------------------------------------------------------------------------|
| name       | 0.50    | the best mention: strong 0.50, weak with company 0.30, weak alone 0.10; of that, 60 % are |
|            |         | given and 40 % grow with the length of what is written (n / (n + 8) letters)              |
| context    | 0.20    | other watched entities named for sure in the article: n / (n + 2)                         |
| field      | 0.10    | the title names it 0.10; the first 500 characters of the text 0.05                        |
| cue        | 0.10    | kinds of cue near its mentions: n / (n + 1)                                               |
| repetition | 0.10    | further mentions: n / (n + 3)                                                             |

A match that does not alert keeps its name part and a quarter of the rest, so that it ranks below those that do. Each
part but the field approaches its most without reaching it: scores rank, and do not pile up at 1.
"""

from dataclasses import dataclass

from watchlist.match import Mention

_EARLY = 500  # code points
_SILENT_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a score, each in [0, its most]."""

    name: float
    context: float
    field: float
    cue: float
    repetition: float

    @property
    def total(self) -> float:
        """In [0, 1), to four decimals."""
        return round(self.name + self.context + self.field + self.cue + self.repetition, 4)


def score(mentions: tuple[Mention, ...], others: int, cues: int) -> Score:
    """Weigh the mentions of one entity; `others`: other entities named for sure; `cues`: kinds of cue near."""
    alerts = any(mention.alerts for mention in mentions)
    share = 1.0 if alerts else _SILENT_SHARE
    counted = [mention for mention in mentions if mention.alerts] or list(mentions)
    again = len(counted) - 1
    return Score(
        name=max(map(_name, mentions)),
        context=share * 0.20 * others / (others + 2),
        field=share * max(map(_field, counted)),
        cue=share * 0.10 * cues / (cues + 1),
        repetition=share * 0.10 * again / (again + 3),
    )


def _name(mention: Mention) -> float:
    most = 0.50 if mention.strength == "strong" else 0.30 if mention.alerts else 0.10
    letters = len(mention.surface)
    return most * (0.6 + 0.4 * letters / (letters + 8))


def _field(mention: Mention) -> float:
    if mention.field == "title":
        return 0.10
    return 0.05 if mention.start < _EARLY else 0.0
