"""What a page says about its article: title, author, address, time and language, from one walk over its head."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from courlan import extract_domain
from lxml.html import HtmlElement  # type: ignore[import-untyped, unused-ignore]
from trafilatura.metadata import extract_author, extract_title

from flows.pages.embedded import embedded_text

_ARTICLE = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle"}
    | {"OpinionNewsArticle", "ReviewNewsArticle", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting"}
    | {"Report", "TechArticle", "ScholarlyArticle"}
)
_TITLES = ("og:title", "headline", "title", "dc.title", "twitter:title")
_AUTHORS = ("author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author")
_BYLINE = re.compile(r"(?:by|von|par|بقلم|كتب|كتبه|إعداد|نویسنده|خبرنگار|گزارش)\s*:?\s+", re.I)
_PAID = frozenset({"false", "locked"})
_DEPTH = 6  # levels of JSON-LD that are looked into


@dataclass(frozen=True, slots=True)
class Masthead:
    """A page about itself; "" for what it does not say."""

    url: str  # canonical address, of the site that answered
    title: str  # as the page's metadata gives it
    author: str  # several are joined with "; "
    published: str  # JSON-LD's datePublished, unparsed
    modified: str  # JSON-LD's dateModified, unparsed
    body: str  # the text that stands in JSON-LD, paragraphs separated by newlines; of a live blog, its updates
    paid: bool  # whether it is declared to be for subscribers
    language: str  # as declared, with or without a region


def read_masthead(tree: HtmlElement, url: str) -> Masthead:
    """Read it from a parsed page that answered at `url`.

    JSON-LD comes before meta elements, and both before what trafilatura finds in the body. A canonical address counts
    only on the same registrable site, and the front page is no article's address.
    """
    meta = _metas(tree)
    node = next(_article_nodes(tree), {})
    title = _text(node.get("headline")) or next((meta[name] for name in _TITLES if name in meta), "")
    author = _names(node.get("author")) or next((meta[name] for name in _AUTHORS if _is_name(meta.get(name, ""))), "")
    return Masthead(
        url=_address(tree, meta, url),
        title=title or extract_title(tree) or "",
        author=_unprefixed(author or extract_author(tree) or ""),
        published=_text(node.get("datePublished")),
        modified=_text(node.get("dateModified")),
        body=embedded_text(node),
        paid=str(node.get("isAccessibleForFree", meta.get("article:content_tier", ""))).lower() in _PAID,
        language=tree.get("lang") or meta.get("og:locale", "") or _text(node.get("inLanguage")),
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iterfind(".//meta[@content]"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        content = element.get("content", "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _article_nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue  # much JSON-LD is broken; the page says the same elsewhere
        yield from _articles_in(data, _DEPTH)


def _articles_in(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(data, list):
        for item in data:
            yield from _articles_in(item, depth - 1)
    elif isinstance(data, dict):
        types = data.get("@type")
        if not _ARTICLE.isdisjoint(name for name in (types if isinstance(types, list) else [types]) if _text(name)):
            yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles_in(data.get(key), depth - 1)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _names(value: object) -> str:
    people = value if isinstance(value, list) else [value]
    names = [_text(person.get("name")) if isinstance(person, dict) else _text(person) for person in people]
    return "; ".join(dict.fromkeys(name for name in names if _is_name(name)))


def _unprefixed(author: str) -> str:
    prefix = _BYLINE.match(author)
    return author[prefix.end() :] if prefix else author


def _is_name(text: str) -> bool:
    return bool(text) and len(text) <= 120 and "://" not in text and "@" not in text


def _address(tree: HtmlElement, meta: dict[str, str], url: str) -> str:
    canonical = next((link.get("href", "") for link in tree.iterfind(".//link[@rel='canonical']")), "")
    for candidate in (canonical, meta.get("og:url", "")):
        address = _joined(url, candidate.strip())
        if (
            address
            and _same_site(address, url)
            and (urlsplit(address).path.strip("/") or not urlsplit(url).path.strip("/"))
        ):
            return address
    return url


def _joined(base: str, address: str) -> str:
    try:
        joined = urldefrag(urljoin(base, address)).url if address else ""
        return joined if urlsplit(joined).scheme in ("http", "https") and urlsplit(joined).hostname else ""
    except ValueError:  # such as a broken IPv6 address
        return ""


def _same_site(one: str, other: str) -> bool:
    if urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower():
        return True
    site = extract_domain(one)
    return site is not None and site == extract_domain(other)
