"""Routes: who is told what, and through which channels. A route knows where its secrets lie, not what they are."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from flows.notify import shape
from storage.alerts import OPERATORS
from watchlist.entity import TYPES, Watchlist
from watchlist.errors import BadInput
from watchlist.match import Match

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LANGUAGE = re.compile(r"[a-z]{2}")
_CHANNEL_KEYS = ("name", "url_env", "url_file")


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in which a route reaches people. Its Apprise URL is a secret and is read when it is needed."""

    name: str  # "route/label", as the ledger names it
    url_env: str = ""  # the environment variable that holds the Apprise URL …
    url_file: Path | None = None  # … or the file whose first line that is not empty holds it

    @property
    def place(self) -> str:
        """Where the Apprise URL is read from, for people."""
        return f"${self.url_env}" if self.url_env else str(self.url_file)

    def url(self, environ: Mapping[str, str]) -> str:
        """The Apprise URL. Raises BadInput, with the place and the remedy, where there is none."""
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
    """Who is told what. A filter that is empty lets everything pass."""

    name: str
    channels: tuple[Channel, ...]
    entities: tuple[str, ...] = ()  # ids; together with `types` they say what is wanted: any of either
    types: tuple[str, ...] = ()  # of entities
    cues: tuple[str, ...] = ()  # any of them must stand near
    languages: tuple[str, ...] = ()  # of the article, ISO 639-1
    sources: tuple[str, ...] = ()  # ids
    min_score: float = 0.0  # in [0, 1]


def accepts(route: Route, matches: Iterable[Match], *, language: str, source: str) -> tuple[Match, ...]:
    """The alerting matches of one article that the route wants to hear of; those of the operators' are never any."""
    if route.name == OPERATORS:
        return ()
    if route.languages and language not in route.languages:
        return ()
    if route.sources and source not in route.sources:
        return ()
    return tuple(match for match in matches if match.alerts and _wants(route, match))


def due_alerts(
    routes: Iterable[Route], matches: Sequence[Match], *, language: str, source: str
) -> tuple[tuple[Route, tuple[Match, ...]], ...]:
    """The routes that one article concerns, each with the matches that it wants to hear of."""
    accepted = ((route, accepts(route, matches, language=language, source=source)) for route in routes)
    return tuple((route, wanted) for route, wanted in accepted if wanted)


def read_routes(table: object, home: Path, environ: Mapping[str, str] | None) -> tuple[Route, ...]:
    """The routes of the `[routes.<name>]` tables; a relative `url_file` lies below `home`.

    With `environ`, each channel's Apprise URL is looked at too; None is for who will not send anything. Raises BadInput
    with every mistake; each begins with its place: `[routes.editors] channels[0]: …`. No URL is ever in one.
    """
    reader = _Reader(home, [])
    routes = reader.routes(table)
    problems = (*reader.problems, *(unreachable(routes, environ) if environ is not None else ()))
    if problems:
        raise BadInput(*problems)
    return routes


def unreachable(routes: Iterable[Route], environ: Mapping[str, str]) -> tuple[str, ...]:
    """A problem for each channel whose Apprise URL is missing or not understood, with its place; never the URL."""
    problems = []
    for route in routes:
        for index, channel in enumerate(route.channels):
            place = f"[routes.{route.name}] channels[{index}]: {channel.name.rpartition('/')[2]}"
            try:
                url = channel.url(environ)
            except BadInput as error:
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


