"""Words that few texts have tell more than those of every one; a text from the same template tells less."""

from datetime import UTC, datetime

from flows.stories.evidence import Evidence
from flows.stories.facts import Facts
from flows.stories.terms import words
from flows.stories.wording import stems

NOW = datetime(2026, 8, 11, 5, 0, tzinfo=UTC)


def compared(one: str, other: str, language: str = "en") -> dict[str, Evidence]:
    mine, theirs = (
        Facts(spoken, NOW, words=frozenset(text.split()), stems=stems(text.split()))
        for spoken, text in (("en", one), (language, other))
    )
    return {seen.kind: seen for seen in words(mine, theirs)}


def test_an_uncommon_word_tells_more_than_a_common_one() -> None:
    common = compared("army attack trombones currency", "army attack rotors dealer")["words"]
    uncommon = compared("army trombones currency dealer", "drone trombones rotors dealer")["words"]
    assert uncommon.amount > 2 * common.amount


def test_the_uncommon_words_are_shown() -> None:
    seen = compared("army trombones currency", "army trombones rotors")["words"]
    assert str(seen).startswith("both use the words trombones (")


def test_words_of_different_languages_are_not_compared() -> None:
    assert not compared("army trombones", "army trombones", language="fa")


def test_much_of_the_wording_in_two_texts_of_one_length_is_a_template() -> None:
    same = "army attack trombones currency dealer rotors orders village "
    assert "template" in compared(same + "monday dhiban", same + "friday shuhail")


def test_a_flash_is_no_template_of_what_follows_it() -> None:
    flash = "army attack trombones currency dealer rotors orders village"
    more = " troops arrest suspect indoors rifle search money bank relatives phone"
    assert "template" not in compared(flash, flash + more)
