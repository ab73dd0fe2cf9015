"""Lists of others become entities of our own form; nobody in these lists exists."""

import json
from collections import Counter

import pytest

from watchlist.entity import Entity, Name, Reference, Watchlist
from watchlist.errors import BadInput
from watchlist.followthemoney import read_followthemoney
from watchlist.imports import Imported, ImportedEntity, language_of, settle, slug
from watchlist.table import read_table

WATCHED = Watchlist(
    (
        Entity(
            "reed-guards", "militia", "Reed Guards", (Name("Reed Guards", "en"),),
            references=(Reference("wikidata", "Q999999991"),),
        ),
        Entity("marsh-brigade", "militia", "Marsh Brigade", (Name("Marsh Brigade", "en"),)),
    )
)  # fmt: skip


def record(schema: str = "Organization", id: str = "xx-1", caption: str = "", **properties: list[str]) -> bytes:
    """One line of FollowTheMoney."""
    caption = caption or properties.get("name", [id])[0]
    return json.dumps({"id": id, "schema": schema, "caption": caption, "properties": properties}).encode()


def follow(*lines: bytes, type: str | None = None) -> Imported:
    left_out: Counter[str] = Counter()
    return settle(read_followthemoney(lines, "list.jsonl", type, left_out), WATCHED, "en", left_out)


def table(text: str, type: str | None = None) -> Imported:
    drafts = read_table(text.splitlines(keepends=True), "list.csv", type, WATCHED)
    return settle(drafts, WATCHED, "en", Counter())


def said(entity: ImportedEntity) -> set[tuple[str, str, str]]:
    return {(name.text, name.language, name.strength) for name in entity.names}


def only(imported: Imported) -> ImportedEntity:
    (entity,) = imported.entities
    return entity


@pytest.mark.parametrize(
    ("schema", "topics", "type"),
    [
        ("Person", [], "person"), ("Organization", [], "organisation"), ("Company", ["sanction"], "organisation"),
        ("Organization", ["crime.terror", "sanction"], "militia"), ("Organization", ["gov.security"], "army"),
        ("Person", ["crime.terror"], "person"), ("Vessel", [], "facility"),
    ],
)  # fmt: skip
def test_a_schema_and_its_topics_speak_for_a_type(schema: str, topics: list[str], type: str) -> None:
    assert only(follow(record(schema, name=["Lantern Hill Works"], topics=topics))).type == type


def test_the_type_can_be_given_for_all() -> None:
    assert only(follow(record("Vessel", name=["Lantern Hill Works"]), type="weapon")).type == "weapon"


def test_names_get_their_language_by_their_script() -> None:
    entity = only(follow(record(name=["Lantern Hill Works", "مصانع تل الفانوس", "کارخانه تپه فانوس", "Завод Фонарь"])))
    assert said(entity) == {
        ("Lantern Hill Works", "en", "strong"), ("مصانع تل الفانوس", "ar", "strong"),
        ("کارخانه تپه فانوس", "fa", "strong"), ("Завод Фонарь", "ru", "strong"),
    }  # fmt: skip


def test_languages_of_one_script_are_told_by_their_letters() -> None:
    names = ("Lantern", "سوق", "پل", "بازاڕ", "گاڑی", "שוק", "ринок їх", "рынок")
    assert [language_of(name, "tr") for name in names] == ["tr", "ar", "fa", "ckb", "ur", "he", "uk", "ru"]


def test_what_the_list_calls_weak_is_weak() -> None:
    entity = only(follow(record(name=["Lantern Hill Works"], weakAlias=["The Lantern People"])))
    assert ("The Lantern People", "en", "weak") in said(entity)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Oak", "only 3 letters"), ("Badra", "one short word of 5 letters"), ("LHWC", "an abbreviation"),
        ("Guards", "stands in a name of reed-guards"), ("Marsh Brigade", "stands in a name of marsh-brigade"),
    ],
)  # fmt: skip
def test_a_dangerous_name_comes_in_as_weak(name: str, why: str) -> None:
    entity = only(follow(record(name=["Lantern Hill Works"], alias=[name])))
    found = next(one for one in entity.names if one.text == name)
    assert (found.strength, found.why) == ("weak", why)


