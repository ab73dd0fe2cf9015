"""What an article tells, in a form in which two articles can be compared whatever their words and languages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from flows.stories.background import parted
from flows.stories.lexicon import lexicon
from flows.stories.moments import moment
from flows.stories.names import latin_names
from flows.stories.numerals import clocks, days, figures, numbers, parts_of_day, plain_numbers, years
from flows.stories.quantities import quantities
from flows.stories.wording import content, first_sentence
from watchlist.article import Article
from watchlist.cues import flattened
from watchlist.entity import Watchlist
from watchlist.find import Finder
from watchlist.fold import fold, fold_text
from watchlist.letters import foreign
from watchlist.match import Match

PLACES = frozenset({"crossing", "base", "checkpoint", "facility", "place"})  # types of entity that are somewhere
_LEAD = 500  # letters of a text that say what happened; what follows is often what happened before
_MOST = 600  # letters in which a piece of news has said what it is about
_SOON = 60  # words in which it has said at what time of the day
_AGAIN = frozenset(fold_text("second third again another الثانية ثانية مجددا دومین دوباره").split())
_SETS = (
    "places",
    "past",
    "leading",
    "others",
    "foremost",
    "headline",
    "named",
    "happened",
    "headlined",
    "concepts",
    "lead",
    "titled",
    "numbers",
    "clocks",
    "parts",
    "words",
    "names",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an article tells. Where nothing else is said, of its title and its first 600 letters."""

    language: str  # ISO 639-1 code
    at: datetime  # aware UTC, when it was published, or found where that is unknown
    source: str = ""  # id, "" where unknown
    places: frozenset[str] = frozenset()  # ids of watched entities that are somewhere, and towns
    past: frozenset[str] = frozenset()  # places that it names only where it tells of something earlier
    leading: frozenset[str] = frozenset()  # places that the title or the first sentence names
    others: frozenset[str] = frozenset()  # ids of the other watched entities
    foremost: frozenset[str] = frozenset()  # entities of either kind that the title or the lead names
    headline: frozenset[str] = frozenset()  # those of them that the title names
    named: frozenset[str] = frozenset()  # entities and towns that the title names, sure or not
    happened: frozenset[str] = frozenset()  # kinds of cue in the title and the lead
    headlined: frozenset[str] = frozenset()  # kinds of cue in the title
    concepts: frozenset[str] = frozenset()  # what it speaks of, but for what it tells of something earlier
    lead: frozenset[str] = frozenset()  # what the title and the first sentence speak of
    titled: frozenset[str] = frozenset()  # what the title speaks of
    numbers: frozenset[int] = frozenset()  # how many, and years long past
    figures: tuple[int, ...] = ()  # exact numbers, in their order
    quantities: frozenset[tuple[str, int]] = frozenset()  # how many of what, see `quantities.quantities`
    again: bool = False  # whether it begins with something that happened once more
    clocks: frozenset[int] = frozenset()  # minutes after midnight, of whatever zone, in the whole text
    parts: frozenset[int] = frozenset()  # of the day, see `numerals.parts_of_day`
    days: frozenset[date] = frozenset()
    today: frozenset[date] = frozenset()  # the days that the title or the first sentence names
    when: tuple[float, float] | None = None  # hours between which it happened, see `moments.moment`
    words: frozenset[str] = frozenset()  # folded, without those of every piece of news
    names: frozenset[str] = frozenset()  # folded words that are names by their capitals, of what nobody watches

    @property
    def is_arabic(self) -> bool:
        """Whether it is written in Arabic letters."""
        return bool(foreign(self.language))


def read_words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold_text(text).split()


