"""CSS selectors select what CSS says."""

import pytest
from lxml import html

from flows.kinds.selecting import to_xpath

TREE = html.document_fromstring(
    '<div id="list"><p class="news top"><a id="a" href="/a.html" data-x="1 2">A</a></p>'
    '<section><a id="b" href="https://x.example/b">B</a></section></div><a id="c">C</a>'
)


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ("a", "abc"),
        ("#list a", "ab"),
        ("div > a", ""),
        ("p.news.top > a", "a"),
        (".news a, section > a", "ab"),
        ("a[href]", "ab"),
        ("a[href$='.html']", "a"),
        ("a[href^=https]", "b"),
        ('a[href*="x.example"]', "b"),
        ("a[data-x~='2']", "a"),
        ("body * a#b", "b"),
        ("DIV A[id=a]", "a"),
    ],
)
def test_what_is_selected(selector: str, ids: str) -> None:
    assert "".join(sorted(found.get("id") for found in TREE.xpath(to_xpath(selector)))) == ids


@pytest.mark.parametrize("selector", ["", "a,", "a:hover", "a >", "> a", "a[", "a]b", "p + a", "a[x='\"]", "1a"])
def test_what_is_not_understood_is_refused(selector: str) -> None:
    with pytest.raises(ValueError, match=r"^.+$"):
        to_xpath(selector)


def test_a_value_cannot_leave_its_quotes() -> None:
    assert TREE.xpath(to_xpath("""a[href="x' or '1'='1"]""")) == []
