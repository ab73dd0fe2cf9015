"""Which of the names in an article stand, and which of those may alert."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from watchlist.company import Surroundings
from watchlist.compete import compete
from watchlist.reason import Judged
from watchlist.stream import Candidate, Row

Rows = Mapping[str, Row[None]]  # cues by kind, or words by how they are asked for, with where they stand


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every mention of an article that stands, decoys left out."""

    judged: tuple[Judged, ...]
    surroundings: Surroundings


def judge(
    named: Iterable[Candidate], heads: Iterable[Candidate], cues: Rows, words: Rows, text_from: int = 0
) -> Judgement:
    """Weigh names against each other and against what stands around them; then the descriptions, by the names.

    The default company is a strong name. A weak name that has its company becomes sure enough to be company of a type
    for the others, once: sureness does not travel further.
    """
    standing = compete(named)
    around = Surroundings(standing, frozenset(standing), cues, words, text_from)
    standing = [one for one in standing if not around.excluded(one)]
    strong = frozenset(one for one in standing if one.name.strength == "strong")
    around = Surroundings(standing, strong, cues, words, text_from)
    accompanied = frozenset(one for one in standing if one not in strong and around.company(one))
    wider = Surroundings(standing, strong | accompanied, cues, words, text_from)
    judged = [_weigh(one, wider if one.name.requires else around) for one in standing if not one.entity.decoy]
    judged += [Judged(one, True, wider.company(one)) for one in _described(heads, wider)]
    return Judgement(tuple(judged), wider)


def _weigh(one: Candidate, around: Surroundings) -> Judged:
    if one.name.strength == "strong":
        return Judged(one, alerts=True)
    company = around.company(one)
    return Judged(one, bool(company), company, None if company else around.unmet(one))


def _described(heads: Iterable[Candidate], around: Surroundings) -> list[Candidate]:
    """The head nouns that the words around them make into a description, none of them part of a name."""
    met = [
        head
        for head in heads
        if not any(_owns(name, head) for _, name in around.names.around(head.span))
        and around.company(head)
        and not around.excluded(head)
    ]
    return compete(met)


def _owns(name: Candidate, head: Candidate) -> bool:
    if name.entity.id == head.entity.id:
        return name.span.overlaps(head.span)
    return name.span.contains(head.span)