def test_an_abbreviation_is_found_in_its_own_capitals_alone() -> None:
    entity = only(follow(record(name=["Lantern Hill Works"], alias=["LHW"])))
    assert [name.exact_case for name in entity.names] == [False, True]


def test_one_word_of_a_person_is_weak_and_the_surname_in_front_goes_behind() -> None:
    entity = only(follow(record("Person", name=["TAMARISK, Orrin Vale"], alias=["Tamarisk"])))
    assert said(entity) == {("Orrin Vale TAMARISK", "en", "strong"), ("Tamarisk", "en", "weak")}
    assert entity.name == "Orrin Vale TAMARISK"


def test_a_name_that_two_entities_of_the_list_bear_is_weak() -> None:
    first, second = follow(
        record(id="xx-1", name=["Lantern Hill Works"]),
        record(id="xx-2", name=["Lantern Hill Works", "Lantern Hill Two"]),
    ).entities
    assert said(first) == {("Lantern Hill Works", "en", "weak")}
    assert (first.id, second.id) == ("lantern-hill-works", "lantern-hill-works-xx-2")


def test_a_name_that_stands_in_another_entitys_name_is_weak() -> None:
    first, _ = follow(
        record(id="xx-1", name=["Lantern Hill Works"], alias=["Lantern Hill"]),
        record(id="xx-2", name=["Lantern Hill Orchestra"]),
    ).entities
    assert said(first) == {("Lantern Hill Works", "en", "strong"), ("Lantern Hill", "en", "weak")}


def test_an_item_that_is_watched_gains_names_and_keeps_what_it_had() -> None:
    entity = only(follow(record(id="Q999999991", name=["Reed Guards", "REED GUARDS", "Guardians of the Reed"])))
    assert (entity.id, entity.type, entity.name) == ("reed-guards", "militia", "")
    assert said(entity) == {("Guardians of the Reed", "en", "strong")}


def test_two_records_of_one_watched_item_add_each_name_once() -> None:
    entity = only(
        follow(
            record(id="xx-1", name=["Guardians of the Reed"], wikidataId=["Q999999991"]),
            record(id="xx-2", name=["GUARDIANS of the Reed", "Wardens of the Reed"], wikidataId=["Q999999991"]),
        )
    )
    assert [name.text for name in entity.names] == ["Guardians of the Reed", "Wardens of the Reed"]


def test_a_record_that_comes_twice_is_taken_once() -> None:
    imported = follow(record(name=["Lantern Hill Works"]), record(name=["Lantern Hill Works"]))
    assert (len(imported.entities), imported.left_out) == (1, {"given a second time": 1})


def test_control_characters_never_get_into_a_name() -> None:
    entity = only(follow(record(caption="Lantern\x1b[31m", name=["Lan\x1btern", "Lantern Hill\nWorks"])))
    assert (entity.name, said(entity)) == ("Lantern Hill Works", {("Lantern Hill Works", "en", "strong")})


def test_where_an_entity_came_from_is_kept() -> None:
    line = json.dumps({
        "id": "xx-7", "schema": "Company", "caption": "Lantern Hill Works", "datasets": ["yy_list"],
        "properties": {"name": ["Lantern Hill Works"], "topics": ["sanction"], "country": ["sy"],
                       "wikidataId": ["Q999999992"], "sourceUrl": ["https://list.example/7"]},
    }).encode()  # fmt: skip
    entity = only(follow(line))
    assert entity.references == (
        ("wikidata", "Q999999992"), ("sanctions", "list.jsonl, xx-7 (yy_list)"), ("web", "https://list.example/7"),
    )  # fmt: skip
    assert entity.note == "Company; country sy; topics sanction"


def test_what_cannot_be_watched_is_counted() -> None:
    imported = follow(
        record(name=["Lantern Hill Works", "პური", "long " * 40]), record("Address", full=["1 Mill Road"]),
        record(id="xx-3", name=["面包"]),
    )  # fmt: skip
    assert imported.left_out == {
        "of schema Address": 1, "names in letters that are not read": 2, "names that are too long": 1,
        "without a name that can be looked for, or a new one": 1,
    }  # fmt: skip


