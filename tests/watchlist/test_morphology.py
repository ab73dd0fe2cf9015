"""What languages join to a name or change at its end, each rule with a look-alike."""

import pytest

from tests.watchlist.lists import found
from watchlist.matcher import Matcher

ZWNJ = "\u200c"
INFLECTED = [
    ("fatemiyoun", "لواء الفاطميين"),  # the oblique case of unit names
    ("fatemiyoun", "للواء الفاطميون"),  # ل before a word without article
    ("fatemiyoun", "فاطميون‌ها".replace("\u200c", "")),  # Persian plural, joined
    ("fatemiyoun", f"فاطمیون{ZWNJ}ها"),  # and parted
    ("fatemiyoun", f"فاطمیون{ZWNJ}های"),
    ("fatemiyoun", f"فاطمیون{ZWNJ}شان"),
    ("fatemiyoun", "فاطمیونها"),
    ("fatemiyoun", "فاطمیونی"),
    ("fatemiyoun", "Liwa Fatemiyoun's men"),
    ("fatemiyoun", "Liwa Fatemiyouns"),
    ("al-bukamal", "بوکمالی"),  # of Bukamal
    ("al-bukamal", f"بوکمال{ZWNJ}ای"),
    ("al-bukamal", "البوكمالي"),  # nisba
    ("al-bukamal", "للبوكمال"),  # ل + ال
    ("al-bukamal", "وللبوكمال"),
    ("al-bukamal", "وبالبوكمال"),
    ("al-bukamal", "فالبوكمال"),
    ("al-bukamal", "كالبوكمال"),
    ("al-bukamal", "Bukamal'da"),  # Turkish cases, after an apostrophe and without
    ("al-bukamal", "Bukamal’dan"),
    ("al-bukamal", "Bukamalın"),
    ("al-bukamal", "d'Al-Bukamal"),  # French
    ("al-bukamal", "l’Al-Bukamal"),
    ("al-bukamal", "AL-BUKAMAL’S"),
    ("deir-ez-zor", "Deirezzor'un"),
    ("deir-ez-zor", "دیرالزوری"),
    ("assad", "بشارالأسد"),
    ("al-bukamal-al-qaim", "گذرگاه البوکمال"),  # an article more
    ("al-bukamal-al-qaim", "معبر بوكمال"),  # and one less, inside a name
    ("hezbollah", f"حزب{ZWNJ}الله"),
]


@pytest.mark.parametrize(("entity", "text"), INFLECTED)
def test_an_inflected_name_is_found(small: Matcher, entity: str, text: str) -> None:
    assert entity in found(small, text)


@pytest.mark.parametrize(
    "text",
    [
        "البوكمالستان",
        "فاطمیت",
        "الفاطمي",
        "بوکم",
        "مالبوكمال",
        "Bukamalistan",
        "Fatemi",
        "Latakianer Bund",
        "تنفي",
        "d'Alb",
    ],
)
def test_a_word_with_other_letters_at_its_end_is_left_alone(small: Matcher, text: str) -> None:
    assert not found(small, text)


def test_the_ending_is_no_part_of_the_surface(small: Matcher) -> None:
    mention = found(small, "Bukamal'da")["al-bukamal"].mentions[0]
    assert (mention.surface, mention.alerts) == ("Bukamal", True)
