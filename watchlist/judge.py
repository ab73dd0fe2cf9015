"""Which of the names in an article stand, and which of those may alert."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watchlist.company import Scene, Surroundings, Weighed
from watchlist.compete import compete, related
from watchlist.reason import Judged
from watchlist.stream import Candidate, Span


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every mention of an article that stands, decoys left out."""

    judged: tuple[Judged, ...]
    surroundings: Surroundings


def judge(standing: Sequence[Candidate], heads: Iterable[Candidate], scene: Scene) -> Judgement:
    """Weigh names that stand, each against what stands around it; then the descriptions, by the names.

    The default company is a strong name. A weak name that has its company becomes sure enough to be company of a type
    for the others, once: sureness does not travel further.
    """
    around = Surroundings(standing, standing, scene)
    left = _left(standing, around)
    if len(left) < len(standing):
        around = Surroundings(left, (), scene)
    strong = [one for one in left if one.strength == "strong"]
    around.trust(strong)
    by_strong = {one: around.weigh(one) for one in left if one.strength == "weak"}
    around.trust([*strong, *(one for one, weighed in by_strong.items() if around.enough(weighed.company))])
    judged = [Judged(one, alerts=True) for one in strong if not one.entity.decoy]
    for one, weighed in by_strong.items():
        if not one.entity.decoy:
            again = any(demand.types for demand in one.name.requires) and not around.enough(weighed.company)
            judged.append(_judged(one, around.weigh(one) if again else weighed, around))
    judged += [_judged(one, around.weigh(one), around) for one in _described(heads, around)]
    return Judgement(tuple(_once(judged)), around)


def nothing_is_left(standing: Sequence[Candidate], scene: Scene) -> bool:
    """Whether words alone take back every name that stands but decoys."""
    return all(one.entity.decoy for one in _left(standing, Surroundings((), (), scene)))


def _left(standing: Sequence[Candidate], around: Surroundings) -> Sequence[Candidate]:
    """The names that nothing takes back."""
    back = {(one.entity.id, one.span) for one in standing if one.name.excludes and around.excluded(one)}
    return [one for one in standing if (one.entity.id, one.span) not in back] if back else standing


def _once(judged: Iterable[Judged]) -> Iterable[Judged]:
    """One for each place of an entity: the one that alerts, where one does."""
    best: dict[tuple[str, Span], Judged] = {}
    for one in judged:
        place = one.candidate.entity.id, one.candidate.span
        if place not in best or (one.alerts and not best[place].alerts):
            best[place] = one
    return best.values()


def _judged(one: Candidate, weighed: Weighed, around: Surroundings) -> Judged:
    company, lacks = weighed
    if company and not around.enough(company):
        return Judged(one, alerts=False, company=company, away=around.scene.setting.elsewhere)
    return Judged(one, bool(company), company, lacks=lacks)


def _described(heads: Iterable[Candidate], around: Surroundings) -> list[Candidate]:
    """The head nouns that the words around them make into a description, none of them part of a name."""
    met = [
        head
        for head in heads
        if not any(_owns(name, head) for _, name in around.names.around(head.span))
        and around.weigh(head).company
        and not around.excluded(head)
    ]
    return compete(met)


def _owns(name: Candidate, head: Candidate) -> bool:
    if name.entity.id == head.entity.id:
        return name.span.overlaps(head.span)
    return name.span.contains(head.span) and not related(name.entity, head.entity)
