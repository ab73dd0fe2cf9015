"""Which edition of the rules finds the names: a match is explained by what is watched and by these."""

import hashlib
from functools import cache
from pathlib import Path

RULES = (
    "company",
    "compete",
    "cues",
    "edges",
    "endings",
    "entity",
    "entries",
    "find",
    "fold",
    "judge",
    "letters",
    "likeness",
    "listed",
    "match",
    "matcher",
    "reason",
    "score",
    "setting",
    "slips",
    "spelling",
    "stream",
    "transliteration",
    "unlisted",
)  # fmt: skip - modules


@cache
def edition() -> str:
    """12 hexadecimal digits of SHA-256 over the modules that a match is made by: another one wherever these change."""
    folder = Path(__file__).parent
    said = hashlib.sha256()
    for module in RULES:
        said.update((folder / f"{module}.py").read_bytes())
    return said.hexdigest()[:12]
