"""What an article tells, in a form in which two articles can be compared whatever their words and languages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flows.stories.lexicon import lexicon
from flows.stories.numerals import clocks, days, numbers, without_clocks
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.find import Finder
from watchlist.fold import fold, fold_text
from watchlist.letters import foreign
from watchlist.match import Match

PLACES = frozenset({"crossing", "base", "checkpoint", "facility", "place"})  # types of entity that are somewhere
_LEAD = 500  # letters of a text that say what happened; what follows is often what happened before
_FIRST = 160  # letters of about a first sentence
_MOST = 600  # letters in which a piece of news has said what it is about
_SETS = (
    "places",
    "others",
    "foremost",
    "headline",
    "happened",
    "headlined",
    "numbers",
    "concepts",
    "lead",
    "leading",
    "titled",
    "named",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an article tells."""

    language: str  # ISO 639-1 code
    at: datetime  # aware UTC, when it was published, or found where that is unknown
    places: frozenset[str] = frozenset()  # ids of watched entities that are somewhere, and towns
    others: frozenset[str] = frozenset()  # ids of the other watched entities
    foremost: frozenset[str] = frozenset()  # those of either that the title or the lead names
    headline: frozenset[str] = frozenset()  # those of them that the title names
    titled: frozenset[str] = frozenset()  # what the title speaks of
    named: frozenset[str] = frozenset()  # entities and towns that the title names
    happened: frozenset[str] = frozenset()  # kinds of cue in the title and the lead
    headlined: frozenset[str] = frozenset()  # kinds of cue in the title
    numbers: frozenset[int] = frozenset()
    clocks: frozenset[int] = frozenset()  # minutes after midnight, of whatever zone
    days: frozenset[date] = frozenset()
    concepts: frozenset[str] = frozenset()  # what it speaks of
    lead: frozenset[str] = frozenset()  # what the title and the first sentence speak of
    leading: frozenset[str] = frozenset()  # places that the title or the first sentence names


def read_words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold_text(text).split()


class Reader:
    """Reads what articles tell. Built once, then only read."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._lexicon = lexicon()
        self._cues = [
            (kind, language, phrase)
            for kind, languages in watchlist.cues.items()
            for language, phrases in languages.items()
            for phrase in phrases
        ]
        self._finder = Finder(phrase for _, _, phrase in self._cues)

    def read(self, article: Article, matches: Sequence[Match], found: datetime) -> Facts:
        """What an article tells. `found`: aware UTC, counts where it does not say when it was published."""
        lead = f"{article.title}. {article.text[:_LEAD]}"
        words = read_words(without_clocks(lead))  # the digits of a time of day count nothing
        at = article.published or found
        concepts, towns = self._lexicon.read(f"{article.title}. {article.text[:_MOST]}", article.language)
        lead_concepts, leading = self._lexicon.read(f"{article.title}. {article.text[:_FIRST]}", article.language)
        places = towns.union(match.entity for match in matches if match.type in PLACES)
        titled, named = self._lexicon.read(article.title, article.language)
        sure = [match for match in matches if match.alerts]
        return Facts(
            language=article.language,
            at=at,
            places=places,
            others=frozenset(match.entity for match in sure if match.type not in PLACES),
            foremost=frozenset(match.entity for match in sure if _stands_before(match, _LEAD)),
            headline=frozenset(match.entity for match in sure if _is_headline(match)),
            titled=titled,
            named=named.union(match.entity for match in sure if _is_headline(match)),
            happened=self._happened(lead, article.language),
            headlined=self._happened(article.title, article.language),
            numbers=numbers(words),
            clocks=clocks(article.text),
            days=days(words, at),
            concepts=concepts,
            lead=lead_concepts,
            leading=leading.union(match.entity for match in matches if _stands_before(match, _FIRST)) & places,
        )

    def _happened(self, lead: str, language: str) -> frozenset[str]:
        others = foreign(language)
        cues = [self._cues[hit.key] for hit in self._finder.find(fold(f" {lead} ").codes)]
        return frozenset(kind for kind, spoken, _ in cues if spoken not in others)


def _stands_before(match: Match, letter: int) -> bool:
    """Whether an entity is named in the title, or in the text before that letter."""
    return any(mention.field == "title" or mention.start < letter for mention in match.mentions)


def _is_headline(match: Match) -> bool:
    return any(mention.field == "title" for mention in match.mentions if mention.alerts)


def to_json(facts: Facts) -> str:
    """The facts as JSON text, to be kept beside the article."""
    kept = {
        "language": facts.language,
        "at": facts.at.timestamp(),
        "clocks": sorted(facts.clocks),
        "days": [day.isoformat() for day in sorted(facts.days)],
        **{name: sorted(getattr(facts, name)) for name in _SETS},
    }
    return json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)


def from_json(text: str) -> Facts:
    """The facts that `to_json` wrote."""
    kept = json.loads(text)
    sets = {name: frozenset(kept.get(name, ())) for name in _SETS}
    return Facts(
        language=kept.get("language", ""),
        at=datetime.fromtimestamp(kept["at"], UTC),
        clocks=frozenset(kept.get("clocks", ())),
        days=frozenset(date.fromisoformat(day) for day in kept.get("days", ())),
        **sets,
    )
