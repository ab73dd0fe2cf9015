"""Names taken apart, and the word that each is recognised by."""

from watchlist.entries import entries


def test_a_name_is_recognised_by_its_most_telling_transliterated_word() -> None:
    cut = entries([("one", "Liwa Fatemiyoun"), ("one", "لواء الفاطميون")])
    assert {"fatemiyoun", "فاطميون"} <= {entry.word for entry in cut}


def test_a_name_that_is_only_translated_is_not_recognised_by_its_sound() -> None:
    assert not entries([("one", "Border Crossing Authority"), ("one", "هيئة المنافذ")])


def test_a_transliteration_counts_for_its_own_entity_alone() -> None:
    assert not entries([("one", "Fatemiyoun"), ("two", "الفاطميون")])


def test_a_name_of_several_words_is_not_recognised_by_an_ordinary_one() -> None:
    names = [("one", "Fatemiyoun Soleimani"), ("one", "فاطميون سليماني")]
    assert "fatemiyoun" in {entry.word for entry in entries(names)}
    assert "fatemiyoun" not in {entry.word for entry in entries(names, {"fatemiyoun"})}


def test_a_name_with_a_noun_is_also_kept_by_what_distinguishes_it() -> None:
    cut = entries([("one", "Bukamal crossing"), ("one", "معبر البوكمال")])
    assert {(entry.words, entry.thing) for entry in cut if entry.thing} == {
        (("bukamal",), "crossing"),
        (("البوكمال",), "crossing"),
    }


def test_a_common_word_with_a_noun_is_not() -> None:
    assert not [entry for entry in entries([("one", "al-Omar field"), ("one", "حقل العمر")]) if entry.thing]


def test_a_slip_is_forgiven_in_a_long_transliterated_word() -> None:
    cut = entries([("one", "Zaynabiyoun"), ("one", "زينبيون"), ("two", "Qusayr"), ("two", "القصير")])
    assert {entry.word for entry in cut if entry.forgives(0)} == {"zaynabiyoun"}


def test_a_possessive_is_no_word_that_stands_beside_another() -> None:
    cut = entries([("one", "al-Quriyah's"), ("one", "al-Quriyah"), ("one", "القورية")])
    assert "s" not in {word for entry in cut for word in entry.words}
