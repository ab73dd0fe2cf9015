"""How fast names are found, beside engines that find them and do no more.

    python -m tests.bench.matching ENGLISH ARABIC [--names 12000]

ENGLISH and ARABIC are texts that name few things on the watchlist: JSON lines of {"text", "title"} (.jsonl, .jsonl.gz)
or one JSON object of {key: {"articleBody"}} (.json). Megabytes are of UTF-8, times are of one processor, the best of
several passes, with the caches full that fill as texts are read, but where "the first time" is said. The names are the
shipped ones and, where they are fewer than asked for, names that begin like them and end in a town; every fifth of
those is weak. What more names cost is measured twice: ten times as many, of which the further ones end in a town and
are found hardly anywhere, so that it is the cost of looking for them; and, without a mark, all beside every tenth of
the shipped ones, where there is several times as much to find, to weigh and to explain. The engines get the same names
and lower-cased text; they neither fold, nor look for whole words alone, nor weigh company, nor explain. Those that are
not installed (pyahocorasick, FlashText, spaCy) are left out. Exit status 1 where a figure misses its mark.
"""

import argparse
import gzip
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

from tests.bench.names import grown
from watchlist.entity import Watchlist
from watchlist.explain import answers
from watchlist.load import load_shipped
from watchlist.matcher import Matcher, Text

MARKS = {"English": 60.0, "Arabic": 40.0}  # MB/s
GROWTH = 1.5  # of the time, for ten times the names
LOADING = 1.0  # s
RECORDS = 10_000  # a second
MENTIONS = 50_000  # weak ones in one text
_PASSES = 3
_AT_LEAST = 4_000_000  # bytes, so that a pass lasts long enough to be timed

Search = Callable[[str], object]


class Report:
    """Figures, printed as they come, and whether one has missed its mark."""

    def __init__(self) -> None:
        self.missed = False

    def say(self, what: str, figure: str, good: bool | None = None) -> None:
        """One line; `good` where there is a mark to reach."""
        print(f"{what:<58} {figure:>16}{'' if good is None else '   ok' if good else '   TOO SLOW'}", flush=True)
        self.missed |= good is False


