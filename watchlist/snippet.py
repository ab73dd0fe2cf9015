"""The words around a mention, as they were published."""

from watchlist.match import Match, Mention

WIDTH = 160  # code points on either side


def snippet(title: str, text: str, match: Match) -> str:
    """The surroundings of the mention that speaks most for a match: one that may alert, in the text, early."""
    best = min(match.mentions, key=lambda mention: (not mention.alerts, mention.field == "title", mention.start))
    return around(title if best.field == "title" else text, best)


def around(field: str, mention: Mention, width: int = WIDTH) -> str:
    """The words within `width` code points of a mention, on one line, with … where they are cut."""
    start, end = max(0, mention.start - width), min(len(field), mention.end + width)
    if start > 0:
        start = min(_next_space(field, start), mention.start)
    if end < len(field):
        end = max(_last_space(field, end), mention.end)
    words = " ".join(field[start:end].split())
    return f"{'… ' if start > 0 else ''}{words}{' …' if end < len(field) else ''}"


def _next_space(text: str, start: int) -> int:
    return next((at + 1 for at in range(start, len(text)) if text[at].isspace()), start)


def _last_space(text: str, end: int) -> int:
    return next((at for at in range(end, -1, -1) if text[at].isspace()), end)
