"""Lines between an article's paragraphs that are said to the reader and not about the news, told by how they begin."""

import re
from collections.abc import Iterable

_LONGEST = 45  # words; a longer line is a paragraph, however it begins

_ENGLISH = (
    r"(?:please )?(?:subscribe|sign up|register) (?:to|for|now|here|today)\b",
    r"(?:please )?click here\b",
    r"(?:you can )?follow (?:us|.{1,80}) on (?:twitter|facebook|instagram|telegram|whatsapp|x|youtube|linkedin)\b",
    r"(?:like|share) this (?:story|article|post|page)\b",
    r"like (?:us|.{1,40}) on facebook\b",
    r"join (?:us|our) .{0,40}(?:telegram|whatsapp|channel|newsletter|group)\b",
    r"get .{1,80} (?:newsletter|delivered|in your inbox|to your inbox)\b",
    r"download (?:our|the) .{0,30}app\b",
    r"(?:more|tags|topics|comments?|share|explore further|related (?:news|stories|articles|topics))\s*:?$",
    r"(?:read|see|watch|more on|also read|read also|read more|see also|related|don.t miss|you (?:may|might) also like"
    r"|also on [\w.]+|more from .{1,30}|recommended|most read(?: in .{1,30})?)\s*(?::|$)",
    r"(?:photo by|(?:image|photo|picture) (?:source|credits?)|credits?)\s*:",
    r"\((?:additional )?reporting by\b",
    r"(?:additional )?reporting by .{1,200}(?:;|editing by\b)",
    r"(?:the associated press|.{1,60} contributed to this (?:report|story|article))\.?$",
    r"associated press writers?\b.* contributed\b",
    r"(?:reach|contact|email|e-mail) .{1,60} (?:at|on) \S*(?:@|twitter|http)",
    r"tell us what you think\b",
    r"all rights reserved\b",
    r"(?:copyright\s+(?:©|\(c\)|\d{4})|©)",
    r"source\s*:.{0,40}$",
    r"(?:last )?(?:updated|published)(?: at| on)?:? .{0,40}\d{4}.{0,20}$",
    r"(?:last )?updated at .{0,40}$",
    r"advertisement$",
)
_ARABIC = (
    r"(?:اقرأ|إقرأ|اقرؤوا|شاهد|طالع|انظر) (?:أيضا|أيضًا|ايضا|المزيد)\b",
    r"(?:للمزيد|لمزيد) (?:من|حول|عن)?\b.{0,60}(?::|$)",
    r"(?:تابعنا|تابعونا|تابعوا .{1,40}) (?:على|عبر) "
    r"(?:صفح|قنا|منص|تلغرام|تيليغرام|تويتر|إكس|فيسبوك|واتساب|يوتيوب|انستغرام|إنستغرام)",
    r"(?:اشترك|اشتركوا|سجل|سجلوا) (?:الآن )?في (?:نشرت|النشرة|قنا|القناة|خدم)",
    r"(?:انضم|انضموا) إلى (?:قناتنا|مجموعتنا|نشرتنا|قناة .{1,30} على)",
    r"(?:حمل|حملوا|نزل|نزلوا) (?:تطبيق|التطبيق)",
    r"(?:شارك|شاركوا) (?:هذا |هذه )?(?:الخبر|المقال|المقالة|المادة)\b",
    r"(?:مواضيع|أخبار|مقالات|أنباء) (?:ذات صلة|متعلقة|مشابهة)",
    r"(?:كلمات (?:مفتاحية|دلالية)|الكلمات المفتاحية|الوسوم)\s*:",
    r"المصدر\s*:.{0,40}$",
    r"(?:جميع الحقوق محفوظة|حقوق النشر)",
    r"(?:إعلان|اعلان)$",
)
_PERSIAN = (
    r"(?:بیشتر|همچنین|حتما) (?:بخوانید|ببینید|بدانید)",
    r"(?:بخوانید|ببینید|مرتبط|برچسب\s?‌?ها|کد خبر|کلیدواژه\s?‌?ها|لینک کوتاه|اخبار مرتبط|مطالب مرتبط)\s*(?::|$)",
    r"منبع\s*:.{0,40}$",
    r"انتهای پیام",
    r"(?:ما را|اخبار ما را) .{0,60} دنبال کنید",
    r"(?:در|به) .{0,40}(?:کانال|خبرنامه) .{0,40}(?:عضو شوید|بپیوندید)",
    r"(?:کلیه|تمامی) حقوق",
    r"(?:آگهی|تبلیغات)$",
)
_ASIDE = re.compile(r"^[\W_]*(?:" + "|".join((*_ENGLISH, *_ARABIC, *_PERSIAN)) + ")", re.I)
_SIGNS = re.compile(r"[\W_]+")


def without_asides(text: str, titles: Iterable[str]) -> str:
    """The text without lines that address the reader, and without repetitions of its `titles` as lines of their own.

    Where nothing else would remain, the text stays as it is.
    """
    known = {_SIGNS.sub("", title).casefold() for title in titles} - {""}
    lines = [line for line in text.split("\n") if not _is_aside(line) and _bare(line) not in known]
    return "\n".join(lines).strip() or text


def _is_aside(line: str) -> bool:
    return _ASIDE.match(line) is not None and line.count(" ") < _LONGEST


def _bare(line: str) -> str:
    return _SIGNS.sub("", line).casefold() if len(line) < 400 else line
