"""Our own words to readers of alerts, in each language: data alone, for `flows.wording` to say.

Plural forms are by the categories of CLDR (https://cldr.unicode.org/index/cldr-spec/plural-rules): Arabic has six.
Months are named as readers of news from the region expect: the Levantine way in Arabic, by the Iranian calendar in
Persian.
"""

from collections.abc import Mapping

Forms = Mapping[str, str]  # CLDR plural category → words with {n}

LANGUAGES = ("en", "ar", "fa")

MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "ar": ["كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
           "تشرين الثاني", "كانون الأول"],
    "fa": ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"],
}  # fmt: skip
DIGITS = {
    "ar": str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬"),
    "fa": str.maketrans("0123456789.,", "۰۱۲۳۴۵۶۷۸۹٫٬"),
}

WORDS: Mapping[str, tuple[str, str, str]] = {  # in the order of LANGUAGES
    "comma": (", ", "، ", "، "),
    "semicolon": ("; ", "؛ ", "؛ "),
    "open quote": ("“", "«", "«"),
    "close quote": ("”", "»", "»"),
    "moment": ("{day} {month} {year}, {time} {zone}", "{day} {month} {year}، {time} ({zone})",
               "{day} {month} {year}، ساعت {time} ({zone})"),
    "happened": ("What happened:", "ما حدث:", "رویداد:"),
    "update": ("Update:", "تحديث:", "به‌روزرسانی:"),
    "new": ("New in this story:", "الجديد في الخبر:", "تازه در این خبر:"),
    "published": ("published {at}", "نُشر {at}", "انتشار {at}"),
    "found": ("found {at}", "رُصد {at}", "دریافت {at}"),
    "map": ("Map:", "الخريطة:", "نقشه:"),
    "judge": ("Judge it:", "للحكم عليه:", "برای داوری:"),
    "judge at home": ("Judge it: landbridge review, story {story}", "للحكم عليه: landbridge review، الخبر {story}",
                      "برای داوری: landbridge review، خبر {story}"),
    "in title": ("in the title", "في العنوان", "در عنوان"),
    "and": (" and ", " و", " و "),
    "strong": ("a name of its own", "اسم صريح", "نام روشن"),
    "weak": ("a weak name", "اسم يحتمل غيره", "نامی چندمعنا"),
    "weak with company": ("a weak name with company", "اسم يحتمل غيره ويؤيده ما حوله",
                          "نامی چندمعنا، با قرینه در کنارش"),
    "period": ("{begin} – {end}", "من {begin} إلى {end}", "از {begin} تا {end}"),
    "since": ("Since {at}", "منذ {at}", "از {at}"),
    "over": ("over {at}", "انتهى {at}", "پایان {at}"),
    "wrong": ("Landbridge: something is wrong", "خلل في Landbridge", "اشکال در Landbridge"),
    "well": ("Landbridge: all is well again", "عاد Landbridge إلى العمل كالمعتاد", "کار Landbridge دوباره روبه‌راه است"),
    "digest": ("Digest: {route}", "موجز: {route}", "چکیده: {route}"),
    "test": ("Landbridge: a test", "تجربة من Landbridge", "آزمایش Landbridge"),
    "test of": ("A test of the channel {channel}: alerts of the route {route} arrive here",
                "تجربة للقناة {channel}: تنبيهات المسار {route} تصل إلى هنا",
                "آزمایش کانال {channel}: هشدارهای مسیر {route} به اینجا می‌رسد"),
    "test detail": ("Sent by `landbridge alerts test` at {at}. Nothing has happened.",
                    "أُرسلت بالأمر `landbridge alerts test` بتاريخ {at}. لم يحدث شيء.",
                    "با فرمان `landbridge alerts test` فرستاده شد: {at}. اتفاقی نیفتاده است."),
    "short moment": ("{day} {month} {time}", "{day} {month}، {time}", "{day} {month}، {time}"),
    "by place": ("What happened, by place", "ما حدث، بحسب المكان", "رویدادها، به تفکیک جا"),
    "by who and what": ("What happened, by who and what", "ما حدث، بحسب الجهات والأشياء",
                        "رویدادها، به تفکیک عامل و موضوع"),
    "new stories": ("New stories", "أخبار جديدة", "خبرهای تازه"),
    "told before": ("News in stories told before", "الجديد في أخبار سبق التنبيه إليها", "تازه‌ها در خبرهای پیشین"),
    "to be judged": ("Still to be judged", "ما ينتظر الحكم", "در انتظار داوری"),
    "quiet": ("Quiet", "ما لم يرد عنه جديد", "آنچه خبری از آن نیامد"),
    "broken": ("Broken", "الأعطال", "خرابی‌ها"),
    "afterwards": ("Found afterwards, in older news", "وُجد لاحقا في أخبار أقدم", "آنچه بعدها در خبرهای پیشین یافت شد"),
    "alerts": ("Alerts", "التنبيهات", "هشدارها"),
    "in all": ("{stories}, {articles} that name what you watch", "مما تراقبه: {stories}، {articles}",
               "از آنچه زیر نظر دارید: {stories}، {articles}"),
    "past ceiling": ("{alerts}, past {messages} an hour", "{alerts}، فوق الحد وهو {messages} في الساعة",
                     "{alerts}، افزون بر {messages} در ساعت"),
    "usually": (" (usually {n})", " (المعتاد {n})", " (معمولاً {n})"),
    "now also": ("now also {what}", "الجديد: {what}", "تازه: {what}"),
    "nothing about": ("Nothing about {name} (usually {n} articles)", "لا شيء عن {name} (المعتاد {n} من المقالات)",
                      "خبری از {name} نیست (معمولاً {n} مطلب)"),
    "nothing new": ("{name}: nothing new (usually {n})", "{name}: لا جديد (المعتاد {n})",
                    "{name}: چیز تازه‌ای نیست (معمولاً {n})"),
    "stood still": ("No cycle was completed from {start} to {end}", "لم تكتمل أي دورة من {start} إلى {end}",
                    "از {start} تا {end} هیچ چرخه‌ای کامل نشد"),
    "never polled": ("{name}: never polled", "{name}: لم يُقرأ قط", "{name}: هرگز خوانده نشده است"),
    "polls failed": ("{name}: {failed} of {polls} failed ({why})", "{name}: تعذرت {failed} من {polls} ({why})",
                     "{name}: {failed} بار از {polls} ناموفق بود ({why})"),
    "fails still": ("; it fails still", "؛ وما زالت القراءة متعذرة", "؛ هنوز هم ناموفق است"),
    "episode": ("{what} (since {start}, {end})", "{what} (منذ {start}، {end})", "{what} (از {start}، {end})"),
    "over at": ("over {at}", "انتهى {at}", "پایان {at}"),
    "still so": ("still so", "ما زال قائما", "هنوز چنین است"),
}  # fmt: skip

