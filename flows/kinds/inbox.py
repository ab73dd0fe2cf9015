"""A folder into which the user drops pages, mails, texts and internet shortcuts; nothing in it is changed or deleted.

`.html` and `.htm` are read as a page, `.eml` and `.txt` as the text they hold, `.url` as the address they name, which
alone is fetched. A file is known by its content: dropped again, under whatever name, it is not read again.
"""

import configparser
import email
import email.policy
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from flows.calendars import when
from flows.decoding import decode
from flows.kinds.listing import LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE
from flows.kinds.plain import paragraphs, plain
from watchlist.page import Failed, Page
from watchlist.source import Link, Listing, Source

MOST_BYTES = 8 * 1024 * 1024  # of one file
MOST_FILES = 2000  # looked at in one poll, by name
_HTML, _TYPES = ("html", "htm"), {"eml": "message/rfc822", "txt": "text/plain", "url": "text/plain"}


@dataclass(frozen=True, slots=True)
class Inbox:
    """What a look into the folder brought."""

    listing: Listing
    files: dict[str, Page] = field(default_factory=dict)  # by the link's address: the file that it is made of
    state: str = ""  # changes when the folder does


class _Refused(Exception):
    """No article can come of a file: the reason, and a line for people."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def read_inbox(folder: Path, source: Source, now: datetime, known: str = "") -> Inbox | Failed | None:
    """The links of the files in a folder, each with the file itself; None where nothing changed since the state was
    `known`. Folders and hidden files in it are counted as left out; a bad file is a link that was refused, and why.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        state = _state(entries)
    except OSError as error:
        return Failed(source.url, "no-folder", f"{folder}: cannot be read ({error.strerror})", retry=True)
    if known and state == known:
        return None
    drops: Counter[str] = Counter()
    links: dict[str, Link] = {}
    files: dict[str, Page] = {}
    refused: list[tuple[Link, str, str]] = []
    for number, entry in enumerate(entries):
        if left_out := _left_out(entry, number):
            drops[left_out] += 1
            continue
        try:
            link, page = _read(Path(entry.path), source, now)
        except _Refused as error:
            name = _printable(entry.name)
            link = Link(source.id, f"inbox:refused/{_digest(state + entry.name)[:16]}/{error.reason}", title=name)
            refused.append((link, error.reason, f"{name}: {error}"))
            continue
        if link.url in links:
            drops["duplicate"] += 1
            continue
        links[link.url] = link
        if link.url == page.url:  # a shortcut is made of the page that it leads to
            files[link.url] = page
    listing = Listing(tuple(links.values()), tuple(sorted(drops.items())), refused=tuple(refused))
    return Inbox(listing, files, state)


def _left_out(entry: "os.DirEntry[str]", number: int) -> str:
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "over-limit" if number >= MOST_FILES else ""


def _state(entries: list["os.DirEntry[str]"]) -> str:
    """A digest of the names, sizes and times of the files."""
    facts = [(entry.name, found.st_size, found.st_mtime_ns) for entry in entries for found in [_stat(entry)]]
    return _digest(repr(facts))


def _stat(entry: "os.DirEntry[str]") -> os.stat_result:
    return entry.stat(follow_symlinks=False)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _printable(name: str) -> str:
    return plain(name.encode("utf-8", "replace").decode(), 200)


def _read(path: Path, source: Source, now: datetime) -> tuple[Link, Page]:
    """The link and the page that a file makes. Raises _Refused."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in (*_HTML, *_TYPES):
        raise _Refused("unknown-type", "neither .html, .eml, .txt nor .url")
    data = _bytes(path)
    if not data.strip():
        raise _Refused("empty", "the file is empty")
    url = f"inbox:{hashlib.sha256(data).hexdigest()}"
    kind = _TYPES.get(suffix, "text/html")
    headers = (("Content-Type", kind), ("X-File-Name", _printable(path.name)))
    page = Page(url, url, 200, headers, data, data, now)
    if suffix in _HTML:
        return Link(source.id, url, title=_printable(path.stem)), page
    if suffix == "url":
        return Link(source.id, _address(data)), page
    return (_mail if suffix == "eml" else _text)(data, url, source, _printable(path.stem)), page


def _bytes(path: Path) -> bytes:
    """What a regular file holds; a link to elsewhere is not followed, and a pipe not waited for."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise _Refused("symlink", "a link to another place; put the file itself here") from error
        raise _Refused("unreadable", f"cannot be read ({error.strerror})") from error
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise _Refused("not-a-file", "no regular file")
        try:
            data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise _Refused("unreadable", f"cannot be read ({error.strerror})") from error
    if len(data) > MOST_BYTES:
        raise _Refused("too-large", f"more than {MOST_BYTES // 2**20} MB")
    return data


def _text(data: bytes, url: str, source: Source, name: str) -> Link:
    lines = [line.strip() for line in decode(data, language=source.language).splitlines()]
    text = "\n".join(plain(_escaped(line), LONGEST_TEXT) for line in lines if line)[:LONGEST_TEXT]
    if not text or "\ufffd" * 20 in text:
        raise _Refused("no-text", "no text in it")
    return Link(source.id, url, title=plain(_escaped(text.splitlines()[0]), LONGEST_TITLE) or name, text=text)


def _mail(data: bytes, url: str, source: Source, name: str) -> Link:
    """A mail's subject, sender, date and text; the HTML part only where there is no plain one."""
    try:
        message = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
        text = "\n".join(_parts(message))[:LONGEST_TEXT]
        subject, sender, date = (str(message.get(key, "")) for key in ("subject", "from", "date"))
    except Exception as error:  # what a stranger's mail makes the parser stumble over is the mail's fault, not ours
        raise _Refused("unreadable", f"no mail that can be read ({type(error).__name__})") from error
    if not text:
        raise _Refused("no-text", "no text in it")
    title = plain(_escaped(subject), LONGEST_TITLE) or name
    author = plain(_escaped(sender), LONGEST_AUTHOR)
    return Link(source.id, url, title=title, author=author, published=when(date) if date else None, text=text)


def _parts(message: EmailMessage) -> Iterator[str]:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return
    payload = body.get_payload(decode=True)
    content = decode(payload if isinstance(payload, bytes) else b"", str(body.get("content-type", "")))
    if body.get_content_subtype() == "html":
        yield paragraphs(content, LONGEST_TEXT)
    else:
        yield from (plain(_escaped(line), LONGEST_TEXT) for line in content.splitlines() if line.strip())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _address(data: bytes) -> str:
    """The address in an internet shortcut, as Windows writes it."""
    shortcut = configparser.RawConfigParser(strict=False)
    try:
        shortcut.read_string(decode(data))
        url = shortcut.get("InternetShortcut", "URL").strip()
    except configparser.Error as error:
        raise _Refused("no-address", "no internet shortcut: a line “URL=…” below “[InternetShortcut]”") from error
    if not url.startswith(("http://", "https://")) or not url.isprintable() or len(url) > 2048:
        raise _Refused("no-address", "names no web address")
    return url
