"""Sending through real Apprise to real servers on loopback: what came of it is learned from the exchange."""

import asyncio
import json
import logging
import socket
from datetime import timedelta
from email.message import EmailMessage
from threading import Thread
from time import monotonic

import pytest

from flows.notify import judge, send, shape
from flows.observe import Exchange
from storage.deliveries import Outcome
from tests.flows.loopback import Loopback, Reply, Script
from tests.flows.receivers import Mailbox, free_port

SECRET = "s3cr3t-t0ken"
DAY = "Sat, 21 Nov 2026"


def post(reply: Script, *, query: str = "", deadline: float = 5.0) -> tuple[Outcome, int]:
    """What came of one message to a webhook, and how many requests it took."""
    with Loopback({f"/{SECRET}": reply}) as server:
        url = f"json://127.0.0.1:{server.port}/{SECRET}{query}"
        outcome = send(url, "Title", "Body", deadline=deadline)
        return outcome, len(server.asked)


def test_what_was_taken_is_sent() -> None:
    assert post(Reply(200)) == (Outcome("sent", "answered 200", 200), 1)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_wrong_address_or_token_fails_and_parks_the_channel(status: int) -> None:
    assert post(Reply(status)) == (Outcome("failed", f"answered {status}", status, park=True), 1)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_is_refused_fails_alone(status: int) -> None:
    """A stranger's headline must not be able to park a channel."""
    assert post(Reply(status)) == (Outcome("failed", f"answered {status}", status, park=False), 1)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_what_may_pass_is_tried_again(status: int) -> None:
    assert post(Reply(status)) == (Outcome("retry", f"answered {status}", status), 1)


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (Reply(429, headers={"Retry-After": "120"}), 120),
        (Reply(503, headers={"Retry-After": f"{DAY} 10:00:30 GMT", "Date": f"{DAY} 10:00:00 GMT"}), 30),
        (Reply(429, b'{"ok": false, "parameters": {"retry_after": 17}}'), 17),
        (Reply(429, b'{"message": "slow down", "retry_after": 0.5}'), 0.5),
        (Reply(429, headers={"Retry-After": "99999999999999999999"}), 86400),
    ],
)  # fmt: skip
def test_the_wait_that_is_asked_for_is_told(reply: Reply, seconds: float) -> None:
    outcome, _ = post(reply)
    assert (outcome.kind, outcome.wait) == ("retry", timedelta(seconds=seconds))


@pytest.mark.parametrize("said", ["soon", "-5", "Sat, 99 Nov 2026 10:00:30 GMT"])
def test_a_wait_that_makes_no_sense_is_passed_over(said: str) -> None:
    outcome, _ = post(Reply(429, b"[1]", headers={"Retry-After": said}))
    assert (outcome.kind, outcome.wait) == ("retry", None)


def test_a_refused_connection_is_tried_again() -> None:
    outcome = send(f"json://127.0.0.1:{free_port()}/{SECRET}", "Title", "Body")
    assert outcome == Outcome("retry", "the connection was refused")


def test_a_name_that_does_not_resolve_is_tried_again() -> None:
    outcome = send(f"json://nowhere.invalid/{SECRET}", "Title", "Body")
    assert outcome == Outcome("retry", "the name of the server could not be resolved")


def test_a_server_that_does_not_speak_tls_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"220 no TLS here\r\n")
                connection.recv(4096)

        thread = Thread(target=answer)
        thread.start()
        outcome = send(f"jsons://127.0.0.1:{server.getsockname()[1]}/{SECRET}", "Title", "Body")
        thread.join()
    assert outcome == Outcome("retry", "no safe connection could be agreed on with the server")


def test_a_connection_closed_after_the_request_leaves_it_unknown() -> None:
    outcome, requests = post(Reply(cut=True))
    assert (outcome.kind, requests) == ("unknown", 1)
    assert "the request was written, and no answer came" in outcome.detail


def test_half_an_answer_leaves_it_unknown() -> None:
    outcome, _ = post(Reply(200, b"half", length=100))
    assert (outcome.kind, outcome.status) == ("unknown", 200)
    assert "broke off" in outcome.detail


def test_a_server_that_hangs_is_left_when_the_time_is_up() -> None:
    began = monotonic()
    outcome, requests = post(Reply(200, delay=15), deadline=0.3)
    assert (outcome, requests) == (Outcome("unknown", "no answer within 0.3 seconds"), 1)
    assert monotonic() - began < 10


