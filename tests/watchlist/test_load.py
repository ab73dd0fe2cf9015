"""Reading the watchlist: what is taken from the files, and every mistake at its line."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.watchlist.lists import PLACES, write
from watchlist.entity import Company, Location, Reference, Relation, Valid, Watchlist
from watchlist.errors import BadInput
from watchlist.load import load_watchlist, read_watchlist
from watchlist.matcher import Matcher

FULL = """
type: place
entities:
  - id: town
    name: The Town
    priority: high
    names:
      en:
        - Al-Town
        - text: TWN
          strength: weak
          case: exact
          requires:
            - {entities: [river], types: [base], cues: [strike], words: [Syria, 12], within: 30}
          excludes: {words: [Mr], within: 2}
          valid: {from: 2014-07-01, to: 2017-11-30}
      ar: [البلدة]
    described:
      en:
        - heads: [market town]
          requires: {entities: [river]}
    location: {latitude: 34.5, longitude: 40, source: "GeoNames 1"}
    relations: [{kind: beside, entity: river, valid: {from: 2011-01-01}}]
    references: [{wikidata: Q1}, {document: "A title, a publisher, 2020"}]
    note: >-
      Two lines
      of our own.
  - id: river
    name: The River
    names: {en: [Great River]}
""".replace("12]", "'12']")


def load(folder: Path, **files: str) -> Watchlist:
    return read_watchlist([write(folder / "shipped", **files)])


def mistakes(folder: Path, **files: str) -> list[str]:
    """What is said of these files, without their folder."""
    with pytest.raises(BadInput) as caught:
        load(folder, **files)
    return [problem.replace(f"{folder / 'shipped'}/", "") for problem in caught.value.problems]


def entity(body: str) -> str:
    """A file of one place, `body` beginning on line 5."""
    return f"type: place\nentities:\n  - id: town\n    name: Town\n{body}"


def test_everything_that_a_file_says_is_kept(tmp_path: Path) -> None:
    town = load(tmp_path, place=FULL).entity("town")
    assert (town.type, town.name, town.priority, town.note) == ("place", "The Town", "high", "Two lines of our own.")
    assert town.location == Location(34.5, 40.0, "GeoNames 1")
    assert town.relations == (Relation("beside", "river", Valid(date(2011, 1, 1), None)),)
    assert town.references == (Reference("wikidata", "Q1"), Reference("document", "A title, a publisher, 2020"))
    strong, weak, arabic, described = town.names
    assert (strong.text, strong.language, strong.strength, strong.exact_case) == ("Al-Town", "en", "strong", False)
    assert (weak.strength, weak.exact_case) == ("weak", True)
    assert weak.requires == (Company(("river",), ("base",), ("strike",), ("Syria", "12"), 30),)
    assert weak.excludes == (Company(words=("Mr",), within=2),)
    assert weak.valid == Valid(date(2014, 7, 1), date(2017, 11, 30))
    assert (arabic.text, arabic.language) == ("البلدة", "ar")
    assert (described.text, described.strength, described.described) == ("market town", "weak", True)


def test_several_spellings_share_what_is_said_of_them(tmp_path: Path) -> None:
    company = "{words: [x], before: 2, after: 3, field: title}"
    names = f"    names: {{en: [{{text: [Aa, Bb], strength: weak, case: exact, requires: {company}}}]}}\n"
    first, second = load(tmp_path, place=entity(names)).entity("town").names
    assert (first.text, second.text) == ("Aa", "Bb")
    assert replace(first, text="Bb") == second
    assert first.requires == (Company(words=("x",), before=2, after=3, field="title"),)


def test_company_may_ask_how_the_name_is_written(tmp_path: Path) -> None:
    names = "    names: {en: [{text: Aa, strength: weak, requires: {written: [dateline]}}]}\n"
    (name,) = load(tmp_path, place=entity(names)).entity("town").names
    assert name.requires == (Company(written=("dateline",)),)
    assert name.requires[0].reach == 0


def test_a_spelling_may_stand_twice_where_it_says_the_same(tmp_path: Path) -> None:
    names = (
        load(tmp_path, place=entity("    names: {en: [Kata'ib, Kataib, Kataib], fa: [Kataib]}\n")).entity("town").names
    )
    assert [(name.text, name.language) for name in names] == [("Kata'ib", "en"), ("Kataib", "en"), ("Kataib", "fa")]


EITHER = """    names:
      en:
        - {text: Abu Kamal, strength: weak, requires: {words: [Syria], within: 9}, excludes: {words: [Mr], before: 1}}
        - {text: Abu Kamal, strength: weak, requires: [{words: [near], before: 1}, {words: [trucks]}]}
