"""What stands before any XML is read: which letters the bytes are, and where the document itself begins."""

import codecs
import re

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
_DECLARED = re.compile(r"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
# Codecs that are no character sets; some of them take quadratic time.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})
# What undeclared eight-bit text most likely is, by the language that a source publishes in.
_EIGHT_BIT = {"ar": "cp1256", "fa": "cp1256", "ur": "cp1256", "tr": "cp1254", "he": "cp1255", "ru": "cp1251"}


def decode(body: bytes, content_type: str = "", language: str = "") -> str:
    """The text of an XML or HTML body.

    In this order: the byte order mark; UTF-8, where the bytes beyond ASCII are valid as such (chance does not make them
    so, and declarations often lie); what the body declares; what `content_type` (the header) declares; the usual
    eight-bit set of `language` (ISO 639-1); Windows-1252. Never fails: a byte that stays unreadable becomes U+FFFD.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    declared = _declared(body, content_type)
    if not body.isascii() and not any("utf-16" in name or "utf-32" in name or name == "cp037" for name in declared[:1]):
        declared = ["utf-8", *declared]
    for name in (*declared, "utf-8", _EIGHT_BIT.get(language, "cp1252")):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode(declared[0] if declared else "utf-8", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    """The character sets that the body and then the header name, as far as we know them."""
    family = next((name for opening, name in _OPENINGS if body.startswith(opening)), "")
    head = body[:1024].decode(family or "latin-1", "replace")
    inside, outside = _DECLARED.match(head), _CHARSET.search(content_type)
    names = [found[1] for found in (inside, outside) if found]
    if family:  # a declaration of "utf-16" leaves the order of bytes open: what was seen counts
        return [family]
    return [known for name in names if (known := _codec(name)) and not known.startswith(("utf-16", "utf-32"))]


def _codec(name: str) -> str:
    """Python's name of a character set, or the empty string where it has none."""
    try:
        known = codecs.lookup("gb18030" if name.lower() == "gb2312" else name).name  # its superset is what is meant
        b"a".decode(known)  # base64 and its like are codecs, but not of text
    except (LookupError, UnicodeError):
        return ""
    return "" if known in _NO_CHARSETS else known


def root(text: str) -> str:
    """The text from its first element on.

    What goes before is left out: the XML declaration, processing instructions, comments, stray text, and the DOCTYPE
    with every entity that it declares, so that no parser ever sees an entity that it could expand or fetch.
    The empty string where there is no element. Linear time.
    """
    at = text.find("<")
    while at >= 0:
        if text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text.startswith("<?", at):
            at = _after(text, ">", at)
        elif text.startswith("<!", at):
            at = _after_declaration(text, at)
        elif text[at + 1 : at + 2].isalpha() or text[at + 1 : at + 2] == "_":
            return text[at:]
        else:
            at += 1
        at = text.find("<", at) if at >= 0 else at
    return ""


def _after(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else -1


def _after_declaration(text: str, at: int) -> int:
    """Where `<!DOCTYPE …>` ends, with its internal subset in brackets."""
    end = text.find(">", at)
    subset = text.find("[", at, end if end >= 0 else len(text))
    if subset < 0:
        return end + 1 if end >= 0 else -1
    closed = _SUBSET_END.search(text, subset)
    return closed.end() if closed else -1


_SUBSET_END = re.compile(r"\](?=\s{0,100}>)")
