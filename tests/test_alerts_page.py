"""What docs/alerts.md shows is executed: settings, template, commands, and each channel to a far side on loopback."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from lxml import etree

from flows.command.main import commands
from flows.delivery import send_alert
from flows.message import Manner
from flows.message.templates import problem
from flows.routetable import read_routes
from flows.wording import Wording
from storage.deliveries import Outcome
from tests.flows.loopback import Asked, Loopback, Reply, Script
from tests.flows.receivers import Mailbox
from tests.flows.test_message import ARTICLE, facts

PAGE = (Path(__file__).parent.parent / "docs" / "alerts.md").read_text(encoding="utf-8")
HEADLINE, LINK = "غارة قرب معبر البوكمال", "https://furat.example/news/17?a=1&b=%282%29"
TITLE = "Al-Bukamal crossing: strike"


def blocks(language: str) -> list[str]:
    """The page's fenced blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


EXPORTED = [shlex.split(line)[1] for line in "\n".join(blocks("sh")).splitlines() if line.startswith("export ")]
URLS = {name: url for name, _, url in (one.partition("=") for one in EXPORTED)}
TAKEN = Reply(200, b"{}")


def on_loopback(name: str, port: int) -> str:
    """The URL that the page shows, without TLS and with the far side on loopback."""
    schema, rest = URLS[f"LANDBRIDGE_{name}"].split("://", 1)
    return re.sub(r"[a-z]+\.example\.org(?=[/?])", f"127.0.0.1:{port}", f"{schema.removesuffix('s')}://{rest}", count=1)


def send(name: str, path: str, reply: Script = TAKEN, **more: Any) -> tuple[Outcome, list[Asked]]:
    """What comes of an alert that is sent as the page shows, and what the far side was asked."""
    with Loopback({path: reply}) as server:
        outcome = send_alert(on_loopback(name, server.port), {**facts(ARTICLE), **more}, Manner())
    return outcome, server.asked


def test_every_channel_of_the_page_is_tried_here() -> None:
    tried = {"MAIL", "TELEGRAM", "NTFY", "GOTIFY", "DISCORD", "JSON", "FORM", "XML"}
    assert {name.removeprefix("LANDBRIDGE_") for name in URLS} == tried


@pytest.mark.parametrize("block", blocks("toml"))
def test_the_settings_are_understood(block: str, tmp_path: Path) -> None:
    assert read_routes(tomllib.loads(block)["routes"], tmp_path, None)


def test_the_template_writes_a_message(tmp_path: Path) -> None:
    (template,) = blocks("jinja")
    path = tmp_path / "editors.md.j2"
    path.write_text(template, encoding="utf-8")
    assert problem(path) == ""
    with Loopback({"/landbridge": Reply(200)}) as server:
        send_alert(on_loopback("JSON", server.port), facts(), Manner(Wording(), path))
    sent = json.loads(server.asked[0].body)
    assert sent["title"] == f"Al-Bukamal crossing: {HEADLINE}"
    assert HEADLINE in sent["message"]
    assert LINK in sent["message"]


def test_the_commands_are_understood() -> None:
    for line in "\n".join(blocks("sh")).splitlines():
        if line.startswith("landbridge "):
            name, *words = shlex.split(line)[1:]
            command = commands.get_command(None, name)  # type: ignore[arg-type]
            assert command is not None
            command.make_context(name, words, resilient_parsing=False, obj=None)


def test_a_mail_has_both_parts() -> None:
    with Mailbox(password="PASSWORD") as mailbox:
        url = on_loopback("MAIL", mailbox.port) + "&smtp=127.0.0.1&mode=insecure"
        assert send_alert(url, facts(), Manner()).kind == "sent"
    (mail,) = mailbox.mails
    assert (mail["Subject"], mail["To"]) == (TITLE, "editor@example.org")
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert f'<div dir="auto" lang="ar"><b>\u2068{HEADLINE}\u2069</b></div>' in html.get_content()
    assert HEADLINE in text.get_content()
    assert "furat.example/news/17" in text.get_content()
    assert "<" not in text.get_content()


def test_a_mail_in_arabic_reads_from_right_to_left() -> None:
    with Mailbox(password="PASSWORD") as mailbox:
        url = on_loopback("MAIL", mailbox.port) + "&smtp=127.0.0.1&mode=insecure"
        send_alert(url, facts(), Manner(Wording("ar")))
    assert mailbox.mails[0]["Subject"] == "معبر البوكمال: قصف أو هجوم"
    html = mailbox.mails[0].get_body(("html",))
    assert html is not None
    assert '<div dir="rtl" lang="ar">' in html.get_content()


class Telegram:
    """The Bot API's sendMessage as far as it matters: parse mode HTML with its few tags, 4,096 letters, a token."""

    token = "123456789:BOT_TOKEN_OF_YOURS"
    tags = frozenset(("b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote"))

    def answer(self, asked: Asked) -> Reply:
        sent = json.loads(asked.body)
        if not asked.path.startswith(f"/bot{self.token}/"):
            return self._refuse(401, "Unauthorized")
        tags = re.findall(r"</?([a-zA-Z]+)[^>]*>", sent["text"])
        if sent["parse_mode"] != "HTML" or not set(tags) <= self.tags or len(tags) % 2:
            return self._refuse(400, "Bad Request: can't parse entities")
        if len(re.sub(r"<[^>]+>", "", sent["text"]).encode("utf-16-le")) // 2 > 4096:
            return self._refuse(400, "Bad Request: message is too long")
        return Reply(body=b'{"ok": true, "result": {"message_id": 1}}', headers={"Content-Type": "application/json"})

    def _refuse(self, status: int, said: str) -> Reply:
        body = json.dumps({"ok": False, "error_code": status, "description": said}).encode()
        return Reply(status, body, {"Content-Type": "application/json"})