def test_every_line_that_is_no_entity_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        follow(record(name=["Lantern"]), b"{", b"[]", b'{"properties": {}, "id": "x"}')
    first, second, third = caught.value.problems
    assert first.startswith("list.jsonl:2: not JSON (")
    assert second == "list.jsonl:3: not a FollowTheMoney entity; it has an `id`, a `schema` and `properties`"
    assert third == "list.jsonl:4: no `schema`; every FollowTheMoney entity has one"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("al-Bū Kamāl", "al-bu-kamal"),
        ("  --Q12/3 ", "q12-3"),
        ("القائم", ""),
        ("Kata'ib", "kataib"),
        ("x" * 90, "x" * 60),
    ],
)
def test_an_id_is_made_of_small_letters_digits_and_hyphens(text: str, made: str) -> None:
    assert slug(text) == made


def test_rows_of_one_id_are_names_of_one_entity() -> None:
    entity = only(table("id,type,name,language\nlantern-hill,facility,Lantern Hill,en\nlantern-hill,,تل الفانوس,ar\n"))
    assert (entity.id, entity.name) == ("lantern-hill", "Lantern Hill")
    assert said(entity) == {("Lantern Hill", "en", "strong"), ("تل الفانوس", "ar", "strong")}
    assert entity.references == (("document", "list.csv"),)


def test_a_column_of_names_is_enough_where_the_type_is_given() -> None:
    made = table("name\nLantern Hill\nتل الفانوس\n", type="facility")
    assert [(entity.id, entity.type) for entity in made.entities] == [
        ("lantern-hill", "facility"),
        ("facility", "facility"),
    ]


def test_the_strength_that_a_table_gives_stands() -> None:
    entity = only(table("name;type;strength;case\nOAK;facility;strong;exact\n"))
    assert [(name.strength, name.exact_case, name.why) for name in entity.names] == [
        ("strong", True, "an abbreviation")
    ]


def test_a_watched_id_gains_names() -> None:
    entity = only(table("id\tname\nreed-guards\tGuardians of the Reed\n"))
    assert (entity.id, entity.type, entity.name) == ("reed-guards", "militia", "")


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(BadInput) as caught:
        table(text)
    return caught.value.problems


def test_every_wrong_row_is_named_with_its_line() -> None:
    rows = (
        "name,type,language,id,strength,case", ",place,,,,", "A b,,,,,", "A b,town,,,,", "A b,place,english,,,",
        "A b,place,,A B,,", "A b,place,,,certain,", "A b,place,,,,lower", '"two\nlines",town,,,,', "A b,place,,,,,,",
        "A b,place,,reed-guards,,",
    )  # fmt: skip
    assert problems("\n".join(rows)) == (
        "list.csv:2: no name; write one, or leave the line out",
        "list.csv:3: no type; fill the column `type`, or give one for all with --type",
        "list.csv:4: unknown type “town”; one of crossing, base, checkpoint, facility, militia, army, organisation,"
        " person, place, weapon, corridor",
        "list.csv:5: “english” is no language code; write en, ar, fa …, or nothing",
        "list.csv:6: “A B” is no id; small letters, digits and hyphens: a-b",
        "list.csv:7: unknown strength “certain”; strong, weak, or nothing",
        "list.csv:8: unknown case “lower”; exact, or nothing",
        "list.csv:10: unknown type “town”; one of crossing, base, checkpoint, facility, militia, army, organisation,"
        " person, place, weapon, corridor",
        "list.csv:11: 8 cells under 6 columns; quote what holds a comma",
        "list.csv:12: “reed-guards” is watched as militia; give it that type, or another id",
    )


def test_a_table_without_its_columns_is_refused() -> None:
    assert problems("Lantern Hill,facility\n") == (
        "list.csv:1: no column `name`; the first line names the columns: name, type, language, id, strength, case,"
        " wikidata, reference, note",
    )
    assert problems("name,colour\n")[0].startswith("list.csv:1: unknown column “colour”; there are name, type")
    assert problems('name,type\n"Lantern,place\n')[0].startswith("list.csv:2: not CSV (")
