"""The list of sources: ours, the user's, and every mistake in it at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from flows.discover import INBOX, KINDS
from flows.polling import folder_of
from flows.sources import load_sources, parse_sources, source_template
from flows.web.canonical import canonical
from watchlist.errors import BadInput
from watchlist.source import Source


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "sources.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(folder: Path, text: str | bytes) -> list[str]:
    path = write(folder, text)
    with pytest.raises(BadInput) as caught:
        load_sources(path)
    return [problem.removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_the_shipped_list_covers_three_languages() -> None:
    shipped = load_sources(None)
    for language in ("en", "ar", "fa"):
        assert sum(source.language == language for source in shipped) >= 6


def test_every_shipped_source_says_where_it_was_found_and_who_owns_it() -> None:
    for source in load_sources(None):
        assert source.found.startswith("https://"), source.id
        assert all((source.owner, source.homepage, source.country)), source.id


def test_no_two_shipped_sources_are_the_same_feed() -> None:
    addresses = [canonical(source.url) for source in load_sources(None)]
    assert len(set(addresses)) == len(addresses)


def test_the_template_is_valid_and_takes_the_shipped_list(tmp_path: Path) -> None:
    assert load_sources(write(tmp_path, source_template())) == load_sources(None)


def test_the_example_in_the_template_is_valid(tmp_path: Path) -> None:
    _, example = source_template().split("sources: []\n")
    lines = [line.removeprefix("# ") for line in example.splitlines()]
    first, *others = load_sources(write(tmp_path, "\n".join(lines)))
    assert first.id == "my-source"
    assert first.every == timedelta(minutes=10)
    assert {source.kind for source in (first, *others)} == {*KINDS, INBOX}


def test_an_inbox_is_a_folder_of_the_home(tmp_path: Path) -> None:
    for number, written in enumerate(("in box", "./in box", str(tmp_path / "in box"), (tmp_path / "in box").as_uri())):
        (source,) = load_sources(write(tmp_path, f"sources:\n  - {{url: '{written}', kind: inbox, id: i{number}}}\n"))
        assert folder_of(source) == tmp_path / "in box"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("content: page", "content can only be “feed”"),
        ("content: feed, kind: page", "content can only be “feed”"),
        ("select: a", "select is for sources of kind page"),
        ("select: 'a:hover', kind: page", "no CSS selector that is understood: “:hover”"),
        ("kind: telegram", "url names no channel"),
        ("kind: oracle", "there are: feed, sitemap, page, telegram, gdelt, inbox"),
    ],
)
def test_what_a_kind_does_not_have_is_named(tmp_path: Path, keys: str, said: str) -> None:
    (problem,) = problems(tmp_path, f"sources:\n  - {{url: 'https://news.example/a/b', {keys}}}\n")
    assert problem.startswith("sources.yaml:2: ")
    assert said in problem


def test_everything_about_a_source_is_read(tmp_path: Path) -> None:
    text = """
sources:
  - id: example-ar
    name: مثال
    url: https://news.example/feed
    kind: feed
    homepage: https://news.example/
    language: ar
    country: "SY"
    every: 45s
    owner: nobody
    found: https://list.example/
    active: false
"""
    assert load_sources(write(tmp_path, text)) == (
        Source(
            id="example-ar",
            name="مثال",
            kind="feed",
            url="https://news.example/feed",
            homepage="https://news.example/",
            language="ar",
            country="SY",
            every=timedelta(seconds=45),
            owner="nobody",
            found="https://list.example/",
            active=False,
        ),
    )


def test_an_address_is_enough(tmp_path: Path) -> None:
    (source,) = load_sources(write(tmp_path, "sources:\n  - url: https://www.news.example/feed\n"))
    assert (source.id, source.name, source.kind, source.every) == ("news-example", "www.news.example", "feed", None)


def test_a_channel_and_a_folder_are_called_by_their_names(tmp_path: Path) -> None:
    text = "sources:\n  - {url: 'https://t.me/s/frontier_desk', kind: telegram}\n  - {url: inbox, kind: inbox}\n"
    assert [source.id for source in load_sources(write(tmp_path, text))] == ["frontier-desk", "inbox"]


def test_norway_is_a_country(tmp_path: Path) -> None:
    (source,) = load_sources(write(tmp_path, "sources:\n  - url: https://news.example/\n    country: NO\n"))
    assert source.country == "NO"


def test_an_id_is_made_from_the_name_where_it_can(tmp_path: Path) -> None:
    text = (
        "sources:\n  - {name: Al-Akhbar News, url: 'https://a.example/'}\n  - {name: خبر, url: 'https://b.example/'}\n"
    )
    assert [source.id for source in load_sources(write(tmp_path, text))] == ["al-akhbar-news", "b-example"]


@pytest.mark.parametrize("text", ["{}", "sources:\n", "sources: []", "include_shipped: false"])
def test_a_list_may_be_empty(tmp_path: Path, text: str) -> None:
    assert load_sources(write(tmp_path, text)) == ()


def test_the_users_source_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    shipped = load_sources(None)
    text = f"include_shipped: true\nsources:\n  - id: {shipped[0].id}\n    url: {shipped[0].url}\n    active: false\n"
    sources = load_sources(write(tmp_path, text))
    assert len(sources) == len(shipped)
    assert [source.active for source in sources if source.id == shipped[0].id] == [False]


def test_only_some_of_the_shipped_sources_can_be_taken(tmp_path: Path) -> None:
    path = write(tmp_path, "include_shipped: [sana-ar, irna-fa]\n")
    assert [source.id for source in load_sources(path)] == ["sana-ar", "irna-fa"]


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = """include_shipped: maybe
colour: red
sources:
  - id: Ünique
    url: ftp://news.example/feed
    lang: ar
  - name: no address
    language: arabic
    country: Syria
    kind: oracle
    every: often
    active: perhaps
  - id: same
    url: https://news.example/feed
  - id: same
    url: https://news.example/feed
  - just text
  - url: https://user:secret@news.example/
    every: 1ms
    name: [a]
