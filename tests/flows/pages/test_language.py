"""The language of a text is told by its script, its letters and its commonest words."""

import pytest

from flows.pages.language import tell_language

SENTENCES = {
    "ar": "أعلنت قيادة العمليات أن القوات انتشرت في محيط المعبر الحدودي بعد هجوم بطائرة مسيرة على القاعدة",
    "fa": "به گزارش خبرنگار ما، کاروانی از کامیون‌ها شب گذشته از گذرگاه مرزی عبور کرد و به سمت شرق رفت",
    "ku": "هێزە ئەمنییەکان ڕایانگەیاند کە دوو درۆن لە نزیک بنکەکە خراونەتە خوارەوە و کەس بریندار نەبووە",
    "en": "Two drones were shot down near the base, officials said, and the road to the crossing was closed",
    "tr": "Yetkililer, sınır kapısının bir süre için kapatıldığını ve yolun yeniden açılacağını açıkladı",
    "fr": "Les autorités ont fermé le poste frontière dans la nuit et des renforts sont arrivés par la route du désert",
    "ru": "Представители властей сообщили, что дорога к границе закрыта и что на базе не было пострадавших",
    "he": "דובר הצבא מסר כי שני כלי טיס הופלו סמוך לגבול במהלך הלילה",
    "ur": "حکام نے بتایا کہ سرحد کے قریب دو ڈرون مار گرائے گئے ہیں اور سڑک بند ہے",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_sentence_is_told(language: str, sentence: str) -> None:
    assert tell_language(sentence) == language


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_template_that_lies_is_not_believed(language: str, sentence: str) -> None:
    assert tell_language(sentence, hint="de-DE" if language != "de" else "en") == language


def test_kurmanji_is_kurdish_in_latin_letters() -> None:
    assert (
        tell_language("Rêveberiyê got ku deriyê sînor ji bo rêwiyan û kamyonan hat girtin û ev biryar wê bimîne")
        == "ku"
    )


def test_persian_written_with_arabic_yeh_and_kaf_is_persian() -> None:
    assert tell_language(SENTENCES["fa"].replace("ی", "ي").replace("ک", "ك")) == "fa"


def test_arabic_with_persian_letters_in_its_names_is_arabic() -> None:
    assert tell_language("قال المتحدث إن قوة من چمچمال وگرميان وصلت إلى الموقع في المساء") == "ar"


def test_a_rarer_language_is_left_to_the_model() -> None:
    assert tell_language("Miniszterelnöki bejelentés szerint a határátkelőt ideiglenesen lezárták a hatóságok") == "hu"


def test_letters_that_leave_it_open_follow_the_page() -> None:
    assert (tell_language("دمشق", "fa"), tell_language("", "fa")) == ("fa", "")
