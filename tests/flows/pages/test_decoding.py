"""Text comes out of bytes whatever is said of them."""

import pytest

from flows.pages.decoding import decode, media_type

ARABIC = "معبر البوكمال الحدودي"


def test_windows_1256_from_the_header() -> None:
    assert decode(ARABIC.encode("cp1256"), "windows-1256") == ARABIC


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1256">',
        "<META http-equiv='Content-Type' content='text/html; charset=Windows-1256'>",
        '<?xml version="1.0" encoding="windows-1256"?>',
    ],
)
def test_windows_1256_from_the_page(declaration: str) -> None:
    assert decode((declaration + ARABIC).encode("cp1256")).endswith(ARABIC)


def test_windows_1256_without_a_word_about_it() -> None:
    text = "أعلنت هيئة المنافذ الحدودية إعادة فتح المعبر أمام حركة المسافرين والشاحنات صباح اليوم. " * 5
    assert "المعبر" in decode(text.encode("cp1256"))


def test_utf_8_wins_over_a_wrong_declaration() -> None:
    assert decode(ARABIC.encode(), "windows-1256") == ARABIC


def test_utf_8_with_a_broken_byte_stays_utf_8() -> None:
    assert decode(ARABIC.encode() + b"\xff", "utf-8") == ARABIC + "\ufffd"


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_counts_first(codec: str) -> None:
    assert decode(ARABIC.encode(codec), "iso-8859-1") == ARABIC


def test_latin_1_means_windows_1252() -> None:
    assert decode(b"caf\xe9 \x93quoted\x94", "iso-8859-1") == "café “quoted”"


@pytest.mark.parametrize("label", ["no-such-charset", "zlib", "rot13", "x" * 500, "\0"])
def test_an_unknown_or_treacherous_charset_is_passed_over(label: str) -> None:
    assert "é" in decode(b'<meta charset="windows-1252">caf\xe9', label)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html; charset=UTF-8", ("text/html", "utf-8")),
        ('TEXT/HTML;charset="windows-1256"', ("text/html", "windows-1256")),
        ("application/pdf", ("application/pdf", "")),
        ("", ("", "")),
    ],
)
def test_the_content_type_header_is_taken_apart(header: str, expected: tuple[str, str]) -> None:
    assert media_type(header) == expected
