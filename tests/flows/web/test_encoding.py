"""Content encodings come off, within limits."""

import gzip
import zlib
from time import process_time

import pytest

from flows.web.encoding import decode
from tests.flows.web.fetching import reason

TEXT = "أخبار ".encode() * 50
BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
URL = "http://a.example/"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), " X-GZip "),
        (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), "gzip"),
        (gzip.compress(TEXT) + b"\n", "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (BARE.compress(TEXT) + BARE.flush(), "deflate"),
    ],
)
def test_an_encoding_comes_off(raw: bytes, encoding: str) -> None:
    assert decode(URL, raw, encoding, 10_000) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_nothing_at_all_is_an_empty_body(encoding: str) -> None:
    assert decode(URL, b"", encoding, 10) == b""


@pytest.mark.parametrize(
    ("raw", "encoding"), [(TEXT, ""), (gzip.compress(TEXT), "gzip"), (zlib.compress(TEXT), "deflate")]
)
def test_the_limit_is_the_limit(raw: bytes, encoding: str) -> None:
    assert decode(URL, raw, encoding, len(TEXT)) == TEXT
    assert reason(decode(URL, raw, encoding, len(TEXT) - 1)) == "too-large"
    assert decode(URL, raw, encoding, 10, cut=True) == TEXT[:10]


@pytest.mark.parametrize("raw", [gzip.compress(TEXT)[:-4], gzip.compress(TEXT) + gzip.compress(TEXT)[:20]])
def test_compressed_data_that_breaks_off_is_incomplete(raw: bytes) -> None:
    assert reason(decode(URL, raw, "gzip", 10_000)) == "incomplete"


@pytest.mark.parametrize(("raw", "encoding"), [(TEXT, "gzip"), (TEXT, "deflate"), (gzip.compress(TEXT), "gzip, gzip")])
def test_what_is_not_as_it_claims_is_a_bad_encoding(raw: bytes, encoding: str) -> None:
    assert reason(decode(URL, raw, encoding, 10_000)) == "bad-encoding"


def test_a_body_of_many_small_members_takes_no_time() -> None:
    raw = gzip.compress(b"") * 400_000
    began = process_time()
    assert reason(decode(URL, raw, "gzip", 10_000)) == "bad-encoding"
    assert process_time() - began < 2