def telegram(
    monkeypatch: pytest.MonkeyPatch, reply: Script, sent: dict[str, object], url: str = ""
) -> tuple[Outcome, list[Asked]]:
    token = (url or URLS["LANDBRIDGE_TELEGRAM"]).split("/")[2]
    with Loopback({f"/bot{token}/sendMessage": reply}) as server:
        monkeypatch.setattr("apprise.plugins.telegram.NotifyTelegram.notify_url", server.url("/bot"))
        return send_alert(url or URLS["LANDBRIDGE_TELEGRAM"], sent, Manner()), server.asked


def test_telegram_gets_what_it_can_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, (asked,) = telegram(monkeypatch, Telegram().answer, facts())
    assert outcome == Outcome("sent", "answered 200", 200)
    sent = json.loads(asked.body)
    assert sent["text"].startswith(f"<b>{TITLE}</b>\n\u2060\n<b>\u2068{HEADLINE}\u2069</b>\n")
    assert '">https://furat.example/news/17' in sent["text"]
    assert str(sent["chat_id"]) == "-1001234567890"


def test_telegram_takes_whatever_strangers_write_at_whatever_length(monkeypatch: pytest.MonkeyPatch) -> None:
    said = facts()
    said["headline"] = "</b> & <script>alert(1)</script> 🚚 قصف " * 400
    outcome, (asked,) = telegram(monkeypatch, Telegram().answer, said)
    assert outcome.kind == "sent"
    assert len(asked.body.decode()) > 3000


@pytest.mark.parametrize(
    ("status", "body", "kind", "wait", "park"),
    [
        (429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 17}}, "retry", 17, False),
        (400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, "failed", None, False),
        (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}, "failed", None, True),
        (502, {}, "retry", None, False),
    ],
)
def test_what_telegram_refuses_is_understood(
    monkeypatch: pytest.MonkeyPatch, status: int, body: dict[str, object], kind: str, wait: int | None, park: bool
) -> None:
    outcome, asked = telegram(monkeypatch, Reply(status, json.dumps(body).encode()), facts())
    assert (outcome.kind, outcome.park, len(asked)) == (kind, park, 1)
    assert (outcome.wait and outcome.wait.total_seconds()) == wait


def test_ntfy_gets_title_and_text() -> None:
    outcome, (asked,) = send("NTFY", "/")
    assert outcome.kind == "sent"
    sent = json.loads(asked.body)
    assert (sent["topic"], sent["title"]) == ("corridor", TITLE)
    assert HEADLINE in sent["message"]
    assert asked.headers["authorization"] == "Bearer tk_TOKEN"


def test_gotify_gets_title_and_text() -> None:
    outcome, (asked,) = send("GOTIFY", "/message")
    assert outcome.kind == "sent"
    sent = json.loads(asked.body)
    assert sent["title"] == TITLE
    assert LINK in sent["message"]
    assert asked.headers["x-gotify-key"] == "APP_TOKEN"


def test_discord_gets_at_most_2000_letters_and_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback({"/hook/WEBHOOK_ID/WEBHOOK_TOKEN": Reply(204)}) as server:
        monkeypatch.setattr("apprise.plugins.discord.NotifyDiscord.notify_url", server.url("/hook"))
        said = {**facts(), "headline": "@everyone **قصف** <@1> [x](http://evil.example) " * 200}
        assert send_alert(URLS["LANDBRIDGE_DISCORD"], said, Manner()).kind == "sent"
    (asked,) = server.asked
    text = json.loads(asked.body)["content"]
    assert len(text) <= 2000
    assert LINK in text
    assert not re.search(r"@everyone|<@|://evil|\*\*", text)


def test_json_has_title_message_type_and_the_header_that_was_asked_for() -> None:
    outcome, (asked,) = send("JSON", "/landbridge")
    assert outcome.kind == "sent"
    sent = json.loads(asked.body)
    assert (sent["title"], sent["type"]) == (TITLE, "info")
    assert HEADLINE in sent["message"]
    assert asked.headers["x-token"] == "TOKEN"


def test_a_form_has_title_and_message() -> None:
    outcome, (asked,) = send("FORM", "/landbridge")
    assert outcome.kind == "sent"
    sent = parse_qs(asked.body.decode())
    assert sent["title"] == [TITLE]
    assert HEADLINE in sent["message"][0]


def test_xml_is_sound_whatever_strangers_write() -> None:
    outcome, (asked,) = send("XML", "/landbridge", headline="<script>]]>&amp; \x07 غارة </Message>")
    assert outcome.kind == "sent"
    root = etree.fromstring(asked.body, etree.XMLParser(resolve_entities=False, no_network=True))
    (message,) = root.iter("{*}Message")
    assert "غارة" in (message.text or "")
    assert not list(message)