def _wants(route: Route, match: Match) -> bool:
    if (route.entities or route.types) and match.entity not in route.entities and match.type not in route.types:
        return False
    if route.cues and not set(route.cues) & set(match.cues):
        return False
    return match.score >= route.min_score


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the tables and collects what is wrong with them."""

    home: Path
    problems: list[str]

    def routes(self, table: object) -> tuple[Route, ...]:
        if not isinstance(table, Mapping):
            self.problems.append("[routes]: not a table; write [routes.<name>] with its channels below")
            return ()
        return tuple(self._route(str(name), settings) for name, settings in table.items())

    def _route(self, name: str, settings: object) -> Route:
        place = f"[routes.{name}]"
        if not _NAME.fullmatch(name):
            self.problems.append(f"{place}: a route's name has small letters, digits, - and _ alone; rename it")
        if not isinstance(settings, Mapping):
            self.problems.append(f"{place}: not a table; write {place} with its channels below")
            return Route(name, ())
        filters = ("entities", "types", "cues", "languages", "sources", "min_score")
        for key in settings:
            if key not in (*filters, "channels"):
                known = ", ".join(("channels", *filters))
                self.problems.append(f"{place} {key}: there is no such setting; known here: {known}")
            elif key in filters and name == OPERATORS:
                self.problems.append(
                    f"{place} {key}: this route hears of the watch itself and takes no filters; give them to another"
                )
        return Route(
            name,
            self._channels(name, settings.get("channels")),
            entities=self._texts(place, settings, "entities"),
            types=self._texts(place, settings, "types", lambda type: type in TYPES, f"use {', '.join(TYPES)}"),
            cues=self._texts(place, settings, "cues"),
            languages=self._texts(
                place, settings, "languages", lambda code: bool(_LANGUAGE.fullmatch(code)), 'use codes like "ar"'
            ),
            sources=self._texts(place, settings, "sources"),
            min_score=self._score(place, settings.get("min_score", 0.0)),
        )

    def _texts(
        self,
        place: str,
        settings: Mapping[str, object],
        key: str,
        allowed: Callable[[str], bool] = bool,
        remedy: str = "take it out",
    ) -> tuple[str, ...]:
        values = settings.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.problems.append(f'{place} {key}: not a list of texts; write it like {key} = ["…", "…"]')
            return ()
        wrong = [value for value in values if not allowed(value)]
        self.problems.extend(f"{place} {key}: “{value}” is not one of them; {remedy}" for value in wrong)
        return tuple(value for value in values if value not in wrong)

    def _score(self, place: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self.problems.append(f"{place} min_score: not a number from 0 to 1; write it like min_score = 0.5")
            return 0.0
        return float(value)

    def _channels(self, route: str, values: object) -> tuple[Channel, ...]:
        place = f"[routes.{route}] channels"
        example = '[{ name = "phone", url_env = "LANDBRIDGE_PHONE_URL" }]'
        if not isinstance(values, list) or not values:
            self.problems.append(f"{place}: a route needs at least one; write channels = {example}")
            return ()
        read = [self._channel(route, f"{place}[{index}]", value) for index, value in enumerate(values)]
        channels = [channel for channel in read if channel is not None]
        names = [channel.name for channel in channels]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.problems.append(f"{place}: “{name.rpartition('/')[2]}” names more than one; rename the others")
        return tuple(channels)

    def _channel(self, route: str, place: str, value: object) -> Channel | None:
        if not isinstance(value, Mapping):
            self.problems.append(f'{place}: not a table; write {{ name = "phone", url_env = "…" }}')
            return None
        if "url" in value:
            self.problems.append(
                f"{place}: an Apprise URL is a secret and does not belong into this file; put it into an environment"
                " variable (url_env) or a file of its own (url_file)"
            )
            return None
        wrong = [key for key in value if key not in _CHANNEL_KEYS]
        self.problems.extend(
            f"{place}: there is no setting {key}; known here: {', '.join(_CHANNEL_KEYS)}" for key in wrong
        )
        name, env, file = (value.get(key, "") for key in _CHANNEL_KEYS)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.problems.append(f'{place}: needs a name of small letters, digits, - and _, like name = "phone"')
            return None
        if not isinstance(env, str) or not isinstance(file, str) or bool(env) == bool(file):
            self.problems.append(
                f"{place}: needs either url_env (the name of an environment variable) or url_file (the path of a file)"
            )
            return None
        return Channel(f"{route}/{name}", env, self.home / Path(file).expanduser() if file else None)
