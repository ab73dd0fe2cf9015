"""Text comes out of bytes whatever is said of them."""

import codecs

import pytest

from flows.decoding import decode, media_type

ARABIC = "معبر البوكمال الحدودي"
NEWS = "<rss><title>البوكمال</title></rss>"


def test_windows_1256_from_the_header() -> None:
    assert decode(ARABIC.encode("cp1256"), "text/html; charset=windows-1256") == ARABIC


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
    assert decode(ARABIC.encode(), "text/html; charset=windows-1256") == ARABIC


def test_utf_8_with_a_broken_byte_stays_utf_8() -> None:
    assert decode(ARABIC.encode() + b"\xff", "text/html; charset=utf-8") == ARABIC + "\ufffd"


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_counts_first(codec: str) -> None:
    assert decode(ARABIC.encode(codec), "text/html; charset=iso-8859-1") == ARABIC


def test_latin_1_means_windows_1252() -> None:
    assert decode(b"caf\xe9 \x93quoted\x94", "text/html; charset=iso-8859-1") == "café “quoted”"


@pytest.mark.parametrize("label", ["no-such-charset", "zlib", "rot13", "x" * 500, "\0"])
def test_an_unknown_or_treacherous_charset_is_passed_over(label: str) -> None:
    assert "é" in decode(b'<meta charset="windows-1252">caf\xe9', f"text/html; charset={label}")


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


@pytest.mark.parametrize(
    ("body", "content_type", "language"),
    [
        (NEWS.encode(), "", ""),
        (codecs.BOM_UTF8 + NEWS.encode(), "", ""),
        (NEWS.encode("utf-16"), "", ""),
        (NEWS.encode("utf-32"), "", ""),
        (NEWS.encode("utf-16-le"), "", ""),
        (NEWS.encode("utf-16-be"), "text/xml; charset=utf-16", ""),
        (NEWS.encode("cp1256"), "text/xml; charset=windows-1256", ""),
        (NEWS.encode("cp1256"), "", "ar"),
        (NEWS.encode("iso-8859-6"), "text/xml; charset='ISO-8859-6'", "ar"),
        (NEWS.encode(), "text/xml; charset=iso-8859-1", ""),  # the bytes know better than the header
    ],
)
def test_letters_are_read(body: bytes, content_type: str, language: str) -> None:
    assert decode(body, content_type, language) == NEWS


@pytest.mark.parametrize("encoding", ["windows-1256", "ISO-8859-6", "utf-8", "utf-16"])
def test_the_declaration_is_believed(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{NEWS}'
    assert decode(text.encode(encoding)) == text


def test_a_declaration_that_lies_about_utf8_is_not_believed() -> None:
    text = f'<?xml version="1.0" encoding="iso-8859-1"?>{NEWS}'
    assert decode(text.encode()) == text


@pytest.mark.parametrize("name", ["punycode", "idna", "unicode_escape", "base64", "no-such", "utf-16", "x" * 500])
def test_what_is_no_character_set_is_ignored(name: str) -> None:
    text = f'<?xml version="1.0" encoding="{name}"?><rss/>'
    assert decode(text.encode(), f"text/xml; charset={name}") == text


def test_unreadable_bytes_stay_visible() -> None:
    assert decode(b'<?xml encoding="utf-8"?>\xff\x81') == '<?xml encoding="utf-8"?>\ufffd\ufffd'


def test_the_language_decides_where_an_old_server_declares_latin_1() -> None:
    assert decode(NEWS.encode("cp1256"), "text/xml; charset=iso-8859-1", "ar") == NEWS


def test_a_feed_that_was_cut_within_a_letter_stays_utf_8() -> None:
    assert decode((NEWS * 9).encode()[:-10] + b"\xd8", "", "ar").startswith(NEWS)
