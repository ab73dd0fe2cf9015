"""Templates of the user's own: what they can say, what they cannot do, and that no alert is lost to one."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from flows.command.main import commands
from flows.message import Manner, Message, render
from flows.message.templates import LONGEST, problem
from flows.message.writing import Format
from flows.wording import Wording
from tests.flows.test_message import ARTICLE, HOSTILE, facts, found
from tests.flows.test_message import Seen as Tags
from watchlist.errors import BadInput

TEMPLATE = """\
{% block title %}{{ entities[0].name }} | {{ source }}{% endblock %}
{% block body %}
# {{ headline }}
{% for entity in entities %}
- {{ entity.name }} ({{ entity.type|type }}): {{ entity.why|join("; ") }}
{% endfor %}
{{ found|moment }}, {{ also_in|length|number }}, {{ cues|map("cue")|join(", ") }}, {{ language|language }}
{{ url }}
{{ map }}
{% endblock %}
"""


def written(
    folder: Path, text: str, name: str = "own.md.j2", format: Format = "markdown", limit: int = 4096, **more: Any
) -> Message:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return render({**facts(), **more}, format, Manner(Wording(), path), body_limit=limit)


def test_a_template_writes_title_and_body(tmp_path: Path) -> None:
    message = written(tmp_path, TEMPLATE)
    assert message.title == "Al-Bukamal crossing | الفرات اليوم"
    assert message.body.splitlines()[0] == "# \u2068غارة قرب معبر البوكمال\u2069"
    assert "21 Nov 2026, 09:30 UTC, 0, strike, Arabic" in message.body
    assert "https://furat.example/news/17?a=1&b=%282%29\nhttps://www.openstreetmap.org/?mlat=34.42" in message.body
    assert message.note == ""


def test_without_blocks_all_of_it_is_the_body_and_the_title_stays_ours(tmp_path: Path) -> None:
    message = written(tmp_path, "{{ headline }}!", "own.txt.j2", "text")
    assert message == Message("Al-Bukamal crossing: strike", "\u2068غارة قرب معبر البوكمال\u2069!")


def test_a_channel_without_titles_has_the_templates_title_above(tmp_path: Path) -> None:
    path = tmp_path / "own.html.j2"
    path.write_text("{% block title %}<x> {{ source }}{% endblock %}{% block body %}Body{% endblock %}", "utf-8")
    message = render(facts(), "chat", Manner(Wording(), path), title_limit=0)
    assert message.title == ""
    assert message.body.translate({0x2060: None}) == "<b>\u2068&lt;x&gt; الفرات اليوم\u2069</b>\n\nBody"


def test_a_template_speaks_the_language_of_its_route(tmp_path: Path) -> None:
    path = tmp_path / "own.txt.j2"
    path.write_text("{{ entities[0].name }}: {{ cues[0]|cue }}, {{ found|moment }}", encoding="utf-8")
    body = render(facts(), "text", Manner(Wording("fa", "Asia/Tehran"), path)).body
    assert body.translate(dict.fromkeys(map(ord, "\u2068\u2069"))) == (
        "گذرگاه بوکمال: حمله, ۳۰ آبان ۱۴۰۵، ساعت ۱۳:۰۰ (UTC+3:30)"
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("{{ headline", 1, "unexpected end of template"),
        ("ok\n{% for x in %}", 2, "Expected an expression"),
        ("ok\n\n{{ hedline }}", 3, "'hedline' is undefined"),
        ("{{ entities[7].name }}", 1, "has no element 7"),
        ("{{ headline|safe }}", 1, "No filter named 'safe'"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ entities.append(1) }}", 1, "unsafe"),
        ("{% include '../secret.txt' %}", 1, "../secret.txt"),
        ("{% for x in range(100001) %}{% endfor %}", 1, "Range too big"),
        ("{% for x in range(99999) %}{{ headline }}{% endfor %}", 1, f"more than {LONGEST:,}"),
        ("{# nothing #}", 1, "it writes nothing"),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError"),
    ],
)
def test_a_broken_template_is_told_with_file_and_line_and_the_default_is_sent(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    message = written(tmp_path, text)
    path = tmp_path / "own.md.j2"
    assert problem(path).startswith(f"{path}:{line}: ")
    assert said in problem(path)
    assert message.body == render(facts(), "markdown", body_limit=4096).body
    assert message.note.startswith(f"{path}:{line}: ")


def test_a_template_that_is_missing_or_named_for_no_format_is_told(tmp_path: Path) -> None:
    assert problem(tmp_path / "gone.md.j2").startswith(f"{tmp_path}/gone.md.j2:1: cannot be read (")
    (tmp_path / "own.j2").write_text("x", encoding="utf-8")
    assert "the name says what it writes" in problem(tmp_path / "own.j2")


def test_what_is_too_long_for_the_channel_gives_way_to_the_default(tmp_path: Path) -> None:
    message = written(tmp_path, "{{ headline }}" * 100, limit=500)
    assert len(message.body) <= 500
    assert "is longer than the 500 that the channel takes" in message.note


def test_a_template_that_was_mended_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "own.txt.j2"
    path.write_text("{{ hedline }}", encoding="utf-8")
    assert problem(path)
    path.write_text("{{ headline }}!", encoding="utf-8")
    os.utime(path, (1, 1))
    assert problem(path) == ""


def test_an_alert_without_news_or_times_fills_a_template_too(tmp_path: Path) -> None:
    (tmp_path / "own.txt.j2").write_text("{{ published|moment }}{{ news|length }}{{ also|length }}", encoding="utf-8")
    assert problem(tmp_path / "own.txt.j2") == ""


@pytest.mark.parametrize("name", ["own.txt.j2", "own.md.j2", "own.html.j2"])
@pytest.mark.parametrize("format", ["text", "markdown", "html", "chat"])
def test_strangers_words_are_inert_in_a_template_whatever_it_becomes(tmp_path: Path, name: str, format: Format) -> None:
    path = tmp_path / name
    path.write_text('{{ headline }} {{ snippets|join(" ") }} {{ entities[0].why|join }}', encoding="utf-8")
    hostile = facts(replace(ARTICLE, title=HOSTILE), replace(found(), why=(HOSTILE,)))
    body = render(hostile, format, Manner(Wording(), path)).body
    assert "@everyone" not in body
    assert "://evil" not in body
    assert not set("\u202a\u202b\u202c\u202d\u202e\x00\x07") & set(body)
    if format in ("html", "chat"):
        assert set(Tags(body).tags) <= {"p", "br"}
        assert Tags(body).links == []
    else:
        assert "<" not in body


def test_digests_and_what_concerns_the_watch_stay_ours(tmp_path: Path) -> None:
    path = tmp_path / "own.txt.j2"
    path.write_text("mine", encoding="utf-8")
    condition = {
        "kind": "condition", "headline": "A source fails", "opened_at": "2026-11-21T09:30:00.000Z", "closed_at": None
    }  # fmt: skip
    assert "A source fails" in render(condition, "text", Manner(Wording(), path)).body


def test_the_doctor_and_a_run_name_a_broken_template_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHONE", "json://127.0.0.1:9/")
    (tmp_path / "own.txt.j2").write_text("{{ headline }}\n{% if %}", encoding="utf-8")
    (tmp_path / "landbridge.toml").write_text(
        '[routes.editors]\nchannels = [{ name = "phone", url_env = "PHONE" }]\ntemplate = "own.txt.j2"\n', "utf-8"
    )
    place = f"{tmp_path}/landbridge.toml:3: [routes.editors] template: {tmp_path}/own.txt.j2:2: "
    examined = CliRunner().invoke(commands, ["--home", str(tmp_path), "doctor"])
    assert examined.exit_code == 1
    assert place in examined.stdout
    ran = CliRunner().invoke(commands, ["--home", str(tmp_path), "run"])
    assert isinstance(ran.exception, BadInput)
    assert place in str(ran.exception)
