"""Lists of feeds as other readers write them: OPML 2.0 (opml.org/spec2.opml)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree  # type: ignore[import-untyped, unused-ignore]

from flows.decoding import decode
from flows.kinds.markup import root
from flows.kinds.plain import plain
from watchlist.errors import BadInput
from watchlist.source import Source

MOST_BYTES = 10 * 1024 * 1024
MOST_FEEDS = 5000
_LANGUAGE = re.compile(r"[a-z]{2}(?=$|[-_])")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    title: str  # plain text, "" where there is none
    url: str  # as written, stripped
    homepage: str  # likewise, "" where there is none
    language: str  # ISO 639-1 code, "" where there is none


def read_opml(data: bytes, name: str) -> tuple[Outline, ...]:
    """The feeds of an OPML file, in its order, each address once. Raises BadInput for what is none.

    Inert: entities are neither expanded nor fetched, and what is included from elsewhere is left out.
    """
    document = root(decode(data)) if len(data) <= MOST_BYTES else ""
    if not re.match(r"<opml\b", document, re.I):
        raise BadInput(f"{name}:1: no OPML; export the list of feeds from your reader as OPML, at most 10 MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    tree = etree.fromstring(document.encode("utf-8", "replace"), parser)
    found = {outline.url: outline for outline in _outlines(tree)} if tree is not None else {}
    if not found:
        raise BadInput(f"{name}:1: no feeds in it; an outline of a feed has an xmlUrl")
    if len(found) > MOST_FEEDS:
        raise BadInput(f"{name}:1: more than {MOST_FEEDS} feeds; import a part of them")
    return tuple(found.values())


def _outlines(tree: etree._Element) -> Iterator[Outline]:
    for element in tree.iter("outline"):
        said = {str(key).lower(): str(value).strip() for key, value in element.attrib.items()}
        if said.get("xmlurl"):
            language = _LANGUAGE.match(said.get("language", "").lower())
            title = plain(said.get("title") or said.get("text") or "", 200)
            yield Outline(title, said["xmlurl"], said.get("htmlurl", ""), language[0] if language else "")


def write_opml(sources: Iterable[Source]) -> str:
    """The sources that are feeds, as OPML."""
    feeds = (source for source in sources if source.kind == "feed")
    rows = "".join(f"    <outline{_attributes(source)}/>\n" for source in feeds)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head><title>Sources of Landbridge</title></head>\n  <body>\n{rows}  </body>\n</opml>\n"
    )


def _attributes(source: Source) -> str:
    facts = {
        "type": "rss", "text": source.name, "title": source.name, "xmlUrl": source.url, "htmlUrl": source.homepage,
        "language": source.language,
    }  # fmt: skip
    return "".join(f" {key}={quoteattr(value)}" for key, value in facts.items() if value)