class Reader:
    """Reads what articles tell. Built once, then only read."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._cues = flattened(watchlist.cues)
        self._finder = Finder(phrase for _, _, phrase in self._cues)

    def read(self, article: Article, matches: Sequence[Match], found: datetime, source: str = "") -> Facts:
        """What an article tells. `found`: aware UTC, counts where it does not say when it was published."""
        language, title, text = article.language, article.title, article.text[:_MOST]
        first = len(first_sentence(text))
        told, past = parted(text)
        words = read_words(plain_numbers(f"{title}. {text}"))
        present = words if told == text else read_words(plain_numbers(f"{title}. {told}"))
        opening = read_words(f"{title}. {told[:first]}")
        at = article.published or found
        today = days(opening, at)
        parts = title, told[:first], told[first:], past
        (titled, named), (lead, leading), (concepts, towns), (_, all_towns) = lexicon().read_parts(parts, language)
        set_there = [match for match in matches if match.type in PLACES]
        places = towns.union(match.entity for match in set_there if _is_told(match, told, len(article.text)))
        sure = [match for match in matches if match.alerts]
        happened, headlined = self._happened(title, article.text[:_LEAD], language)
        return Facts(
            language=language,
            at=at,
            source=source,
            places=places,
            past=all_towns.union(match.entity for match in set_there) - places,
            leading=leading.union(match.entity for match in matches if _is_told(match, told, first)) & places,
            others=frozenset(match.entity for match in sure if match.type not in PLACES),
            foremost=frozenset(match.entity for match in sure if _stands_before(match, _LEAD)),
            headline=frozenset(match.entity for match in sure if _is_headline(match)),
            named=named.union(match.entity for match in matches if _is_in_title(match)),
            happened=happened,
            headlined=headlined,
            concepts=concepts,
            lead=lead,
            titled=titled,
            numbers=numbers(words) | years(words, at),
            figures=figures(words),
            quantities=quantities(present, language),
            again=not _AGAIN.isdisjoint(opening),
            clocks=clocks(article.text),
            parts=parts_of_day(words[:_SOON]),
            days=days(words, at),
            today=today,
            when=moment(today, parts_of_day(opening), at),
            words=content(words, language),
            names=_names(text, language, matches),
        )

    def _happened(self, title: str, text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """The kinds of cue in the title and the text, and those in the title."""
        others, titled = foreign(language), fold(f" {title} ").codes
        hits = self._finder.find(titled + fold(f" {text} ").codes[1:])
        cues = [(self._cues[hit.key], hit.end < len(titled)) for hit in hits]
        known = [(kind, in_title) for (kind, spoken, _), in_title in cues if spoken not in others]
        return frozenset(kind for kind, _ in known), frozenset(kind for kind, in_title in known if in_title)


def _names(text: str, language: str, matches: Sequence[Match]) -> frozenset[str]:
    """The names of a text in Latin letters that neither the watchlist nor the lexicon knows."""
    if foreign(language):
        return frozenset()
    watched = {word for match in matches for mention in match.mentions for word in read_words(mention.surface)}
    return latin_names(text) - watched - lexicon().town_words


def _stands_before(match: Match, letter: int) -> bool:
    """Whether an entity is named in the title, or in the text before that letter."""
    return any(mention.field == "title" or mention.start < letter for mention in match.mentions)


def _is_told(match: Match, told: str, letter: int) -> bool:
    """Whether an entity is named in the title, or in the text before that letter and not in what was blanked out."""
    return any(
        mention.field == "title" or (mention.start < letter and told[mention.start : mention.start + 1] != " ")
        for mention in match.mentions
    )


def _is_headline(match: Match) -> bool:
    return any(mention.field == "title" for mention in match.mentions if mention.alerts)


def _is_in_title(match: Match) -> bool:
    return any(mention.field == "title" for mention in match.mentions)


def to_json(facts: Facts) -> str:
    """The facts as JSON text, to be kept beside the article."""
    kept = {
        "language": facts.language,
        "at": facts.at.timestamp(),
        "source": facts.source,
        "figures": facts.figures,
        "days": [day.isoformat() for day in sorted(facts.days)],
        "today": [day.isoformat() for day in sorted(facts.today)],
        "quantities": sorted(facts.quantities),
        "when": facts.when,
        "again": facts.again,
        **{name: sorted(getattr(facts, name)) for name in _SETS},
    }
    return json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)


@lru_cache(maxsize=8192)
def from_json(text: str) -> Facts:
    """The facts that `to_json` wrote, or an earlier one, which may have told less."""
    kept = json.loads(text)
    sets = {name: frozenset(kept.get(name, ())) for name in _SETS}
    return Facts(
        language=kept.get("language", ""),
        at=datetime.fromtimestamp(kept["at"], UTC),
        source=kept.get("source", ""),
        figures=tuple(kept.get("figures", ())),
        days=frozenset(map(date.fromisoformat, kept.get("days", ()))),
        today=frozenset(map(date.fromisoformat, kept.get("today", ()))),
        quantities=frozenset((what, number) for what, number in kept.get("quantities", ())),
        when=tuple(when) if (when := kept.get("when")) else None,
        again=kept.get("again", False),
        **sets,
    )
