"""The usual words for what was done; several of them for every activity that the book knows."""

# activity, strength (3 says it outright, 2 usually means it, 1 only when nothing else is said), patterns
ACTIVITY_WORDS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    (
        "team_conference", 3,
        (
            r"(?:inter-?disciplinary|multi-?disciplinary|inter-?professional|idt|idg|mdt)(?:\s+(?:team|group))?(?:\s+(?:conference|conf|meeting|mtg|rounds?|huddle|call))?",
            r"(?:team|tem|case|care|family|patient\s+care)\s+(?:conference|conferencing|conf|meeting|mtg|rounds?|huddle)(?:\s+call)?",
            r"(?:care[\s-]*plan(?:ning)?|poc|plan\s+of\s+care|hospice|goals?[\s-]+of[\s-]+care|goc|interdisc\w*|d/?c\s+planning|discharge(?:\s+planning)?)\s+(?:team\s+)?(?:conference|conf|meeting|mtg|huddle)", r"(?:case|care)\s+conferenced?", r"conferenced(?=\s+(?:with|w/))", r"(?:team\s+)?huddle", r"conference(?!\s+call)", r"conf(?=\s+(?:w/|with|w|hha?|hospice|snf|team|rn|hhn|idt)(?![\w]))", r"fam(?:ily)?\s+(?:meeting|mtg|conf)", r"hosp(?:ice|c)\s+(?:team\s+)?(?:meeting|mtg|conference)", r"team\s+(?:call|discussion)",
        ),
    ),
    (
        "initial_evaluation", 3,
        (
            r"(?:initial|new)\s+(?:poc|plan\s+of\s+care|care\s+plan)(?:\s+development)?(?:\s+(?:and\s+|&\s+|\+\s+)?goals?)?", r"initial\s+(?:evaluation|eval|assessment|intake|review|plan|care\s+plan|goals?)(?:\s+(?:and|&|\+)\s+(?:goals?|poc|plan\s+of\s+care|care\s+plan)(?:\s+(?:setting|development|planning))?)?", r"start[\s-]+of[\s-]+care(?:\s+(?:review|evaluation|eval|assessment|findings))?", r"soc\s+(?:review|evaluation|eval|assessment|visit\s+findings|orders?)",
            r"(?:admission|new\s+patient|baseline)\s+(?:evaluation|eval|assessment|review)", r"(?<!po )(?<!oral )(?<!fluid )(?<!food )(?<!poor )(?<!low )(?<!good )(?<!decreased )(?<!reduced )(?<!dietary )(?<!of )intake(?:\s+(?:evaluation|eval|assessment|review))?",
            r"goals?[\s-]+(?:development|setting|planning)", r"(?:setting|set|developed|developing|establish(?:ed|ing)?|defined|stated)\s+(?:the\s+)?(?:initial\s+|first\s+|new\s+|patient\s+|care\s+)?goals?",
            r"(?:first|new)\s+(?:care\s+plan|plan\s+of\s+care|goals?)", r"initial\s+eval\w*", r"eval\w*\s*(?:\+|&|and)\s*goals?", r"(?:(?<=min )|(?<=mins )|(?<=minutes )|(?<=\dm ))eval(?:uation)?", r"init(?:ial)?\s+eval\w*", r"eval(?:uation)?\s+(?:of\s+)?new\s+(?:home\s+health|hospice|pt|patient|admit|admission)",
        ),
    ),
    (
        "quality_improvement", 3,
        (
            r"(?:(?:care[\s-]*plan|plan\s+of\s+care|poc|plan)(?:'s)?\s+)?quality(?:[\s-]+(?:improvement|review|work|assurance|project|check))*(?:\s+of\s+(?:the\s+|this\s+|his\s+|her\s+|patient'?s?\s+)*(?:care\s+)?plan(?:\s+of\s+care)?)?(?!\s+of\s+life)", r"q\.?[ia]\.?(?:\s+(?:review|work|project|meeting))?", r"qapi(?:\s+(?:review|work|project|meeting))?",
            r"root[\s-]+cause(?:\s+(?:analysis|review))?", r"(?:re-?admi(?:ssion|t)s?|re-?hospitali[sz]ation|incident|fall|event|mortality)\s+(?:review|analysis|debrief)", r"pdsa", r"(?:plan\s+)?improvement\s+(?:work|review|of\s+(?:the\s+)?plan)",
        ),
    ),
    (
        "program_monitoring", 3,
        (
            r"program(?:me)?[\s-]*(?:wide\s+)?(?:monitoring|dashboards?|review|policy|policies|audit|oversight|meeting|work|time|quality|metrics|planning|management|protocols?)(?:\s+(?:work|review|update|audit|monitoring))?", r"(?:dashboards?|registry|panel|population(?:\s+health)?|policy|policies|protocols?)\s+(?:review|work|update|audit|monitoring)", r"dashboards?|registry|population\s+health",
            r"(?:practice|program(?:me)?|chart)[\s-]+(?:wide\s+)?audits?", r"monitor(?:ed|ing)\s+(?:the\s+)?program(?:me)?", r"(?<!exercise )(?<!therapy )(?<!bowel )(?<!bladder )(?<!walking )(?<!rehab )(?<!assistance )(?<!waiver )(?:whole\s+)?program(?:me)?(?:\s+metrics)?",
        ),
    ),
    ("program_monitoring", 2, (r"panel|population|policy|policies|protocols?",)),
    (
        "post_operative", 3,
        (
            r"post[\s-]*op(?:erative)?(?:\s+(?:follow[\s-]*up|f/u|care|check|review|visit|day\s+\d+)(?:\s+visit)?)?", r"(?:surgical|surgery|after\s+surgery|post[\s-]*surgical|post[\s-]*surgery)\s+(?:follow[\s-]*up|f/u|care|check)?", r"follow[\s-]*up\s+after\s+surgery", r"global\s+(?:period|follow[\s-]*up)",
        ),
    ),
    (
        "discharge_day", 3,
        (
            r"discharge[\s-]*day(?:\s+(?:work|management|planning|services?))?", r"(?:day\s+of\s+)?(?:hospital\s+|snf\s+|facility\s+)?discharge\s*(?:summary|planning|management|paperwork|orders?|work|coordination|instructions|med\s+rec)(?!\s+(?:call|tc|discussion|conversation)(?!\w))", r"day\s+of\s+discharge", r"hospital\s+discharge", r"d/?c\s+(?:day|summary|planning|paperwork|orders?)(?!\s+(?:call|tc|discussion|conversation)(?!\w))", r"discharg(?:ed|ing)(?!\s+(?:on\s+)?\d)(?:\s+(?:home|from\s+(?:the\s+)?hospital|him|her))?",
        ),
    ),
    (
        "certification", 3,
        (
            r"(?:(?:home\s+health|hh|hospice|hha)\s+)?(?:re-?)?certif(?:ication|y|ied|ying|ications?)(?:\s+(?:of\s+)?(?:the\s+)?(?:plan(?:\s+of\s+care)?|form|paperwork|485))?", r"re-?certs?(?:\s+(?:form|paperwork|of\s+(?:the\s+)?plan))?", r"cert\s+(?:form|paperwork|of\s+(?:the\s+)?plan|period)", r"(?:(?:home\s+health|hh|hospice)\s+)?(?:re-?)?cert(?:ification)?\s*/\s*(?:poc|plan\s+of\s+care|485)", r"(?:(?:home\s+health|hh|hospice)\s+)?cert(?=\W|$)", r"(?:(?:e-?)?sig(?:n(?:ed|ing)?)?\s+)?(?:the\s+|a\s+)?(?:cms[\s-]*)?485s?(?:\s+(?:form|signed|signing))?",
            r"(?<!faxed\s)(?<!fax\s)(?<!sent\s)(?<!emailed\s)sign(?:ed|ing)?(?:\s*(?:&|and|/)\s*(?:returned|faxed(?:\s+back)?|sent))?\s+(?:the\s+|a\s+|his\s+|her\s+|hha?\s+|hh\s+|home\s+health\s+|hospice\s+|agency\s+|new\s+)*(?:plan(?:\s+of\s+care)?|poc|care\s+plan|orders|(?:re-?)?certification|(?:re-?)?cert)", r"(?<!faxed\s)(?<!fax\s)(?<!sent\s)(?<!emailed\s)sign(?:ed|ing)\s+(?:(?![\w-]+'s\b)[\w/'-]+\s+){0,3}?(?:orders?|plan\s+of\s+care|poc|(?:re-?)?cert(?:ification)?)(?!\w)", r"(?:(?:hha?|home\s+health|hospice)\s+)?(?:orders?|plan\s+of\s+care|poc|(?:re-?)?cert(?:ification)?)\s+signed", r"g01(?:79|80)", r"(?:face[\s-]*to[\s-]*face|f2f)\s+(?:form|documentation|paperwork|attestation|addendum)", r"physician\s+certification", r"(?<!faxed\s)(?<!sent\s)sign(?:ed|ing)(?:\s*(?:&|and|/)\s*(?:returned|faxed|sent)(?:\s+back)?)?(?=\s+(?:[\w-]+\s+){1,3}(?:orders?|plan\s+of\s+care|poc|(?:re-?)?certs?)\b)", r"sign(?:ed|ing)(?=\s+(?:mrs?\.?\s+|ms\.?\s+)?[\w-]+'s\s+(?:[\w-]+\s+){0,2}(?:orders?|plan|poc)\b)", r"sign(?:ed|ing)?\s+(?:the\s+)?(?:face[\s-]*to[\s-]*face|f2f)(?!\s+visit)", r"(?:signed\s+)?(?:the\s+)?(?:cti|certification\s+of\s+terminal\s+illness)(?:\s+(?:form|signed|review|paperwork))?",
        ),
    ),
    (
        "prescription_refill", 3,
        (
            r"(?:med(?:ication|s)?\s+|prescription\s+|rx\s+|script\s+)?(?:refill(?:ed|ing|s)?|renew(?:al|als|ed|ing)?)(?:\s+(?:request|of|rx|prescriptions?|script|meds?|medications?))?", r"(?:call(?:ed|ing)?\s+in|phon(?:ed|ing)\s+in|e-?prescribed?|sent\s+(?:in\s+)?(?:an?\s+|the\s+)?)\s*(?:a\s+|an\s+|the\s+)?(?:routine\s+)?(?:rx|prescriptions?|scripts?)", r"(?:rx|prescriptions?|scripts?)\s+(?:was\s+)?(?:sent|called\s+in|phoned\s+in)", r"(?:routine\s+)?(?:rx|prescriptions?|scripts?)(?!\s+(?:list|bottles?|labels?|coverage|bag))(?:\s+(?:request|for|writing))?", r"e-?prescribed",
        ),
    ),
    (
        "claim_preparation", 3,
        (
            r"(?:prep(?:ped|ping)?|prepar(?:ed|ing|ation\s+of)|submit(?:ted|ting)?|fil(?:ed|ing)|review(?:ed|ing)?|fix(?:ed|ing)?|correct(?:ed|ing)?)\s+(?:the\s+|a\s+|his\s+|her\s+)?(?:claims?|bill(?:s|ing)?|superbills?)", r"claims?(?:\s+(?:prep(?:aration)?|work|review|form|submission|filing))?", r"billing(?:\s+(?:prep(?:aration)?|work|paperwork|review|questions?|q|issues?|codes?))?", r"coding(?:\s+(?:review|work|the\s+claim))?", r"super-?bills?", r"count(?:ed|ing)\s+(?:the\s+|up\s+)?minutes", r"cpo\s+billing", r"tally(?:ing)?\s+minutes", r"cms[\s-]*1500",
        ),
    ),
    (
        "travel", 3,
        (
            r"travel(?!\s+(?:oxygen|o2|concentrator|letter|plans|dates?|arrangements?|insurance|wheelchair|clearance))(?:l?ed|l?ing)?(?:\s+time)?(?:\s+(?:to|from)\s+(?:the\s+)?(?:pt|patient)(?:'?s)?\s+(?:home|house))?", r"dr(?:ove|iving|ive)(?!\s+(?:cessation|eval|safety|test|assessment|privilege|retirement|restriction))(?:\s+out)?(?:\s+(?:time|to\s+see|to|back|home|from))?", r"commut(?:e|ed|ing)", r"mileage", r"in\s+the\s+car", r"car\s+ride", r"en\s+route",
        ),
    ),
    (
        "administrative", 3,
        (
            r"admin(?:istrative|istration)?(?:\s+(?:work|time|tasks?|stuff))?", r"(?:left\s+(?:a\s+)?)?(?:voice[\s-]*mail|l?vm)(?:\s+(?:left|message))?", r"left\s+(?:a\s+)?(?:message|msg|word)", r"(?:was\s+)?(?:on|waiting\s+on)\s+hold", r"hold\s+time", r"hold(?=\s+(?:w/|with\b))", r"wait(?:ed|ing)(?:\s+on\s+hold|\s+time)?", r"phone\s+tag", r"re-?dial(?:l?ed|l?ing)?", r"no\s+answer", r"tried\s+(?:calling|to\s+(?:call|reach|phone))", r"paper-?work(?:\s+filing)?(?!\s+rev)", r"fil(?:ed|ing)(?:\s+(?:papers?|paperwork|records?|forms?|chart))?", r"(?:re-?)?schedul(?:ed|ing)(?:\s+(?:an?\s+|the\s+)?(?:(?:home|office|clinic|follow[\s-]*up|f/u|next|nurse|telehealth|video)\s+)*(?:appointments?|appts?|visits?))?", r"(?:fetch(?:ed|ing)?|pull(?:ed|ing)?|retriev(?:ed|ing)?|locat(?:ed|ing)|find(?:ing)?|look(?:ed|ing)\s+for)\s+(?:the\s+|a\s+|his\s+|her\s+|old\s+|hospital\s+|outside\s+|prior\s+)*(?:chart|charts|records?|file)", r"clerical(?:\s+work)?", r"(?:sign(?:ed|ing)?\s+|complet(?:ed|ing)\s+)?(?:the\s+)?death\s+certificate", r"prior\s+auth(?:orization)?(?:\s+paperwork)?", r"pa(?=\s+(?:for|req\w*|form|appeal)\s+(?!dr\b|the\b|our\b))", r"(?:roi\s*/\s*)?records?\s+request(?:ed|s)?", r"request(?:ed|ing)\s+(?:of\s+)?(?:the\s+|old\s+|outside\s+|hosp(?:ital)?\s+)*records", r"insurance\s+forms?", r"(?:insurance\s+)?appeals?(?:\s+letter)?", r"(?:(?:wr(?:ote|iting)|complet(?:ed|ing)|did|sent)\s+(?:an?\s+|the\s+)?)?(?:letter\s+of\s+(?:medical\s+)?necessity|lmn)",
        ),
    ),
    (
        "direct_care", 3,
        (
            r"direct\s+(?:patient\s+)?care", r"(?:home|office|house|bedside|clinic|nursing\s+home|facility|snf|follow[\s-]*up|f/u|sick|acute|routine|telehealth|tele-?visit|video|tele-?medicine|face[\s-]*to[\s-]*face|f2f|e/m)\s+(?:visits?|appointment|appt|encounter|exam)(?:\s+(?:with\s+|w/\s*)(?:the\s+)?(?:patient|pt)(?!['\w])(?!\s*(?:and\b|&|\+|/)))?", r"house\s*calls?", r"ward\s+rounds?(?:\s+(?:at|in|on)(?=\s))?", r"tele-?visit", r"(?:telehealth|tele-?medicine)(?!\s+(?:call|nurse|rn|monitor|program))", r"(?<!missed )(?<!extra )(?<!skilled )(?<!nurse )(?<!nursing )(?<!rn )(?<!hha )(?<!pt )(?<!ot )(?<!sn )(?<!refused )(?<!er )(?<!ed )(?<!hospital )(?<!specialist )(?<!clinic )(?<!ology )(?<!care )visit(?:ed)?(?!\s+(?:on\b|for\b|by\b|coord|notes?|summar|reports?|frequenc|orders?|vitals|schedule))(?:\s+(?:at|in)\s+(?:the\s+|our\s+)?(?:home|office|clinic|facility)(?!\w))?(?:\s+(?:with\s+|w/\s*)(?:the\s+)?(?:patient|pt)(?!['\w])(?!\s*(?:and\b|&|\+|/)))?", r"(?:saw|seen|seeing|examin(?:ed|ing))(?:\s+(?:the\s+)?(?:patient|pt)(?=\W|$))?(?:\s+(?:at|in)\s+(?:the\s+)?(?:home|house|snf|alf|nursing\s+home|facility|hospital|office|clinic)(?=\W|$))?", r"round(?:ed|s|ing)(?:\s+(?:at|in)\s+(?:the\s+)?(?:snf|alf|ltc|nursing\s+home|facility|hospital))?(?:\s+on(?=\s))?", r"(?:physical\s+)?exam(?:ination)?", r"procedure", r"(?<!phone )encounter", r"(?:wound\s+)?debridement", r"(?:joint\s+)?injection",
        ),
    ),
    (
        "documentation", 3,
        (
            r"docu", r"(?:(?:cpo|ccm|oversight)\s+)?document(?:ed|ing|ation)(?:\s+of)?(?:\s+(?:time|note|work|(?:the\s+|my\s+)?(?:phone\s+)?calls?))?(?:\s+oversight)?", r"(?:wr(?:ote|iting|itten|ite)|complet(?:ed|ing)|finish(?:ed|ing)|typ(?:ed|ing)|enter(?:ed|ing)|dictat(?:ed|ing)|updat(?:ed|ing))(?:\s+up)?\s+(?:my\s+|the\s+|an?\s+|his\s+|her\s+)?(?:care\s+plan\s+(?=oversight)|oversight\s+|progress\s+|cpo\s+|ccm\s+|phone\s+|call\s+|care\s+|chart\s+|clinical\s+)*notes?", r"(?:visit|progress|clinic|encounter|oversight|cpo|phone|call)\s+notes?\s+(?:dictated|written|completed|done|typed|finished)", r"wr(?:ote|iting)\s+up", r"(?:oversight|cpo|ccm|prog(?:ress)?)\s+note(?:\s+writing)?", r"note[\s-]+writing", r"chart(?:ing|ed)(?:\s+on(?=\s))?", r"dictat(?:ed|ion|ing|e)", r"addend(?:um|ed)",
        ),
    ),
    (
        "long_term_strategy", 3,
        (
            r"long[\s-]*term\s+(?:strategy|strategies|plan(?:ning)?|goals?|care\s+plan(?:ning)?)", r"strateg(?:y|ies|izing|ic\s+planning)(?:\s+(?:review|planning|session))?", r"(?:revis(?:ed|ing|ion\s+of)|re-?d(?:o|id|ing|oing|one)|updat(?:ed|ing|e)|adjust(?:ed|ing)|chang(?:ed|ing)|modif(?:ied|ying)|develop(?:ed|ing)|re-?work(?:ed|ing)|rewrote|rewriting|amend(?:ed|ing)|work(?:ed|ing)\s+on|review(?:ed|ing)?(?:\s+and\s+(?:revised|updated))?|discuss(?:ed|ing)?)\s+(?:of\s+)?(?:the\s+|his\s+|her\s+|their\s+|this\s+)?(?:hospice\s+|home\s+health\s+|hh\s+|cpo\s+|patient'?s?\s+|medical\s+)?(?:care[\s-]*plans?|plans?\s+of\s+care|poc|plan|treatment\s+plan|therapy(?:\s+plan)?)(?:\s*(?:and|&|\+)\s*goals?(?!\s+of\s+care))?", r"(?:updat|revis|chang|adjust|modif)(?:ed|ing)(?=\s+(?:[\w.-]+\s+)?[\w'-]+'s\s+(?:care\s*plan|plan|poc|goals|meds|medications|treatment|insulin|lasix|coumadin|warfarin|diuretics?|doses?|dosage|oxygen|o2|diet|\w+(?:pril|olol|ide|ine))\b)", r"goals?[\s-]+(?:review(?:ed)?|rev'?d?|updated?|revision|revised)", r"(?:updat(?:ed|ing)|revis(?:ed|ing))\s+(?:the\s+|his\s+|her\s+)?goals?", r"(?:(?:wrote|made|did)\s+(?:the\s+)?)?(?:(?:hospice|home\s+health|hh)\s+(?=care|plan|poc))?(?<!advance )(?<!advanced )(?:care[\s-]*plan(?:ning)?|plan\s+of\s+care|poc|treatment\s+plan|treatment)(?!\s+oversight)\s*(?:updates?|updated|updat|updte|upd|chg'?d?|rewrite|rewritten|revision|revised|review(?:ed)?|rev'?d?|changed?|amended|adapted|changes|adjustment|development|discussion(?!\s+(?:w/|with\b))|work)?(?:\s*(?:and|&|\+|/)\s*(?:review|updates?|revisions?|changes?))?(?:\s*(?:and|&|\+)\s*goals?(?!\s+of\s+care))?", r"plan(?:ning)?\s+(?:revision|update|change|adjustment|review|ahead|next\s+(?:quarter|steps))", r"adj(?:ust(?:ed|ing|ment\s+of))?\s+(?:the\s+|his\s+|her\s+)?(?:meds?|medications?|therapy|treatment|regimen|dose|doses)", r"adj(?:ust(?:ed|ing|ment\s+of))?(?=\s+(?:the\s+|his\s+|her\s+)?(?:insulin|lasix|coumadin|warfarin|diuretics?|\w+ics?|\w+ol|\w+pril|\w+ide|\w+ine)\b)", r"(?:med(?:ication)?s?|insulin|therapy|treatment|regimen)\s+(?:adj(?:ustments?)?|changes?|titration|optimi[sz]ation)", r"titrat(?:ed|ing|ion)(?:\s+(?:meds?|medications?))?", r"chang(?:ed|ing)\s+(?:the\s+)?(?:meds?|medications?|therapy|treatment|regimen)",
        ),
    ),
    (
        "long_term_strategy", 2,
        (r"(?:chang|increas|decreas|reduc|lower|rais|titrat|adjust|switch)(?:ed|ing)(?=\s+[a-z]+\s+(?:(?:from|to|by)\s+)?\d)",),
    ),
    (
        "progress_tracking", 2,
        (
            r"reconcil(?:ed|ing|iation\s+of)\s+(?:the\s+|his\s+|her\s+|all\s+)*(?:meds?|medications?|med\s+list)", r"med(?:ication)?s?\s+rec(?:onciliation|onciled)?(?=\W|$)", r"progress[\s-]+(?:tracking|review|report|reports|check|monitoring|update)", r"updat(?:ed|ing)\s+(?:the\s+|his\s+|her\s+)?(?:med(?:ication)?s?|problem|allergy)\s+list", r"updat(?:e|ed|ing)(?=\s+[\w'-]+\s+(?:med(?:ication)?s?|problem|allergy)\s+list)", r"track(?:ed|ing)\s+(?:of\s+)?(?:the\s+|his\s+|her\s+)?progress", r"(?:monitor(?:ed|ing)|check(?:ed|ing)?|follow(?:ed|ing))\s+(?:on\s+)?(?:the\s+|his\s+|her\s+)?progress", r"progress",
            r"(?:oasis|wound|vitals?|weights?|glucose|bp|telemonitoring|remote)\s+(?:review|monitoring|tracking|log\s+review)", r"(?:monitor(?:ed|ing)|track(?:ed|ing))(?:\s+(?:vitals|weights?|glucose|labs?|symptoms|bp))?",
        ),
    ),
)  # fmt: skip
# Words that say what was done only by what it was done to: reading records is tracking progress.