"""


@pytest.mark.parametrize(
    ("text", "alerts"),
    [
        ("Abu Kamal in Syria", True),
        ("trucks near Abu Kamal", True),
        ("trucks of Abu Kamal", False),
        ("near Abu Kamal", False),
    ],
)
def test_a_weak_name_may_stand_twice_and_either_company_will_do(tmp_path: Path, text: str, alerts: bool) -> None:
    (match,) = Matcher(load(tmp_path, place=entity(EITHER))).match("", text, "en")
    assert match.alerts is alerts


def test_what_one_of_two_alike_names_excludes_takes_the_mention_back(tmp_path: Path) -> None:
    assert not Matcher(load(tmp_path, place=entity(EITHER))).match("", "trucks met Mr Abu Kamal in Syria", "en")


MISTAKES = [
    ("    names: {en: [Town]}\n    colour: red\n", 6, "unknown key “colour”"),
    ("    names: {english: [Town]}\n", 5, "“english” is no language code"),
    ("    names: {en: Town}\n", 5, "the names of a language is not a list"),
    ("    names:\n      en:\n        - Town\n        - ''\n", 8, "a name is not a text"),
    ("    names:\n      en:\n        - 313\n", 7, "a name is a number; put it in quotes"),
    ("    names: {en: ['…']}\n", 5, "“…” has no letter that can be looked for"),
    ("    names: {en: []}\n", 5, "no names; list some"),
    ("    names:\n      en: [Town]\n      ku:\n", 7, "no names; list some or leave the language out"),
    ("    names: {en: [{text: T, strength: feeble}]}\n", 5, "unknown strength “feeble”; one of strong, weak"),
    ("    names: {en: [{text: T, case: upper}]}\n", 5, "unknown case “upper”; one of exact"),
    ("    names: {en: [{text: T, requires: {words: [x]}}]}\n", 5, "a strong name asks for no company"),
    ("    names: {en: [{text: T, strength: weak, requires: {within: 3}}]}\n", 5, "company of nothing"),
    ("    names: {en: [{text: T, excludes: {words: [x], within: far}}]}\n", 5, "`within` “far” is not a number"),
    ("    names: {en: [{text: T, excludes: {words: [x], within: 3, after: 1}}]}\n", 5, "`within` counts on both sides"),
    ("    names: {en: [{text: T, excludes: {words: [x], before: 0}}]}\n", 5, "`before` “0” is not a number"),
    (
        "    names: {en: [{text: T, excludes: {words: [x], field: lead}}]}\n",
        5,
        "unknown field “lead”; one of title, text",
    ),
    ("    names: {en: [{text: [], strength: weak}]}\n", 5, "`text` without a spelling"),
    ("    names:\n      en:\n        - text:\n            - T\n            - 313\n", 9, "`text` is a number"),
    (
        "    names:\n      en:\n        - El-Town\n        - {text: [B, el town], strength: weak}\n",
        8,
        "“el town” a second time and otherwise, first in line 7",
    ),
    ("    names: {en: [{text: T, excludes: {entities: [nobody]}}]}\n", 5, "unknown entity “nobody”"),
    ("    names: {en: [{text: T, excludes: {types: [planet]}}]}\n", 5, "unknown type “planet”"),
    ("    names: {en: [{text: T, excludes: {cues: [party]}}]}\n", 5, "unknown cue “party”"),
    ("    names: {en: [{text: T, valid: {from: 2014-7-1}}]}\n", 5, "`from` “2014-7-1” is not a date"),
    ("    names: {en: [{text: T, valid: {from: 2015-01-01, to: 2014-01-01}}]}\n", 5, "before it begins"),
    ("    names: {en: [T]}\n    described: {en: [{heads: [base]}]}\n", 6, "a description without `requires`"),
    ("    names: {en: [T]}\n    described: {en: [{requires: {words: [x]}}]}\n", 6, "a description without `heads`"),
    (
        "    names: {en: [T]}\n    location: {latitude: 91, longitude: 1, source: x}\n",
        6,
        "latitude “91” is not a number",
    ),
    ("    names: {en: [T]}\n    location: {latitude: 9, longitude: 1}\n", 6, "`source` of a location is not a text"),
    ("    names: {en: [T]}\n    relations:\n      - {kind: in, entity: no}\n", 7, "unknown entity “no”"),
    ("    names: {en: [T]}\n    references: [{book: x}]\n", 6, "unknown key “book”"),
    ("    names: {en: [T]}\n    priority: urgent\n", 6, "unknown priority “urgent”; one of high, normal, low"),
    ("    names: {en: [T]}\n    decoy: maybe\n", 6, "`decoy` “maybe” is neither true nor false"),
    ("    names: {en: [T]}\n  - name: Without\n", 6, "an entity without a proper `id`"),
    ("    names: {en: [T]}\n  - {id: other, names: {en: [O]}}\n", 6, "`name` of “other” is not a text"),
    ("    note: nameless\n", 3, "“town” has no names"),
    (
        "    names: {en: [T]}\n  - {id: town, name: T, names: {en: [T]}}\n",
        6,
        "“town” a second time, first at place.yaml:3",
    ),
]


@pytest.mark.parametrize(("body", "line", "what"), MISTAKES)
def test_a_mistake_is_pointed_at(tmp_path: Path, body: str, line: int, what: str) -> None:
    said = mistakes(tmp_path, place=entity(body))
    assert len(said) == 1
    start, _, rest = said[0].partition(": ")
    assert start == f"place.yaml:{line}"
    assert what in rest.replace(f"{tmp_path / 'shipped'}/", "")
    assert ";" in rest


def test_all_mistakes_of_all_files_are_said_at_once_in_order(tmp_path: Path) -> None:
    said = mistakes(
        tmp_path,
        base="type: bases\nentities: []\n",
        cues="party: {en: [x]}\nstrike: {en: [3]}\n",
        militia="type: militia\nentities: [\n",
        place=entity("    names: {en: [1]}\n"),
    )
    assert [problem.split(" ")[0] for problem in said] == [
        "base.yaml:1:", "cues.yaml:1:", "cues.yaml:2:", "militia.yaml:3:", "place.yaml:5:",
    ]  # fmt: skip


def test_a_file_that_is_not_utf8_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "shipped", place=entity("    names: {en: [T]}\n"))
    (folder / "a.yaml").write_bytes(b"type: place\n# \xff\n")
    (folder / "b.yaml").mkdir()
    with pytest.raises(BadInput) as caught:
        read_watchlist([folder])
    said = [problem.replace(f"{folder}/", "") for problem in caught.value.problems]
    assert said[0].startswith("a.yaml:2: not UTF-8")
    assert said[1].startswith("b.yaml:1: cannot be read (Is a directory)")


def laid_over(tmp_path: Path, own: str, name: str = "mine") -> Watchlist:
    shipped = write(tmp_path / "shipped", place=PLACES, cues="strike: {en: [strike]}\n")
    return read_watchlist([shipped], [write(tmp_path / "own", **{name: own})])


def test_the_users_file_adds_names_and_replaces_other_keys(tmp_path: Path) -> None:
    own = "entities:\n  - id: al-tanf\n    name: Tanf town\n    priority: low\n    names: {en: [Tenef]}\n"
    tanf = laid_over(tmp_path, own).entity("al-tanf")
    assert (tanf.name, tanf.priority, tanf.type) == ("Tanf town", "low", "place")
    assert {name.text for name in tanf.names} == {"al-Tanf", "التنف", "Tenef"}


def test_the_users_word_on_a_spelling_replaces_the_shipped_one(tmp_path: Path) -> None:
    own = "entities:\n  - id: al-tanf\n    names: {en: [{text: Al Tanf, strength: weak}]}\n"
    names = laid_over(tmp_path, own).entity("al-tanf").names
    assert [(name.text, name.strength) for name in names if name.language == "en"] == [("Al Tanf", "weak")]


def test_the_users_file_adds_entities(tmp_path: Path) -> None:
    own = "type: base\nentities:\n  - {id: t4, name: T4, names: {en: [T4 airbase]}}\n"
    assert laid_over(tmp_path, own).entity("t4").type == "base"


def test_the_user_can_silence_an_entity(tmp_path: Path) -> None:
    watchlist = laid_over(tmp_path, "entities:\n  - {id: al-tanf, silence: true}\n")
    assert watchlist.entity("al-tanf").decoy
    assert Matcher(watchlist).match("", "al-Tanf") == ()


def test_the_user_can_add_cues(tmp_path: Path) -> None:
    assert laid_over(tmp_path, "strike: {en: [raid]}\n", name="cues").cues == {"strike": {"en": ("strike", "raid")}}


@pytest.mark.parametrize(
    ("own", "what"),
    [
        ("entities:\n  - {id: new, name: New, names: {en: [New]}}\n", "mine.yaml:2: “new” is new and has no type"),
        ("type: base\nentities:\n  - {id: al-tanf, silence: true}\n", "mine.yaml:3: “al-tanf” is listed as place"),
    ],
)
def test_a_users_mistake_names_the_users_file(tmp_path: Path, own: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        laid_over(tmp_path, own)


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert load_watchlist(tmp_path / "none").version == load_watchlist().version


def test_the_version_is_of_the_content_and_not_of_the_files(tmp_path: Path) -> None:
    def listed(id: str, name: str) -> str:
        return f"  - {{id: {id}, name: N, names: {{en: [{name}]}}}}\n"

    head = "type: place\nentities:\n"
    one = load(tmp_path / "1", place=head + listed("a", "Ay") + listed("b", "Bee"))
    same = load(tmp_path / "2", x="# said apart\n" + head + listed("b", "Bee"), y=head + listed("a", "Ay"))
    other = load(tmp_path / "3", place=head + listed("a", "Ay") + listed("b", "Beh"))
    assert one.version == same.version != other.version
    assert len(one.version) == 12
    assert int(one.version, 16) >= 0
