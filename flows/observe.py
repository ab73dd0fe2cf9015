"""Seeing what happens on the wire while somebody else's code sends: each exchange, and how it ended.

Apprise says True or False and no more. It sends through requests and, for mail, smtplib; while `observed` is open in
this thread, what passes through them is noted. Elsewhere, and at other times, both work as they always do.

What is noted holds statuses, codes and kinds of failure, never addresses, headers or bodies: those hold secrets.
"""

import functools
import json
import logging
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any, Literal

import requests
import urllib3.exceptions as urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

LONGEST_WAIT = timedelta(days=1)  # what a far side may ask for; more is taken for a mistake
_TALKATIVE = ("apprise", "urllib3.connectionpool", "urllib3.util.retry", "requests")  # they log URLs or messages

End = Literal[
    "accepted",  # the far side took it
    "refused",  # it answered, and will not take it
    "later",  # it answered, and may take it another time
    "moved",  # it answered with a redirect, which was followed
    "unreached",  # nothing of the message can have been written
    "unanswered",  # something was written, and no whole answer came
]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, or one step of a conversation with a mail server."""

    end: End
    detail: str  # one line for people, without secrets
    status: int | None = None  # HTTP status or SMTP code
    wait: timedelta | None = None  # how long the far side asks to be left alone


@dataclass(slots=True)
class Observation:
    """What was seen so far."""

    exchanges: list[Exchange] = field(default_factory=list)
    connected: bool = False  # whether the exchange under way has its connection, TLS included
    handed_over: bool = False  # whether a mail's text has begun to be written


_current: ContextVar[Observation | None] = ContextVar("observation", default=None)
_installing = Lock()
_installed: list[bool] = []


@contextmanager
def observed() -> Iterator[Observation]:
    """Note the exchanges of this thread, and keep the libraries that make them from logging what they know."""
    _install()
    observation = Observation()
    token = _current.set(observation)
    try:
        yield observation
    finally:
        _current.reset(token)


def _install() -> None:
    """Put our eyes in place, once for the process."""
    with _installing:
        if _installed:
            return
        _installed.append(True)
        _watch(HTTPAdapter, "send", _http)
        for connection in (HTTPConnection, HTTPSConnection):
            _watch(connection, "connect", _connect)
        for name in ("__init__", "starttls", "login", "sendmail"):
            _watch(smtplib.SMTP, name, _smtp)
        _watch(smtplib.SMTP, "data", _smtp_data)
        for logger in _TALKATIVE:
            logging.getLogger(logger).addFilter(lambda record: _current.get() is None)


def _watch(owner: type, name: str, watcher: Callable[..., Any]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def watched(*args: Any, **kwargs: Any) -> Any:
        observation = _current.get()
        if observation is None:
            return original(*args, **kwargs)
        return watcher(observation, functools.partial(original, *args, **kwargs))

    setattr(owner, name, watched)


def _http(observation: Observation, send: Callable[[], requests.Response]) -> requests.Response:
    observation.connected = False
    try:
        response = send()
    except (requests.RequestException, urllib3.HTTPError) as error:
        observation.exchanges.append(http_failure(error, connected=observation.connected))
        raise
    try:
        body = response.content  # read here, so that an answer that breaks off is seen
    except requests.RequestException as error:
        detail = f"answered {response.status_code}, but the answer broke off ({type(error).__name__})"
        observation.exchanges.append(Exchange("unanswered", detail, response.status_code))
        raise
    observation.exchanges.append(http_answer(response.status_code, dict(response.headers.lower_items()), body))
    return response


def _connect(observation: Observation, connect: Callable[[], None]) -> None:
    connect()
    observation.connected = True


def http_failure(error: Exception, *, connected: bool) -> Exchange:
    """What a request that was not answered came to. Without a connection nothing of it can have been written."""
    if connected:
        return Exchange("unanswered", f"the request was written, and no answer came ({type(error).__name__})")
    chain = [error, *_reasons(error)]
    for kind, said in (
        (urllib3.NameResolutionError, "the name of the server could not be resolved"),
        (urllib3.NewConnectionError, "the connection was refused"),
        (urllib3.ConnectTimeoutError, "the server could not be reached in time"),
        (ssl.SSLCertVerificationError, "the certificate of the server is not valid"),
        (urllib3.SSLError, "no safe connection could be agreed on with the server"),
        (urllib3.ProxyError, "the proxy could not be used"),
    ):
        if any(isinstance(cause, kind) for cause in chain):
            return Exchange("unreached", said)
    return Exchange("unreached", f"the server could not be reached ({type(error).__name__})")


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """What lies under an error of requests: its arguments, urllib3's reasons, and their causes."""
    below = [*error.args, getattr(error, "reason", None), error.__cause__, error.__context__]
    for cause in below:
        if isinstance(cause, BaseException) and cause is not error:
            yield cause
            if not isinstance(cause, requests.RequestException):
                yield from _reasons(cause)


