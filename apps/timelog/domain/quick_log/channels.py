"""The usual words for how something took place."""

# What says no more than that records were read; anything more particular ("PT eval", "sleep study") stays in the note.
_RECORDS = (
    r"(?:(?:bp|bg|bs|blood\s+sugar|sugar|glucose|weight|wt|vitals?|pain|bowel)\s+)?logs?|charts?|records?|record's|reports?|labs|lab(?!\s+(?:trends?|draws?|orders?|slips?|tech|error|company))|lab\s+results?|rx\s+list|results?|notes?|letters?|oasis|(?<!foot )(?<!knee )(?<!hip )(?<!chest )(?<!hand )(?<!wrist )(?<!ankle )(?<!spine )(?<!head )(?<!shoulder )(?:x-?rays?|mri|ct)(?!\s+(?:of|chest|head|abd\w*|brain|spine|hip|knee|pelvis|neck|lumbar|foot|scan\s+of)\b)|imaging|documents?|documentation|paperwork|papers"
    r"|files?|consults?|vitals|vital\s+signs|weights?|mar|tar|medication\s+list|med\s+list|med(?:ication)?s?|summary|summaries|summ?|data"
)
_WHOSE = (
    r"(?:the|his|her|their|all|home|incoming|recent|new|latest|old|outside|outpatient|hosp(?:ital)?|snf|d/?c|facility|hospice|agency|hha|home\s+health|nursing|nurse'?s?|rn|sn|pt|ot|soc"
    r"|specialist|lab|neuro|cards|cardio|nephro|renal|psych|derm|uro|onc|surg|pulm\w*|gi|ortho|\w+ology|medical|test|weekly|daily|clinic|er|ed|(?<!sup )visit|consult|f/u|follow-?up"
    r"|imaging|x-?ray|discharge|admission|operative|progress)"
)
RECORD_LIST = (
    rf"(?:{_WHOSE}\s+)*(?:{_RECORDS})(?:\s*(?:&|and|\+|/|,)\s*(?:{_WHOSE}\s+)*(?:{_RECORDS})(?!\w))*"
)
# channel, whether the word says it outright, patterns; a fax, letter or video has no channel of its own in the rules,
# and stands under the nearest one
CHANNEL_WORDS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    (
        "conference", True,
        (r"(?:(?:tele)?phone\s+|tele-?|video\s+)?conference(?:\s+call)?", r"conf\s+call", r"tele?\.?[\s-]*conf(?:erence)?(?:\s+call)?"),
    ),
    (
        "phone", False,
        (
            r"(?:video|zoom|facetime|telehealth|ms\s+teams|teams(?=\s+(?:call|chat|meeting|mtg|w/|with))|webex|doxy\.me|skype)(?:\s*-?\s*(?:call(?:ed)?|chat|meeting|mtg|conference|conf))?", r"video-?(?:call|chat)(?:ed)?",
        ),
    ),
    (
        "phone", True,
        (
            r"(?:tele)?(?:phone|fone|phon|phne)(?:d|s)?(?:\s+(?:encounter|call(?:ed|s)?|conversation|consult(?:ation)?|discussion|conf))?", r"(?:by|via|over|on)\s+(?:the\s+)?(?:tele)?(?:phone|fone|phon)", r"(?<!\d )(?:(?:cal|cll)(?:ed)?(?=\s+(?:w|with|w/|from|to|re|hha|nurse|rn|\d{1,3}\s*m\w*)\b|\s*$)|calle?d|cald)", r"(?:2|3|two|three)[\s-]?way\s+(?:phone\s+)?calls?(?:\s+(?:with|w/))?", r"called\s+(?:him|her|them|back)(?:\s+back)?", r"(?:\d|two|three|four|several|multiple)\s+(?:phone\s+)?calls(?:\s+(?:back|from|to|with|w/))?", r"check[\s-]?in\s+calls?(?:\s+(?:with|w/|to))?", r"call(?:ed|ing|s|[\s-]?back|ed\s+back)?(?:\s+(?:back|from|fr|frm|to|with|w/))?", r"returned\s+(?:the\s+|a\s+)?[a-z]+\s+calls?(?:\s+back)?", r"(?:returned|took|received|rec'd|recd|made|got|placed|had)\s+(?:a\s+|the\s+)?(?:phone\s+)?call(?:s)?(?:\s+(?:back|from|to))?", r"[tp]/c", r"tc", r"tel(?:e(?:con)?)?\.?(?!-)", r"ph\.?", r"rang(?:\s+up)?", r"(?:just\s+)?hung\s+up(?:\s+(?:with|w/))?", r"ring(?:ing)?", r"dialed", r"(?:(?:returned|answered)\s+(?:an?\s+|the\s+)?)?(?:paged|pages?(?=\s+(?:from|to|by|w/|with)))", r"spoke\s+(?:by|on\s+the|over\s+the)\s+phone", r"teleconversation",
        ),
    ),
    (
        "portal", True,
        (
            r"(?:(?:got|rec'?d|received|sent|answered|replied\s+to|responded\s+to|read)\s+(?:an?\s+|the\s+)?)?(?:secure\s+|sec\s+|portal\s+|patient\s+portal\s+|my-?chart\s+|epic\s+|in[\s-]?basket\s+|inbox\s+|direct\s+|text\s+|chat\s+)?(?:messag(?:e|es|ed|ing)|msg'?d|msgs?)(?:\s+(?:with|to|from|w/|exchange|thread))?", r"(?:by\s+|via\s+)?(?:the\s+)?(?:patient\s+)?portal(?:\s+(?:reply|response|exchange|thread))?", r"my-?chart(?:\s+reply)?", r"(?:secure|epic|tiger)[\s-]*(?:chat|text|connect)(?:ed)?", r"in[\s-]?basket", r"direct\s+messag\w+",
        ),
    ),
    (
        "portal", False,
        (
            r"(?:by\s+|via\s+|(?:sent|got|rec'?d|received|answered|replied\s+to)\s+(?:an?\s+|the\s+)?|secure\s+)?e-?mail(?:ed|ing|s)?(?:\s+(?:with|to|from|exchange|thread))?", r"(?:by\s+|via\s+|(?:sent|got|rec'?d|received|answered)\s+(?:an?\s+|the\s+)?)?e?-?fax(?:ed|ing|es)?(?:\s+(?:with|to|from|exchange|received|rec'?d|sent|back))?", r"(?:sent\s+|wrote\s+|got\s+|rec'?d\s+|received\s+|by\s+)?(?:an?\s+|the\s+)?letters?(?:\s+(?:with|to|from))?", r"wrote\s+to", r"(?:(?:2|3|two|three)[\s-]?way\s+)?te?xt(?:ed|s|ing)?(?:\s+(?:with|to|from|exchange|thread|message))?", r"sms", r"(?:written|electronic)\s+(?:correspondence|communication)", r"correspondence", r"chat(?:ted)?(?=\s+(?:with|w/))",
        ),
    ),
    (
        "in_person", True,
        (
            r"in[\s-]*person", r"(?<!goals )(?<!goal )(?<!not )(?<!criteria )(?<!being )met(?:\s+(?:up\s+)?(?:with|w/))?", r"meeting(?:\s+(?:with|w/))?", r"mtg(?:\s+(?:with|w/))?", r"face[\s-]*to[\s-]*face", r"f2f", r"(?:at\s+(?:the\s+)?)?bedside", r"on[\s-]*site", r"(?:in\s+(?:the\s+)?)?hall-?way(?:\s+(?:talk|chat|discussion|conversation))?", r"curb-?side(?:d)?", r"stopped\s+by", r"came\s+by(?:\s+(?:the|our)\s+(?:office|clinic))?", r"came\s+in(?:to)?\s+(?:the|our)\s+(?:office|clinic)", r"sat\s+down\s+with",
        ),
    ),
    (
        "record_review", True,
        (
            rf"(?:review(?:ed|ing)?|rev(?:'?d)?|rvw?'?d?|read(?:ing)?(?:\s+(?:through|over))?|look(?:ed|ing)\s+(?:at|over|through)|went\s+(?:over|through)|check(?:ed|ing)?|studied)\s+(?:of\s+)?{RECORD_LIST}",
            rf"{RECORD_LIST}[\s-]+(?:review(?:ed|ing|s)?|rev(?:'?d)?|rvw?'?d?|check|read)", r"review(?:ed|ing|s)?|rev(?:'?d)?(?!\.)|rvw?'?d?", r"read(?=\s*(?:\d+\s*m(?:in)?s?\b|[,;.]|$))", r"(?:oasis|wound|vitals?|weights?|glucose|bp|telemonitoring|remote)\s+(?:log\s+)?review", r"(?:hosp(?:ital)?\s+)?(?:discharge|d/?c|admission|transfer|visit|progress)\s+(?:summar(?:y|ies)|summ?|notes?|reports?|papers|paperwork|packet|instructions)(?:\s+from\s+(?:the\s+)?\w+)?\s+(?:reviewed|read|rev'?d?|rvw'?d)", rf"(?:in\s+|from\s+)?(?:{_WHOSE}\s+)*(?:charts?|records)(?:\s*(?:/|\+|&|and)\s*labs)?(?!\w)", r"(?:by\s+)?record[\s-]+review", r"rr(?=\s+\d+\s*m(?:ins?)?\b|\s*[,;])", r"(?:lab|test)\s+results?", r"labs",
        ),
    ),
    (
        "record_review", False,
        (r"look(?:ed|ing)\s+(?:at|over|through)", r"read(?:ing)?\s+(?:over|through)", r"(?:^|(?<=[,;.]\s)|(?<=\dm\s)|(?<=min\s))read(?:ing)?(?=\s+[a-z])", r"(?:w(?:ent|ent\s+back)|go(?:ing|ne))\s+(?:over|through)"),
    ),
)  # fmt: skip
TALKED = (
    r"(?:(?:i\s+)?(?:p2p|(?:md|doctor|doc|provider|physician|peer|nurse|rn)[\s-]+to[\s-]+(?:md|doctor|doc|provider|physician|peer|nurse|rn)|spoke?|spoken|speaking|talk(?:ed|ing|s)?|convers(?:ed|ation)|(?:case\s+)?discuss(?:ed|ion|ing)|communicat(?:ed|ion|ing)|consult(?:ed|ing|ation)?|(?:care\s+)?coord(?:inat(?:ed?|ion|ing)|\.)?(?:\s+(?:of\s+)?care)?|conferred|touch(?:ed)?\s+base|(?:check(?:ed|ing)?|ck'?d?)[\s-]+in|(?:(?:rec'?d|received|got|gave|provided)\s+(?:an?\s+)?)?update[ds]?(?!\s+[\w'-]+\s+(?:med(?:ication)?s?|problem|allergy)\s+list)|updating|huddled|contact(?:ed)?|reached(?:\s+out|(?=\s+(?:the\s+|a\s+|his\s+|her\s+)?(?:pharm|nurse|rn\b|hha|daughter|son\b|wife|husband|office|dr\b)))|exchange[ds]?|spk|disc'?d?(?=\s+(?:w/|with\b|w\b))|answer(?:ed|ing)|repl(?:ied|ying)|respond(?:ed|ing)|[sd]/w))"
    r"(?:\s+(?:by|on|over)\s+(?=(?:the\s+)?(?:tele)?phone))?"
)
