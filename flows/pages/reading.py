"""One page → one article. Runs in a worker: it imports trafilatura, which may hang, crash and grow."""

import re
from typing import Any

from lxml.html import HtmlElement  # type: ignore[import-untyped, unused-ignore]
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from flows.decoding import decode, media_type
from flows.pages.asides import without_asides
from flows.pages.language import tell_language
from flows.pages.marks import carry, restore
from flows.pages.masthead import Masthead, read_masthead
from flows.pages.moments import modified, published
from flows.pages.paywall import stands_before_a_wall
from flows.pages.pruning import prune
from flows.pages.workshop import Sheet
from watchlist.article import Article, Rejected

_HTML = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""})
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_SNIFFED = 4096  # code points in which a page shows that it is HTML

_LITTLE = 250  # code points; less than this is trafilatura's own sign of something missed
_MORE = 1.5  # times the text found: what JSON-LD holds beyond it is not captions and headings

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def read(sheet: Sheet) -> Article | Rejected:
    """The article of a page: HTML, or plain text as it stands.

    The text keeps what was published, joiners and marks of direction included, but for NUL and other C0 controls;
    lone surrogates become U+FFFD, so that all of it can be written as UTF-8.
    """
    kind, _ = media_type(sheet.content_type)
    if kind not in _HTML and kind != "text/plain":
        return Rejected("not-html", f"the server calls it {kind}"[:200])
    html = decode(sheet.body, sheet.content_type)
    if _MARKUP.search(html, 0, _SNIFFED):
        return _read_html(html, sheet)
    if kind == "text/plain":
        return _plain(html, sheet)
    if kind == "" and "\0" in html[:_SNIFFED]:
        return Rejected("not-html", "the server does not say what it is, and it is not text")
    return _read_html(html, sheet)


def _read_html(html: str, sheet: Sheet) -> Article | Rejected:
    carried = carry(html)
    tree = load_html(carried)
    if tree is None:
        return Rejected("no-text", "nothing in it can be read as HTML")
    head = read_masthead(tree, sheet.url)
    first = published(tree, head.published, sheet.url, sheet.fetched_at)
    last = modified(tree, head.modified, sheet.fetched_at)
    text = _text(tree, carried, head, sheet.url)
    if not text:
        return Rejected("no-text", "no article text in the page")
    return Article(
        url=_line(head.url),
        title=_line(head.title),
        text=text,
        author=_line(head.author),
        language=tell_language(text, head.language),
        published=first,
        modified=last,
        paywalled=stands_before_a_wall(text, html, declared=head.paid),
    )


def _text(tree: HtmlElement, html: str, head: Masthead, url: str) -> str:
    """The article's text: from the pruned tree, from the whole one where that left little, or from JSON-LD."""
    titles = [head.title, *(element.text_content() for element in tree.iter("h1", "title"))]
    prune(tree)
    text = _extracted(tree, url)
    if len(text) < _LITTLE and (whole := _extracted(load_html(html), url)) and len(whole) > 2 * len(text):
        text = whole
    if len(head.body) > _MORE * len(text):  # the page shows a part, or shows it by script alone
        text = head.body
    return without_asides(_clean(text), map(_clean, titles))


def _extracted(tree: HtmlElement, url: str) -> str:
    # fast: scores as well as the full comparison of extractors on news pages, in two thirds of the time
    document: Any = bare_extraction(tree, url=url, fast=True, include_comments=False)
    return (document.text or "").strip() if document is not None else ""


def _plain(text: str, sheet: Sheet) -> Article | Rejected:
    text = _clean(text)
    if not text:
        return Rejected("no-text", "the page is empty")
    title = next(line for line in text.splitlines() if line.strip()).strip()[:200]
    return Article(sheet.url, title, text, author="", language=tell_language(text), published=None)


def _clean(text: str) -> str:
    text = restore(text.replace("\r\n", "\n"))
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)).strip()


def _line(text: str) -> str:
    return " ".join(_clean(text).split())
