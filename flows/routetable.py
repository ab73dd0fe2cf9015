"""The `[routes.<name>]` tables of the settings, read with every mistake at once."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from flows.message import Manner
from flows.routes import Channel, Route, unreachable
from flows.timing import Timing, read_cron, read_duration, read_hours, read_zone
from flows.wording import Wording
from flows.words import LANGUAGES
from storage.alerts import OPERATORS
from watchlist.entity import TYPES
from watchlist.errors import BadInput

T = TypeVar("T")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LANGUAGE = re.compile(r"[a-z]{2}")
_CHANNEL_KEYS = ("name", "url_env", "url_file", "url_block")
_FILTERS = ("entities", "types", "cues", "languages", "sources", "min_score")
_OF_NEWS = ("deliver", "digest", "retrospective", "story_interval")  # the operators' route has no use for them
_KEYS = (
    "channels", *_FILTERS, *_OF_NEWS, "ceiling", "quiet_hours", "time_zone", "urgent", "language", "template", "feed",
)  # fmt: skip
_AT_ONCE, _IN_DIGEST = "at once", "in digest"


def read_routes(table: object, home: Path, environ: Mapping[str, str] | None) -> tuple[Route, ...]:
    """The routes of the `[routes.<name>]` tables; a relative `url_file` or `template` lies below `home`.

    With `environ`, each channel's Apprise URL and each template is looked at too; None is for who will not send
    anything, or has to whatever they hold. Raises BadInput
    with every mistake; each begins with its place: `[routes.editors] channels[0]: …`. No URL is ever in one.
    """
    reader = _Reader(home, [])
    routes = reader.routes(table)
    problems = list(reader.problems)
    if environ is not None:
        problems += (*unreachable(routes, environ), *broken_templates(routes))
    if problems:
        raise BadInput(*problems)
    return routes


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
        for key in settings:
            if key not in _KEYS:
                self.problems.append(f"{place} {key}: there is no such setting; known here: {', '.join(_KEYS)}")
            elif key in (*_FILTERS, *_OF_NEWS) and name == OPERATORS:
                what = "no filters" if key in _FILTERS else "no settings for news"
                self.problems.append(
                    f"{place} {key}: this route hears of the watch itself and takes {what}; give them to another"
                )
            elif key == "urgent" and name != OPERATORS:
                self.problems.append(f"{place} urgent: this is for [routes.{OPERATORS}]; leave out quiet_hours instead")
        return Route(
            name,
            self._channels(name, settings.get("channels"), self._manner(place, settings)),
            entities=self._texts(place, settings, "entities"),
            types=self._texts(place, settings, "types", lambda type: type in TYPES, f"use {', '.join(TYPES)}"),
            cues=self._texts(place, settings, "cues"),
            languages=self._texts(
                place, settings, "languages", lambda code: bool(_LANGUAGE.fullmatch(code)), 'use codes like "ar"'
            ),
            sources=self._texts(place, settings, "sources"),
            min_score=self._score(place, settings.get("min_score", 0.0)),
            timing=Timing(
                zone=self._value(place, settings, "time_zone", read_zone, "UTC"),
                quiet=self._value(place, settings, "quiet_hours", read_hours, None),
                digest=self._value(place, settings, "digest", read_cron, ""),
            ),
            at_once=self._at_once(place, settings),
            ceiling=self._value(place, settings, "ceiling", _read_count, None),
            story_interval=self._value(place, settings, "story_interval", read_duration, timedelta(0)),
            retrospective=self._value(place, settings, "retrospective", _read_flag, False),
            urgent=self._value(place, settings, "urgent", _read_flag, False),
            feed=self._value(place, settings, "feed", _read_flag, False),
        )

    def _manner(self, place: str, settings: Mapping[str, object]) -> Manner:
        """How messages are written; a zone that is none is told of elsewhere."""
        try:
            zone = read_zone(settings.get("time_zone", "UTC"))
        except ValueError:
            zone = "UTC"
        template = self._value(place, settings, "template", _read_path, None)
        language = self._value(place, settings, "language", _read_message_language, "en")
        return Manner(Wording(language, zone), self.home / template.expanduser() if template else None)

    def _value(
        self, place: str, settings: Mapping[str, object], key: str, read: Callable[[object], T], default: T
    ) -> T:
        if key not in settings:
            return default
        try:
            return read(settings[key])
        except ValueError as error:
            self.problems.append(f"{place} {key}: {error}")
            return default

    def _at_once(self, place: str, settings: Mapping[str, object]) -> bool:
        """Whether alerts go out at once: where nothing is said, unless there is a digest that they can wait for."""
        said = settings.get("deliver", _IN_DIGEST if "digest" in settings else _AT_ONCE)
        if said not in (_AT_ONCE, _IN_DIGEST):
            self.problems.append(f'{place} deliver: neither "{_AT_ONCE}" nor "{_IN_DIGEST}"; write one of them')
        elif said == _IN_DIGEST and "digest" not in settings:
            self.problems.append(f'{place} deliver: when is the digest? write it too, like digest = "0 7 * * *"')
        return said == _AT_ONCE

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

    def _channels(self, route: str, values: object, manner: Manner) -> tuple[Channel, ...]:
        place = f"[routes.{route}] channels"
        example = '[{ name = "phone", url_env = "LANDBRIDGE_PHONE_URL" }]'
        if not isinstance(values, list) or not values:
            self.problems.append(f"{place}: a route needs at least one; write channels = {example}")
            return ()
        read = [self._channel(route, f"{place}[{index}]", value, manner) for index, value in enumerate(values)]
        channels = [channel for channel in read if channel is not None]
        names = [channel.name for channel in channels]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.problems.append(f"{place}: “{name.rpartition('/')[2]}” names more than one; rename the others")
        return tuple(channels)

    def _channel(self, route: str, place: str, value: object, manner: Manner) -> Channel | None:
        if not isinstance(value, Mapping):
            self.problems.append(f'{place}: not a table; write {{ name = "phone", url_env = "…" }}')
            return None
        if "url" in value:
            self.problems.append(
                f"{place}: an Apprise URL is a secret and does not belong into this file; put it into an environment"
                " variable (url_env), a file of its own (url_file) or a Prefect block (url_block)"
            )
            return None
        wrong = [key for key in value if key not in _CHANNEL_KEYS]
        self.problems.extend(
            f"{place}: there is no setting {key}; known here: {', '.join(_CHANNEL_KEYS)}" for key in wrong
        )
        name, *places = (value.get(key, "") for key in _CHANNEL_KEYS)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.problems.append(f'{place}: needs a name of small letters, digits, - and _, like name = "phone"')
            return None
        if not all(isinstance(one, str) for one in places) or sum(map(bool, places)) != 1:
            self.problems.append(
                f"{place}: needs one of url_env (the name of an environment variable), url_file (the path of a file)"
                " and url_block (the name of a Secret block of Prefect)"
            )
            return None
        env, file, block = map(str, places)
        return Channel(f"{route}/{name}", env, self.home / Path(file).expanduser() if file else None, block, manner)


def broken_templates(routes: Iterable[Route]) -> Iterator[str]:
    """A problem for each route whose template cannot be filled in, with the template's own file and line."""
    for route in routes:
        for template in {channel.manner.template for channel in route.channels if channel.manner.template}:
            from flows.message.templates import problem  # Jinja takes a moment to import

            if wrong := problem(template):
                yield f"[routes.{route.name}] template: {wrong}"


def _read_message_language(value: object) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"no language that messages are written in; use one of {', '.join(LANGUAGES)}")
    return str(value)


def _read_path(value: object) -> Path | None:
    if not isinstance(value, str) or not value:
        raise ValueError('not the path of a file; write it like template = "templates/editors.md.j2"')
    return Path(value)


def _read_count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("not a number of messages an hour; write it like ceiling = 20, or leave it out")
    return value


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false; write one of them, without quotation marks")
    return value
