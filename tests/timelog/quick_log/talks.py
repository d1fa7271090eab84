"""What a talk with an agency was about, and where in a line that can stand."""

# Each is the note, whole and as typed, whatever else it could be read as.
ABOUT = (
    "wound care", "new medication orders", "medication reconciliation", "medication changes", "med list",
    "refill of lisinopril", "refills", "lab results", "labs and meds", "INR 2.3", "INR results from 11/9",
    "blood sugars in the 300s", "BP 160/90", "BP 160/90 this morning", "HR 44", "weight gain of 5 lbs",
    "weight up 5 lb in 2 days", "fall yesterday", "fall on Sunday", "fall last night", "fall at home", "fall with injury",
    "ER visit", "ED visit on 11/8", "recent hospitalization", "hospital discharge", "discharge planning",
    "discharge on Friday", "discharge instructions", "readmission risk", "plan of care", "care plan", "care plan update",
    "care plan goals", "goals of care", "code status", "DNR form", "POLST", "advance directives", "recertification",
    "recert due 11/20", "485", "face to face visit", "skilled nursing visits", "frequency of visits", "missed visit",
    "missed visits this week", "visit schedule", "scheduling of visits", "home safety", "home visit", "PT evaluation",
    "PT orders", "PT/OT orders", "OT eval", "speech therapy", "therapy progress", "progress", "wheelchair order",
    "DME order", "oxygen orders", "hospital bed", "walker", "catheter change", "Foley change in 2 weeks",
    "IV antibiotics x 14 days", "antibiotics for 7 days", "prednisone taper over 10 days", "metoprolol 25 mg BID",
    "Lasix 40 mg daily for 3 days", "insulin 10 units at bedtime", "insulin at 8 am", "warfarin dose tonight",
    "morphine 5 mg q4h prn", "pain", "pain management", "pain control", "pain 8/10", "chest pain", "shortness of breath",
    "sob", "increased confusion", "confusion since Monday", "agitation at night", "hallucinations", "dementia behaviors",
    "depression screening", "PHQ-9 of 14", "MMSE 20/30", "daughter's concerns", "daughter wants hospice",
    "family concerns", "family meeting", "family meeting on Friday", "wife's health", "caregiver burnout",
    "caregiver stress", "patient refusing meds", "patient's refusal of care", "pt c/o dizziness", "nurse's assessment",
    "nurse visit tomorrow", "aide hours", "aide not showing up", "social work referral", "hospice referral",
    "hospice eligibility", "referral to cardiology", "cardiology appointment", "appointment Tuesday at 10",
    "appt 11/18 at 2pm", "transportation to dialysis", "billing question", "claim denial", "prior auth for Eliquis",
    "insurance authorization", "pharmacy delivery", "pharmacy error", "call from daughter", "message from family",
    "fax not received", "phone number change", "labs drawn Monday", "lab draw tomorrow", "CBC and BMP", "K 5.9",
    "Hgb 7.2", "A1c 9.1%", "UTI symptoms", "UTI", "pressure ulcer stage 2", "stage III sacral wound", "wound vac",
    "wound vac change M/W/F", "wound measuring 3 x 4 cm", "dressing change q2d", "edema", "2+ edema", "O2 sat 88%",
    "O2 sats 88-90% on 2L", "fever 101.5", "temp of 101", "cough x 3 days", "diarrhea x2 days", "nausea/vomiting",
    "poor appetite", "tube feeding at 60 ml/h", "feeding tube", "dysphagia", "aspiration risk", "swallow study results",
    "CT results", "chest x-ray report", "MRI of the spine", "biopsy", "echo report", "chemo schedule", "surgery on 12/1",
    "post-op instructions", "post-op wound", "suture removal", "colostomy care", "ostomy supplies", "trach care", "CPAP",
    "sleep", "insomnia", "itching", "rash", "rash on arms", "shingles", "flu shot", "vaccine", "COVID test", "quarantine",
    "death of husband", "grief", "bereavement", "funeral arrangements", "respite care", "nursing home placement",
    "SNF placement", "assisted living", "move to Oakmont", "transfer to Harbor Light", "transition to hospice",
    "end of life care", "comfort measures", "comfort care", "equipment return", "safety", "elopement", "restraints",
    "staffing", "documentation", "documentation of wound", "documentation request", "signature on orders",
    "verbal orders", "order clarification", "orders", "quality concerns", "program enrollment", "telehealth setup",
    "portal access", "home monitoring", "remote monitoring alerts", "glucose log", "food diary", "diet", "low salt diet",
    "fluid restriction 1.5 L", "dialysis", "dialysis access", "transfusion", "anticoagulation", "statin intolerance",
    "allergy to penicillin", "allergic reaction", "side effects", "constipation", "bowel regimen", "sundowning",
    "smoking", "alcohol use", "finances", "Medicaid application", "APS report", "housing", "language barrier",
    "interpreter", "school", "return to work", "FMLA paperwork", "disability form", "autopsy", "organ donation",
)  # fmt: skip
# Where it says nothing but what the talk was about only behind "re".
ABOUT_BEHIND_RE = (
    "face-to-face", "progress with therapy", "travel to clinic", "voicemail left yesterday", "signed orders", "driving",
    "death certificate",
)  # fmt: skip
BEHIND_RE = (
    "12m call w/ Sunrise HHA re {}, Schmitt, yesterday 14:05",
    "12m call w/ Sunrise HHA about {}, Schmitt, yesterday 14:05",
    "12m call w/ Sunrise HHA re Schmitt's {}, yesterday 14:05",
    "Schmitt yesterday 14:05 call w/ Sunrise HHA 12m: {}",
)
ANYWHERE = (
    "12m call w/ Sunrise HHA, Schmitt, yesterday 14:05, {}",
    "12m call w/ Sunrise HHA - {} - Schmitt, yesterday 14:05",
    "{}, 12m call w/ Sunrise HHA, Schmitt, yesterday 14:05",
    "12m call w/ Dr. Patel, Schmitt, yesterday 14:05, {}",
    "12m team conference w/ Oakmont, Schmitt, yesterday 14:05, {}",
)