def test_a_channel_is_waited_for_as_long_as_its_url_says() -> None:
    began = monotonic()
    outcome, requests = post(Reply(200, delay=15), query="?rto=0.3")
    assert (outcome.kind, requests) == ("unknown", 1)
    assert outcome.detail.startswith("the request was written, and no answer came")
    assert monotonic() - began < 5


@pytest.mark.parametrize("query", ["?rto=3600", "?rto=nan", "?rto=-1", ""])
def test_no_url_makes_us_wait_longer_than_we_like(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.notify.ANSWER_SECONDS", 0.3)
    assert post(Reply(200, delay=15), query=query, deadline=10)[0].detail.startswith("the request was written")


def test_apprise_never_tries_again_by_itself() -> None:
    outcome, requests = post(Reply(500), query="?retry=3&wait=0.1&optional=yes")
    assert (outcome.kind, requests) == ("retry", 1)


def test_a_redirect_that_is_followed_to_the_end_counts_by_its_end() -> None:
    with Loopback({"/a": Reply(307, headers={"Location": "/b"}), "/b": Reply(200)}) as server:
        assert send(f"json://127.0.0.1:{server.port}/a", "Title", "Body").kind == "sent"


def test_a_url_that_apprise_does_not_understand_parks_the_channel() -> None:
    outcome = send(f"nonsense://{SECRET}", "Title", "Body")
    assert (outcome.kind, outcome.park) == ("failed", True)
    assert SECRET not in outcome.detail


TELEGRAM = "123456789:abcdefg_hijklmnop"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(200, b'{"ok": true, "result": {}}'), Outcome("sent", "answered 200", 200)),
        (
            Reply(429, b'{"ok": false, "parameters": {"retry_after": 9}}'),
            Outcome("retry", "answered 429", 429, timedelta(seconds=9)),
        ),
        (Reply(401, b'{"ok": false}'), Outcome("failed", "answered 401", 401, park=True)),
    ],
)
def test_telegram_is_understood(monkeypatch: pytest.MonkeyPatch, reply: Reply, outcome: Outcome) -> None:
    with Loopback({f"/bot{TELEGRAM}/sendMessage": reply}) as server:
        monkeypatch.setattr("apprise.plugins.telegram.NotifyTelegram.notify_url", server.url("/bot"))
        assert send(f"tgram://{TELEGRAM}/12315544/", "", "<b>معبر &lt;x&gt;</b>") == outcome
    sent = json.loads(server.asked[0].body)
    assert (sent["text"], sent["parse_mode"], len(server.asked)) == ("<b>معبر &lt;x&gt;</b>", "HTML", 1)


def test_messages_bring_no_pictures_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback({"/hook/1/2": Reply(204)}) as server:
        monkeypatch.setattr("apprise.plugins.discord.NotifyDiscord.notify_url", server.url("/hook"))
        assert send("discord://1/2", "Title", "Body").kind == "sent"
    assert b"http" not in server.asked[0].body


