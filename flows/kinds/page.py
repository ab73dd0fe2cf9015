"""A page that lists articles: a front page, a section, an archive. Its links are found by a CSS selector or by
themselves: what looks like a headline and leads deeper into the same site.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped, unused-ignore]

from flows.calendars import when
from flows.decoding import decode
from flows.kinds.listing import Entry, listing
from flows.kinds.markup import root
from flows.kinds.plain import plain
from flows.kinds.selecting import to_xpath
from watchlist.page import Failed, Page
from watchlist.source import Further, Listing, Source

FEWEST = 3  # headlines that a page must have to be taken for a list without a selector
_HEADLINE = 24  # letters that a headline has at least: names of sections are shorter
_SLUG = re.compile(r"\d{4,}|(?:[^\W\d_]+[-_]){3,}|\.(?:s?html?|aspx?|php)$|/\d{4}/\d{1,2}/")
_NO_ARTICLE = re.compile(
    r"/(?:tags?|category|categories|author|authors|topics?|search|login|register|about|contact|privacy|page)(?:/|$)",
    re.I,
)
_FURNITURE = ("nav", "footer", "aside", "form")
_DEEPEST = 8  # elements around a link in which its date is looked for
_MOST_ANCHORS = 5000


def read_page(page: Page, source: Source) -> Listing | Failed:
    """The links of a listing page, in its order. "empty", "not-html" or "no-links" where it has none."""
    text = root(decode(page.body, page.header("content-type"), source.language))
    if not text:
        return Failed(page.url, "empty", "the answer has no HTML in it", retry=True, status=page.status)
    try:
        tree = html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Failed(page.url, "not-html", "the answer cannot be read as HTML", retry=True, status=page.status)
    base = _base(tree, page)
    entries = list(_selected(tree, source.select) if source.select else _headlines(tree, base))
    title = next((str(found.text_content()) for found in tree.iter("title")), "")
    if not entries or (not source.select and len(entries) < FEWEST):
        how = f"nothing is selected by “{source.select}”" if source.select else "nothing on it looks like headlines"
        detail = f"the page “{plain(title, 80)}” lists no articles: {how}"
        return Failed(page.url, "no-links", detail, retry=True, status=page.status)
    return listing(page, source, entries, base=base, title=title, further=_older(tree, base, page))


def _base(tree: html.HtmlElement, page: Page) -> str:
    given = next((found.get("href") for found in tree.iter("base") if found.get("href")), "")
    return _joined(page.final_url, given) or page.final_url


def _joined(base: str, written: str) -> str:
    """The absolute web address, or "" where there is none."""
    try:
        url = urljoin(base, written.strip())
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def _selected(tree: html.HtmlElement, selector: str) -> Iterator[Entry]:
    """The links that a selector names, or the first link in each element that it names."""
    stamps = _stamps(tree)
    for element in tree.xpath(to_xpath(selector))[:_MOST_ANCHORS]:
        anchor = element if element.tag == "a" else next(element.iter("a"), None)
        if anchor is not None:
            yield _entry(anchor, anchor.get("href") or "", stamps)


def _headlines(tree: html.HtmlElement, base: str) -> Iterator[Entry]:
    """The links that look like an article's: the words of a headline, and an address of their own on this site."""
    site = _site(base)
    stamps = _stamps(tree)
    named: dict[str, Entry] = {}
    for number, anchor in enumerate(tree.iter("a")):
        if number >= _MOST_ANCHORS:
            break
        url = _joined(base, anchor.get("href") or "")
        if not url or _site(url) != site or not _leads_to_an_article(url) or _is_furniture(anchor):
            continue
        entry = _entry(anchor, url, stamps)
        if len(entry.title) > len(named.get(url, entry).title) or url not in named:  # a picture's link has no words
            named[url] = entry
    yield from (entry for entry in named.values() if len(entry.title) >= _HEADLINE)


def _site(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower()
    return host.removeprefix("www.").removeprefix("m.")


def _leads_to_an_article(url: str) -> bool:
    parts = urlsplit(url)
    path = unquote(parts.path)
    if _NO_ARTICLE.search(path) or path.strip("/") == "":
        return bool(re.search(r"(?:^|&)(?:p|id|nid|newsid|aid)=\d", parts.query, re.I))
    return bool(_SLUG.search(path) or re.search(r"\d", parts.query)) or path.count("/") >= 3


def _is_furniture(anchor: html.HtmlElement) -> bool:
    return any(above.tag in _FURNITURE for above in anchor.iterancestors())


def _entry(anchor: html.HtmlElement, url: str, stamps: Mapping[html.HtmlElement, list[str]]) -> Entry:
    title = plain(str(anchor.text_content()), 500) or anchor.get("title") or ""
    beside = next((stamps[around] for around in _around(anchor) if around in stamps), [])
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    return Entry(url, escaped, published=when(beside[0]) if len(beside) == 1 else None)


def _stamps(tree: html.HtmlElement) -> dict[html.HtmlElement, list[str]]:
    """The `<time datetime>` in each element that stands closely around one: a link's date is the only one beside it."""
    found: dict[html.HtmlElement, list[str]] = {}
    for number, time in enumerate(tree.iter("time")):
        if number >= _MOST_ANCHORS:
            break
        for around in _around(time):
            found.setdefault(around, []).append(time.get("datetime") or "")
    return found


def _around(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The few elements around one, the nearest first."""
    for depth, around in enumerate(element.iterancestors()):
        if depth >= _DEEPEST or around.tag in ("body", "main"):
            return
        yield around


def _older(tree: html.HtmlElement, base: str, page: Page) -> list[Further]:
    for tag in ("link", "a"):
        for link in tree.iter(tag):
            if "next" in (link.get("rel") or "").lower().split():
                url = _joined(base, link.get("href") or "")
                return [Further(url, older=True)] if url not in ("", page.url, page.final_url) else []
    return []
