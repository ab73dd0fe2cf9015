"""Names that find more than they mean: told by their look, and by counting them over texts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from watchlist.entity import Entity, Name, Watchlist
from watchlist.fold import ARABIC, fold, fold_text
from watchlist.match import Match, Strength
from watchlist.snippet import around

SHORT = 3  # letters at most of a name that is too short however it is written
SHORT_WORD = 5  # letters at most of a single Latin word that is likely to be another word or name as well
SHORT_ARABIC_WORD = 4  # likewise in Arabic script, which writes fewer letters, without the article
FEW = 5  # articles below which nothing is called frequent
FREQUENT = 0.005  # share of the articles from which a name is
_HALF, _RARELY = 0.5, 0.2  # shares of the articles with a name


def suspicion(text: str, type: str, *, exact_case: bool = False) -> str:
    """What makes a name dangerous by its look, in words; empty where nothing does.

    `type`: of the entity; `exact_case`: whether the name is found in its own capitals alone.
    """
    words = fold(text).text.split()
    letters = sum(map(len, words))
    if letters <= SHORT:
        return f"only {letters} letter{'s' if letters != 1 else ''}"
    if len(words) > 1 or exact_case:
        return ""
    if type == "person":
        return "one word of a person's name"
    arabic = words[0][0] in ARABIC
    stem = words[0].removeprefix("ال") if arabic else words[0]
    if len(stem) <= (SHORT_ARABIC_WORD if arabic else SHORT_WORD):
        return f"one short word of {len(stem)} letters"
    return ""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A strong name that looks dangerous."""

    entity: str  # id
    name: Name
    why: str  # in words

    def __str__(self) -> str:
        return f"“{self.name.text}” (strong, {self.entity}): {self.why}; make it weak or give it company"


def suspects(entities: Iterable[Entity], listed: Iterable[Entity] = ()) -> Iterator[Suspect]:
    """The strong names of these entities that look dangerous, or that `listed` calls weak in another language.

    Decoys alert nobody and are left out.
    """
    weak = {
        (entity.id, fold_text(name.text)): name
        for entity in listed
        for name in entity.names
        if name.strength == "weak" and not name.described
    }
    for entity in (entity for entity in entities if not entity.decoy):
        for name in (name for name in entity.names if name.strength == "strong"):
            alike = weak.get((entity.id, fold_text(name.text)))
            why = f"reads like “{alike.text}”, which is weak in {alike.language}" if alike else ""
            if why := suspicion(name.text, entity.type, exact_case=name.exact_case) or why:
                yield Suspect(entity.id, name, why)


def own_entities(listed: Watchlist, shipped: Watchlist) -> list[Entity]:
    """The entities as far as a user's files made them: with those names alone that the shipped list has not."""
    known = {(entity.id, name) for entity in shipped.entities for name in entity.names}
    own = []
    for entity in listed.entities:
        if names := tuple(name for name in entity.names if (entity.id, name) not in known):
            own.append(Entity(entity.id, entity.type, entity.name, names, decoy=entity.decoy))
    return own


@dataclass(slots=True)
class NameCount:
    """How often one listed name stands in articles."""

    entity: str  # id
    name: str
    strength: Strength
    articles: int = 0
    alerting: int = 0  # articles in which it may alert: all for a strong name, those with company for a weak one
    alone: int = 0  # articles that hold no other watched name that may alert, and no cue near it
    sample: str = ""  # the words around it in the first article, rather one where it stands alone

    def advice(self, articles: int) -> str:
        """What its owner should do, in words; empty where the name is well as it is. `articles`: counted in all."""
        if self.strength == "strong":
            frequent = self.articles >= max(FEW, FREQUENT * articles)
            if self.alone < _HALF * self.articles:
                return ""
            return "make it weak or give it company" if frequent else "rare: read them"
        if self.articles >= FEW and self.alerting > _HALF * self.articles:
            return "its company comes easily: read some, and ask for more"
        return ""

    def in_words(self, articles: int, where: str) -> str:
        """One line: the name, where and how often it stands, and what to do. `where`: “articles of corpus.jsonl”."""
        head = f"“{self.name}” ({self.strength}, {self.entity}): in {self.articles:,} of {articles:,} {where}"
        if self.strength == "strong":
            said = f"{self.alone:,} without any other watched name or cue"
        else:
            said = f"{self.alerting:,} with company"
        return f"{head}, {said}: {self.advice(articles) or self._well()}"

    def _well(self) -> str:
        if self.strength == "strong":
            return "it keeps good company"
        return "rightly weak" if self.alerting <= _RARELY * self.articles else "weak, and at times in company"


@dataclass(slots=True)
class Census:
    """Counts of the names found in article after article."""

    articles: int = 0
    counts: dict[tuple[str, str], NameCount] = field(default_factory=dict)

    def add(self, title: str, text: str, matches: Sequence[Match]) -> None:
        """Count one article with what was found in it."""
        self.articles += 1
        sure = sum(match.alerts for match in matches)
        for match in matches:
            alone = not match.cues and sure - match.alerts == 0
            for name in {mention.name for mention in match.mentions}:
                self._count(match, name, alone, title, text)

    def _count(self, match: Match, name: str, alone: bool, title: str, text: str) -> None:
        mentions = [mention for mention in match.mentions if mention.name == name]
        key = match.entity, name
        count = self.counts.setdefault(key, NameCount(match.entity, name, mentions[0].strength))
        count.articles += 1
        count.alerting += any(mention.alerts for mention in mentions)
        count.alone += alone
        if not count.sample or (alone and count.alone == 1):
            count.sample = around(title if mentions[0].field == "title" else text, mentions[0], 60)

    def ranked(self) -> list[NameCount]:
        """Those that ask for something first, then the most frequent."""
        return sorted(
            self.counts.values(),
            key=lambda one: (not one.advice(self.articles), -one.articles, one.entity, one.name),
        )
