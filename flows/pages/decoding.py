"""Bytes of a page → text, whatever the server and the page say of their encoding."""

import codecs
import re
from email.message import Message

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]{2,40})""", re.I
)
_HEAD = 4096  # bytes in which a page declares its encoding; browsers look at 1,024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030"}
"""The encodings that pages mean when they name a narrower one (WHATWG Encoding Standard)."""


def media_type(content_type: str) -> tuple[str, str]:
    """The media type, in lower case, and the charset of a Content-Type header; "" for what it does not say."""
    message = Message()
    message["Content-Type"] = content_type or "application/octet-stream"
    kind = message.get_content_type() if content_type.strip() else ""
    charset = message.get_content_charset("")
    return kind, charset


def decode(body: bytes, charset: str = "") -> str:
    """The text of a body, with U+FFFD for what cannot be read; never fails.

    A byte-order mark counts first. What is valid UTF-8 is UTF-8, since text in another encoding hardly ever is, while
    wrong declarations are common. Then the header's charset, the page's own, and a guess.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    if not charset.lower().startswith("utf-16") and (text := _as_utf8(body)) is not None:
        return text
    for name in (charset, _declared(body)):
        if known := _codec(name):
            return body.decode(known, "replace")
    return body.decode(_guess(body), "replace")


def _as_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:  # the usual sign of another encoding
        return None


def _declared(body: bytes) -> str:
    found = _DECLARED.search(body, 0, _HEAD)
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def _codec(label: str) -> str:
    """The codec of Python that reads what pages call `label`; "" where there is none."""
    try:
        name = codecs.lookup(label).name
        b"a".decode(name, "replace")  # refuses what is no text encoding, such as zlib
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(name, name)


def _guess(body: bytes) -> str:
    from trafilatura.utils import detect_encoding  # heavy, and for the few pages that declare nothing

    return next((known for guess in detect_encoding(body) if (known := _codec(guess))), "utf-8")
