"""The text that stands in JSON-LD comes out as plain paragraphs."""

import pytest

from flows.pages.embedded import embedded_text


@pytest.mark.parametrize(
    "body",
    [
        "Fuel & food came.\n\nThe road is open.",
        "<p>Fuel &amp; food came.</p><p>The <b>road</b> is open.</p>",
        "&lt;p&gt;Fuel &amp;amp; food came.&lt;/p&gt;&lt;p&gt;The road is open.&lt;/p&gt;",
        "Fuel &amp; food came.<br/><script>go()</script>The road is open.",
    ],
)
def test_an_article_body_is_read_as_paragraphs(body: str) -> None:
    assert embedded_text({"articleBody": body}) == "Fuel & food came.\nThe road is open."


def test_a_live_blog_is_read_update_by_update() -> None:
    updates = [{"headline": "Noon", "articleBody": "It opened."}, {"articleBody": "It was closed."}, "broken"]
    assert embedded_text({"liveBlogUpdate": updates}) == "Noon\nIt opened.\nIt was closed."


@pytest.mark.parametrize("node", [{}, {"articleBody": 3}, {"articleBody": None, "liveBlogUpdate": {"a": 1}}])
def test_what_holds_no_text_gives_none(node: dict[str, object]) -> None:
    assert embedded_text(node) == ""
