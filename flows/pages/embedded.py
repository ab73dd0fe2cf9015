"""The text of an article as its JSON-LD holds it, for pages that show it by script alone or only in part."""

import html
import re
from collections.abc import Iterator
from typing import Any

_BLOCK = re.compile(r"<(?:/(?:p|div|li|h[1-6]|ul|ol|blockquote|table|tr)|br\s*/?|p|li|h[1-6])\b[^<>]*>", re.I)
_SILENT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.I | re.S)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LONGEST = 1_000_000  # code points; no article is longer
_UPDATES = 1000  # of one live blog


def embedded_text(node: dict[str, Any]) -> str:
    """The text of an article's JSON-LD node, tags and entities resolved; "" where it holds none.

    Of a live blog, the updates follow, each with its headline, as the page orders them.
    """
    return "\n".join(part for part in _parts(node) if part)


def _parts(node: dict[str, Any]) -> Iterator[str]:
    yield _plain(node.get("articleBody"))
    updates = node.get("liveBlogUpdate")
    for update in (updates if isinstance(updates, list) else [updates])[:_UPDATES]:
        if isinstance(update, dict):
            yield _plain(update.get("headline"))
            yield _plain(update.get("articleBody"))


def _plain(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    text = value
    if "&lt;" in text and "<" not in text:  # the markup itself was escaped
        text = html.unescape(text)
    text = _TAG.sub("", _BLOCK.sub("\n", _SILENT.sub(" ", text)))
    lines = (" ".join(line.split()) for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)