PLURALS: Mapping[str, Mapping[str, Forms]] = {
    "also": {
        "en": {"one": "Also in {n} other source:", "other": "Also in {n} other sources:"},
        "ar": {
            "one": "ورد أيضا في مصدر آخر:", "two": "ورد أيضا في مصدرين آخرين:", "few": "ورد أيضا في {n} مصادر أخرى:",
            "many": "ورد أيضا في {n} مصدرا آخر:", "other": "ورد أيضا في {n} مصدر آخر:",
        },
        "fa": {"one": "همچنین در یک منبع دیگر:", "other": "همچنین در {n} منبع دیگر:"},
    },
    "more": {
        "en": {"other": "and {n} more"},
        "ar": {"one": "ومصدر آخر", "two": "ومصدران آخران", "few": "و{n} مصادر أخرى", "many": "و{n} مصدرا آخر",
               "other": "و{n} مصدر آخر"},
        "fa": {"other": "و {n} منبع دیگر"},
    },
    "in text": {
        "en": {"one": "in the text", "other": "{n} times in the text"},
        "ar": {"one": "في النص", "two": "مرتين في النص", "few": "{n} مرات في النص", "many": "{n} مرة في النص",
               "other": "{n} مرة في النص"},
        "fa": {"one": "در متن", "other": "{n} بار در متن"},
    },
    "lines more": {
        "en": {"one": "… and one line more: see the ledger of alerts",
               "other": "… and {n} lines more: see the ledger of alerts"},
        "ar": {"one": "… وسطر آخر: راجع سجل التنبيهات", "two": "… وسطران آخران: راجع سجل التنبيهات",
               "few": "… و{n} أسطر أخرى: راجع سجل التنبيهات", "many": "… و{n} سطرا آخر: راجع سجل التنبيهات",
               "other": "… و{n} سطر آخر: راجع سجل التنبيهات"},
        "fa": {"other": "… و {n} سطر دیگر: دفتر هشدارها را ببینید"},
    },
    "stories": {
        "en": {"one": "{n} new story", "other": "{n} new stories"},
        "ar": {"zero": "لا أخبار جديدة", "one": "خبر جديد", "two": "خبران جديدان", "few": "{n} أخبار جديدة",
               "many": "{n} خبرا جديدا", "other": "{n} خبر جديد"},
        "fa": {"other": "{n} خبر تازه"},
    },
    "articles": {
        "en": {"one": "{n} article", "other": "{n} articles"},
        "ar": {"zero": "لا مقالات", "one": "مقال واحد", "two": "مقالان", "few": "{n} مقالات", "many": "{n} مقالا",
               "other": "{n} مقال"},
        "fa": {"other": "{n} مطلب"},
    },
    "more alerts": {
        "en": {"one": "{n} more alert", "other": "{n} more alerts"},
        "ar": {"one": "تنبيه آخر", "two": "تنبيهان آخران", "few": "{n} تنبيهات أخرى", "many": "{n} تنبيها آخر",
               "other": "{n} تنبيه آخر"},
        "fa": {"other": "{n} هشدار دیگر"},
    },
    "messages": {
        "en": {"one": "{n} message", "other": "{n} messages"},
        "ar": {"one": "رسالة واحدة", "two": "رسالتان", "few": "{n} رسائل", "many": "{n} رسالة", "other": "{n} رسالة"},
        "fa": {"other": "{n} پیام"},
    },
    "left out": {
        "en": {"other": "… and {n} more"},
        "ar": {"one": "… وواحد آخر", "two": "… واثنان آخران", "other": "… و{n} غيرها"},
        "fa": {"other": "… و {n} مورد دیگر"},
    },
    "also in": {
        "en": {"one": "also in {n} source", "other": "also in {n} sources"},
        "ar": {"one": "ورد أيضا في مصدر آخر", "two": "ورد أيضا في مصدرين آخرين", "few": "ورد أيضا في {n} مصادر أخرى",
               "many": "ورد أيضا في {n} مصدرا آخر", "other": "ورد أيضا في {n} مصدر آخر"},
        "fa": {"other": "همچنین در {n} منبع دیگر"},
    },
    "matches": {
        "en": {"one": "{n} match", "other": "{n} matches"},
        "ar": {"one": "مطابقة واحدة", "two": "مطابقتين", "few": "{n} مطابقات", "other": "{n} مطابقة"},
        "fa": {"other": "{n} تطابق"},
    },
    "unjudged": {
        "en": {"one": "{n} of {all} waits for a verdict", "other": "{n} of {all} wait for a verdict"},
        "ar": {"other": "ينتظر الحكمَ {n} من {all}"},
        "fa": {"other": "{n} از {all} در انتظار داوری است"},
    },
    "polls": {
        "en": {"one": "{n} poll", "other": "{n} polls"},
        "ar": {"one": "قراءة واحدة", "two": "قراءتين", "few": "{n} قراءات", "other": "{n} قراءة"},
        "fa": {"other": "{n} بار خواندن"},
    },
}  # fmt: skip

