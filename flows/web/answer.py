"""What a server's answer means: a page, nothing new, another address, or a failure and whether to try again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urljoin

from flows.web.address import Address
from flows.web.encoding import decode
from flows.web.failure import failed
from flows.web.freshness import fresh_until
from flows.web.walls import SCRIPT, WALLS, wall
from watchlist.page import Failed, Page

_LONGEST_WAIT = timedelta(days=1)  # what we grant a Retry-After at the most
_UNASKED_WAIT = timedelta(minutes=1)  # after a 429 that names no time
_REFUSALS = {401, 403, 405, 406, 429, 451, 503}  # with which a wall may come
_WORTH_ANOTHER_TRY = {408, 425, 429}  # of the 4xx: too slow, too early, too many


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a server as it came: not yet judged, not yet decoded."""

    status: int
    headers: tuple[tuple[str, str], ...]  # in order, names as received
    raw: bytes  # the body over the wire; only its beginning, if anything, where the status made it worthless

    def header(self, name: str) -> str:
        """The first header of that name, whatever its case, or the empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class Redirect:
    """The server says that the answer is elsewhere."""

    url: str  # absolute, not yet checked
    status: int  # 301, 302, 303, 307 or 308


@dataclass(frozen=True, slots=True)
class Request:
    """What was wanted when the answer came."""

    url: str  # as the caller gave it, before redirects
    headers: tuple[tuple[str, str], ...] = ()  # beyond those that every request has
    max_bytes: int = 8 * 1024 * 1024  # of the body on the wire
    max_decoded_bytes: int = 32 * 1024 * 1024  # of the decoded body
    cut: bool = False  # whether a body beyond its limits is cut there rather than refused


def judge(answer: Answer, request: Request, address: Address, now: datetime) -> Page | Failed | Redirect:
    """Decide what an answer from an address means for a request; `now` is aware UTC."""
    if 200 <= answer.status < 300:
        return _page(answer, request, address, now)
    if answer.status in (301, 302, 303, 307, 308) and (location := answer.header("Location")):
        return _redirect(answer.status, location, request, address)
    if reason := _wall_of(answer, request, address, now):
        return behind(reason, request.url, address.name, answer.status)
    return failed(
        request.url,
        f"http-{answer.status}",
        f"{address.name} answered {answer.status} {_phrase(answer.status)}",
        retry=answer.status >= 500 or answer.status in _WORTH_ANOTHER_TRY,
        not_before=fresh_until(answer.headers, now) if answer.status == 304 else wait_until(answer, now),
        status=answer.status,
    )


def behind(reason: str, url: str, name: str, status: int) -> Failed:
    """The failure of meeting one of `WALLS` at a host."""
    return failed(url, reason, f"{name} answered {status} with {WALLS[reason]}", retry=False, status=status)


def wait_until(answer: Answer, now: datetime) -> datetime | None:
    """Until when the server wants to be left alone, aware UTC: the Retry-After of a 429 or 503; None without one."""
    if answer.status not in (429, 503):
        return None
    asked = retry_after(answer.header("Retry-After"), now)
    if asked is None and answer.status == 429:
        return now + _UNASKED_WAIT
    return asked


def retry_after(value: str, now: datetime) -> datetime | None:
    """The time that a Retry-After header names (RFC 9110, 10.2.3: seconds or a date), a day from `now` at the most."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + min(timedelta(seconds=int(value[:9])), _LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    # A date of "-0000" comes back without a zone; HTTP knows none but UTC.
    date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    return min(date, now + _LONGEST_WAIT) if date > now else None


def _page(answer: Answer, request: Request, address: Address, now: datetime) -> Page | Failed:
    encoding = answer.header("Content-Encoding")
    body = decode(request.url, answer.raw, encoding, request.max_decoded_bytes, cut=request.cut)
    if isinstance(body, Failed):
        return body
    return Page(request.url, address.url, answer.status, answer.headers, answer.raw, body, now)


def _wall_of(answer: Answer, request: Request, address: Address, now: datetime) -> str | None:
    """Which wall stands in an answer that is no page; of its body, as much as was read is looked at."""
    if answer.status not in _REFUSALS:
        return None
    body = decode(request.url, answer.raw, answer.header("Content-Encoding"), len(answer.raw) * 20, cut=True)
    if isinstance(body, Failed):
        body = b""
    found = wall(Page(request.url, address.url, answer.status, answer.headers, answer.raw, body, now))
    return found if found != SCRIPT else None  # an error's page may be made by scripts like any other


def _redirect(status: int, location: str, request: Request, address: Address) -> Redirect | Failed:
    try:
        return Redirect(urljoin(address.url, _as_utf8(location.strip())), status)
    except ValueError:
        return failed(request.url, "bad-address", f"{address.name} redirects to an address that is none", retry=False)


def _as_utf8(value: str) -> str:
    """A header's text as it was meant: many servers send UTF-8 in a Location, though headers are read as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
