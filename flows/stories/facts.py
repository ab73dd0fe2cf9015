"""What an article tells, in a form in which two articles can be compared whatever their words and languages."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any

from flows.stories.background import parted
from flows.stories.lexicon import lexicon
from flows.stories.moments import moment
from flows.stories.names import latin_names
from flows.stories.numerals import clocks, days, figures, numbers, parts_of_day, plain_numbers, years
from flows.stories.quantities import quantities
from flows.stories.wording import content, first_sentence, stems
from watchlist.article import Article
from watchlist.fold import fold_text
from watchlist.letters import foreign
from watchlist.match import Match

PLACES = frozenset({"crossing", "base", "checkpoint", "facility", "place"})  # types of entity that are somewhere
LEAD = 500  # letters of a text that say what happened; what follows is often what happened before
_MOST = 600  # letters in which a piece of news has said what it is about
_SOON = 60  # words in which it has said at what time of the day
_AGAIN = frozenset(fold_text("second third again another الثانية ثانية مجددا دومین دوباره").split())
_SETS = (
    "places", "past", "leading", "others", "foremost", "named", "concepts", "lead", "titled", "numbers", "clocks",
    "parts",
)  # fmt: skip
_WORDS = ("words", "stems", "names")  # folded, so that a space parts them


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
    named: frozenset[str] = frozenset()  # entities and towns that the title names, sure or not
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
    stems: frozenset[str] = frozenset()  # of these words
    names: frozenset[str] = frozenset()  # folded words that are names by their capitals, of what nobody watches

    @property
    def is_arabic(self) -> bool:
        """Whether it is written in Arabic letters."""
        return bool(foreign(self.language))


def read_words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold_text(text).split()


def read(article: Article, matches: Sequence[Match], found: datetime, source: str = "") -> Facts:
    """What an article tells. `found`: aware UTC, counts where it does not say when it was published."""
    language, title, text = article.language, article.title, article.text[:_MOST]
    first = len(first_sentence(text))
    told, past = parted(text)
    words = read_words(plain_numbers(f"{title}. {text}"))
    present = words if told == text else read_words(plain_numbers(f"{title}. {told}"))
    opening = read_words(f"{title}. {told[:first]}")
    at = article.published or found
    today, told_by = days(opening, at), content(words, language)
    parts = title, told[:first], told[first:], past
    (titled, named), (lead, leading), (concepts, towns), (_, all_towns) = lexicon().read_parts(parts, language)
    set_there = [match for match in matches if match.type in PLACES]
    places = towns.union(match.entity for match in set_there if _is_told(match, told, len(article.text)))
    sure = [match for match in matches if match.alerts]
    return Facts(
        language=language,
        at=at,
        source=source,
        places=places,
        past=all_towns.union(match.entity for match in set_there) - places,
        leading=leading.union(match.entity for match in matches if _is_told(match, told, first)) & places,
        others=frozenset(match.entity for match in sure if match.type not in PLACES),
        foremost=frozenset(match.entity for match in sure if _stands_before(match, LEAD)),
        named=named.union(match.entity for match in matches if _is_in_title(match)),
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
        words=told_by,
        stems=stems(told_by),
        names=_names(text, language, matches),
    )


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
        **{name: " ".join(sorted(getattr(facts, name))) for name in _WORDS},
    }
    return json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)


@lru_cache(maxsize=4096)
def from_json(text: str) -> Facts:
    """The facts that `to_json` wrote, or an earlier one, which may have told less, or more."""
    kept = {name: _READ[name](value) for name, value in json.loads(text).items() if name in _READ}
    known: dict[str, Any] = {"language": "", **kept}
    return Facts(**known) if "stems" in kept else Facts(**known, stems=stems(known.get("words", frozenset())))


def _words(kept: str | list[str]) -> frozenset[str]:
    return frozenset(kept.split() if isinstance(kept, str) else kept)  # earlier ones were kept one by one


def _dates(kept: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, kept))


def _pairs(kept: list[list[Any]]) -> frozenset[tuple[Any, ...]]:
    return frozenset(map(tuple, kept))


_READ: Mapping[str, Callable[[Any], Any]] = {  # what is kept of each fact, as it was
    "language": str,
    "at": partial(datetime.fromtimestamp, tz=UTC),
    "source": str,
    "figures": tuple,
    "days": _dates,
    "today": _dates,
    "quantities": _pairs,
    "when": tuple,
    "again": bool,
    **dict.fromkeys(_SETS, frozenset),
    **dict.fromkeys(_WORDS, _words),
}
