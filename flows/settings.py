"""The settings of a home: `landbridge.toml`, checked as a whole, with a default for everything."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from flows.routes import Route
from flows.routetable import read_routes
from flows.timing import read_duration as read_duration
from watchlist.errors import BadInput

Duration = Annotated[timedelta, BeforeValidator(read_duration)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class WatchSettings(_Section):
    """How often and how long the watch works."""

    every: Duration = timedelta(minutes=2)  # between two looks for sources that are due
    source_every: Duration = timedelta(minutes=10)  # between two polls of a source whose rhythm is not known yet
    fastest: Duration = timedelta(minutes=2)  # between two polls of a source that brings something all the time …
    slowest: Duration = timedelta(hours=1)  # … and of one that seldom does
    look_back: Duration = timedelta(hours=48)  # how old the news of a source that is new to us may be to be read
    budget: Duration = timedelta(seconds=90)  # of one cycle; what is left is done by the next
    failures_before_alarm: Annotated[int, Field(ge=1)] = 3  # polls that fail in a row before the operators hear of it


class FetchSection(_Section):
    """How the outside is asked."""

    contact: str = ""  # an address of yours for webmasters, part of the User-Agent
    allow_private: bool = False  # whether private and loopback addresses may be asked
    per_host: Annotated[int, Field(ge=1, le=8)] = 2  # requests to one host at a time
    gap: Duration = timedelta(milliseconds=500)  # between two requests to one host
    timeout: Duration = timedelta(seconds=30)  # of one request, all in all
    max_megabytes: Annotated[int, Field(ge=1, le=100)] = 8  # of one answer on the wire


class ExtractSection(_Section):
    """How pages are read."""

    workers: Annotated[int, Field(ge=1, le=64)] = 2  # processes
    timeout: Duration = timedelta(seconds=10)  # of one page
    max_megabytes: Annotated[int, Field(ge=512)] = 1024  # of memory, of one worker


class DeliverSection(_Section):
    """How alerts go out."""

    every: Duration = timedelta(minutes=5)  # between two looks for what is left to send
    budget: Duration = timedelta(seconds=60)  # of one delivery


class HeartbeatSection(_Section):
    """What is asked for after each good cycle, so that somebody else notices when none comes any more."""

    url_env: str = ""  # the environment variable that holds the address, which is a secret …
    url_file: str = ""  # … or the file, below the home, that does

    @model_validator(mode="after")
    def _one_place(self) -> "HeartbeatSection":
        if self.url_env and self.url_file:
            raise ValueError("the address stands in url_env or in url_file, not in both; take one out")
        return self

    @property
    def is_set(self) -> bool:
        """Whether there is one."""
        return bool(self.url_env or self.url_file)


class RescanSection(_Section):
    """When stored articles are matched anew after the watchlist changed."""

    cron: str = ""  # minute, hour, day, month, weekday, in UTC; empty: when a person starts it


def _as_tuple(value: object) -> object:
    if not isinstance(value, list):
        raise ValueError('not a list of durations; write it like ["1h", "6h", "24h"]')
    return tuple(value)


def _ascending(waits: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    if any(later <= earlier for earlier, later in pairwise((timedelta(0), *waits))):
        raise ValueError('each must be longer than the one before; write it like ["1h", "6h", "24h"]')
    return waits


Waits = Annotated[tuple[Duration, ...], BeforeValidator(_as_tuple), AfterValidator(_ascending)]


class RereadSection(_Section):
    """When the pages of matched articles are read again."""

    after: Waits = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))  # the article was stored
    every: Duration = timedelta(minutes=15)  # between two looks for pages that are due
    budget: Duration = timedelta(seconds=60)  # of one such look
    most: Annotated[int, Field(ge=1)] = 200  # pages of one such look


class TidySection(_Section):
    """When the database is put in order."""

    cron: str = "40 3 * * *"  # minute, hour, day, month, weekday, in UTC; empty: when a person starts it
    quiet_days: Annotated[int, Field(ge=7)] = 30  # after which polls that brought nothing new are only counted


class ReviewSection(_Section):
    """Where matches are judged."""

    port: Annotated[int, Field(ge=1, le=65535)] = 8123
    public_url: str = ""  # where the review site is reached by the readers of alerts, if anywhere


class PrefectSection(_Section):
    """The server of our own, where $PREFECT_API_URL names no other."""

    port: Annotated[int, Field(ge=1, le=65535)] = 4200


class Settings(_Section):
    """Everything that a home may set."""

    watch: WatchSettings = WatchSettings()
    fetch: FetchSection = FetchSection()
    extract: ExtractSection = ExtractSection()
    deliver: DeliverSection = DeliverSection()
    heartbeat: HeartbeatSection = HeartbeatSection()
    rescan: RescanSection = RescanSection()
    reread: RereadSection = RereadSection()
    tidy: TidySection = TidySection()
    review: ReviewSection = ReviewSection()
    prefect: PrefectSection = PrefectSection()
    routes: tuple[Route, ...] = ()


def read_settings(path: Path, environ: Mapping[str, str] | None) -> Settings:
    """The settings in `path`, or the defaults where there is no such file.

    Raises BadInput with every mistake, each with file, line and remedy; `environ` as in `flows.routetable.read_routes`.
    """
    if not path.exists():
        return Settings()
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error}); it must be a UTF-8 text file that you may read") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: {error}; mend the TOML there") from error
    problems: list[str] = []
    routes: tuple[Route, ...] = ()
    try:
        routes = read_routes(table.pop("routes", {}), path.parent, environ)
    except BadInput as error:
        problems += located(path, error.problems)
    try:
        settings = Settings.model_validate(table)
    except ValidationError as error:
        problems += [_problem(path, text, detail["loc"], detail["msg"]) for detail in error.errors()]
    if problems:
        raise BadInput(*problems)
    return settings.model_copy(update={"routes": routes})


def located(path: Path, problems: Iterable[str]) -> list[str]:
    """Problems that begin with their place, `[routes.editors] channels: …`, with file and line in front."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [f"{path}:{_line_of_place(text, problem)}: {problem}" for problem in problems]


def _problem(path: Path, text: str, location: tuple[int | str, ...], message: str) -> str:
    names = [str(part) for part in location]
    said = message.removeprefix("Value error, ")
    if said == "Extra inputs are not permitted":
        known = ", ".join(_known_keys(names[:-1]))
        said = f"there is no such setting; known here: {known}"
    place = f"[{names[0]}] {' '.join(names[1:])}".strip()
    return f"{path}:{_line(text, names)}: {place}: {said}"


def _known_keys(section: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for name in section:
        default = model.model_fields[name].default
        model = type(default)
    return sorted(model.model_fields)


def _line_of_place(text: str, problem: str) -> int:
    """The line of a problem that begins with its place: `[routes.editors] channels: …`."""
    found = re.match(r"\[([^\]]+)\]\s*(\w*)", problem)
    return _line(text, [*found[1].split("."), found[2]]) if found else 1


def _line(text: str, names: list[str]) -> int:
    """Where a key stands: its own line below the header of its table, else the header's, else the first."""
    table_line, at = 1, ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            at = header[1].replace('"', "").replace(" ", "")
            if ".".join(names).startswith(at):
                table_line = number
            continue
        key = re.match(r'\s*"?([\w.-]+)"?\s*=', line)
        if key and ".".join(filter(None, [at, key[1]])) in (".".join(names), ".".join(names[:-1])):
            return number
    return table_line
