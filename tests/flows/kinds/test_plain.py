"""What strangers wrote becomes one line of plain text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.kinds.plain import plain


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("A   title\n with\tspace", "A title with space"),
        ("<p>One</p><p>two</p>", "One two"),
        ("<b>Ab</b>u Kamal", "Abu Kamal"),
        ("one<br/>two", "one two"),
        ("Tom &amp; Jerry &#8211; &quot;x&quot;", 'Tom & Jerry – "x"'),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("a<script>alert('<b>')</script>b", "a b"),
        ("a<!-- <b>hidden</b> -->b", "a b"),
        ("a<style>p { }", "a"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
        ("bad\x00\x08\x1b[31m control\x9f", "bad[31m control"),
        ("turned \u202ekcab\u202c", "turned kcab"),
        ("می\u200cشود", "می\u200cشود"),
        ("half \ud800 pair", "half pair"),
        ("", ""),
    ],
)
def test_what_is_left(written: str, text: str) -> None:
    assert plain(written, 100) == text


def test_a_long_text_is_cut_at_a_word() -> None:
    assert plain("one two three four", 12) == "one two…"
    assert plain("x" * 100, 10) == "x" * 9 + "…"


@given(st.text(st.sampled_from("<>&;/!-ab \u200c\u202e\x00'\"script")), st.integers(min_value=1, max_value=40))
def test_it_is_short_and_clean_whatever_comes(text: str, limit: int) -> None:
    line = plain(text, limit)
    assert len(line) <= limit
    assert line == " ".join(line.split())
    assert "\x00" not in line


@pytest.mark.parametrize("piece", ["<script>", "<", "<a ", "<!--", "&", "&#", "&amp", "</", "<a>", " "])
def test_megabytes_of_markup_take_no_time(piece: str) -> None:
    started = time.process_time()
    plain(piece * (1_000_000 // len(piece)), 4000)
    assert time.process_time() - started < 1
