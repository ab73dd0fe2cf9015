"""Whether a page shows only what stands before its paywall."""

import re

_STUB = 1500  # code points; longer texts are read by somebody
_WALL = re.compile(
    r"(?:subscribe|sign in|log in|register|sign up|become a (?:member|subscriber)|create an? (?:free )?account)"
    r"(?: now| today)? (?:to|and) (?:continue(?: reading)?|keep reading|read (?:on|more|the (?:full|rest)|this)|unlock"
    r"|get (?:full|unlimited) access)"
    r"|(?:this|the) (?:article|story|content|post|page) is (?:only )?"
    r"(?:for|available (?:only )?to|exclusive to|reserved for)"
    r" (?:\w+ ){0,3}(?:subscribers|members)"
    r"|to (?:continue|keep) reading[^.<>]{0,60}(?:subscri|sign|log|register)"
    r"|(?:اشترك|اشتركوا|سجل|سجّل|سجلوا|يرجى الاشتراك|يجب الاشتراك)[^<>.]{0,40}"
    r"(?:لمتابعة القراءة|لإكمال القراءة|لمواصلة القراءة|لقراءة المقال|لقراءة المزيد|لقراءة بقية)"
    r"|(?:هذا المحتوى|هذا المقال|هذه المادة)[^<>.]{0,20}(?:للمشتركين|حصري للمشتركين|مخصص للمشتركين)"
    r"|برای (?:ادامه|خواندن|مطالعه)[^<>.]{0,40}"
    r"(?:مشترک شوید|اشتراک (?:بخرید|تهیه کنید)|وارد شوید|ثبت[‌ ]?نام کنید|عضو شوید)"
    r"|(?:این مطلب|این مقاله|این محتوا)[^<>.]{0,20}(?:ویژه|مخصوص|برای) (?:مشترکین|مشترکان|اعضا)",
)


def stands_before_a_wall(text: str, html: str, *, declared: bool) -> bool:
    """Whether the article's text is a stub: short, and the page declares itself paid or asks to pay or sign in.

    The question is looked for in English, Arabic and Persian, in all of the page: it stands beside the text.
    """
    return len(text) < _STUB and (declared or _WALL.search(_without_scripts(html).lower()) is not None)


def _without_scripts(html: str) -> str:
    """The page without what its scripts hold ready for other readers; each script ends at its end tag."""
    first, *others = html.split("<script")
    return first + "".join(other.partition("</script>")[2] for other in others)
