"""The watchlist that ships: everything it must hold."""

import pytest

from watchlist.entity import TYPES
from watchlist.load import load_shipped

NAMED = (
    "al-bukamal-al-qaim", "al-tanf-al-waleed", "al-yaarubiyah-rabia", "land-corridor", "imam-ali-base",
    "al-hamdan-airport", "al-heri-base", "al-bukamal-industrial-zone", "al-bukamal-countryside-base",
    "euphrates-army-points", "al-kam-station", "panorama-checkpoint", "airport-road-checkpoint", "border-tunnels",
    "aisha-hospital", "al-bukamal-national-hospital", "al-hamidiyah-port", "oil-port-2017",
    "scouts-centre-al-bukamal", "scouts-centre-al-quriyah", "irgc", "quds-force", "battalion-47",
    "harakat-al-nujaba", "liwa-haydariyoun", "hezbollah", "liwa-zainabiyoun", "liwa-fatemiyoun", "militia-313",
    "national-defence", "popular-mobilization-forces", "syrian-democratic-forces", "free-syrian-army",
    "islamic-state", "imam-al-mahdi-scouts", "shrine-defence-unit", "syrian-army", "iranian-army",
    "khatam-al-anbiya", "iran-syria-chamber-of-commerce", "uqaydat", "qasem-soleimani", "hajj-salman",
    "karrar-al-iraqi", "abu-fatima", "abu-jaafar", "ibn-mashout", "mohammad-bagheri", "kiwan-kashifi",
    "ali-sayyid-ahmed", "bashar-al-assad", "al-bukamal", "al-qaim", "al-heri", "al-suwayiyah", "al-quriyah",
    "al-mayadin", "deir-ez-zor", "al-badia", "al-hamidiyah", "zolfaghar-missile", "qiam-missile",
)  # fmt: skip
NEIGHBOURS = (
    "al-tanf", "al-tanf-base", "al-waleed", "al-yaarubiyah", "rabia", "tartus", "us-led-coalition",
    "kataib-hezbollah", "liwa-al-quds", "saraya-al-quds", "syrian-free-army",
)  # fmt: skip
FURTHER = (
    "fourth-division", "iraqi-army", "iraqi-border-guard", "new-syrian-army", "t4-air-base",
    "deir-ez-zor-airport", "ain-al-asad", "harir-air-base", "tower-22", "shayrat-air-base", "trebil",
    "faysh-khabur-semalka", "masnaa-jdeidat-yabous", "mehran-zurbatiyah", "khosravi-munthiriyah", "shalamcheh",
    "sikak-crossing", "t3-station", "al-omar-field", "conoco-field", "al-tanak-field", "al-ward-field",
    "syrian-national-army", "asaib-ahl-al-haq", "badr-organisation", "kataib-sayyid-al-shuhada",
    "kataib-imam-ali", "saraya-al-khorasani", "liwa-al-tafuf", "ansar-allah-al-awfiya",
    "islamic-resistance-in-iraq", "liwa-al-baqir", "liwa-abu-al-fadl-al-abbas", "hayat-tahrir-al-sham",
    "sinjar-resistance-units", "ypg", "deir-ez-zor-military-council", "tribal-mobilisation", "ansar-allah",
    "islamic-jihad", "syrian-ministry-of-defence", "general-security", "jihad-al-binaa", "abu-mahdi-al-muhandis",
    "esmail-qaani", "hassan-nasrallah", "naim-qassem", "qais-al-khazali", "hadi-al-amiri", "akram-al-kaabi",
    "mazloum-abdi", "ahmed-al-sharaa", "razi-mousavi", "mohammad-reza-zahedi", "baghuz", "hajin", "susah",
    "sukkariyah", "husaybah", "karabilah", "al-salihiyah", "al-asharah", "al-shaafah", "palmyra", "al-sukhnah",
    "al-qaryatayn", "rutba", "akashat", "sinjar", "anbar", "jurf-al-sakhar", "sayyida-zaynab", "al-qusayr",
    "fateh-110", "shahed-136", "fajr-rocket",
)  # fmt: skip
WATCHED = NAMED + NEIGHBOURS + FURTHER
SHIPPED = {entity.id: entity for entity in load_shipped().entities}


def test_the_list_of_what_must_be_watched_names_each_once() -> None:
    assert len(WATCHED) == len(set(WATCHED)) == 62 + 11 + 76


@pytest.mark.parametrize("id", WATCHED)
def test_an_entity_ships_with_names_in_three_languages(id: str) -> None:
    entity = SHIPPED[id]
    assert not entity.decoy
    assert {"en", "ar", "fa"} <= {name.language for name in entity.names}


@pytest.mark.parametrize("id", NAMED)
def test_an_entity_that_the_source_documents_name_cites_one(id: str) -> None:
    assert any(reference.kind == "document" for reference in SHIPPED[id].references)


@pytest.mark.parametrize("id", WATCHED)
def test_what_stands_on_a_map_ships_with_its_place(id: str) -> None:
    entity = SHIPPED[id]
    if entity.type in {"place", "base", "crossing"}:
        assert entity.location is not None
        assert 20 < entity.location.latitude < 45
        assert 30 < entity.location.longitude < 65


def test_every_entity_is_of_a_known_type_and_its_relations_lead_somewhere() -> None:
    for entity in SHIPPED.values():
        assert entity.type in TYPES
        assert all(relation.entity in SHIPPED for relation in entity.relations)
