"""Which words could be writings of one name, and which only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.watchlist.lists import found
from watchlist.matcher import Matcher
from watchlist.transliteration import difference, readings

ALIKE = [
    ("bukamal", "boukmal"),
    ("bukamal", "bucamel"),
    ("zaynabiyoun", "zeinebiyun"),
    ("nujaba", "nojaba"),
    ("fatimiyoun", "fatemiyun"),
    ("mayadeen", "meyadin"),
    ("haydariyoun", "haydariyun"),
    ("yaarubiyah", "yarubiyeh"),
    ("suwayiyah", "sweiaa"),
    ("soleimani", "suleymani"),
    ("qasem", "kasim"),
    ("shaabi", "chaabi"),
    ("sukkariyah", "sukariya"),
    ("سوريا", "سوريه"),
    ("ذوالفقار", "زوالفقار"),
    ("عكيدات", "عگيدات"),
]
APART = [
    ("bukamal", "bakamil"),
    ("qoriyeh", "korea"),
    ("qouriyah", "korea"),
    ("yaarabiya", "arabia"),
    ("artesh", "artes"),
    ("soleimani", "soleiman"),
    ("سليماني", "سليمان"),
    ("سليماني", "سلماني"),
    ("حميديه", "حميدي"),
    ("ميادين", "ماضيين"),
    ("يعربيه", "عربيه"),
    ("كرابله", "كربلا"),
]


@pytest.mark.parametrize(("name", "word"), ALIKE)
def test_writings_of_one_name_read_alike_and_share_a_key(name: str, word: str) -> None:
    assert difference(name, word) is not None
    assert set(readings(name)) & set(readings(word))


@pytest.mark.parametrize(("name", "word"), APART)
def test_another_word_does_not_read_alike(name: str, word: str) -> None:
    assert difference(name, word) is None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("asad", "esed"),
        ("hizb", "hezb"),
        ("bagheri", "baqeri"),
        ("غولاني", "جولاني"),
        ("قاني", "غاني"),
        ("عامر", "امر"),
    ],
)
def test_short_words_may_differ_by_more_where_others_of_their_name_stand_beside_them(name: str, word: str) -> None:
    assert difference(name, word) is None
    assert difference(name, word, beside=True) is not None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("يعربيه", "عربيه"),
        ("فاتح", "فتح"),
        ("تنك", "تنگ"),
        ("گمال", "جمال"),
        ("كمال", "جمال"),
        ("asad", "sayed"),
        ("heri", "here"),
    ],
)
def test_they_do_not_become_another_word(name: str, word: str) -> None:
    assert difference(name, word, beside=True) is None


@given(st.text(alphabet="abdefghijklmnoqrstuyz", min_size=1), st.text(alphabet="abdefghijklmnoqrstuyz", min_size=1))
def test_reading_alike_is_mutual_and_every_word_reads_like_itself(one: str, other: str) -> None:
    assert difference(one, one) == 0
    assert difference(one, other) == difference(other, one)


@pytest.mark.parametrize(
    ("entity", "text", "surface"),
    [
        ("al-bukamal", "the road to Boukmal", "Boukmal"),
        ("al-bukamal", "à Al-Boukamaal", "Boukamaal"),
        ("al-bukamal-al-qaim", "the Boukmal crossing", "Boukmal crossing"),
        ("fatemiyoun", "with the Liwa Fatimiyun", "Liwa Fatimiyun"),
    ],
)
def test_a_spelling_that_nobody_listed_is_found(small: Matcher, entity: str, text: str, surface: str) -> None:
    assert [mention.surface for mention in found(small, text)[entity].mentions] == [surface]


def test_such_a_match_says_what_it_rests_on_and_counts_less(small: Matcher) -> None:
    heard, listed = (found(small, f"the road to {name}")["al-bukamal"] for name in ("البوكمالي", "البوكمال"))
    assert "taken for “البوكمال” (with an article or ending), a strong name of al-Bukamal" in heard.why[0]
    assert heard.score <= listed.score


def test_a_latin_word_that_reads_like_a_name_asks_for_company(small: Matcher) -> None:
    """English has a word for most sounds: Sincere reads like Sinjar."""
    alone = found(small, "the road to Boukmal")["al-bukamal"]
    assert not alone.alerts
    assert "Bukamal” (reads alike), a weak name of al-Bukamal, which does not alert alone" in alone.why[0]
    assert found(small, "A strike hit the road to Boukmal")["al-bukamal"].alerts


def test_a_listed_spelling_is_never_taken_for_another(small: Matcher) -> None:
    assert "taken for" not in " ".join(found(small, "Bukamal, al-Bukamal and Abu Kamal")["al-bukamal"].why)


def test_a_weak_name_stays_weak_however_it_is_spelled(small: Matcher) -> None:
    assert not found(small, "Mr Abou Kamaal bought a shop")["al-bukamal"].alerts


@pytest.mark.parametrize("text", ["a bucamel of no name", "Bakamil and Bikamul", "Fetish Union", "البكم", "Latin"])
def test_a_word_that_is_no_name_is_left_alone(small: Matcher, text: str) -> None:
    assert not found(small, text)


def test_a_long_text_that_names_nothing_of_the_region_is_not_read_for_unlisted_spellings(small: Matcher) -> None:
    far = "the road to nowhere " * 30
    assert not found(small, far + "Boukmal")
    assert found(small, far + "Boukmal in Syria").keys() == {"al-bukamal"}
    assert found(small, far + "Boukmal and Latakia").keys() == {"al-bukamal", "latakia"}
