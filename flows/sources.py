"""The list of sources: the one that ships with us, and the user's own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from flows.discover import INBOX, KINDS
from flows.kinds.selecting import to_xpath
from flows.kinds.telegram import CHANNEL
from flows.settings import read_duration
from watchlist.errors import BadInput
from watchlist.marks import Marked, Plain, parse_marked
from watchlist.source import Source

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COUNTRY = re.compile(r"[A-Z]{2}")
# ISO 639-1, as the Library of Congress keeps it.
_LANGUAGES = frozenset(
    re.findall(
        "..",
        "aaabaeafakamanarasavayazbabebgbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgngugv"
        "hahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmrmsmtmy"
        "nanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotr"
        "tstttwtyugukuruzvevivowawoxhyiyozazhzu",
    )
)
_TEXTS = (
    "id",
    "name",
    "url",
    "kind",
    "homepage",
    "language",
    "country",
    "every",
    "owner",
    "found",
    "content",
    "select",
    "proxy_env",
    "proxy_file",
)
# key → what it is where it is missing
_CHOICES = {"active": True, "guess": False, "trust_proxy": False, "render": False}


def load_sources(path: Path | None) -> tuple[Source, ...]:
    """The sources to watch: those of the user's file at `path`, or the shipped list where there is none (None).

    A source of the user's takes the place of the shipped one with its id or address. Raises BadInput with every mistake
    at once, one line each: file, line, what is wrong, remedy.
    """
    if path is None:
        return _shipped()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}:1: cannot be read ({error.strerror}); make it a file that you may read") from error
    return parse_sources(data, path)


def parse_sources(data: bytes, path: Path) -> tuple[Source, ...]:
    """The same of the content of the user's file, were it to stand at `path`. Raises BadInput."""
    own, wanted = _read(data, str(path), {source.id: source for source in _shipped()})
    own = tuple(_placed(source, path.parent) for source in own)
    ids, urls = {source.id for source in own}, {source.url for source in own}
    return own + tuple(source for source in wanted if source.id not in ids and source.url not in urls)


def source_template() -> str:
    """The sources.yaml that a new home begins with: commented, valid as it is."""
    return files("flows").joinpath("sources.template.yaml").read_text(encoding="utf-8")


def _shipped() -> tuple[Source, ...]:
    data = files("flows").joinpath("sources.yaml").read_bytes()
    return _read(data, "flows/sources.yaml", {})[0]


def _placed(source: Source, folder: Path) -> Source:
    """An inbox's folder and the file of a proxy made absolute: as written, they are seen from the home."""
    if source.proxy_file:
        source = replace(source, proxy_file=str((folder / Path(source.proxy_file).expanduser()).absolute()))
    if source.kind != INBOX:
        return source
    written = url2pathname(urlsplit(source.url).path) if source.url.startswith("file:") else source.url
    return replace(source, url=(folder / Path(written).expanduser()).absolute().as_uri())


