"""The usual words for how something took place."""

# channel, whether the word says it outright, patterns; a fax, letter or video has no channel of its own in the rules,
# and stands under the nearest one
CHANNEL_WORDS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    (
        "conference", True,
        (r"conference\s+call", r"conf\s+call", r"conference"),
    ),
    (
        "phone", False,
        (
            r"(?:video|zoom|facetime|telehealth|ms\s+teams|teams(?=\s+(?:call|chat|meeting|mtg|w/|with))|webex|doxy(?:\.me)?|skype)(?:\s*-?\s*(?:call(?:ed)?|chat|meeting|mtg|conference|conf))?", r"video-?(?:call|chat)(?:ed)?",
        ),
    ),
    (
        "phone", True,
        (
            r"(?:tele)?phone(?:d|s)?(?:\s+(?:call(?:ed|s)?|conversation|consult(?:ation)?|conference|discussion|conf))?", r"(?:by|via|over|on)\s+(?:the\s+)?(?:tele)?phone", r"call(?:ed|ing|s|[\s-]?back|ed\s+back)?(?:\s+(?:back|from|to|with|w/))?", r"returned\s+(?:the\s+|a\s+)?[a-z]+\s+calls?(?:\s+back)?", r"(?:returned|took|received|rec'd|recd|made|got|placed|had)\s+(?:a\s+|the\s+)?(?:phone\s+)?call(?:s)?(?:\s+(?:back|from|to))?", r"[tp]/c", r"tc", r"tel(?:e(?:con)?)?\.?(?!-)", r"ph\.?", r"rang(?:\s+up)?", r"ring(?:ing)?", r"dialed", r"spoke\s+(?:by|on\s+the|over\s+the)\s+phone", r"tele(?:conf|conversation)",
        ),
    ),
    (
        "portal", True,
        (
            r"(?:secure\s+|portal\s+|patient\s+portal\s+|my-?chart\s+|epic\s+|in[\s-]?basket\s+|inbox\s+|direct\s+|text\s+|chat\s+)?(?:messag(?:e|es|ed|ing)|msg'?d|msgs?)(?:\s+(?:with|to|from|w/|exchange|thread))?", r"(?:by\s+|via\s+)?(?:the\s+)?(?:patient\s+)?portal(?:\s+(?:reply|response|exchange|thread))?", r"my-?chart(?:\s+reply)?", r"(?:secure|epic|tiger)[\s-]*(?:chat|text|connect)(?:ed)?", r"in[\s-]?basket", r"direct\s+messag\w+",
        ),
    ),
    (
        "portal", False,
        (
            r"(?:by\s+|via\s+|sent\s+(?:an?\s+)?|secure\s+)?e-?mail(?:ed|ing|s)?(?:\s+(?:with|to|from|exchange|thread))?", r"(?:by\s+|via\s+|sent\s+(?:an?\s+)?)?e?-?fax(?:ed|ing|es)?(?:\s+(?:with|to|from|exchange))?", r"(?:sent\s+|wrote\s+|by\s+)?(?:an?\s+|the\s+)?letters?(?:\s+(?:with|to|from))?", r"wrote\s+to", r"te?xt(?:ed|s|ing)?(?:\s+(?:with|to|from|exchange))?", r"sms", r"(?:written|electronic)\s+(?:correspondence|communication)", r"correspondence", r"chat(?:ted)?(?=\s+(?:with|w/))",
        ),
    ),
    (
        "in_person", True,
        (
            r"in[\s-]*person", r"met(?:\s+(?:up\s+)?(?:with|w/))?", r"meeting(?:\s+(?:with|w/))?", r"mtg(?:\s+(?:with|w/))?", r"face[\s-]*to[\s-]*face", r"f2f", r"(?:at\s+(?:the\s+)?)?bedside", r"on[\s-]*site", r"(?:in\s+(?:the\s+)?)?hall-?way(?:\s+(?:talk|chat|discussion|conversation))?", r"curb-?side(?:d)?", r"stopped\s+by", r"sat\s+down\s+with",
        ),
    ),
    (
        "record_review", True,
        (
            r"(?:review(?:ed|ing)?|rev(?:'?d)?|rvw'?d?|read(?:ing)?|look(?:ed|ing)\s+(?:at|over|through)|went\s+(?:over|through)|check(?:ed|ing)|studied)\s+(?:of\s+)?(?:the\s+|his\s+|her\s+|their\s+|all\s+|recent\s+|new\s+|latest\s+|old\s+|outside\s+|hospital\s+|hosp\s+|snf\s+|d/?c\s+|facility\s+|hospice\s+|agency\s+|hha\s+|home\s+health\s+|nursing\s+|nurse'?s?\s+|rn\s+|pt\s+|ot\s+|specialist\s+|lab\s+|(?:neuro|cards|cardio|nephro|renal|psych|derm|uro|onc|surg)\s+|cardiology\s+|neurology\s+|nephrology\s+|pulm\w*\s+|gi\s+|ortho\s+|\w+ology\s+|medical\s+|test\s+|weekly\s+|er\s+|ed\s+|visit\s+|consult\s+|imaging\s+|x-?ray\s+|discharge\s+|admission\s+|operative\s+)*(?:charts?|records?|reports?|labs?|results?|notes?|letters?|oasis|x-?rays?|imaging|mri|ct|documents?|documentation|paperwork|files?|consults?|vitals|weights?|mar|medication\s+list|med\s+list|summary|data|logs?)(?:\s*(?:&|and|\+|/)\s*(?:charts?|records?|reports?|labs?|results?|notes?|vitals|weights?|imaging|x-?rays?)(?!\w))?",
            r"(?:(?:charts?|records?|labs?|meds?|vitals?|x-?rays?|imaging|notes?)\s*(?:&|and|\+|/)\s*)?(?:charts?|records?|record'?s|reports?|labs?|results?|notes?|med(?:ication)?s?|oasis|x-?ray|imaging|file|data|log|hospital\s+records?|agency\s+reports?|hha\s+reports?|lab\s+results?|lab\s+reports?)[\s-]+(?:review(?:ed|ing|s)?|rev(?:'?d)?|rvw'?d?|check|read)", r"review(?:ed|ing|s)?|rev'?d|rvw'?d?", r"(?:oasis|wound|vitals?|weights?|glucose|bp|telemonitoring|remote)\s+(?:log\s+)?review", r"(?:hosp(?:ital)?\s+)?(?:discharge|d/?c|admission|transfer|visit|progress)\s+(?:summar(?:y|ies)|notes?|reports?)\s+(?:reviewed|rev'?d|rvw'?d)", r"(?:in\s+|from\s+)?(?:the\s+)?(?:charts?|records)(?!\w)", r"(?:by\s+)?record[\s-]+review", r"(?:lab|test)\s+results?", r"labs",
        ),
    ),
    (
        "record_review", False,
        (r"look(?:ed|ing)\s+(?:at|over|through)", r"(?:w(?:ent|ent\s+back)|go(?:ing|ne))\s+(?:over|through)"),
    ),
)  # fmt: skip
TALKED = (
    r"(?:(?:i\s+)?(?:spoke|spoken|speaking|talk(?:ed|ing|s)?|convers(?:ed|ation)|discuss(?:ed|ion|ing)|communicat(?:ed|ion|ing)|consult(?:ed|ing|ation)?|(?:care\s+)?coord(?:inat(?:ed|ion|ing)|\.)(?:\s+(?:of\s+)?care)?|conferred|touch(?:ed)?\s+base|checked\s+in|update[ds]?|updating|huddled|contact(?:ed)?|reached\s+out|exchange[ds]?|spk|disc'?d?(?=\s+(?:w/|with\b|w\b))|answered|replied|responded|[sd]/w))"
    r"(?:\s+(?:by|on|over)\s+(?=(?:the\s+)?(?:tele)?phone))?"
)