def http_answer(status: int, headers: dict[str, str], body: bytes) -> Exchange:
    """What an answer says; header names in lower case."""
    detail = f"answered {status}"
    if 200 <= status < 300:
        return Exchange("accepted", detail, status)
    if 300 <= status < 400:
        return Exchange("moved", detail, status)
    if status in (408, 425, 429) or status >= 500:
        return Exchange("later", detail, status, _asked_wait(headers, body))
    return Exchange("refused", detail, status)


def _asked_wait(headers: dict[str, str], body: bytes) -> timedelta | None:
    """How long to wait: Retry-After (RFC 9110, 10.2.3), or what Telegram and Discord say in their answers (seconds)."""
    seconds = _seconds(headers.get("retry-after", ""), headers.get("date", ""))
    if seconds is None:
        try:
            answer = json.loads(body[:65536])
        except ValueError:
            return None
        if not isinstance(answer, dict):
            return None
        parameters = answer.get("parameters")
        said = (parameters if isinstance(parameters, dict) else answer).get("retry_after")
        seconds = float(said) if isinstance(said, int | float) else None
    if seconds is None or not 0 <= seconds < float("inf"):
        return None
    return timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds()))


def _seconds(retry_after: str, date: str) -> float | None:
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        # both by the server's own clock
        return (parsedate_to_datetime(retry_after) - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):
        return None


def _smtp(observation: Observation, step: Callable[[], Any]) -> Any:
    observation.handed_over = False
    try:
        result = step()
    except (OSError, smtplib.SMTPException) as error:
        observation.exchanges.append(smtp_failure(error, handed_over=observation.handed_over))
        raise
    if isinstance(result, dict):  # of sendmail: the recipients who were refused while others were not
        observation.exchanges.append(Exchange("accepted", "the mail server took it", 250))
        observation.exchanges.extend(
            _smtp_code(code, "the mail server refused a recipient") for code, _ in result.values()
        )
    return result


def _smtp_data(observation: Observation, step: Callable[[], Any]) -> Any:
    observation.handed_over = True
    return step()


def smtp_failure(error: Exception, *, handed_over: bool) -> Exchange:
    """What a conversation with a mail server that ended in an error came to."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _smtp_code(error.smtp_code, "the mail server did not accept user and password")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _smtp_code(min(codes), "the mail server refused the recipient")
    if isinstance(error, smtplib.SMTPResponseException):
        return _smtp_code(error.smtp_code, "the mail server refused the mail")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Exchange("refused", "the mail server does not offer what the address asks for")
    if handed_over:
        return Exchange("unanswered", f"the mail was written, and no answer came ({type(error).__name__})")
    if isinstance(error, socket.gaierror):
        return Exchange("unreached", "the name of the mail server could not be resolved")
    return Exchange("unreached", f"the mail server could not be reached ({type(error).__name__})")


def _smtp_code(code: int, detail: str) -> Exchange:
    return Exchange("refused" if code >= 500 else "later", f"{detail}: {code}", code)
