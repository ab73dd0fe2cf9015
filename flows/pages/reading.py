"""One page → one article. Runs in a worker: it imports trafilatura, which may hang, crash and grow."""

import re
from typing import Any

from lxml.html import HtmlElement  # type: ignore[import-untyped, unused-ignore]
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from flows.pages.decoding import decode, media_type
from flows.pages.language import tell_language
from flows.pages.masthead import Masthead, read_masthead
from flows.pages.moments import published
from flows.pages.workshop import Sheet
from watchlist.article import Article, Rejected

_HTML = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""})
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_SNIFFED = 4096  # code points in which a page shows that it is HTML

# trafilatura drops what Python calls unprintable: the joiners that Persian spells with, and the marks that order
# right-to-left text. They travel through it as letters of Linear A, which no news is written in.
_MARKS = "\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ENTITIES = {"zwnj": "\u200c", "zwj": "\u200d", "lrm": "\u200e", "rlm": "\u200f"}
_ENTITY = re.compile(r"&(?:(zwn?j|lrm|rlm)|#(\d{4})|#[xX]([0-9a-fA-F]{4}));")
_ENTITY_SIGNS = ("&zw", "&lrm", "&rlm", "&#82", "&#1564", "&#x20", "&#X20", "&#x06", "&#X06")
_OUT = {mark: chr(0x10600 + index) for index, mark in enumerate(_MARKS)}
_BACK = {ord(stand_in): mark for mark, stand_in in _OUT.items()}

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def read(sheet: Sheet) -> Article | Rejected:
    """The article of a page: HTML, or plain text as it stands.

    The text keeps what was published, joiners and marks of direction included, but for NUL and other C0 controls;
    lone surrogates become U+FFFD, so that all of it can be written as UTF-8.
    """
    kind, charset = media_type(sheet.content_type)
    if kind not in _HTML and kind != "text/plain":
        return Rejected("not-html", f"the server calls it {kind}"[:200])
    html = decode(sheet.body, charset)
    if _MARKUP.search(html, 0, _SNIFFED):
        return _read_html(html, sheet)
    if kind == "text/plain":
        return _plain(html, sheet)
    if kind == "" and "\0" in html[:_SNIFFED]:
        return Rejected("not-html", "the server does not say what it is, and it is not text")
    return _read_html(html, sheet)


def _read_html(html: str, sheet: Sheet) -> Article | Rejected:
    tree = load_html(_carry(html))
    if tree is None:
        return Rejected("no-text", "nothing in it can be read as HTML")
    head = read_masthead(tree, sheet.url)
    # fast: scores as well as the full comparison of extractors on news pages, in two thirds of the time
    document: Any = bare_extraction(tree, url=sheet.url, fast=True, include_comments=False)
    text = _clean(document.text or "") if document is not None else ""
    if not text:
        return Rejected("no-text", "no article text in the page")
    return _article(text, head, tree, sheet)


def _article(text: str, head: Masthead, tree: HtmlElement, sheet: Sheet) -> Article:
    return Article(
        url=_line(head.url),
        title=_line(head.title),
        text=text,
        author=_line(head.author),
        language=tell_language(text, head.language),
        published=published(tree, head.published, sheet.url, sheet.fetched_at),
    )


def _plain(text: str, sheet: Sheet) -> Article | Rejected:
    text = _clean(text)
    if not text:
        return Rejected("no-text", "the page is empty")
    title = next(line for line in text.splitlines() if line.strip()).strip()[:200]
    return Article(sheet.url, title, text, author="", language=tell_language(text), published=None)


def _carry(html: str) -> str:
    """The page with its marks replaced by letters that trafilatura keeps."""
    if any(sign in html for sign in _ENTITY_SIGNS):
        html = _ENTITY.sub(_stand_in, html)
    for mark, letter in _OUT.items():
        if mark in html:
            html = html.replace(mark, letter)
    return html


def _stand_in(entity: re.Match[str]) -> str:
    name, decimal, hexadecimal = entity.groups()
    mark = _ENTITIES[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))
    return _OUT.get(mark, entity[0])


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").translate(_BACK)
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)).strip()


def _line(text: str) -> str:
    return " ".join(_clean(text).split())
