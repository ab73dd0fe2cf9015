"""Folding: what is compared as equal, and the way back to the published text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchlist.fold import PAGE, fold, fold_text
from watchlist.letters import fold_character

TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(" '’-\n\u200c\u200fﷲﻻآأؤئءةهىيیکكـًَُِٰabsdlßﬁİ٤۴4🔴"),
    ),
    max_size=40,
)
NEAR_TEXTS = st.text(  # of the scripts whose characters are folded one by one
    st.one_of(st.characters(max_codepoint=0x303F), st.characters(min_codepoint=0xFB00, max_codepoint=0xFFFD)),
    max_size=40,
)
SAME = [
    ("Al-Bukamal", "al bukamal"),
    ("Kata'ib", "kataib"),
    ("Kataʾib", "kataib"),
    ("Kata’ib", "kataib"),
    ("Būkamāl", "bukamal"),
    ("İdlib ve ISIS", "idlib ve isis"),
    ("Ḥarakat ɪ", "harakat ɪ"),
    ("أبو كَمال", "ابو كمال"),
    ("کتائب", "كتايب"),
    ("البوكمـــال", "البوكمال"),
    ("القائم", "القايم"),
    ("فرقة", "فرقه"),
    ("موسى", "موسي"),
    ("فرقه\u200cی چهارم", "فرقهٔ چهارم"),
    ("جاده ی دمشق", "جاده دمشق"),
    ("پایانه\u200cی", "پایانه"),
    ("الأنبياء", "الأنبیا"),
    ("حزب\u200cالله", "حزب الله"),
    ("حزب\u200fالله", "حزبالله"),
    ("ﺣﺰﺏ ﷲ", "حزب الله"),
    ("كتيبة ٤٧", "کتیبه ۴۷"),
    ("الحشد_الشعبي", "الحشد الشعبي"),
    ("Deir\u00a0ez\u2011Zor", "deir ez zor"),
    ("حركة «النجباء»", "حركة النجباء"),
    ("🔴البوكمال", "البوكمال"),
    ("ＩＲＧＣ 𝐈𝐑𝐆𝐂", "irgc irgc"),
    ("Iran’s l’Irak d'Alep", "iran s l irak d alep"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_writings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)
    assert fold(one).text.strip() == fold(other).text.strip()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("التنف", "التنفيذ"),
        ("Assad", "ambassador"),
        ("سوريا", "سورية"),
        ("قدس", "كدس"),
        ("سپاهی", "سپاه"),
        ("خانه یک", "خانه"),
        ("T2", "T4"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


def test_a_decomposed_hamza_folds_like_a_composed_one() -> None:
    for text in ("القائم", "مؤتمر", "إيران", "آل أسد"):
        assert fold_text(unicodedata.normalize("NFD", text)) == fold_text(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_letter_leads_back_to_the_character_it_came_from(text: str) -> None:
    folded = fold(text)
    for at, letter in enumerate(folded.text):
        start, end = folded.original(at, at + 1)
        assert 0 <= start < end <= len(text)
        if letter not in (" ", "\ufffd"):
            assert letter in fold_character(text[start])


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.data())
def test_a_span_cuts_from_its_first_letter_to_its_last(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.codes:
        return
    start = data.draw(st.integers(0, len(folded.codes) - 1))
    end = data.draw(st.integers(start + 1, len(folded.codes)))
    first, after = folded.original(start, end)
    assert first == folded.original(start, start + 1)[0]
    assert after == folded.original(end - 1, end)[1]


@settings(max_examples=150, deadline=None)
@given(NEAR_TEXTS)
def test_the_two_ways_of_folding_agree_on_every_letter_that_names_are_made_of(text: str) -> None:
    known = "".join(letter if letter in PAGE else "\ufffd" for letter in fold_text(text))
    assert fold(text).text.strip() == known


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@settings(max_examples=100, deadline=None)
@given(NEAR_TEXTS)
def test_composed_and_decomposed_text_fold_to_the_same(text: str) -> None:
    plain = "".join(letter for letter in text if letter not in "'’")
    assert fold_text(unicodedata.normalize("NFD", plain)) == fold_text(unicodedata.normalize("NFC", plain))


@pytest.mark.parametrize("span", [(0, 0), (2, 1), (-1, 1), (0, 99)])
def test_a_span_without_letters_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(IndexError):
        fold("Tanf").original(*span)


def test_a_surface_ends_after_the_marks_and_the_hamza_of_its_last_letter() -> None:
    text = "في لِواءٍ جديد"
    folded = fold(text)
    at = folded.text.index("لوا")
    start, end = folded.original(at, at + 3)
    assert text[start:end] == "لِواءٍ"
