"""Bytes of a feed or page → text, whatever the server and the document say of their encoding."""

import codecs
import re
from email.message import Message

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first letters of `<?xml` in families that do not look like ASCII (XML 1.0, appendix F).
_OPENINGS = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_HEAD = 4096  # bytes in which a page declares its encoding; browsers look at 1,024
# Codecs that are no character sets; some of them take quadratic time.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030"}
"""The encodings that documents mean when they name a narrower one (WHATWG Encoding Standard)."""
# What undeclared eight-bit text most likely is, by the language that a source publishes in.
_EIGHT_BIT = {"ar": "cp1256", "fa": "cp1256", "ur": "cp1256", "tr": "cp1254", "he": "cp1255", "ru": "cp1251"}
_BROKEN = 0.05  # of the letters beyond ASCII: with fewer unreadable ones it is UTF-8 that was damaged on its way
_GUESSED = 10_000  # bytes that are looked at, from the first beyond ASCII on; more does not change the guess
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def media_type(content_type: str) -> tuple[str, str]:
    """The media type, in lower case, and the charset of a Content-Type header; "" for what it does not say."""
    message = Message()
    message["Content-Type"] = content_type or "application/octet-stream"
    kind = message.get_content_type() if content_type.strip() else ""
    charset = message.get_content_charset("")
    return kind, charset


def decode(body: bytes, content_type: str = "", language: str = "") -> str:
    """The text of a body, with U+FFFD for what cannot be read; never fails.

    In this order: the byte-order mark; UTF-16 and UTF-32 by their first letters; UTF-8, where the bytes beyond ASCII
    are valid as such but for a few (chance does not make them so, and declarations often lie); the XML declaration, the
    header's charset and the page's own; the usual eight-bit set of `language` (ISO 639-1); a guess.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if family := next((name for opening, name in _OPENINGS if body.startswith(opening)), ""):
        return body.decode(family, "replace")
    text = body.decode("utf-8", "replace")
    if _is_utf8(text):
        return text
    names = _declared(body, content_type)
    usual = _EIGHT_BIT.get(language)
    if usual and names[:1] == ["cp1252"]:  # old servers declare it by default, whatever they serve
        names.insert(0, usual)
    for name in (*names, *filter(None, [usual])):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode(names[0] if names else _guess(body), "replace")


def _is_utf8(text: str) -> bool:
    broken = text.count("\ufffd")
    return not broken or broken <= _BROKEN * (len(text) - len(text.encode("ascii", "ignore")) - broken)


def _declared(body: bytes, content_type: str) -> list[str]:
    """The character sets that are named, as far as we know them, in the order of trust."""
    head = body[:_HEAD]
    inside, within = _XML.match(head), _META.search(head)
    labels = (inside[1] if inside else b"", media_type(content_type)[1].encode(), within[1] if within else b"")
    names = [_codec(label.decode("ascii", "replace")) for label in labels]
    # UTF-16 and UTF-32 would have shown themselves
    return [name for name in names if name and not name.startswith(("utf-16", "utf-32"))]


def _codec(label: str) -> str:
    """The codec of Python that reads what documents call `label`; "" where there is none."""
    try:
        name = codecs.lookup(label).name
        b"a".decode(name)  # base64 and its like are codecs, but not of text
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_CHARSETS else _WIDER.get(name, name)


def _guess(body: bytes) -> str:
    found = _BEYOND_ASCII.search(body)
    start = found.start() if found else 0
    best = from_bytes(body[start : start + _GUESSED]).best()
    return (_codec(best.encoding) if best else "") or "cp1252"
