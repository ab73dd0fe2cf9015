"""Words for a terminal: what strangers wrote made harmless, and counts in the right number."""

# C0 and C1 controls but for the line feed, and the marks that reorder text beyond their own line (Unicode Standard
# Annex 9): isolates stay, for they end with their line and hold Arabic and Persian in place.
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)) if code != 0x0A}


def harmless(text: str) -> str:
    """The text without escape sequences, carriage returns or overrides of direction."""
    return text.translate(_CONTROLS)


def counted(count: int, one: str, many: str = "") -> str:
    """So many of something: "1 source", "1,200 sources", "2 stories" where the plural is given."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
