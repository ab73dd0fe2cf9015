"""Content encodings of HTTP, taken off under a limit."""

import zlib

from flows.web.failure import failed
from watchlist.page import Failed

ACCEPTED = "gzip, deflate"  # what we ask for, and all that we take off

_GZIP_MAGIC = b"\x1f\x8b"
_MOST_MEMBERS = 64  # each one copies what is left: a body of nothing but tiny members would take hours


def decode(url: str, raw: bytes, encoding: str, most: int, *, cut: bool = False) -> bytes | Failed:
    """A body without its content encoding (the header's value, "" for none), of at most `most` bytes.

    With `cut`, what is beyond the limit or missing at the end is just not there; else it is "too-large", "incomplete".
    """
    match encoding.strip().lower():
        case "" | "identity":
            body, complete = raw[: most + 1], True
        case "gzip" | "x-gzip" | "deflate" if not raw:
            return b""
        case "gzip" | "x-gzip" | "deflate" as kind:
            try:
                body, complete = _inflate(raw, kind, most + 1)
            except zlib.error as error:
                return failed(url, "bad-encoding", f"the body is not {kind} as it claims: {error}", retry=True)
        case other:
            return failed(url, "bad-encoding", f"the body is encoded as {other}, which was not asked for", retry=False)
    if cut:
        return body[:most]
    if len(body) > most:
        return failed(url, "too-large", f"more than {most} bytes once decoded", retry=False)
    if not complete:
        return failed(url, "incomplete", "the compressed body ends too early", retry=True)
    return body


def _inflate(raw: bytes, kind: str, most: int) -> tuple[bytes, bool]:
    """At most `most` bytes, and whether the data came to its end; gzip may have several members (RFC 1952)."""
    if kind == "deflate":
        return _inflate_deflate(raw, most)
    body = b""
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        body += member.decompress(raw, most - len(body))
        raw = member.unused_data
        if not member.eof or len(body) >= most or not raw.startswith(_GZIP_MAGIC):
            return body, member.eof
    raise zlib.error(f"more than {_MOST_MEMBERS} members")


def _inflate_deflate(raw: bytes, most: int) -> tuple[bytes, bool]:
    """Deflate with zlib's wrapping, as RFC 9110 has it, or bare, as some servers have it."""
    wrapped = zlib.decompressobj()
    try:
        return wrapped.decompress(raw, most), wrapped.eof
    except zlib.error:
        bare = zlib.decompressobj(-zlib.MAX_WBITS)
        return bare.decompress(raw, most), bare.eof
