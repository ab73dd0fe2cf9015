"""Routes: who is told what, when and by which channels. A route knows where its secrets lie, not what they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from flows.message import PLAINLY, Manner
from flows.notify import shape
from flows.timing import AT_ANY_TIME, Timing
from flows.wording import ENGLISH, Wording
from storage.alerts import OPERATORS, Due
from watchlist.entity import Watchlist
from watchlist.errors import BadInput, Trouble
from watchlist.match import Match

IN_DIGEST = "the route's digest"  # what an alert of a route that gathers waits for
QUIET_HOURS = "quiet hours"


class Finding(Protocol):
    """What a route's filters look at: a match, as it was found or as it is stored."""

    @property
    def entity(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def cues(self) -> tuple[str, ...]: ...
    @property
    def score(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in which a route reaches people. Its Apprise URL is a secret and is read when it is needed."""

    name: str  # "route/label", as the ledger names it
    url_env: str = ""  # the environment variable that holds the Apprise URL …
    url_file: Path | None = None  # … or the file whose first line that is not empty holds it …
    url_block: str = ""  # … or the Secret block of Prefect that holds it
    manner: Manner = PLAINLY  # how its route wants messages written

    @property
    def place(self) -> str:
        """Where the Apprise URL is read from, for people."""
        if self.url_block:
            return f"the Prefect block {self.url_block}"
        return f"${self.url_env}" if self.url_env else str(self.url_file)

    def url(self, environ: Mapping[str, str]) -> str:
        """The Apprise URL. Raises BadInput, with the place and the remedy, where there is none, and Trouble where the
        server that holds it does not answer now."""
        if self.url_block:
            from flows.block import read_secret  # Prefect takes seconds to import

            return read_secret(self.url_block, environ)
        if self.url_file is None:
            url = environ.get(self.url_env, "").strip()
            if not url:
                raise BadInput(f"the environment variable {self.url_env} is not set; set it to an Apprise URL")
            return url
        try:
            lines = self.url_file.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            what = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise BadInput(
                f"{self.url_file} cannot be read ({what}); write an Apprise URL into it, readable by you alone"
            ) from None  # the file's bytes are a secret
        url = next((line.strip() for line in lines if line.strip()), "")
        if not url:
            raise BadInput(f"{self.url_file} is empty; write an Apprise URL into it")
        return url


@dataclass(frozen=True, slots=True)
class Route:
    """Who is told what, and when. A filter that is empty lets everything pass."""

    name: str
    channels: tuple[Channel, ...]
    entities: tuple[str, ...] = ()  # ids; together with `types` they say what is wanted: any of either
    types: tuple[str, ...] = ()  # of entities
    cues: tuple[str, ...] = ()  # any of them must stand near
    languages: tuple[str, ...] = ()  # of the article, ISO 639-1
    sources: tuple[str, ...] = ()  # ids
    min_score: float = 0.0  # in [0, 1]
    timing: Timing = AT_ANY_TIME
    at_once: bool = True  # else each alert waits for the digest
    ceiling: int | None = None  # messages that one channel gets in an hour, a digest of the rest apart
    story_interval: timedelta = timedelta(0)  # between two messages about one story
    retrospective: bool = False  # whether digests tell what a rescan found
    urgent: bool = False  # whether quiet hours are passed over
    feed: bool = False  # whether its alerts are written into feeds, too

    @property
    def wording(self) -> Wording:
        """Our words to those whom it tells."""
        language = self.channels[0].manner.wording.language if self.channels else ENGLISH.language
        return Wording(language, self.timing.zone)

    @property
    def gathers(self) -> bool:
        """Whether what is due waits for the digest."""
        return bool(self.timing.digest) and not self.at_once

    def quiet_until(self, now: datetime) -> datetime | None:
        """The end of the quiet hours that are on; None where nothing has to be quiet. Times are aware."""
        return None if self.urgent else self.timing.quiet_until(now)

    def due(self, now: datetime) -> Due:
        """When what becomes known now (aware) may be told."""
        if self.gathers:
            return Due(self.timing.digest_after(now), IN_DIGEST)
        until = self.quiet_until(now)
        return Due(until, QUIET_HOURS) if until else Due(now)


def accepts(route: Route, matches: Iterable[Match], *, language: str, source: str) -> tuple[Match, ...]:
    """The alerting matches of one article that the route wants to hear of; those of the operators' are never any."""
    if objections_to_article(route, language=language, source=source):
        return ()
    return tuple(match for match in matches if match.alerts and not objections(route, match))


def objections_to_article(route: Route, *, language: str, source: str) -> tuple[str, ...]:
    """Why the route does not want to hear of an article, whatever it names."""
    said = []
    if route.name == OPERATORS:
        said.append("it hears of the watch itself, never of news")
    if route.languages and language not in route.languages:
        said.append(f"languages: it wants {', '.join(route.languages)}, this article's is {language or 'unknown'}")
    if route.sources and source not in route.sources:
        said.append(f"sources: it wants {', '.join(route.sources)}, this article's is {source}")
    return tuple(said)


def objections(route: Route, match: Finding) -> tuple[str, ...]:
    """Why the route does not want to hear of a match."""
    said = []
    if (route.entities or route.types) and match.entity not in route.entities and match.type not in route.types:
        wanted = ", ".join((*route.entities, *(f"every {type}" for type in route.types)))
        said.append(f"entities, types: it wants {wanted}, this is {match.entity}, a {match.type}")
    if route.cues and not set(route.cues) & set(match.cues):
        near = ", ".join(match.cues) or "none"
        said.append(f"cues: it wants any of {', '.join(route.cues)}, near this stands {near}")
    if match.score < route.min_score:
        said.append(f"min_score: it wants {route.min_score:.2f}, this has {match.score:.2f}")
    return tuple(said)


def due_alerts(
    routes: Iterable[Route], matches: Sequence[Match], *, language: str, source: str
) -> tuple[tuple[Route, tuple[Match, ...]], ...]:
    """The routes that one article concerns, each with the matches that it wants to hear of."""
    accepted = ((route, accepts(route, matches, language=language, source=source)) for route in routes)
    return tuple((route, wanted) for route, wanted in accepted if wanted)


def unreachable(routes: Iterable[Route], environ: Mapping[str, str]) -> tuple[str, ...]:
    """A problem for each channel whose Apprise URL is missing or not understood, with its place; never the URL."""
    problems = []
    for route in routes:
        for index, channel in enumerate(route.channels):
            place = f"[routes.{route.name}] channels[{index}]: {channel.name.rpartition('/')[2]}"
            if channel.url_block and not environ.get("PREFECT_API_URL"):
                continue  # the server of our own holds it, and may not be up yet
            try:
                url = channel.url(environ)
            except Trouble as error:
                problems.append(f"{place}: {error}")
                continue
            if shape(url) is None:
                problems.append(
                    f"{place}: what {channel.place} holds is not a URL that Apprise understands;"
                    " see https://appriseit.com/services/ for how each service writes it"
                )
    return tuple(problems)


def unheard_of(routes: Iterable[Route], watchlist: Watchlist, sources: Iterable[str]) -> tuple[str, ...]:
    """A problem for each entity, cue or source that a route names and nobody knows: it would be silent for ever."""
    known = {
        "entities": [entity.id for entity in watchlist.entities if not entity.decoy],
        "cues": list(watchlist.cues),
        "sources": list(sources),
    }
    problems = []
    for route in routes:
        for key, names in known.items():
            for name in getattr(route, key):
                if name not in names:
                    near = get_close_matches(name, names, 1)
                    hint = f"did you mean “{near[0]}”?" if near else "correct it or take it out"
                    problems.append(f"[routes.{route.name}] {key}: “{name}” is not known; {hint}")
    return tuple(problems)
