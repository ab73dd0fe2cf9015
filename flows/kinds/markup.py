"""Where an XML document itself begins."""

import re


def root(text: str) -> str:
    """The text from its first element on.

    What goes before is left out: the XML declaration, processing instructions, comments, stray text, and the DOCTYPE
    with every entity that it declares, so that no parser ever sees an entity that it could expand or fetch.
    The empty string where there is no element. Linear time.
    """
    at = text.find("<")
    while at >= 0:
        if text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text.startswith("<?", at):
            at = _after(text, ">", at)
        elif text.startswith("<!", at):
            at = _after_declaration(text, at)
        elif text[at + 1 : at + 2].isalpha() or text[at + 1 : at + 2] == "_":
            return text[at:]
        else:
            at += 1
        at = text.find("<", at) if at >= 0 else at
    return ""


def _after(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else -1


def _after_declaration(text: str, at: int) -> int:
    """Where `<!DOCTYPE …>` ends, with its internal subset in brackets."""
    end = text.find(">", at)
    subset = text.find("[", at, end if end >= 0 else len(text))
    if subset < 0:
        return end + 1 if end >= 0 else -1
    closed = _SUBSET_END.search(text, subset)
    return closed.end() if closed else -1


_SUBSET_END = re.compile(r"\](?=\s{0,100}>)")