"""
    kinds = problems(tmp_path, text)
    assert [problem.split(":")[1] for problem in kinds] == [
        "1", "2", "4", "5", "6", "7", "8", "9", "10", "11", "12", "15", "16", "17", "18", "19", "20",
    ]  # fmt: skip
    said = [
        *("neither true", "“colour”", "no id", "no web address", "“lang”", "without url", "no language", "no country"),
        *("there are: feed", "10m", "neither true nor false", "line 13", "line 14", "mapping", "password", "too often"),
        "name is not a text",
    ]
    for problem, words in zip(kinds, said, strict=True):
        assert words in problem


def test_a_secret_in_an_address_is_not_repeated(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "sources:\n  - url: https://user:secret@news.example/\n")
    assert "secret" not in problem


@pytest.mark.parametrize(
    ("text", "line"),
    [("- url: https://news.example/", 1), ("sources: {}", 1), ("sources: [\n", 2), (b"sources:\n  \xff", 2), ("", 1)],
)
def test_a_file_of_another_shape_names_its_line(tmp_path: Path, text: str | bytes, line: int) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(f"sources.yaml:{line}: ")


def test_a_shipped_source_that_does_not_exist_is_told(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "include_shipped:\n  - sana-ar\n  - sana-xx\n")
    assert problem.startswith("sources.yaml:3: no shipped source “sana-xx”")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").mkdir()
    with pytest.raises(BadInput, match="cannot be read"):
        load_sources(tmp_path / "sources.yaml")


@pytest.mark.parametrize(
    "url", ["https://", "https://[::1", "https://news.example:port/", "news.example/feed", "https://a b/"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    assert problems(tmp_path, f"sources:\n  - url: '{url}'\n")[0].startswith("sources.yaml:2: url ")


PROXIED = "sources:\n- {url: 'https://a.example/feed', language: en, %s}\n"


def test_a_proxy_is_named_by_where_it_stands_and_its_file_is_seen_from_the_home(tmp_path: Path) -> None:
    said = "proxy_file: tor.url, trust_proxy: true, render: true"
    (source,) = parse_sources((PROXIED % said).encode(), tmp_path / "sources.yaml")
    assert (source.proxy_file, source.trust_proxy, source.render) == (str(tmp_path / "tor.url"), True, True)
    (source,) = parse_sources((PROXIED % "proxy_env: MY_PROXY").encode(), tmp_path / "sources.yaml")
    assert (source.proxy_env, source.proxy_file, source.trust_proxy, source.render) == ("MY_PROXY", "", False, False)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("proxy_env: 'socks5://me:secret@p.example'", "put it into an environment variable or a file"),
        ("proxy_file: 'http://me:secret@p.example'", "put it into an environment variable or a file"),
        ("proxy_env: my proxy", "write it like MY_PROXY"),
        ("proxy_env: A, proxy_file: b", "keep proxy_env or proxy_file"),
        ("trust_proxy: true", "name one by proxy_env or proxy_file"),
        ("render: perhaps", "choose one"),
    ],
)
def test_a_proxy_that_is_named_wrongly_is_told_without_its_secret(tmp_path: Path, said: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_sources((PROXIED % said).encode(), tmp_path / "sources.yaml")
    (problem,) = caught.value.problems
    assert told in problem
    assert ":2: " in problem
    assert "secret" not in problem.partition(": ")[2].replace("is a secret", "")