TYPES: Mapping[str, tuple[str, str, str]] = {
    "crossing": ("crossing", "معبر", "گذرگاه"),
    "base": ("base", "قاعدة", "پایگاه"),
    "checkpoint": ("checkpoint", "حاجز", "ایست بازرسی"),
    "facility": ("facility", "منشأة", "تأسیسات"),
    "militia": ("militia", "فصيل مسلح", "گروه مسلح"),
    "army": ("army", "جيش", "ارتش"),
    "organisation": ("organisation", "منظمة", "سازمان"),
    "person": ("person", "شخص", "شخص"),
    "place": ("place", "مكان", "مکان"),
    "weapon": ("weapon", "سلاح", "سلاح"),
    "corridor": ("corridor", "ممر", "دالان"),
}
CUES: Mapping[str, tuple[str, str, str]] = {
    "strike": ("strike", "قصف أو هجوم", "حمله"),
    "clash": ("clash", "اشتباك", "درگیری"),
    "deployment": ("deployment", "انتشار قوات", "استقرار نیرو"),
    "convoy": ("convoy", "قافلة", "کاروان"),
    "construction": ("construction", "أعمال بناء", "ساخت‌وساز"),
    "opening": ("opening", "افتتاح", "گشایش"),
    "closure": ("closure", "إغلاق", "بسته شدن"),
    "recruitment": ("recruitment", "تجنيد", "جذب نیرو"),
    "visit": ("visit", "زيارة", "دیدار"),
    "smuggling": ("smuggling", "تهريب", "قاچاق"),
    "detention": ("detention", "اعتقال", "بازداشت"),
}
TONGUES: Mapping[str, tuple[str, str, str]] = {
    "en": ("English", "بالإنكليزية", "انگلیسی"),
    "ar": ("Arabic", "بالعربية", "عربی"),
    "fa": ("Persian", "بالفارسية", "فارسی"),
    "fr": ("French", "بالفرنسية", "فرانسوی"),
    "de": ("German", "بالألمانية", "آلمانی"),
    "tr": ("Turkish", "بالتركية", "ترکی"),
    "he": ("Hebrew", "بالعبرية", "عبری"),
    "ku": ("Kurdish", "بالكردية", "کردی"),
    "ru": ("Russian", "بالروسية", "روسی"),
}

