"""Which letters the bytes are, and where the document begins."""

import codecs
import time

import pytest

from flows.kinds.markup import decode, root

NEWS = "<rss><title>البوكمال</title></rss>"


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


@pytest.mark.parametrize(
    "before",
    [
        "",
        " \n",
        '<?xml version="1.0"?>\n',
        "<!-- <rss> -->",
        "<!DOCTYPE rss>",
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://dtd.example/rss.dtd">',
        '<!DOCTYPE x [ <!ENTITY a "b"> <!ENTITY c "]"> ]>',
        "Warning: something in line 3\n",
        "5 < 6 ",
        '<?xml-stylesheet href="x.xsl"?><?php echo 1 ?>',
    ],
)
def test_the_document_begins_at_its_first_element(before: str) -> None:
    assert root(before + "<rss>1</rss>") == "<rss>1</rss>"


@pytest.mark.parametrize("text", ["", "no element", "<!-- open", "<?open", "<!DOCTYPE [ <rss>", "<", "< <"])
def test_where_there_is_no_element_there_is_nothing(text: str) -> None:
    assert root(text) == ""


@pytest.mark.parametrize("piece", ["<", "<!", "<?", "<!--", "<!DOCTYPE [", "]", "\n", "<!-- -->", "<!a>"])
def test_megabytes_of_prolog_take_no_time(piece: str) -> None:
    started = time.process_time()
    root("<!DOCTYPE x [" + piece * (1_000_000 // len(piece)))
    root(piece * (1_000_000 // len(piece)))
    assert time.process_time() - started < 1