def test_no_secret_is_logged_or_told(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(1)
    details = [post(reply)[0].detail for reply in (Reply(200), Reply(401), Reply(500), Reply(cut=True))]
    details.append(send(f"json://nowhere.invalid/{SECRET}", "Title", "Body").detail)
    details.append(send(f"tgram://{SECRET}", "Title", "Body").detail)
    out, err = capfd.readouterr()
    assert SECRET not in caplog.text + out + err + "".join(details)


def test_the_libraries_log_as_ever_outside_a_send(caplog: pytest.LogCaptureFixture) -> None:
    post(Reply(200))
    with caplog.at_level(logging.DEBUG, "urllib3.connectionpool"):
        logging.getLogger("urllib3.connectionpool").debug("somebody else's request")
    assert "somebody else's request" in caplog.text


def test_a_mail_that_was_taken_is_sent() -> None:
    with Mailbox() as mailbox:
        outcome = send(mailbox.url(), "قصف", "<b>معبر</b>")
    assert (outcome.kind, outcome.status) == ("sent", 250)
    assert mailbox.mails[0]["Subject"] == "قصف"
    body = mailbox.mails[0].get_body(("html",))
    assert body is not None
    assert "<b>معبر</b>" in body.get_content()


def test_a_mail_server_that_is_not_there_is_tried_again() -> None:
    url = f"mailto://127.0.0.1:{free_port()}?mode=insecure&from=watch@example.org&to=editor@example.org"
    outcome = send(url, "Title", "Body")
    assert outcome == Outcome("retry", "the mail server could not be reached (ConnectionRefusedError)")


def test_a_wrong_mail_password_parks_the_channel() -> None:
    with Mailbox(password="right") as mailbox:
        assert send(mailbox.url(password="right"), "Title", "Body").kind == "sent"
        outcome = send(mailbox.url(password=SECRET), "Title", "Body")
    assert (outcome.kind, outcome.status, outcome.park) == ("failed", 535, True)
    assert SECRET not in outcome.detail


def test_a_recipient_that_does_not_exist_fails() -> None:
    with Mailbox(recipient="550 no such user") as mailbox:
        outcome = send(mailbox.url(), "Title", "Body")
    assert (outcome.kind, outcome.status, outcome.park) == ("failed", 550, False)


def test_a_mailbox_that_is_busy_is_tried_again() -> None:
    with Mailbox(recipient="450 busy") as mailbox:
        outcome = send(mailbox.url(), "Title", "Body")
    assert (outcome.kind, outcome.status) == ("retry", 450)


def test_a_mail_that_is_refused_after_its_text_fails() -> None:
    with Mailbox(text="554 spam") as mailbox:
        outcome = send(mailbox.url(), "Title", "Body")
    assert (outcome.kind, outcome.status, outcome.park) == ("failed", 554, False)


def test_a_mail_server_that_vanishes_after_the_text_leaves_it_unknown() -> None:
    with Mailbox(vanish=True) as mailbox:
        outcome = send(mailbox.url(), "Title", "Body")
    assert outcome.kind == "unknown"
    assert len(mailbox.mails) == 1


def test_a_mail_server_that_hangs_after_the_text_leaves_it_unknown() -> None:
    with Hanging() as mailbox:
        outcome = send(f"{mailbox.url()}&cto=0.3", "Title", "Body")
    assert (outcome.kind, len(mailbox.mails)) == ("unknown", 1)
    assert outcome.detail.startswith("the mail was written, and no answer came")


def test_a_mail_server_that_hangs_before_the_text_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        outcome = send(f"mailto://127.0.0.1:{port}?smtp=127.0.0.1&mode=insecure&from=a@b.example&to=c@d.example&cto=0.3",
                       "Title", "Body")  # fmt: skip
    assert outcome.kind == "retry"
    assert outcome.detail.startswith("the mail server could not be reached")


class Hanging(Mailbox):
    """A mail server that takes a text and says nothing."""

    async def answer(self, mail: EmailMessage) -> str:
        await asyncio.sleep(60)
        return "250 OK"


def test_a_mail_that_only_some_recipients_got_is_unknown() -> None:
    with Mailbox(recipients={"gone@example.org": "550 no such user"}) as mailbox:
        outcome = send(mailbox.url("editor@example.org", "gone@example.org"), "Title", "Body")
    assert (outcome.kind, outcome.status, len(mailbox.mails)) == ("unknown", 550, 1)
    assert outcome.detail.startswith("part of it was taken")


@pytest.mark.parametrize(
    ("said", "ends", "kind"),
    [
        (True, [], "sent"),
        (False, [], "unknown"),
        (True, ["refused"], "unknown"),
        (False, ["accepted"], "unknown"),
        (True, ["refused", "accepted"], "sent"),
        (False, ["refused", "later"], "retry"),
        (False, ["unreached", "unanswered"], "unknown"),
        (False, ["moved"], "failed"),
    ],
)
def test_a_message_that_took_several_exchanges_is_never_called_better_than_it_was(
    said: bool, ends: list[str], kind: str
) -> None:
    assert judge(said, [Exchange(end, end, 400) for end in ends]).kind == kind  # type: ignore[arg-type]


def test_a_channel_says_what_it_takes() -> None:
    webhook = shape("json://127.0.0.1/")
    telegram = shape("tgram://123456789:abcdefg_hijklmnop/12315544/")
    discord = shape("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js")
    assert (webhook and webhook.format, telegram and telegram.format) == ("text", "chat")
    assert (telegram and telegram.title_limit, telegram and telegram.body_limit) == (0, 4096)
    assert discord is not None
    assert (discord.format, discord.body_limit, discord.together) == ("markdown", 2000, True)
    assert webhook is not None
    assert not webhook.one_line
    assert shape("nonsense") is None
