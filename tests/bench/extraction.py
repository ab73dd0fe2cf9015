"""How right and how dear extraction is, on pages whose article body a person marked.

    python -m tests.bench.extraction DIR

DIR holds `html/*.html.gz` and `ground-truth.json` in the form of the Article Extraction Benchmark
(github.com/scrapinghub/article-extraction-benchmark). Scored as its own script does: the words of a text as a multiset
of shingles of four, precision and recall of each page, their means, and F1 of the means. Each extractor runs alone on
one core; the time is that of its process, after one page to warm up.
"""

import gzip
import json
import logging
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction

from flows.pages.reading import read
from flows.pages.workshop import Sheet
from watchlist.article import Article

_WORDS = 4  # of one shingle
_EVEN = frozenset("02468ace")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and the body that a person marked in it."""

    name: str  # of the file, hexadecimal
    url: str
    body: bytes
    truth: str


def main(folder: Path) -> None:
    """Print the table."""
    logging.disable(logging.CRITICAL)
    samples = load(folder)
    print(f"{len(samples)} pages   F1 all    even    odd     precision recall   ms a page   x reference")
    reference = 0.0
    for name, extract in EXTRACTORS.items():
        texts, milliseconds = run(extract, samples)
        reference = reference or milliseconds
        print(f"{name:28}", row(samples, texts), f"{milliseconds:8.2f} {milliseconds / reference:10.2f}", flush=True)


def load(folder: Path) -> list[Sample]:
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        Sample(name, said.get("url", ""), gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), body)
        for name, said in truth.items()
        if (body := said.get("articleBody", "")) is not None
    ]


def run(extract: Callable[[Sample], str], samples: Sequence[Sample]) -> tuple[dict[str, str], float]:
    extract(samples[0])
    start = time.process_time()
    texts = {sample.name: extract(sample) for sample in samples}
    return texts, (time.process_time() - start) / len(samples) * 1000


def row(samples: Sequence[Sample], texts: Mapping[str, str]) -> str:
    even = [sample for sample in samples if sample.name[0] in _EVEN]
    odd = [sample for sample in samples if sample.name[0] not in _EVEN]
    every, first, second = (score(part, texts) for part in (samples, even, odd))
    return f"{every[0]:7.4f} {first[0]:7.4f} {second[0]:7.4f} {every[1]:9.4f} {every[2]:8.4f}"


def score(samples: Sequence[Sample], texts: Mapping[str, str]) -> tuple[float, float, float]:
    """F1, mean precision and mean recall."""
    precisions, recalls = [], []
    for sample in samples:
        wanted, found = shingles(sample.truth), shingles(texts[sample.name])
        common = (wanted & found).total()
        if found:
            precisions.append(common / found.total())
        if wanted:
            recalls.append(common / wanted.total())
    precision = statistics.mean(precisions) if precisions else 0.0
    recall = statistics.mean(recalls) if recalls else 0.0
    return 2 * precision * recall / ((precision + recall) or 1.0), precision, recall


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    runs = (tuple(words[start : start + _WORDS]) for start in range(max(1, len(words) - _WORDS + 1)))
    return Counter(run for run in runs if run)


def trafilatura(**options: Any) -> Callable[[Sample], str]:
    def extract(sample: Sample) -> str:
        document: Any = bare_extraction(sample.body, url=sample.url, with_metadata=True, **options)
        return document.text or "" if document is not None else ""

    return extract


def ours(sample: Sample) -> str:
    article = read(Sheet(sample.url, "text/html", sample.body, datetime.now(UTC)))
    return article.text if isinstance(article, Article) else ""


EXTRACTORS: dict[str, Callable[[Sample], str]] = {
    "trafilatura": trafilatura(),
    "trafilatura, no comments": trafilatura(include_comments=False),
    "trafilatura, fast": trafilatura(include_comments=False, fast=True),
    "trafilatura, precision": trafilatura(include_comments=False, favor_precision=True),
    "ours": ours,
}

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.bench.extraction DIR")
    main(Path(sys.argv[1]))
