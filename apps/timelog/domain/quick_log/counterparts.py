"""The usual words for whom it was with."""

_NURSE = r"(?:nurse\s+manager|nurses?|rn|lpn|lvn|hhn|vn|aide|cna|hha|hh-?[rs]n|sn(?!\s+(?:visit|note|order|eval|freq|assess))|case\s+m(?:anager|gr)|(?<!\d )cm|a?don|(?:assistant\s+)?director\s+of\s+nursing|mds(?:\s+(?:coordinator|nurse))?|med(?:ication)?[\s-]*(?:tech|aide)|unit\s+manager|house\s+supervisor)"
_PLACE = (
    r"(?:home[\s-]*(?:health|care)|hha?|visiting\s+nurses?|vna|hosp(?:ice|c|is)|palliative(?:\s+care)?|snf|n(?:ur)?sg?\s+(?:home|facility)|nursing\s+(?:home|facility)|nf|rehab(?:\s+(?:center|facility))?"
    r"|assisted\s+living|(?:assisted\s+living|skilled(?:\s+nursing)?|care|living)\s+(?:facility|center|home)|alf|facility|agency|ltc|ltac|group\s+home|adult\s+day(?:\s+care)?)"
)
_THERAPY = r"(?:(?:physical|phys|occupational|occ|speech|respiratory|resp|wound|massage)\s+therap(?:ist|y)s?|physio(?:therapists?)?|therapists?|rt|slp|speech\s+path(?:ologist)?|pta|cota)"
_OUTSIDE = rf"(?:{_THERAPY}|pt|ot|st|nurse|rn|social\s+worker|sw|msw)"
SPECIALTY = (
    r"(?:\w+ologists?|\w+ology|cards|cardio|neph|nephro|ophtho|psych|hem/onc|neuro|renal|onc|gi|id|endo|derm|uro|pulm|rheum|heme|pulmonary|plastics|ortho(?:p(?:a?edics?|a?edists?|od))?|surger(?:y(?!\s+(?:on|for|next|date|sched))|on)s?|surgeons?|hospitalists?|intensivists?|psychiatrists?|psychiatry|podiatrists?"
    r"|dentists?|dental|dentistry|optometry|podiatry|physiatry|optometrists?|physiatrists?|pm&r|internists?|dieti[ct]ians?|nutritionists?|psychologists?|vascular|ent|ed\s+(?:doc(?:tor)?|physician)|er\s+(?:doc(?:tor)?|physician)|wound(?:\s+care)?\s+(?:clinic|center|ctr)|pcp|gp|orthotists?|audiologists?|geriatricians?|pathologists?)"
)
# counterpart, whether the word says it outright, patterns; the longest match at a place wins
COUNTERPART_WORDS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    (
        "own_practice", True,
        (
            rf"(?:our|my|the\s+office|office|clinic|in-?house|practice)(?:\s+own)?\s+(?:\w+\s+)?(?:{_NURSE}|ma|np|pa|staff|team|partner|colleague|medical\s+assistant|receptionist|manager|scribe|front\s+desk|biller|coder|office|social\s+worker|pharmacist)", r"(?:a\s+)?colleagues?", r"medical\s+assistants?", r"ma(?=\s*(?:[,;.]|$|re\b|about|called\s+(?:pt|patient)))", r"front\s+desk", r"receptionist", r"(?:own|office|clinic|our)\s+(?:practice|staff)", r"my\s+(?:staff|team|partner|partners|office|nurse)", r"(?:business\s+)?partner", r"scribe", r"in-?house", r"office\s+manager", r"biller", r"triage\s+nurse",
        ),
    ),
    (
        "pharmacist", True,
        (
            r"(?:(?:the|a|her|his|their|local|hospice|agency|facility|snf|hospital|community|consultant|infusion|specialty|compounding|ltc|clinical|retail|mail\s+order|cvs|walgreens|walmart|kroger|rite\s*aid)\s+)*(?:pharmacists?|pharmac(?:y|ies)|pharm\.?\s?ds?|druggist|pharm|rph)", r"(?:drug\s*store|cvs|walgreens|rite[\s-]*aid|kroger\s+pharmacy)",
        ),
    ),
    (
        "family_or_caregiver", True,
        (
            r"(?:(?:the|a|his|her|their|both|two|patient'?s?|pt'?s?|(?:resident|client)'?s|oldest|eldest|younger|older)\s+)*(?:fam(?:il(?:y|ies))?(?:\s+members?)?|(?:grand|step)?(?:daughters?|sons?|child(?:ren)?|mother|father|mom|dad|ma|kids?|dtr|dau)(?:[\s-]+in[\s-]+law)?|dil|sil|(?:ex-?)?(?:wife|husband)|spouse|widow(?:er)?|(?:sisters?|brothers?)(?:[\s-]+in[\s-]+law)?|bro|sis|sibling|niece|nephew|cousin|aunt|uncle|parents?|girlfriend|boyfriend|fianc[e]e?|significant\s+other|care-?givers?|caretaker|care-?taker|poa|hcpoa|hcp\s+agent|power\s+of\s+attorney|health\s*care\s+proxy|guardian|conservator|next\s+of\s+kin|nok|neighbou?rs?|friends?|relatives?|dtr|dau|surrogate)(?:\s*/\s*(?:poa|caregiver|hcp|guardian))?(?:\s+of\s+(?:the\s+)?(?:patient|pt)\b)?",
        ),
    ),
    (
        "agency_staff", True,
        (
            rf"(?:the\s+|a\s+|their\s+|his\s+|her\s+)?(?:{_PLACE}\s+)+(?:nurse\s+practitioner|{_NURSE}|staff|team|{_THERAPY}|pt|ot|st|social\s+worker|chaplain|liaison|intake|supervisor|manager|coordinator|medical\s+director|director|clinician|physician|doctor|md|np|pa|nurse\s+practitioner|admissions|office|clinical\s+manager|field\s+nurse|on-?call(?:\s+nurse)?)(?:'s)?", rf"(?:the\s+|a\s+|their\s+)?{_PLACE}(?=\W|$)(?!\s+(?:certification|cert|plan|visit|discharge|orders?|placement|referral|eval|admi|transfer|bed\b|vs\b|benefit|election|consult|option|info\w*\b|list\b|transition|eligib|enroll|criteria|question|education|services?\b|philosophy|agreement|appropriate|candidate|potential|wait|search|tour\b|days?\b))", rf"(?:the\s+|a\s+|her\s+|his\s+|their\s+)?(?:visiting|home|telehealth|hospice|field|charge|floor|wound(?:\s+care)?|ostomy|infusion|on-?call|agency|unit|night|weekend|case)\s+(?:care\s+)?{_NURSE}", rf"(?:the\s+|a\s+|her\s+|his\s+)?{_THERAPY}", r"(?:pt|ot|slp|rn|msw|sw|lpn|nurse|aide|chaplain)(?:\s*(?:,\s*and|,\s*&|,|/|&|\+|and)\s*(?:pt|ot|slp|rn|msw|sw|lpn|nurse|aide|chaplain|social\s+worker)(?!\w))+", r"pt\s*/\s*ot(?:\s*/\s*(?:st|slp))?", r"wocn", r"chaplain", r"home\s+health\s+aides?", r"agency\s+staff", r"field\s+staff",
        ),
    ),
    (
        "agency_staff", False,
        (
            rf"(?:the\s+|a\s+|her\s+|his\s+)?{_NURSE}(?!\s+practitioner)", r"(?:the\s+|a\s+|her\s+|his\s+)?(?:medical\s+)?social\s+workers?", r"(?:l?c?msw|lsw|lcsw|lisw|sw)", r"(?:care|case|discharge|d/?c|intake)\s+(?:m(?:anager|gr)|worker|coordinator|planner|liaison)", r"\bot", r"(?:st|slp)(?=\s+(?:at|from|with|called|w/|re\b))", r"supervisor", r"administrator", r"therapy(?=\s*(?:[,;]|$|re\b|about))",
        ),
    ),
    (
        "outside_professional", True,
        (
            rf"(?:the\s+|a\s+|an\s+|her\s+|his\s+|their\s+|consulting\s+|referring\s+|outside\s+|local\s+)*{SPECIALTY}(?:\s+(?:office|clinic|team|nurse|consultant|fellow|np|pa|dr|doctor|consult|service))?(?:'s\s+(?:office|nurse|np|pa|team))?", r"(?:the\s+|a\s+|an\s+|outside\s+|her\s+|his\s+|referring\s+|consulting\s+|attending\s+|primary(?:\s+care)?\s+|other\s+|covering\s+|hospital\s+|treating\s+|ed\s+|er\s+|wound(?:\s+care)?\s+|pain\s+)*(?:consultants?|specialists?|physicians?|doctors?|doc|docs|attending|md(?!\s+(?:oversight|time|review|notes?|portion))|provider|np|nurse\s+practitioner|prescriber)(?:'s\s+(?:office|nurse))?", r"(?:(?<=\bw/ )|(?<=\bwith )|(?<=\bcalled )|(?<=\bfrom )|(?<=\bto ))(?:the\s+)?(?:[\w-]+\s+){0,2}(?:company|vendor|supplier)", r"(?:(?<=\bw/ )|(?<=\bwith )|(?<=\bcalled )|(?<=\bfrom ))(?:the\s+)?lab(?=\s+(?:re|about|regarding)\b|\s*,)", r"medical\s+director", r"outside\s+(?:professional|provider|clinician|office)", rf"(?:(?:the|an?|her|his|their)\s+)?(?:outside|outpatient|outpt|private)\s+(?:{_OUTSIDE}(?:\s*(?:and|&|\+|/)\s*{_OUTSIDE})*(?!\w)|therapy(?=\s*(?:[,;]|$|re\b|about)))", r"referring(?:\s+(?:office|provider))?", r"(?:hospital|ed|er|icu)(?:\s+(?:ward|floor|team|staff|nurse|rn|sw|social\s+worker|cm|case\s+m(?:anager|gr)|(?:discharge|d/?c)\s+planner|liaison))?(?!\s+(?:discharge|records?|visit|course|bed|admission|stay|follow))", r"(?:dme|oxygen|o2|infusion|home\s+infusion|medical\s+supply|supply|wheelchair|ostomy|ambulance|transport(?:ation)?)\s+(?:company|co|vendor|supplier|rep|provider)\.?(?!\w)", r"(?:(?<=at )|(?<=from )|(?<=with )|(?<=w/ )|(?<=to ))dialysis", r"dialysis\s+(?:rn|nurse|unit|center|clinic|staff|np|sw|social\s+worker)", r"home\s+infusion(?!\s+(?:company|co|vendor|pharm))", r"(?:(?<=\bw/ )|(?<=\bwith )|(?<=\bcalled )|(?<=\bfrom )|(?<=\bto )|(?<=\band )|(?<=\bfaxed )|(?<=\bemailed ))dme", r"(?:(?<=\bw/ )|(?<=\bwith )|(?<=\bcalled )|(?<=\bfrom )|(?<=\bto ))(?:aps|adult\s+protective(?:\s+services)?)", r"aps(?=\s+(?:worker|called|call))(?:\s+worker)?", r"dme(?=\s+(?:called|call|phone|re\b|about|abt))", r"(?:the\s+)?insurance\s+(?:company|co|nurse|case\s+manager|cm|rep|medical\s+director)", r"primary\s+care", r"(?:the\s+)?(?:dialysis|infusion|pain|wound|coumadin|anti-?coag(?:ulation)?|cancer|heart\s+failure|chf|imaging|surgery|sleep)\s+(?:unit|center|clinic|office|lab)(?:\s+(?:nurse|rn|np|pa|staff))?",
        ),
    ),
    (
        "patient", True,
        (
            r"(?:the\s+|our\s+|my\s+)?(?:patient(?:\s+(?:himself|herself|directly))?|pt(?:\s+(?:himself|herself|directly))?|pnt|client|resident)(?!\w)(?!'s|\s*/|'|\s+care)",
        ),
    ),
)  # fmt: skip