def _read(data: bytes, name: str, shipped: dict[str, Source]) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """The sources that a file lists, and those of the shipped ones that it asks for."""
    reader = _Reader(name, parse_marked(data, name))
    top = reader.marked.value
    if not isinstance(top, dict):
        raise BadInput(f"{name}:1: not a mapping; write “sources:” and below it a list")
    reader.only(top, (), ("include_shipped", "sources"))
    own = tuple(reader.sources(top.get("sources")))
    wanted = tuple(reader.wanted(top.get("include_shipped", False), shipped))
    if reader.problems:
        raise BadInput(*(text for _, text in sorted(reader.problems)))
    return own, wanted


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads sources out of a file and remembers every mistake."""

    name: str  # of the file, as people know it
    marked: Marked
    problems: list[tuple[int, str]] = field(default_factory=list)  # line, and what is said about it

    def wrong(self, path: tuple[str | int, ...], what: str) -> None:
        line = self.marked.line(path)
        self.problems.append((line, f"{self.name}:{line}: {what}"))

    def only(self, mapping: dict[str, Plain], path: tuple[str | int, ...], known: Iterable[str]) -> None:
        for key in mapping:
            if key not in known:
                self.wrong((*path, key), f"unknown key “{key}”; there are: {', '.join(known)}")

    def wanted(self, choice: Plain, shipped: dict[str, Source]) -> Iterator[Source]:
        """The shipped sources that `include_shipped` asks for: all, none, or a list of ids."""
        if choice is True:
            yield from shipped.values()
        elif isinstance(choice, list):
            for index, id in enumerate(choice):
                if isinstance(id, str) and id in shipped:
                    yield shipped[id]
                else:
                    said = f"no shipped source “{id}”; see “landbridge sources --shipped”"
                    self.wrong(("include_shipped", index), said)
        elif choice is not False:
            self.wrong(("include_shipped",), "include_shipped is neither true, false nor a list of ids; choose one")

    def sources(self, listed: Plain) -> Iterator[Source]:
        if listed is None:
            return
        if not isinstance(listed, list):
            self.wrong(("sources",), "sources is not a list; begin each source with “- ”")
            return
        seen: dict[tuple[str, str], int] = {}  # id or address → line
        for index, entry in enumerate(listed):
            source = self.source(entry, index)
            if source is None:
                continue
            for key, value in (("id", source.id), ("url", source.url)):
                line = self.marked.line(("sources", index, key))
                if (key, value) in seen:
                    what = f"the {key} “{value}” is already that of line {seen[key, value]}"
                    self.wrong(("sources", index, key), f"{what}; give each source its own {key}")
                seen.setdefault((key, value), line)
            yield source

    def source(self, entry: Plain, index: int) -> Source | None:
        """One source, or None where something is wrong with it."""
        path = ("sources", index)
        before = len(self.problems)
        if not isinstance(entry, dict):
            self.wrong(path, "a source is not a mapping; give it at least “url:”")
            return None
        self.only(entry, path, (*_TEXTS, *_CHOICES))
        texts = {key: self.text(entry, path, key) for key in _TEXTS}
        choices = {key: entry.get(key, default) for key, default in _CHOICES.items()}
        for key, choice in choices.items():
            if not isinstance(choice, bool):
                self.wrong((*path, key), f"{key} is neither true nor false; choose one")
        self.check(entry, path, texts, trusted=choices["trust_proxy"] is True)
        if len(self.problems) > before:
            return None
        called = _called(texts["kind"], texts["url"])
        every = texts.pop("every")
        return Source(
            id=texts.pop("id") or slug(texts["name"]) or slug(called),
            name=texts.pop("name") or called,
            kind=texts.pop("kind") or "feed",
            every=read_duration(every) if every else None,
            active=choices["active"] is True,
            guess=choices["guess"] is True,
            trust_proxy=choices["trust_proxy"] is True,
            render=choices["render"] is True,
            **texts,
        )

    def text(self, entry: dict[str, Plain], path: tuple[str | int, ...], key: str) -> str:
        value = entry.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong((*path, key), f"{key} is not a text; put it in quotes")
            return ""
        return value.strip()

    def check(
        self, entry: dict[str, Plain], path: tuple[str | int, ...], texts: dict[str, str], *, trusted: bool
    ) -> None:
        """Whether the texts mean something."""
        if not entry.get("url"):
            self.wrong(path, "a source without url; add the address of its feed")
        for key in ("url", "homepage"):
            if texts[key] and not (key == "url" and texts["kind"] == INBOX) and (what := bad_address(texts[key])):
                self.wrong((*path, key), f"{key} {what}; write it like https://news.example/feed.xml")
        if texts["id"] and not _ID.fullmatch(texts["id"]):
            self.wrong((*path, "id"), f"“{texts['id']}” is no id; use small letters, figures and hyphens, at most 64")
        if texts["kind"] and texts["kind"] not in (*KINDS, INBOX):
            self.wrong((*path, "kind"), f"unknown kind “{texts['kind']}”; there are: {', '.join((*KINDS, INBOX))}")
        self.check_kind(path, texts)
        self.check_proxy(path, texts, trusted=trusted)
        if texts["language"] and texts["language"] not in _LANGUAGES:
            what = f"“{texts['language']}” is no language"
            self.wrong((*path, "language"), f"{what}; write its code of two letters (ISO 639-1): en, ar, fa")
        if texts["country"] and not _COUNTRY.fullmatch(texts["country"]):
            what = f"“{texts['country']}” is no country"
            self.wrong((*path, "country"), f"{what}; write its code of two capitals (ISO 3166-1): SY, IQ, IR")
        if texts["every"] and (what := _bad_rhythm(texts["every"])):
            self.wrong((*path, "every"), f"every: “{texts['every']}” {what}")

    def check_proxy(self, path: tuple[str | int, ...], texts: dict[str, str], *, trusted: bool) -> None:
        """Whether it is said in one way where the proxy is, and not the proxy itself, which may hold a password."""
        if texts["proxy_env"] and texts["proxy_file"]:
            self.wrong((*path, "proxy_file"), "a proxy is named twice; keep proxy_env or proxy_file")
        elif trusted and not (texts["proxy_env"] or texts["proxy_file"]):
            self.wrong((*path, "trust_proxy"), "trust_proxy without a proxy; name one by proxy_env or proxy_file")
        for key in ("proxy_env", "proxy_file"):
            if "://" in texts[key]:
                what = "the address of a proxy is a secret and does not belong into this file"
                self.wrong((*path, key), f"{key}: {what}; put it into an environment variable or a file of its own")
        if texts["proxy_env"] and not _VARIABLE.fullmatch(texts["proxy_env"]) and "://" not in texts["proxy_env"]:
            self.wrong((*path, "proxy_env"), "proxy_env is no name of an environment variable; write it like MY_PROXY")

    def check_kind(self, path: tuple[str | int, ...], texts: dict[str, str]) -> None:
        """Whether what only some kinds have means something for this one."""
        if texts["content"] and (texts["content"] != "feed" or texts["kind"] not in ("", "feed")):
            what = "content can only be “feed”, of a source of kind feed: its entries hold the whole text"
            self.wrong((*path, "content"), f"{what}; leave it out elsewhere")
        if texts["select"] and texts["kind"] != "page":
            self.wrong((*path, "select"), "select is for sources of kind page; leave it out, or write “kind: page”")
        elif texts["select"] and (what := _bad_selector(texts["select"])):
            self.wrong((*path, "select"), f"select is no CSS selector that is understood: {what}")
        if texts["kind"] == "telegram" and not CHANNEL.fullmatch(urlsplit(texts["url"]).path):
            self.wrong((*path, "url"), "url names no channel; write it like https://t.me/s/channel")


def _bad_selector(selector: str) -> str:
    """What is wrong with a CSS selector, or the empty string."""
    try:
        to_xpath(selector)
    except ValueError as error:
        return str(error)
    return ""


def _called(kind: str, url: str) -> str:
    """What a source without a name is called."""
    if kind == "telegram" and (channel := CHANNEL.fullmatch(urlsplit(url).path)):
        return channel[1]
    return Path(url).name if kind == INBOX else urlsplit(url).hostname or ""


def slug(text: str) -> str:
    """What of a name or a host can stand in an id; "" where nothing can."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower().removeprefix("www.")))[:64].strip("-")


def bad_address(url: str) -> str:
    """What is wrong with an address, or the empty string."""
    if not url.isprintable() or " " in url:
        return "has a space or a control character in it"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return f"“{url}” is no address"
    if parts.scheme not in ("http", "https") or not host:
        return f"“{url}” is no web address"
    if parts.username or parts.password:
        return "holds a user name or password, which would be seen in reports"
    return ""


def _bad_rhythm(text: str) -> str:
    """What is wrong with a rhythm, or the empty string."""
    try:
        every = read_duration(text)
    except ValueError as error:
        return f"is {error}"
    return "" if every.total_seconds() >= 1 else "is too often; a second is the least"
