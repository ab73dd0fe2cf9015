"""Names whose noun is said otherwise, and what only looks like them."""

import pytest

from tests.watchlist.lists import found
from watchlist.load import load_shipped
from watchlist.matcher import Matcher


@pytest.fixture(scope="module")
def shipped() -> Matcher:
    return Matcher(load_shipped())


def worded(matcher: Matcher, text: str) -> dict[str, list[str]]:
    """What is found in other words, by entity."""
    matches = found(matcher, text).values()
    return {match.entity: [one.surface for one in match.mentions] for match in matches if "other words" in match.why[0]}


@pytest.mark.parametrize(
    ("entity", "text", "surface"),
    [
        ("al-bukamal-al-qaim", "the Bukamal border gate was shut", "Bukamal border gate"),
        ("al-bukamal-al-qaim", "Bukamal's crossing was shut", "Bukamal's crossing"),
        ("al-bukamal-al-qaim", "at the crossing of Boukmal", "crossing of Boukmal"),
        ("al-bukamal-al-qaim", "at the crossing of the Boukmal", "crossing of the Boukmal"),
        ("al-bukamal-al-qaim", "أغلق منفذ البوكمال أمس", "منفذ البوكمال"),
        ("al-bukamal-al-qaim", "بمنفذ البوكمال", "منفذ البوكمال"),
        ("al-bukamal-al-qaim", "پایانه مرزی بوکمال بسته شد", "پایانه مرزی بوکمال"),
        ("fatemiyoun", "a Fatemiyoun Brigade came", "Fatemiyoun Brigade"),
    ],
)
def test_a_name_is_found_by_another_noun_of_its_kind(small: Matcher, entity: str, text: str, surface: str) -> None:
    assert worded(small, text) == {entity: [surface]}


@pytest.mark.parametrize(
    "text",
    [
        "the Bukamal airport",
        "the Bukamal gate",
        "the gate of Bukamal",
        "a crossing. Bukamal is quiet",
        "the crossing near Bukamal",
        "the crossing in Bukamal",
        "the crossing at Bukamal",
        "crossing Bukamal on foot",
        "crossings of Bukamal",
        "the Bukamal crossing road",
        "the crossing of Bukamal airport",
        "a brigade of Fatemiyoun fighters and a Fatemiyoun base",
        "the Fatemiyoun Brigade hospital",
        "Hezbollah's border gate",
        "قاعدة البوكمال",
        "منفذ في البوكمال",
        "المنفذ والبوكمال",
        "المنفذ البوكمال",
        "طريق منفذ البوكمال",
        "گذرگاهی در بوکمال",
        "crossing",
    ],
)
def test_a_noun_of_another_kind_or_place_makes_no_name(small: Matcher, text: str) -> None:
    assert "al-bukamal-al-qaim" not in worded(small, text)


def test_a_name_in_other_words_asks_for_company_and_counts_less(small: Matcher) -> None:
    said, listed = (
        found(small, f"the {name}")["al-bukamal-al-qaim"] for name in ("Bukamal border gate", "al-Bukamal crossing")
    )
    assert said.strength == "weak"
    assert said.score < listed.score


@pytest.mark.parametrize(
    "text",
    [
        "Rockets fell on the bases in Deir Ezzor at night, a Syrian officer said.",
        "Families left Rukban camp near al Tanf in Syria.",
        "Iranian militias built a base at Al-Bukamal in eastern Syria.",
        "Militants attacked a checkpoint in Al Ya'robiyah in Syria.",
        "They stood at the gate of Abu Kamal in Syria.",
        "On Friday gunmen fired at a militia checkpoint on Deir Ezzor's airport road in Syria.",
        "اجتمع وزراء المنطقة العربية في سوريا.",
        "رد الجيش السوري على العدو بقوة في البادية.",
        "در عملیات فتح المبین ایران سربازان پیش رفتند.",
        "در میدان تنگ شهر در عراق تظاهرات شد.",
        "قطعت الميليشيات طريق المطار في البوكمال.",
    ],
)
def test_a_look_alike_of_a_shipped_name_in_other_words_is_left_alone(shipped: Matcher, text: str) -> None:
    assert not worded(shipped, text)


@pytest.mark.parametrize(
    ("entity", "text"),
    [
        ("al-tanf-base", "US troops left the garrison of al-Tanf in Syria."),
        ("al-bukamal-al-qaim", "أعيد فتح منفذ البوكمال بين سوريا والعراق."),
        ("al-bukamal-al-qaim", "Trucks wait at the Bukamal border gate in Syria."),
        ("al-hamdan-airport", "Drones flew from the airfield of al-Hamdan in Syria."),
    ],
)
def test_a_shipped_name_is_found_by_another_noun_of_its_kind(shipped: Matcher, entity: str, text: str) -> None:
    assert entity in found(shipped, text)
