"""A name may be listed with words that tell it from its namesakes: they must stand there, and are not the mention."""

from pathlib import Path

import pytest

from tests.watchlist.lists import small_watchlist
from watchlist.load import read_watchlist
from watchlist.matcher import Matcher

MARKED = """
type: place
entities:
  - id: reedtown
    name: Reedtown
    names:
      en: [near <Reed>, <Reed> district, {text: Reed, strength: weak}]
      ar: [قرب <القصب>, {text: القصب, strength: weak}]
      fa: [در <نیزار>, <نیزار> پایین]
"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder = tmp_path_factory.mktemp("marked")
    (folder / "marked.yaml").write_text(MARKED, encoding="utf-8")
    return Matcher(read_watchlist([folder]))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Drones fell near Reed at dawn.", 17),
        ("Drones fell NEAR  «Reed» at dawn.", 19),
        ("In Reed district it rained.", 3),
        ("وسقطت قذائف قرب القصب ليلا", 16),
        ("وسقطت قذائف وقرب القصب ليلا", 17),
        ("باران در نیزار بارید", 9),
        ("باران درنیزار بارید", 8),
        ("باران به نیزارپایین رسید", 9),
    ],
)
def test_the_mention_is_the_name_without_the_words_beside_it(marked: Matcher, text: str, start: int) -> None:
    (match,) = marked.match("", text)
    (mention,) = match.mentions
    assert (mention.start, mention.surface, mention.name) == (start, mention.name, text[mention.start : mention.end])
    assert mention.surface in ("Reed", "القصب", "نیزار")
    assert (mention.strength, mention.alerts) == ("strong", True)


@pytest.mark.parametrize("text", ["Mr Reed sang.", "Nearly Reed at last.", "Reed and the district"])
def test_without_them_it_is_another(marked: Matcher, text: str) -> None:
    assert [match.alerts for match in marked.match("", text)] == [False]


def test_marks_that_hold_nothing_are_letters_like_others(tmp_path: Path) -> None:
    (tmp_path / "marked.yaml").write_text(MARKED.replace("near <Reed>", "near <> Reed"), encoding="utf-8")
    names = read_watchlist([tmp_path]).entity("reedtown").names
    assert [name.core for name in names if name.text.startswith("near")] == [""]


def test_the_small_list_has_none(tmp_path: Path) -> None:
    assert not any(name.core for entity in small_watchlist(tmp_path).entities for name in entity.names)
