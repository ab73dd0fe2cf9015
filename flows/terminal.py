"""What strangers wrote, made harmless for a terminal."""

# C0 and C1 controls but for the line feed, and the marks that reorder text beyond their own line (Unicode Standard
# Annex 9): isolates stay, for they end with their line and hold Arabic and Persian in place.
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)) if code != 0x0A}


def harmless(text: str) -> str:
    """The text without escape sequences, carriage returns or overrides of direction."""
    return text.translate(_CONTROLS)
