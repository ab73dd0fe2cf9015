"""Pages of the size of real news, for benchmarks: those of a folder, or some of our own making."""

import gzip
import random
from pathlib import Path

# The median of the 181 pages of the Article Extraction Benchmark (github.com/scrapinghub/article-extraction-benchmark).
MEDIAN_BYTES = 114_612
NAMED = "<p>Officers at al-Bukamal said that the road to the frontier had been closed after a strike on a convoy.</p>"
_VOCABULARY = """
about above across after again against ago agreed air all almost along already also although among amount and
another any are area around asked at away back bank based be became because been before began behind being below best
between big board body books border both bridge bring brought budget building built business but by call called came
can cannot car care carried case cause central centre century certain chair chance change charge chief child children
church city claim class clear close coast coffee cold college come coming committee common community company concern
council country county couple course court cover cut daily damage data day days dead deal death decided decision deep
defence degree demand department described design despite did different difficult direct doctor does done door down
draft draw drive driver drop due during each early earth east economy education effect effort eight either election
else emergency end energy engine enough entire equipment even evening event ever every evidence expected experience
explained face fact failed fair fall family far farm farmer father fear few field fight figure film final find fine
fire first fish five floor flow follow food for force foreign forest form former forward found four free from front
fuel full fund further future game garden gas gave general get girl give given glass go goal gold gone good government
great green ground group grow growing guide had half hall hand happened hard harvest has have he head health hear heart
heat heavy held help her here high hill him his history hit hold home hope hospital hot hotel hour house how however
human hundred idea if image impact important in income increase industry inside instead interest into investment island
issue it its job join journey judge just keep key kind kitchen knew know lack lake land language large last late later
law lead leader leave led left less letter level library life light like likely line list little live local long look
lost lot low lower made main major make manager many map mark market match material matter may mayor me mean measure
media meet meeting member men message middle might mile military million mind minister minute model moment money month
more morning most mother mountain move movement much museum music must my name narrow nation natural nature near nearly
need network never new news next night nine no north not nothing notice now number of off offer office official often
oil old on once one only open opened opinion or order other our out outside over own owner page paid paper parent park
part party pass past patient pay peace people per percent perhaps period person phone pick picture piece place plan
plant play player point police policy pool poor position possible power practice present president press price private
problem process produce product programme project promised proposal protect provide public pull purpose put quality
question quick quiet race radio rail rain raise range rate reach read ready real reason recent record red reduce region
remain repair report research resident rest result return right rise risk river road role room rule run said sale same
save say school science sea season second section security see seem seen sell send senior sent series serve service set
seven several share she ship shop short should show side sign signal similar since single site six size small snow so
social some soon sort sound source south space speak special spent spring staff stage stand start state station stay
step still stone stop store storm story street strong student study such summer supply support sure surface system table
take talk tax teacher team technology tell temperature ten test than that the their them then there these they thing
third this those though thought thousand three through time to today together told tomorrow too took top total toward
town trade traffic train travel tree trial tried trip true try turn two under union unit until up upon use used usual
value vehicle very view village visit voice vote wage wait walk wall want war warm warning was watch water way we
weather week well were west what wheat when where whether which while white who whole why wide will wind window winter
with within without woman wood word work worker world worth would write year yet you young
"""
_WORDS = tuple(_VOCABULARY.split())


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
    return chance.choice(_WORDS)
