"""How a name is written where it stands."""

import pytest

from watchlist.writing import writing


@pytest.mark.parametrize(
    "text",
    [
        "HAJIN, Syria — Farmers have not been paid.",
        "HAJIN (Reuters) - Farmers have not been paid.",
        "HAJIN: farmers have not been paid",
        "URGENT: HAJIN | farmers have not been paid",
        "First news.\n\n🔴 HAJIN\nFarmers have not been paid.",
        "#HAJIN | farmers",
    ],
)
def test_a_name_that_opens_a_text_and_is_set_off_from_it_is_a_dateline(text: str) -> None:
    start = text.index("HAJIN")
    assert writing(text, start, start + 5) == "dateline"


@pytest.mark.parametrize("text", ["#هجين احتجاجات على شح المياه", "احتجاجات اليوم في #هجين", "احتجاجات في #بلدة_هجين"])
def test_a_name_after_a_hash_is_a_hashtag(text: str) -> None:
    start = text.index("هجين")
    assert writing(text, start, start + 4) == "hashtag"


@pytest.mark.parametrize(
    "text",
    [
        "Hajin lies on the Euphrates.",
        "Hajin-based farmers have not been paid.",
        "Farmers of Hajin: not paid for a year.",
        "A convoy left for the east of the country and reached Hajin: nobody was hurt.",
    ],
)
def test_a_name_within_a_sentence_is_neither(text: str) -> None:
    start = text.index("Hajin")
    assert writing(text, start, start + 5) is None
