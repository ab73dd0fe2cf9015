"""What stands on an article's page and is not its text, taken out of the tree before the text is read.

A rule looks at what an element is, at the words of its class and id, or at how much of it is links: never at whose page
it is. The work is linear in the size of the page.
"""

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped, unused-ignore]

# Never article text. Gone early, they are not copied again and again by what follows.
_MUTE = ("script", "style", "noscript", "svg", "iframe", "form", "nav", "template", "select", "button")
_BLOCKS = ("div", "section", "aside", "ul", "ol", "li", "p", "span", "a", "table", "h2", "h3", "h4", "h5")

# What class and id call the parts that lead elsewhere, ask the reader for something, or open in front of the page.
_BESIDE = re.compile(
    r"news-?letter|sign-?up|subscribe(?!r)|promo(?!n|te[^d])|recirc|recommend|outbrain|taboola|sponsor"
    r"|related|read-?(?:more|also|next)|(?:see|also)-(?:also|read|on)\b|\bmore-?(?:on|from|stories|news|in)\b"
    r"|most-?(?:read|popular|viewed|shared)|trending|latest-?(?:news|box|stories|posts|headlines)"
    r"|next-?(?:article|post|up)|commerce-?disclos|print-?(?:header|only)|gallery-?overlay"
    r"|\bmodal|pop-?(?:up|over)|tool-?tip|rollover|hover-?card|follow-?us"
    r"|author-?(?:box|bio|info|card)|about-?(?:the-)?author|read(?:ing)?-?time|word-?count",
    re.I,
)
_MINOR = 0.3  # of a page's paragraphs: what holds more of them is the article, whatever it is called
_HEADER = 1500  # code points; a longer <header> holds more than a headline and its byline
_LINKED = 0.9  # of a block's letters; with more of them in links, it leads elsewhere
_TEASER = 200  # code points; a longer block is text that was linked as a whole
_SENTENCE_END = (".", "!", "?", "؟", "۔", "…", "。", '."', ".”", "!”", "?”")
_LABEL = re.compile(r"^[\s\[(]*[^\W\d_][^:\n]{0,30}:\s*")

_BODY = re.compile(r"body|content|text|article|story|entry|post", re.I)
_NOT_BODY = re.compile(r"comment|card|teaser|item-?list|widget", re.I)
_PIECE = 80  # code points of paragraphs in one piece of an article
_MAIN = 0.5  # of a page's paragraphs, in all pieces together


def prune(tree: HtmlElement) -> None:
    """Leave the article in a parsed page, and little else. The tree is changed.

    The headline goes too, since it is known by itself; its element stays, empty: trafilatura looks for it.
    """
    _drop(element for element in tree.iter(*_MUTE) if not _wraps(element))
    lengths = {paragraph: len(paragraph.text_content()) for paragraph in tree.iter("p")}
    total = sum(lengths.values())
    for heading in tree.iter("h1"):
        _empty(heading)
    _drop(element for element in tree.iter("header") if _is_masthead(element))
    _drop(element for element in _beside(tree) if _weight(element, lengths) <= _MINOR * total)
    _drop(element for element in tree.iter("ul", "ol", "p", "h2", "h3", "h4", "h5") if _leads_elsewhere(element))
    _join_pieces(lengths, total)


def _wraps(element: HtmlElement) -> bool:
    """Whether a form holds the page itself, as those of ASP.NET do."""
    return element.tag == "form" and next(element.iter("p", "article", "h1"), None) is not None


def _is_masthead(header: HtmlElement) -> bool:
    return next(header.iter("h1"), None) is None and len(header.text_content()) < _HEADER


def _beside(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter(*_BLOCKS):
        names, ident = element.get("class"), element.get("id")
        if (names and _BESIDE.search(names)) or (ident and _BESIDE.search(ident)):
            yield element


def _weight(element: HtmlElement, lengths: dict[HtmlElement, int]) -> int:
    return sum(lengths[paragraph] for paragraph in element.iter("p"))


def _leads_elsewhere(element: HtmlElement) -> bool:
    linked = sum(len(link.text_content().strip()) for link in element.iter("a"))
    if not linked:
        return False
    text = " ".join(element.text_content().split())
    if element.tag in ("ul", "ol"):
        return linked >= _LINKED * len(text)
    text = _LABEL.sub("", text)
    return len(text) <= _TEASER and linked >= _LINKED * len(text) and not text.endswith(_SENTENCE_END)


def _join_pieces(lengths: dict[HtmlElement, int], total: int) -> None:
    """Bring an article that advertisements cut into several like containers together: trafilatura reads the first."""
    pieces: dict[tuple[str, HtmlElement], dict[HtmlElement, int]] = {}
    for paragraph, length in lengths.items():
        parent = paragraph.getparent()
        names = parent.get("class") if parent is not None and parent.tag in ("div", "section") else None
        if names and _BODY.search(names) and not _NOT_BODY.search(names):
            whole = next(parent.iterancestors("article", "main", "body"), None)
            held = pieces.setdefault((names, whole), {})
            held[parent] = held.get(parent, 0) + length
    for held in pieces.values():
        first, *others = [piece for piece, length in held.items() if length >= _PIECE] or [None]
        if others and sum(held.values()) >= _MAIN * total:
            for other in others:
                if first not in other.iterancestors() and other not in first.iterancestors():
                    first.extend(list(other))


def _empty(element: HtmlElement) -> None:
    element.text = None
    for child in list(element):
        element.remove(child)


def _drop(elements: Iterable[HtmlElement]) -> None:
    for element in list(elements):
        if element.getparent() is not None:
            element.drop_tree()