def read(path: Path) -> list[Text]:
    """The texts of a file."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if path.suffix == ".json":
        return [Text(str(one.get("title") or ""), one["articleBody"]) for one in json.loads(raw).values()]
    rows: Iterable[dict[str, Any]] = map(json.loads, raw.decode().splitlines())
    return [Text(row.get("title") or "", row["text"]) for row in rows]


def seconds(work: Callable[[], object], passes: int = _PASSES) -> float:
    """Processor time of one pass, the best of several."""
    best = float("inf")
    for _ in range(passes):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def loading(report: Report) -> None:
    """From files to a matcher that is ready."""
    report.say("load the shipped watchlist, again", f"{seconds(load_shipped):.2f} s")
    took = seconds(lambda: Matcher(load_shipped()))
    report.say("load it and build its matcher, again", f"{took:.2f} s", took <= LOADING)


def ours(report: Report, language: str, texts: list[Text], few: Matcher, all: Matcher, many: Matcher) -> None:
    """Landbridge, one text at a time and many together, with a tenth of the names, all, and ten times as many."""
    size = sum(len(f"{one.title}{one.text}".encode()) for one in texts) / 1e6
    names, mark = f"{language}, {_names(all):,} names", MARKS[language]
    first = size / seconds(partial(one_by_one, all, texts), passes=1)
    report.say(f"{names}, one by one, the first time", f"{first:.0f} MB/s")
    took = seconds(partial(one_by_one, all, texts))
    report.say(f"{names}, one by one", f"{size / took:.0f} MB/s", size / took >= mark)
    together = size / seconds(partial(at_once, all, texts))
    report.say(f"{names}, together", f"{together:.0f} MB/s", together >= mark)
    listed = size / seconds(partial(at_once, Matcher(all.watchlist, (), in_bulk=True), texts))
    report.say(f"{names}, together, listed spellings alone", f"{listed:.0f} MB/s")
    found = sum(bool(all.match(*one[:3])) for one in texts) / len(texts)
    report.say(f"{names}, share of texts that name something", f"{found:.1%}")
    one_by_one(many, texts)
    growth = seconds(partial(one_by_one, many, texts)) / took
    report.say(f"{language}, time for {_names(many):,} names", f"× {growth:.2f}", growth <= GROWTH)
    one_by_one(few, texts)
    less = seconds(partial(one_by_one, few, texts)) / took
    report.say(f"{language}, time for {_names(few):,} of the names", f"× {less:.2f}")


def _names(matcher: Matcher) -> int:
    return sum(len(entity.names) for entity in matcher.watchlist.entities)


def one_by_one(matcher: Matcher, texts: list[Text]) -> None:
    """As a cycle matches them."""
    for one in texts:
        matcher.match(one.title, one.text, one.language)


def at_once(matcher: Matcher, texts: list[Text]) -> None:
    """As a batch matches them."""
    for _ in matcher.match_many(texts):
        pass


def engines(names: list[str]) -> Iterator[tuple[str, Search]]:
    """What is installed of the engines, each with these names."""
    rust = AhoCorasick(names)
    yield "ahocorasick-rs", lambda text: rust.find_matches_as_indexes(text, overlapping=True)
    if ahocorasick := _installed("ahocorasick"):
        automaton = ahocorasick.Automaton()
        for name in names:
            automaton.add_word(name, name)
        automaton.make_automaton()
        yield "pyahocorasick", lambda text: list(automaton.iter(text))
    if flashtext := _installed("flashtext"):
        processor = flashtext.KeywordProcessor()
        processor.add_keywords_from_list(names)
        yield "FlashText", lambda text: processor.extract_keywords(text, span_info=True)
    if spacy := _installed("spacy"):
        blank = spacy.blank("xx")
        matcher = importlib.import_module("spacy.matcher").PhraseMatcher(blank.vocab)
        matcher.add("name", list(blank.pipe(names)))
        yield "spaCy PhraseMatcher", lambda text: matcher(blank.make_doc(text))


def all_of(search: Search, texts: list[str]) -> None:
    """One search in each text."""
    for text in texts:
        search(text)


def _installed(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def theirs(report: Report, language: str, texts: list[Text], watchlist: Watchlist) -> None:
    """The engines alone."""
    names = sorted({name.text.lower() for entity in watchlist.entities for name in entity.names})
    lowered = [f"{one.title}\n{one.text}".lower() for one in texts]
    size = sum(len(text.encode()) for text in lowered) / 1e6
    for engine, search in engines(names):
        few = lowered if engine.startswith("ah") else lowered[: len(lowered) // 4]
        share = sum(len(text.encode()) for text in few) / 1e6 / size
        took = seconds(partial(all_of, search, few), passes=2)
        report.say(f"{language}, {engine} alone", f"{size * share / took:.0f} MB/s")


def records(report: Report, texts: list[Text], matcher: Matcher) -> None:
    """`landbridge match --jsonl` on sentences: as they come, and those alone that name something."""
    short = [sentence for one in texts for sentence in one.text.split(". ")][:20_000]
    naming = [sentence for sentence in short if matcher.match("", sentence)]
    for what, sentences in (("", short), (" that name something", naming)):
        lines = [json.dumps({"id": at, "text": text}, ensure_ascii=False) for at, text in enumerate(sentences)]
        speed = len(lines) / seconds(partial(answer_all, lines, matcher))
        title = f"JSON lines of {sum(map(len, sentences)) // len(sentences)} characters{what}"
        report.say(title, f"{speed:,.0f} a second", speed >= RECORDS)


def answer_all(lines: list[str], matcher: Matcher) -> None:
    """Every line, answered."""
    for _ in answers(lines, matcher):
        pass


def flood(report: Report, matcher: Matcher) -> None:
    """One text of nothing but weak mentions and their company."""
    text = "غارة على القائم ثم خبر آخر طويل لا يعني شيئا " * MENTIONS
    took = seconds(lambda: matcher.match("", text, "ar"), passes=1)
    report.say(f"{MENTIONS:,} weak mentions in one text", f"{took:.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("english", type=Path)
    parser.add_argument("arabic", type=Path)
    parser.add_argument("--names", type=int, default=12_000)
    arguments = parser.parse_args()
    report, shipped = Report(), load_shipped()
    loading(report)
    listed = sum(len(entity.names) for entity in shipped.entities)
    count = max(listed, arguments.names)
    few, all, many = (Matcher(grown(shipped, size), in_bulk=True) for size in (listed // 10, count, 10 * count))
    for language, path in (("English", arguments.english), ("Arabic", arguments.arabic)):
        texts = [one._replace(language={"English": "en", "Arabic": "ar"}[language]) for one in read(path)]
        texts *= -(-_AT_LEAST // sum(len(one.text.encode()) for one in texts))
        ours(report, language, texts, few, all, many)
        theirs(report, language, texts, all.watchlist)
        if language == "Arabic":
            records(report, texts, Matcher(shipped, in_bulk=True))
    flood(report, Matcher(shipped, in_bulk=True))
    sys.exit(1 if report.missed else 0)


if __name__ == "__main__":
    main()
