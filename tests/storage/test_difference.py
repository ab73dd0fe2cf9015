"""What counts as an edit of an article, and how the difference is told."""

import time

import pytest

from storage.difference import Gap, Paragraph, Piece, differ, is_another, is_edited

TITLE = "Crossing closed"
BODY = "The crossing was closed before dawn, drivers said.\nThree lorries were turned back, a clerk counted."
ARABIC = "أغلق المعبر قبل الفجر، بحسب سائقين.\nوأعيدت ثلاث شاحنات إلى بلدة مجاورة."
PERSIAN = "گذرگاه پیش از سپیده بسته شد و رانندگان بازگشتند.\nسه کامیون هنوز در صف مانده است."


def edited(old: str, new: str) -> bool:
    return is_edited(TITLE, old, TITLE, new)


@pytest.mark.parametrize(
    "new",
    [
        f"{BODY}\nRead more: Bread is dearer again.",
        f"{BODY}\nRead more\nBread is dearer again, say the bakers of the old town.",
        f"{BODY}\n12 comments",
        f"1,204 views\n{BODY}",
        BODY.replace("closed", "Closed").replace("dawn,", "dawn –"),
        BODY.replace("\n", "\n\n"),
    ],
)
def test_links_counters_and_signs_beside_the_text_are_no_edit(new: str) -> None:
    assert not edited(BODY, new)


def test_another_counter_is_no_edit() -> None:
    assert not edited(f"{BODY}\nShared 5 times.", f"{BODY}\nShared 12 times.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ARABIC, f"{ARABIC}\nاقرأ أيضا: ارتفاع أسعار الخبز في المدينة القديمة مجددا"),
        (ARABIC, ARABIC.replace("أغلق", "اغلق").replace("بلدة", "بَلدة")),
        (PERSIAN, f"{PERSIAN}\nبیشتر بخوانید: نان باز هم گران شد و نانوایان گله دارند"),
        (PERSIAN, PERSIAN.replace("ی", "ي").replace("ک", "ك")),
    ],
)
def test_in_arabic_and_persian_spellings_and_links_are_no_edit(old: str, new: str) -> None:
    assert not edited(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (BODY, BODY.replace("Three", "Four")),
        (BODY, BODY.replace("Three", "3").replace("clerk", "soldier")),
        (BODY, f"{BODY}\nSoldiers came at noon."),
        (BODY, BODY.partition("\n")[0]),
        (ARABIC, ARABIC.replace("ثلاث", "أربع")),
        (PERSIAN, PERSIAN.replace("سه", "چهار")),
        ("Lorries wait in Reedtown", "Lorries wait in Millford"),
        ("三輛卡車在口岸等候。", "四輛卡車在口岸等候。"),
    ],
)
def test_one_other_word_of_a_sentence_is_an_edit(old: str, new: str) -> None:
    assert edited(old, new)


def test_a_number_in_a_sentence_is_an_edit() -> None:
    old = "The ministry said that 3 people were killed in the strike."
    assert edited(old, old.replace("3", "5"))


def test_another_title_is_an_edit() -> None:
    assert is_edited(TITLE, BODY, "Crossing open", BODY)
    assert not is_edited(TITLE, BODY, "“CROSSING” closed", BODY)


def test_a_rewritten_report_is_not_another_piece() -> None:
    later = BODY + "\nA second closure was announced for the evening, and nobody knew for how long."
    assert not is_another(TITLE, BODY, "Second closure announced", later)
    assert not is_another(TITLE, BODY, "Crossing closed twice", "All other words are here now, none of the old.")


def test_a_front_page_is_another_piece() -> None:
    assert is_another(TITLE, BODY, "The Ledger: all the news", "Olives are dear this year. Rain is late in the hills.")


def test_the_difference_of_equal_texts_is_empty() -> None:
    assert differ(BODY, BODY.replace("\n", "\n\n")) == ()


def test_a_changed_sentence_is_told_word_by_word_beside_what_stayed() -> None:
    told = differ(f"First line.\nSecond line.\n{BODY}", f"First line.\nSecond line.\n{BODY.replace('Three', 'Four')}")
    gap, context, changed = told
    assert gap == Gap(2)
    assert isinstance(context, Paragraph)
    assert isinstance(changed, Paragraph)
    assert [piece.kind for piece in changed.pieces] == ["removed", "added", "same"]
    assert changed.pieces[:2] == (Piece("removed", "Three "), Piece("added", "Four "))


def test_a_replaced_paragraph_is_told_whole() -> None:
    told = differ("Olives are dear.", "Soldiers came at noon and closed the road.")
    assert [piece for one in told if isinstance(one, Paragraph) for piece in one.pieces] == [
        Piece("removed", "Olives are dear."), Piece("added", "Soldiers came at noon and closed the road."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "direction"), [(ARABIC, "rtl"), (PERSIAN, "rtl"), (BODY, "ltr"), ("«12» قتيلا", "rtl")]
)
def test_a_paragraph_has_the_direction_of_its_first_letter(text: str, direction: str) -> None:
    assert {one.direction for one in differ("", text) if isinstance(one, Paragraph)} == {direction}


@pytest.mark.parametrize(("old", "new"), [(BODY, ARABIC), (ARABIC, PERSIAN), ("", BODY), (BODY, "")])
def test_both_sides_can_be_read_out_of_the_difference(old: str, new: str) -> None:
    pieces = [piece for one in differ(old, new) if isinstance(one, Paragraph) for piece in one.pieces]
    for gone, text in (("added", old), ("removed", new)):
        assert " ".join(" ".join(p.text for p in pieces if p.kind != gone).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n" * 50_000, "a\nb\n" * 40_000),
        ("word " * 100_000, "word " * 99_999 + "end"),
        ("a b " * 500, "a c " * 400 + "b d " * 100),
        (" ".join(f"{n % 101}" for n in range(999)), " ".join(f"{n * 7 % 101}" for n in range(999))),
        ("\u202e" * 50_000, "x" * 500_000),
    ],
)
def test_a_text_without_end_costs_no_more_than_a_moment(old: str, new: str) -> None:
    begun = time.process_time()
    told = differ(old, new)
    assert time.process_time() - begun < 5
    assert all(len(piece.text) <= 4001 for one in told if isinstance(one, Paragraph) for piece in one.pieces)
