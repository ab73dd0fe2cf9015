"""Routes: read from the settings with every mistake at once, and deciding who hears of what."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from flows.message import Manner
from flows.routes import Channel, Route, accepts, due_alerts, objections, objections_to_article, unheard_of
from flows.routetable import read_routes
from flows.timing import Hours, Timing
from flows.wording import Wording
from storage.alerts import Due
from watchlist.entity import Entity, Watchlist
from watchlist.errors import BadInput
from watchlist.match import Match, Mention

CHANNELS = (Channel("editors/phone", url_env="PHONE"),)
EVERYTHING = Route("editors", CHANNELS)
SECRET = "s3cr3t-t0ken"


def match(entity: str, type: str, *, score: float = 0.8, alerts: bool = True, cues: tuple[str, ...] = ()) -> Match:
    mention = Mention("x", "x", "text", 0, 1, "strong", alerts)
    return Match(entity, type, score, "strong", alerts, (mention,), ("named “x”",), cues)


CROSSING = match("al-bukamal-crossing", "crossing", cues=("strike",))
TOWN = match("al-bukamal", "place", score=0.4)
WEAK = match("al-qaim", "place", alerts=False)


def heard(route: Route, *, language: str = "ar", source: str = "desk") -> list[str]:
    return [match.entity for match in accepts(route, (CROSSING, TOWN, WEAK), language=language, source=source)]


def test_a_route_without_filters_hears_of_all_that_alerts() -> None:
    assert heard(EVERYTHING) == ["al-bukamal-crossing", "al-bukamal"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"types": ("crossing",)}, ["al-bukamal-crossing"]),
        ({"entities": ("al-bukamal",)}, ["al-bukamal"]),
        ({"types": ("crossing",), "entities": ("al-bukamal",)}, ["al-bukamal-crossing", "al-bukamal"]),
        ({"types": ("base",)}, []),
        ({"cues": ("strike", "convoy")}, ["al-bukamal-crossing"]),
        ({"cues": ("convoy",)}, []),
        ({"min_score": 0.5}, ["al-bukamal-crossing"]),
        ({"languages": ("ar", "fa")}, ["al-bukamal-crossing", "al-bukamal"]),
        ({"languages": ("en",)}, []),
        ({"sources": ("desk",)}, ["al-bukamal-crossing", "al-bukamal"]),
        ({"sources": ("other",)}, []),
        ({"entities": ("al-bukamal",), "cues": ("strike",)}, []),
        ({"entities": ("al-qaim",)}, []),
    ],
)
def test_filters_narrow_what_a_route_hears_of(filters: dict[str, object], expected: list[str]) -> None:
    assert heard(replace(EVERYTHING, **filters)) == expected  # type: ignore[arg-type]


def test_the_operators_hear_of_no_news() -> None:
    assert heard(Route("operators", CHANNELS)) == []


def test_only_routes_that_hear_of_something_are_due() -> None:
    deaf = replace(EVERYTHING, name="deaf", types=("base",))
    due = due_alerts((deaf, EVERYTHING), (CROSSING,), language="ar", source="desk")
    assert due == ((EVERYTHING, (CROSSING,)),)


def read(text: str, home: Path = Path("/home"), environ: dict[str, str] | None = None) -> tuple[Route, ...]:
    return read_routes(tomllib.loads(text).get("routes", {}), home, environ)


def problems(text: str, home: Path = Path("/home"), environ: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(BadInput) as raised:
        read(text, home, environ)
    return raised.value.problems


PHONE = 'channels = [{ name = "phone", url_env = "PHONE" }]'


def test_every_setting_of_a_route_is_read() -> None:
    text = """
        [routes.editors]
        types = ["crossing", "base"]
        entities = ["al-bukamal"]
        cues = ["strike"]
        languages = ["ar"]
        sources = ["desk"]
        min_score = 0.5
        feed = true
        channels = [{ name = "phone", url_env = "PHONE" }, { name = "mail", url_file = "secrets/mail.url" }]
    """
    channels = (*CHANNELS, Channel("editors/mail", url_file=Path("/home/secrets/mail.url")))
    assert read(text) == (
        Route(
            "editors", channels, ("al-bukamal",), ("crossing", "base"), ("strike",), ("ar",), ("desk",), 0.5, feed=True
        ),
    )  # fmt: skip


def test_how_messages_are_written_is_read() -> None:
    text = f"""
        [routes.editors]
        language = "fa"
        time_zone = "Asia/Tehran"
        template = "templates/editors.md.j2"
        {PHONE}
    """
    (channel,) = read(text)[0].channels
    assert channel.manner == Manner(Wording("fa", "Asia/Tehran"), Path("/home/templates/editors.md.j2"))


def test_a_broken_template_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "editors.txt.j2").write_text("{{ headline }}\n{{ hedline }}\n", encoding="utf-8")
    text = f'[routes.editors]\ntemplate = "editors.txt.j2"\n{PHONE}'
    (problem,) = problems(text, tmp_path, {"PHONE": "json://127.0.0.1:9/"})
    assert problem.startswith(f"[routes.editors] template: {tmp_path}/editors.txt.j2:2: 'hedline' is undefined")
    assert read(text, tmp_path)  # the schedule goes on without it


def test_the_examples_in_the_template_are_understood() -> None:
    template = files("flows.command").joinpath("template.toml").read_text(encoding="utf-8")
    _, _, examples = template.partition("# [routes.editors]")
    routes = read(re.sub("^# ?", "", f"[routes.editors]{examples}", flags=re.MULTILINE))
    assert [(route.name, route.gathers) for route in routes] == [
        ("editors", False), ("readers", True), ("operators", False),
    ]  # fmt: skip


def test_when_a_route_may_speak_is_read() -> None:
    text = f"""
        [routes.editors]
        digest = "0 7 * * *"
        time_zone = "Asia/Baghdad"
        quiet_hours = "22:00-06:30"
        ceiling = 20
        story_interval = "30m"
        retrospective = true
        {PHONE}
    """
    (route,) = read(text)
    assert route.timing == Timing("Asia/Baghdad", Hours(time(22), time(6, 30)), "0 7 * * *")
    assert (route.ceiling, route.story_interval, route.retrospective) == (20, timedelta(minutes=30), True)
    assert route.gathers


@pytest.mark.parametrize(
    ("text", "gathers"),
    [("", False), ('digest = "0 7 * * *"', True), ('digest = "0 7 * * *"\ndeliver = "at once"', False)],
)
def test_alerts_wait_for_the_digest_that_there_is_unless_they_are_wanted_at_once(text: str, gathers: bool) -> None:
    assert read(f"[routes.a]\n{text}\n{PHONE}")[0].gathers == gathers


NIGHT = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # 23:00 in Baghdad
BAGHDAD = Timing("Asia/Baghdad", Hours(time(22), time(6, 30)), "0 7 * * *")


def test_an_alert_is_due_at_once_after_the_quiet_hours_or_with_the_digest() -> None:
    morning = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
    assert EVERYTHING.due(NIGHT) == Due(NIGHT)
    assert replace(EVERYTHING, timing=BAGHDAD).due(NIGHT) == Due(morning, "quiet hours")
    assert replace(EVERYTHING, timing=BAGHDAD, urgent=True).due(NIGHT) == Due(NIGHT)
    digest = Due(datetime(2026, 11, 22, 4, 0, tzinfo=UTC), "the route's digest")
    assert replace(EVERYTHING, timing=BAGHDAD, at_once=False).due(NIGHT) == digest


def test_what_a_route_does_not_want_is_said_with_the_filter_that_keeps_it_out() -> None:
    route = replace(EVERYTHING, types=("base",), cues=("convoy",), min_score=0.9)
    assert objections(route, CROSSING) == (
        "entities, types: it wants every base, this is al-bukamal-crossing, a crossing",
        "cues: it wants any of convoy, near this stands strike",
        "min_score: it wants 0.90, this has 0.80",
    )
    assert objections_to_article(replace(EVERYTHING, languages=("en",)), language="ar", source="desk") == (
        "languages: it wants en, this article's is ar",
    )


def test_no_routes_are_no_mistake() -> None:
    assert read("") == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f'[routes.a]\ntypes = ["crosing"]\n{PHONE}', "[routes.a] types: “crosing” is not one of them; use crossing,"),
        (f'[routes.a]\ncues = "strike"\n{PHONE}', "[routes.a] cues: not a list of texts; write it like cues ="),
        (
            f'[routes.a]\nlanguages = ["Arabic"]\n{PHONE}',
            "[routes.a] languages: “Arabic” is not one of them; use codes",
        ),
        (f"[routes.a]\nmin_score = 3\n{PHONE}", "[routes.a] min_score: not a number from 0 to 1"),
        (f"[routes.a]\nmin_score = true\n{PHONE}", "[routes.a] min_score: not a number from 0 to 1"),
        (f"[routes.a]\nquiet = 1\n{PHONE}", "[routes.a] quiet: there is no such setting; known here: channels,"),
        (f"[routes.'A b']\n{PHONE}", "[routes.A b]: a route's name has small letters"),
        ("[routes.a]", "[routes.a] channels: a route needs at least one"),
        ("[routes.a]\nchannels = []", "[routes.a] channels: a route needs at least one"),
        ("[routes]\na = 1", "[routes.a]: not a table"),
        ("routes = 1", "[routes]: not a table"),
        ("[routes.a]\nchannels = [1]", "[routes.a] channels[0]: not a table"),
        ('[routes.a]\nchannels = [{ url_env = "X" }]', "[routes.a] channels[0]: needs a name"),
        ('[routes.a]\nchannels = [{ name = "b" }]', "[routes.a] channels[0]: needs one of url_env"),
        (
            '[routes.a]\nchannels = [{ name = "b", url_env = "X", url_file = "y" }]',
            "[routes.a] channels[0]: needs one of url_env",
        ),
        (
            '[routes.a]\nchannels = [{ name = "b", url_env = "X", wait = 1 }]',
            "[routes.a] channels[0]: there is no setting wait",
        ),
        (
            '[routes.a]\nchannels = [{ name = "b", url_env = "X" }, { name = "b", url_env = "Y" }]',
            "[routes.a] channels: “b” names more than one",
        ),
        (f'[routes.operators]\ntypes = ["base"]\n{PHONE}', "[routes.operators] types: this route hears of the watch"),
        (
            f'[routes.operators]\ndigest = "0 7 * * *"\n{PHONE}',
            "[routes.operators] digest: this route hears of the watch",
        ),
        (
            f"[routes.a]\nurgent = true\n{PHONE}",
            "[routes.a] urgent: this is for [routes.operators]; leave out quiet_hours",
        ),
        (f"[routes.operators]\nurgent = 1\n{PHONE}", "[routes.operators] urgent: neither true nor false; write one"),
        (
            f'[routes.a]\ndigest = "at seven"\n{PHONE}',
            "[routes.a] digest: not a time of five fields; write minute, hour,",
        ),
        (f'[routes.a]\ndigest = "0 7 31 4 *"\n{PHONE}', "[routes.a] digest: “0 7 31 4 *” "),
        (f'[routes.a]\ndeliver = "in digest"\n{PHONE}', "[routes.a] deliver: when is the digest? write it too, like"),
        (f'[routes.a]\ndeliver = "later"\n{PHONE}', '[routes.a] deliver: neither "at once" nor "in digest"; write one'),
        (
            f'[routes.a]\ntime_zone = "Bagdad"\n{PHONE}',
            '[routes.a] time_zone: not a time zone; write it like "Asia/Bag',
        ),
        (f'[routes.a]\nquiet_hours = "22-6"\n{PHONE}', "[routes.a] quiet_hours: not hours of the day; write them like"),
        (f'[routes.a]\nquiet_hours = "6:00-6:00"\n{PHONE}', "[routes.a] quiet_hours: the hours end when they begin;"),
        (f"[routes.a]\nceiling = 0\n{PHONE}", "[routes.a] ceiling: not a number of messages an hour; write it like"),
        (f"[routes.a]\nstory_interval = 30\n{PHONE}", "[routes.a] story_interval: not a duration; write it like"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(text: str, problem: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_every_mistake_is_told_at_once() -> None:
    text = f'[routes.a]\ntypes = ["x", "y"]\nmin_score = 2\n{PHONE}\n[routes.b]\nchannels = [1, 2]'
    assert len(problems(text)) == 5


def test_an_address_in_the_file_itself_is_refused_and_not_repeated() -> None:
    (problem,) = problems(f'[routes.a]\nchannels = [{{ name = "b", url = "json://host/{SECRET}" }}]')
    assert problem.startswith("[routes.a] channels[0]: an Apprise URL is a secret")
    assert SECRET not in problem


def test_secrets_are_left_alone_where_nothing_will_be_sent() -> None:
    assert read(f"[routes.a]\n{PHONE}", environ=None)[0].channels[0].url_env == "PHONE"


def test_a_variable_that_is_not_set_is_named() -> None:
    (problem,) = problems(f"[routes.a]\n{PHONE}", environ={"PHONE": "  "})
    assert problem == (
        "[routes.a] channels[0]: phone: the environment variable PHONE is not set; set it to an Apprise URL"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [(None, "cannot be read (No such file"), (b"\n", "is empty"), (b"\xff", "cannot be read (not UTF-8")],
)
def test_a_file_that_holds_no_address_is_named(tmp_path: Path, written: bytes | None, said: str) -> None:
    if written is not None:
        (tmp_path / "mail.url").write_bytes(written)
    text = '[routes.a]\nchannels = [{ name = "mail", url_file = "mail.url" }]'
    (problem,) = problems(text, tmp_path, {})
    assert problem.startswith(f"[routes.a] channels[0]: mail: {tmp_path}/mail.url {said}")


@pytest.mark.parametrize("url", [f"nonsense://{SECRET}", SECRET, f"tgram://{SECRET}"])
def test_an_address_that_apprise_does_not_understand_is_named_by_its_place_alone(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    (problem,) = problems(f"[routes.a]\n{PHONE}", environ={"PHONE": url})
    assert problem.startswith("[routes.a] channels[0]: phone: what $PHONE holds is not a URL that Apprise understands")
    assert SECRET not in problem + caplog.text


def test_an_address_is_read_from_the_variable_or_the_first_line_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "mail.url").write_text("\n  json://host/x \nsecond line\n", encoding="utf-8")
    assert Channel("a/mail", url_file=tmp_path / "mail.url").url({}) == "json://host/x"
    assert Channel("a/phone", url_env="PHONE").url({"PHONE": " json://host/y\n"}) == "json://host/y"


def test_names_that_nobody_knows_are_pointed_out() -> None:
    watchlist = Watchlist((Entity("al-bukamal", "place", "Abu Kamal", ()),), {"strike": {}})
    route = replace(EVERYTHING, entities=("al-bukmal", "al-bukamal"), cues=("strik",), sources=("nobody",))
    assert unheard_of((route,), watchlist, ("desk",)) == (
        "[routes.editors] entities: “al-bukmal” is not known; did you mean “al-bukamal”?",
        "[routes.editors] cues: “strik” is not known; did you mean “strike”?",
        "[routes.editors] sources: “nobody” is not known; correct it or take it out",
    )
