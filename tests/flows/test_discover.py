"""Dispatch by kind."""

import ast
from pathlib import Path

import pytest

import flows.discover
from flows.discover import KINDS, discover
from tests.flows.kinds.written import item, page, rss, source
from watchlist.source import Listing


def test_a_feed_is_read_as_a_feed() -> None:
    listing = discover(page(rss(item())), source())
    assert isinstance(listing, Listing)
    assert [link.url for link in listing.links] == ["https://news.example/1"]


def test_a_kind_that_does_not_exist_is_a_bug() -> None:
    from dataclasses import replace

    with pytest.raises(KeyError):
        discover(page(rss(item())), replace(source(), kind="oracle"))


def test_every_kind_has_its_line() -> None:
    assert set(KINDS) == {"feed", "sitemap", "page", "telegram", "gdelt"}
    tree = ast.parse(Path(flows.discover.__file__).read_text(encoding="utf-8"))
    assert sum(isinstance(node, ast.FunctionDef) for node in tree.body) == 1
