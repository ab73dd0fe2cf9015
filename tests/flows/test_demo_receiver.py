"""The receiver of the demonstration, spoken to by Apprise itself."""

from datetime import UTC, datetime

import apprise
import httpx
import pytest

from flows.demo.receiver import Receiver

# Apprise's mail plugin imports it for PGPy, when the plugins are loaded.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def notify(receiver: Receiver, body: str = "A body") -> bool:
    """Send one message as an alert channel does."""
    channel = apprise.Apprise.instantiate(receiver.apprise_url)
    assert channel is not None
    return bool(channel.notify(title="A title", body=body))


def test_what_apprise_sends_is_kept_with_its_time() -> None:
    before = datetime.now(UTC)
    with Receiver() as receiver:
        assert notify(receiver, "البوكمال")
        (message,) = receiver.messages
    assert (message.title, message.body, message.status) == ("A title", "البوكمال", 200)
    assert before <= message.received_at <= datetime.now(UTC)


def test_answers_follow_the_script_and_then_are_200() -> None:
    with Receiver(answers=(503, 401)) as receiver:
        assert [notify(receiver) for _ in range(3)] == [False, False, True]
        assert [message.status for message in receiver.messages] == [503, 401, 200]


def test_none_hangs_up_without_an_answer_and_keeps_the_message() -> None:
    with Receiver(answers=(None,)) as receiver:
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(receiver.url, json={"title": "A title", "message": "A body"})
        assert [message.status for message in receiver.messages] == [None]


def test_a_delay_lies_between_the_arrival_and_the_answer() -> None:
    with Receiver(delay=5) as receiver:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(receiver.url, json={"title": "A title", "message": "A body"}, timeout=0.1)
        assert len(receiver.messages) == 1


def test_waiting_ends_with_the_message_or_with_the_time() -> None:
    with Receiver() as receiver:
        assert not receiver.wait(1, timeout=0.01)
        notify(receiver)
        assert receiver.wait(1, timeout=1)
