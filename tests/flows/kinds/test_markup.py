"""Where the document begins."""

import time

import pytest

from flows.kinds.markup import root


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
