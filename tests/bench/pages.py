"""Pages of the size of real news, for benchmarks: those of a folder, or some of our own making."""

import gzip
import random
from pathlib import Path

# The median of the 181 pages of the Article Extraction Benchmark (github.com/scrapinghub/article-extraction-benchmark).
MEDIAN_BYTES = 114_612
NAMED = "<p>Officers at al-Bukamal said that the road to the frontier had been closed after a strike on a convoy.</p>"
_SYLLABLES = (
    "ba",
    "ker",
    "lo",
    "mi",
    "ta",
    "ren",
    "so",
    "vi",
    "du",
    "pal",
    "ne",
    "gor",
    "sta",
    "tu",
    "fe",
    "lin",
    "da",
    "wes",
    "por",
)


def read_pages(folder: Path) -> list[bytes]:
    """The bodies of the *.html.gz files of a folder, in the order of their names."""
    return [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.html.gz"))]


def make_pages(count: int, seed: int = 7) -> list[bytes]:
    """Pages with what surrounds an article today: scripts, styles, menus, teasers, a footer."""
    chance = random.Random(seed)
    return [_page(chance, number) for number in range(count)]


def naming(body: bytes) -> bytes:
    """The page with a paragraph below its headline that the watchlist finds."""
    at = max(body.find(b"</h1>"), 0)
    for _ in range(3):
        at = max(body.find(b"</p>", at + 1), at)
    return body[:at] + b"</p>" + NAMED.encode() + body[at:]


def _page(chance: random.Random, number: int) -> bytes:
    title = _sentence(chance, 9)
    script = ";".join(f"window.{_word(chance)}{n}={{'{_word(chance)}':{chance.random():.6f}}}" for n in range(300))
    menu = "".join(f'<li class="item"><a href="/{_word(chance)}/{n}">{_word(chance)}</a></li>' for n in range(60))
    head = (
        f'<meta charset="utf-8"><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta name="author" content="{_word(chance)} {_word(chance)}"><script>{script}</script>'
        f'<meta property="article:published_time" content="2026-11-20T08:{number % 60:02}:00+00:00">'
    )
    body = (
        f"<header><nav><ul>{menu}</ul></nav></header>"
        f"<main><article><h1>{title}</h1><div>{_paragraphs(chance, 40)}</div></article>"
        f'<section class="comments">{_comments(chance, 60)}</section></main>'
        f'<aside class="related">{_teasers(chance, 110)}</aside><footer><ul>{menu}</ul></footer>'
    )
    html = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}'
    filler = script * (MEDIAN_BYTES // len(script))
    return f"{html}<script>{filler[: max(0, MEDIAN_BYTES - len(html) - 32)]}</script></body></html>".encode()


def _paragraphs(chance: random.Random, count: int) -> str:
    return "".join(
        f"<p>{_sentence(chance, 14)} <a href='/{_word(chance)}'>{_word(chance)}</a> {_sentence(chance, 18)}"
        f" <em>{_word(chance)}</em> <span><strong>{_sentence(chance, 9)}</strong></span></p>"
        for _ in range(count)
    )


def _comments(chance: random.Random, count: int) -> str:
    return "".join(
        f'<div class="comment" id="c{n}"><div class="by"><a href="/u/{n}">{_word(chance)}</a> <time>{n} h</time></div>'
        f'<p>{_sentence(chance, 22)}</p><ul class="tools"><li><a href="#r{n}">{_word(chance)}</a></li></ul></div>'
        for n in range(count)
    )


def _teasers(chance: random.Random, count: int) -> str:
    return "".join(
        f'<div class="teaser card card--{n}"><a href="/news/{n}" data-track="{n}"><img src="/i/{n}.jpg" alt="">'
        f'<h3 class="card__title"><span>{_sentence(chance, 8)}</span></h3></a><span>{_sentence(chance, 5)}</span></div>'
        for n in range(count)
    )


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(_word(chance) for _ in range(words)).capitalize() + "."


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(1, 4)))
