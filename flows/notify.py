"""Sending one message through one Apprise URL, and learning what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from storage.deliveries import Outcome
from storage.threads import begun

if TYPE_CHECKING:
    from flows.observe import Exchange

Format = Literal["text", "markdown", "html", "chat"]  # as messages are written: see `flows.message`

DEADLINE = 30.0  # seconds for one message, whatever the far side does
# What a channel waits for at the most; less where its URL says so (Apprise's `cto` and `rto`).
CONNECT_SECONDS = 10.0  # until a connection stands
ANSWER_SECONDS = 20.0  # between two pieces of an answer
# They show Markdown in whatever they are sent.
_MARKED_DOWN = frozenset(("discord", "slack", "mmost", "mmosts", "rocket", "rockets", "gchat", "zulip", "guilded"))
# The address or the credentials are wrong, whatever the message: no later one would fare better.
_PARKING = frozenset((401, 403, 404, 405, 407, 410, 530, 534, 535))

NOT_UNDERSTOOD = Outcome("failed", "Apprise does not understand the URL of this channel", park=True)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a channel takes."""

    format: Format  # how its messages are written
    title_limit: int  # in code points; 0: it has no titles
    body_limit: int  # in code points
    together: bool  # whether the title counts towards the body's limit
    one_line: bool  # whether it cuts after a few lines, as notifications of a desktop do


def shape(url: str) -> Shape | None:
    """What the channel behind an Apprise URL takes; None where Apprise does not understand the URL."""
    service = _service(url)
    if service is None:
        return None
    return Shape(
        _format(url.partition("://")[0].lower(), service.notify_format.value),
        service.title_maxlen,
        service.body_maxlen,
        service.overflow_amalgamate_title,
        service.body_max_line_count > 0,
    )


def _format(schema: str, format: Format) -> Format:
    if schema == "tgram" and format == "html":
        return "chat"
    return "markdown" if schema in _MARKED_DOWN and format == "text" else format


def send(url: str, title: str, body: str, *, deadline: float = DEADLINE) -> Outcome:
    """Send one message and say what became of it; it takes `deadline` seconds at the most.

    The message is written as the channel likes it (`shape`) and is not changed any more. Nothing is tried twice: that
    is the ledger's. A send that hangs is left alone in its thread, and its outcome is unknown.
    """
    try:
        return begun(lambda: _send(url, title, body), "notify").result(deadline)
    except TimeoutError:
        return Outcome("unknown", f"no answer within {deadline:g} seconds")


def _send(url: str, title: str, body: str) -> Outcome:
    from apprise import Apprise

    from flows.observe import observed

    with observed() as observation:
        service = _service(url)
        if service is None:
            return NOT_UNDERSTOOD
        apprise = Apprise(servers=[service], asset=service.asset)
        said = apprise.notify(body=body, title=title, body_format=service.notify_format)
    return judge(bool(said), observation.exchanges)


def judge(said: bool, exchanges: Sequence["Exchange"]) -> Outcome:
    """What became of a message, from what Apprise says and what was seen of the exchange."""
    ends = {exchange.end for exchange in exchanges}
    if said:
        if not exchanges or "accepted" in ends:
            return _sent(exchanges)
        return Outcome("unknown", f"Apprise calls it sent, but the far side {exchanges[-1].detail}")
    if not exchanges:
        return Outcome("unknown", "Apprise calls it failed, and nothing could be seen of the exchange")
    if "unanswered" in ends:
        return _of("unknown", next(exchange for exchange in exchanges if exchange.end == "unanswered"))
    if "accepted" in ends:
        return _in_part(exchanges)
    later = [exchange for exchange in exchanges if exchange.end in ("later", "unreached")]
    if later:
        waits = [exchange.wait for exchange in later if exchange.wait is not None]
        return Outcome("retry", later[-1].detail, later[-1].status, max(waits, default=None))
    last = exchanges[-1]
    return Outcome("failed", last.detail, last.status, park=last.status in _PARKING)


def _sent(exchanges: Sequence["Exchange"]) -> Outcome:
    """Apprise calls it sent; mail servers may have refused a recipient nevertheless."""
    refused = [exchange for exchange in exchanges if exchange.end != "accepted" and exchange.end != "moved"]
    if refused and refused[-1] is exchanges[-1]:
        return _in_part(exchanges)
    accepted = [exchange for exchange in exchanges if exchange.end == "accepted"]
    return _of("sent", accepted[-1]) if accepted else Outcome("sent", "Apprise calls it sent")


def _in_part(exchanges: Sequence["Exchange"]) -> Outcome:
    """Something was taken and something was not."""
    others = [exchange for exchange in exchanges if exchange.end not in ("accepted", "moved")]
    if not others:
        return _of("unknown", exchanges[-1], "Apprise reads a refusal in the answer: ")
    return _of("unknown", others[-1], "part of it was taken, the rest was not: ")


def _of(kind: Literal["sent", "unknown"], exchange: "Exchange", said: str = "") -> Outcome:
    return Outcome(kind, said + exchange.detail, exchange.status)


def _service(url: str) -> Any:
    """Apprise's service for a URL, without retries of its own and with time limits; None where there is none."""
    from apprise import Apprise, AppriseAsset

    from flows.observe import observed

    # "memory": Apprise writes nothing to the disk; async_mode: it starts no threads
    asset = AppriseAsset(
        async_mode=False, storage_mode="memory", app_id="Landbridge", app_desc="Landbridge", app_url=""
    )
    asset.image_url_mask = asset.image_url_logo = ""  # no pictures that the readers' programs fetch from elsewhere
    with observed():
        service = Apprise.instantiate(url, asset=asset)
    if service is None:
        return None
    service.retry, service.wait, service.optional = 0, 0.0, False
    mail = url.startswith("mailto")  # its one time limit is that for connecting
    _limit(service, "socket_connect_timeout", ANSWER_SECONDS if mail else CONNECT_SECONDS)
    _limit(service, "socket_read_timeout", ANSWER_SECONDS)
    return service


def _limit(service: Any, name: str, most: float) -> None:
    """Set a time limit of a service, in seconds, unless its URL sets a shorter one."""
    asked = vars(service).get(name, most)  # what URLs do not set stands in the class
    setattr(service, name, asked if 0 < asked < most else most)
