import pytest

from flows.terminal import harmless


@pytest.mark.parametrize("trick", ["\x1b[2J", "\r", "\x9b31m", "\u202e", "\x07", "\x00"])
def test_tricks_are_taken_out(trick: str) -> None:
    assert harmless(f"a{trick}b") == "a" + trick.lstrip("\x1b\r\x9b\u202e\x07\x00") + "b"


def test_lines_and_scripts_stay() -> None:
    text = "two\nlines: البوكمال، \u2068بوکمال\u2069 حزب‌الله"
    assert harmless(text) == text
