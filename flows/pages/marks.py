"""The joiners that Persian spells with, and the marks that order right-to-left text, past trafilatura.

It drops what Python calls unprintable. They travel through it as letters of Linear A, which no news is written in.
"""

import re

_MARKS = "\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ENTITIES = {"zwnj": "\u200c", "zwj": "\u200d", "lrm": "\u200e", "rlm": "\u200f"}
_ENTITY = re.compile(r"&(?:(zwn?j|lrm|rlm)|#(\d{4})|#[xX]([0-9a-fA-F]{4}));")
_ENTITY_SIGNS = ("&zw", "&lrm", "&rlm", "&#82", "&#1564", "&#x20", "&#X20", "&#x06", "&#X06")
_OUT = {mark: chr(0x10600 + index) for index, mark in enumerate(_MARKS)}
_BACK = {ord(stand_in): mark for mark, stand_in in _OUT.items()}


def carry(html: str) -> str:
    """The page with its marks, written as entities or as they are, replaced by letters that trafilatura keeps."""
    if any(sign in html for sign in _ENTITY_SIGNS):
        html = _ENTITY.sub(_stand_in, html)
    for mark, letter in _OUT.items():
        if mark in html:
            html = html.replace(mark, letter)
    return html


def restore(text: str) -> str:
    """A text out of such a page with its own marks again."""
    return text.translate(_BACK)


def _stand_in(entity: re.Match[str]) -> str:
    name, decimal, hexadecimal = entity.groups()
    mark = _ENTITIES[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))
    return _OUT.get(mark, entity[0])