# What is amiss with the watch, by the first part of a condition's name; the rest of it is what it is amiss with.
CONDITIONS: Mapping[str, tuple[str, str, str]] = {
    "source-failing": ("A source fails: {what}", "مصدر تتعذر قراءته: {what}", "منبعی خوانده نمی‌شود: {what}"),
    "source-walled": ("A source stands behind a wall: {what}", "مصدر خلف حاجز دخول: {what}",
                      "منبعی پشت دیوار ورود است: {what}"),
    "source-empty": ("A source lists nothing any more: {what}", "مصدر لم يعد يعرض شيئا: {what}",
                     "منبعی دیگر چیزی فهرست نمی‌کند: {what}"),
    "source-unreadable": ("The articles of a source cannot be read: {what}", "مصدر لا تُقرأ مقالاته: {what}",
                          "مطالب منبعی خوانده نمی‌شود: {what}"),
    "source-overdue": ("A source is silent for too long: {what}", "مصدر صامت منذ مدة غير معتادة: {what}",
                       "منبعی بیش از معمول خاموش است: {what}"),
    "network": ("Nothing can be reached", "لا يمكن الوصول إلى أي مصدر", "به هیچ منبعی نمی‌توان رسید"),
    "channel-failing": ("A channel fails: {what}",
                        "قناة يتعذر الإرسال عبرها: {what}", "ارسال از کانالی ناموفق است: {what}"),
    "channel-parked": ("A channel is parked: {what}", "قناة موقوفة: {what}", "کانالی متوقف است: {what}"),
    "watch-stalled": ("Nothing is watched", "توقفت المراقبة", "پایش متوقف شده است"),
    "sources-late": ("Sources are asked too late", "تتأخر قراءة المصادر", "منابع دیر خوانده می‌شوند"),
    "alerts-stuck": ("Alerts are sent too late", "تتأخر التنبيهات", "هشدارها دیر فرستاده می‌شوند"),
    "disk-short": ("The disk is short", "المساحة على القرص توشك أن تنفد", "فضای دیسک رو به پایان است"),
    "files-broken": ("The files of the watch cannot be read",
                     "تتعذر قراءة ملفات الإعداد", "پرونده‌های تنظیمات خوانده نمی‌شوند"),
    "feeds-failing": ("Feeds cannot be written", "تتعذر كتابة الخلاصات", "خوراک‌ها نوشته نمی‌شوند"),
}  # fmt: skip
