"""A call with every way to write how long, when, who, with whom, how and what, one after the other; then whole sentences."""

from typing import Any

from tests.timelog.quick_log.hilltop import (
    AGENCY,
    BINH,
    COMM,
    CRUZ,
    DOE,
    FAMILY,
    FERN,
    GARCIA,
    JONES,
    LAN,
    OBRIEN,
    ORTEGA,
    OUTSIDE,
    OWN,
    PATIENT,
    PHARMACIST,
    ROE,
    SCHMITT,
    TODAY,
    TRACK,
    WHITLOCK,
    YESTERDAY,
    h,
    on,
)
from tests.timelog.quick_log.sentence import Sentence

CALL = {"activity": COMM, "channel": "phone", "counterpart": AGENCY, "patient": SCHMITT, "note": "wound care"}

# how long, as written at the beginning of a call
LENGTHS: tuple[tuple[str, int], ...] = (
    ("12m", 720), ("12 m", 720), ("12min", 720), ("12 min", 720), ("12 min.", 720), ("12 mins", 720), ("12 minutes", 720),
    ("12 Minutes", 720), ("12-minute", 720), ("12'", 720), ("1h", 3600), ("1 h", 3600), ("1 hr", 3600), ("1 hour", 3600),
    ("2 hrs", 7200), ("1h 20m", 4800), ("1h20m", 4800), ("1h20", 4800), ("1 hr 20 min", 4800), ("1 hour 20 minutes", 4800),
    ("1 hour and 20 minutes", 4800), ("1h, 20m", 4800), ("1:20", 4800), ("0:12", 720), ("1.5 h", 5400), ("1.5h", 5400),
    ("1.5 hours", 5400), (".5 h", 1800), ("0.25 hours", 900), ("1½h", 5400), ("1½ hours", 5400), ("½ hour", 1800),
    ("1/2 hour", 1800), ("1 1/2 hours", 5400), ("90s", 90), ("90 s", 90), ("90 sec", 90), ("45 seconds", 45),
    ("1m30s", 90), ("1 min 30 s", 90), ("2 min 15 sec", 135), ("quarter of an hour", 900), ("a quarter of an hour", 900),
    ("quarter hour", 900), ("half an hour", 1800), ("half hour", 1800), ("a half hour", 1800), ("half-hour", 1800),
    ("three quarters of an hour", 2700), ("an hour", 3600), ("one hour", 3600), ("an hour and ten", 4200),
    ("an hour and ten minutes", 4200), ("an hour and a half", 5400), ("an hour and a quarter", 4500),
    ("one and a half hours", 5400), ("two hours", 7200), ("ten minutes", 600), ("ten min", 600), ("twenty-five min", 1500),
    ("twenty five minutes", 1500), ("forty-five minutes", 2700), ("fifteen-minute", 900), ("a minute", 60),
    ("about 10 min", 600), ("approx 10 min", 600), ("~10m", 600), ("around 15 minutes", 900), ("7.5 min", 450),
    ("spent 12 min", 720), ("100 min", 6000), ("6m", 360),
)  # fmt: skip

# when, at the end of "Call w/ Sunrise HHA re wound care, Schmitt, …": start, end, seconds, date
CLOCKS: tuple[tuple[str, str | None, str | None, int | None, str], ...] = (
    ("14:05-14:17", "14:05", "14:17", 720, TODAY), ("14:05 - 14:17", "14:05", "14:17", 720, TODAY),
    ("14:05–14:17", "14:05", "14:17", 720, TODAY), ("14:05 to 14:17", "14:05", "14:17", 720, TODAY),
    ("from 14:05 to 14:17", "14:05", "14:17", 720, TODAY), ("14:05 until 14:17", "14:05", "14:17", 720, TODAY),
    ("2:05-2:17pm", "14:05", "14:17", 720, TODAY), ("2:05-2:17 pm", "14:05", "14:17", 720, TODAY),
    ("2:05pm-2:17pm", "14:05", "14:17", 720, TODAY), ("2:05 PM - 2:17 PM", "14:05", "14:17", 720, TODAY),
    ("2:05 p.m. to 2:17 p.m.", "14:05", "14:17", 720, TODAY), ("from 9 to 9:20 am", "09:00", "09:20", 1200, TODAY),
    ("9am-9:20", "09:00", "09:20", 1200, TODAY), ("9-9:20am", "09:00", "09:20", 1200, TODAY),
    ("9:00-9:20", "09:00", "09:20", 1200, TODAY), ("between 9 and 9:20 am", "09:00", "09:20", 1200, TODAY),
    ("11:50-12:10pm", "11:50", "12:10", 1200, TODAY), ("11:50-12:10", "11:50", "12:10", 1200, TODAY),
    ("at 14:05 for 12m", "14:05", "14:17", 720, TODAY), ("12m at 14:05", "14:05", "14:17", 720, TODAY),
    ("14:05 for 12 minutes", "14:05", "14:17", 720, TODAY), ("14:05, 12m", "14:05", "14:17", 720, TODAY),
    ("12m until 14:17", "14:05", "14:17", 720, TODAY), ("12m ending 14:17", "14:05", "14:17", 720, TODAY),
    ("12m ending at 2:17 pm", "14:05", "14:17", 720, TODAY), ("ended 14:17, 12m", "14:05", "14:17", 720, TODAY),
    ("since 15:10", "15:10", "15:30", 1200, TODAY), ("since 3:10 pm", "15:10", "15:30", 1200, TODAY),
    ("12m @ 2:05pm", "14:05", "14:17", 720, TODAY), ("12 min at 2pm", "14:00", "14:12", 720, TODAY),
    ("12m at noon", "12:00", "12:12", 720, TODAY), ("12m at half past two pm", "14:30", "14:42", 720, TODAY),
    ("12m at quarter past nine", "09:15", "09:27", 720, TODAY), ("12m at quarter to ten", "09:45", "09:57", 720, TODAY),
    ("12m at 9", "09:00", "09:12", 720, TODAY), ("12m at 1405", "14:05", "14:17", 720, TODAY),
    ("1405-1417", "14:05", "14:17", 720, TODAY), ("started 14:05 ended 14:17", "14:05", "14:17", 720, TODAY),
    ("14:05:30-14:17:10", "14:05:30", "14:17:10", 700, TODAY), ("12m 09:05", "09:05", "09:17", 720, TODAY),
    ("12m yesterday 14:05", "14:05", "14:17", 720, YESTERDAY), ("yesterday 14:05-14:17", "14:05", "14:17", 720, YESTERDAY),
    ("12m yesterday at 2:05 pm", "14:05", "14:17", 720, YESTERDAY),
    ("12m yesterday afternoon at 2:05", "14:05", "14:17", 720, YESTERDAY),
    ("12m this morning at 8:15", "08:15", "08:27", 720, TODAY), ("12m last night at 9", "21:00", "21:12", 720, YESTERDAY),
    ("12m last night at 9:30 pm", "21:30", "21:42", 720, YESTERDAY), ("12m last night 12:30 am", "00:30", "00:42", 720, TODAY),
    ("12m this afternoon 2:05", "14:05", "14:17", 720, TODAY), ("12m Monday 10:00", "10:00", "10:12", 720, YESTERDAY),
    ("11/20 14:05-14:17", "14:05", "14:17", 720, "2026-11-20"), ("14:05-14:17 on 11/20", "14:05", "14:17", 720, "2026-11-20"),
    ("14:05-14:17, 12m", "14:05", "14:17", 720, TODAY),
)  # fmt: skip

# on which day, at the end of "12m call w/ Sunrise HHA re wound care, Schmitt, …"
DAYS: tuple[tuple[str, str], ...] = (
    ("today", TODAY), ("yesterday", YESTERDAY), ("Yesterday", YESTERDAY), ("last night", YESTERDAY), ("this morning", TODAY),
    ("this afternoon", TODAY), ("yesterday morning", YESTERDAY), ("yesterday evening", YESTERDAY), ("Mon", YESTERDAY),
    ("Monday", YESTERDAY), ("on Monday", YESTERDAY), ("Friday", "2026-11-20"), ("last Friday", "2026-11-20"),
    ("on Fri", "2026-11-20"), ("last Thursday", "2026-11-19"), ("Wed", "2026-11-18"), ("Sunday", "2026-11-22"),
    ("Saturday morning", "2026-11-21"), ("Monday last week", "2026-11-16"), ("11/20", "2026-11-20"), ("on 11/20", "2026-11-20"),
    ("11/20/26", "2026-11-20"), ("11/20/2026", "2026-11-20"), ("11-20-2026", "2026-11-20"), ("2026-11-20", "2026-11-20"),
    ("on 2026-11-20", "2026-11-20"), ("20 Nov", "2026-11-20"), ("Nov 20", "2026-11-20"), ("Nov 20th", "2026-11-20"),
    ("November 20", "2026-11-20"), ("Nov 20, 2026", "2026-11-20"), ("20th of November", "2026-11-20"),
    ("the 20th", "2026-11-20"), ("on the 3rd", "2026-11-03"), ("3 days ago", "2026-11-21"), ("three days ago", "2026-11-21"),
    ("a week ago", "2026-11-17"), ("2 weeks ago", "2026-11-10"), ("a couple of days ago", "2026-11-22"),
    ("day before yesterday", "2026-11-22"), ("the day before yesterday", "2026-11-22"), ("earlier today", TODAY),
    ("the 30th", "2026-10-30"), ("Oct 3", "2026-10-03"), ("9/1", "2026-09-01"),
)  # fmt: skip

# with whom, in "12m call w/ … re wound care, Schmitt"
COUNTERPARTS: tuple[tuple[str, str], ...] = (
    ("Sunrise HHA", AGENCY), ("Sunrise", AGENCY), ("Sunrise Home Health", AGENCY), ("sunrise nurse", AGENCY),
    ("Riverbend", AGENCY), ("Harbor Light Hospice", AGENCY), ("Harbor Light RN", AGENCY), ("Oakmont", AGENCY),
    ("nurse", AGENCY), ("RN", AGENCY), ("the home health nurse", AGENCY), ("HHA RN", AGENCY), ("HHA", AGENCY),
    ("hospice", AGENCY), ("hospice nurse", AGENCY), ("agency", AGENCY), ("SNF", AGENCY), ("SNF nurse", AGENCY),
    ("facility", AGENCY), ("nursing home", AGENCY), ("visiting nurse", AGENCY), ("wound nurse", AGENCY),
    ("case manager", AGENCY), ("physical therapist", AGENCY), ("PT/OT", AGENCY), ("occupational therapist", AGENCY),
    ("social worker", AGENCY), ("MSW", AGENCY), ("home health aide", AGENCY), ("nurse Kelly", AGENCY),
    ("pharmacist", PHARMACIST), ("pharmacy", PHARMACIST), ("the pharmacist", PHARMACIST), ("CVS pharmacy", PHARMACIST),
    ("PharmD", PHARMACIST), ("Walgreens", PHARMACIST), ("hospice pharmacist", PHARMACIST),
    ("cardiologist", OUTSIDE), ("cardiology", OUTSIDE), ("consultant", OUTSIDE), ("specialist", OUTSIDE),
    ("Dr. Patel", OUTSIDE), ("Dr Patel", OUTSIDE), ("Dr. Patel's office", OUTSIDE), ("referring physician", OUTSIDE),
    ("the surgeon", OUTSIDE), ("hospitalist", OUTSIDE), ("nephrology", OUTSIDE), ("the oncologist", OUTSIDE),
    ("family", FAMILY), ("daughter", FAMILY), ("son", FAMILY), ("wife", FAMILY), ("his wife", FAMILY), ("husband", FAMILY),
    ("caregiver", FAMILY), ("niece", FAMILY), ("daughter-in-law", FAMILY), ("POA", FAMILY), ("the patient's daughter", FAMILY),
    ("patient", PATIENT), ("the patient", PATIENT), ("pt", PATIENT),
    ("our nurse", OWN), ("colleague", OWN), ("Dr. Okafor", OWN), ("our MA", OWN), ("office staff", OWN),
)  # fmt: skip

# how, in "12m … re wound care, Schmitt"
CHANNELS: tuple[tuple[str, str | None, str], ...] = (
    ("call w/ HHA", "phone", AGENCY), ("phone call with HHA", "phone", AGENCY), ("phoned the HHA", "phone", AGENCY),
    ("called pharmacist", "phone", PHARMACIST), ("tel w/ nurse", "phone", AGENCY), ("ph call w/ RN", "phone", AGENCY),
    ("telephone call to pharmacy", "phone", PHARMACIST), ("spoke by phone with daughter", "phone", FAMILY),
    ("call from hospice", "phone", AGENCY), ("fax to agency", "portal", AGENCY), ("faxed HHA", "portal", AGENCY),
    ("e-mail to pharmacist", "portal", PHARMACIST), ("emailed the social worker", "portal", AGENCY),
    ("secure message with RN", "portal", AGENCY), ("portal message to daughter", "portal", FAMILY),
    ("message w/ cardiologist", "portal", OUTSIDE), ("letter to specialist", "portal", OUTSIDE),
    ("video call with hospice nurse", "phone", AGENCY), ("met with daughter", "in_person", FAMILY),
    ("talked in person with our nurse", "in_person", OWN), ("meeting with SNF nurse", "in_person", AGENCY),
    ("spoke with daughter", None, FAMILY), ("texted RN", "portal", AGENCY),
)  # fmt: skip

# what, in "15m …, Schmitt"
ACTIVITIES: tuple[tuple[str, str, str | None], ...] = (
    ("chart review", TRACK, "record_review"), ("reviewed chart", TRACK, "record_review"), ("record review", TRACK, "record_review"),
    ("lab review", TRACK, "record_review"), ("reviewed labs", TRACK, "record_review"), ("reviewed HHA report", TRACK, "record_review"),
    ("progress tracking", TRACK, None), ("reviewing records", TRACK, "record_review"), ("OASIS review", TRACK, "record_review"),
    ("team conference", "team_conference", "conference"), ("IDT meeting", "team_conference", "conference"),
    ("case conference", "team_conference", "conference"), ("care conference", "team_conference", "conference"),
    ("interdisciplinary team meeting", "team_conference", "conference"), ("IDG", "team_conference", "conference"),
    ("initial evaluation", "initial_evaluation", None), ("initial eval", "initial_evaluation", None),
    ("goal setting", "initial_evaluation", None), ("start of care review", "initial_evaluation", None),
    ("set goals", "initial_evaluation", None), ("intake", "initial_evaluation", None),
    ("long-term strategy", "long_term_strategy", None), ("care plan update", "long_term_strategy", None),
    ("revised care plan", "long_term_strategy", None), ("updated plan of care", "long_term_strategy", None),
    ("care planning", "long_term_strategy", None), ("plan revision", "long_term_strategy", None),
    ("adjusted meds", "long_term_strategy", None), ("POC update", "long_term_strategy", None),
    ("quality improvement", "quality_improvement", None), ("QI", "quality_improvement", None),
    ("readmission review", "quality_improvement", None), ("root cause analysis", "quality_improvement", None),
    ("documentation", "documentation", None), ("documented", "documentation", None), ("wrote oversight note", "documentation", None),
    ("writing note", "documentation", None), ("dictation", "documentation", None), ("charting", "documentation", None),
    ("home visit", "direct_care", "in_person"), ("office visit", "direct_care", "in_person"), ("house call", "direct_care", "in_person"),
    ("examined patient", "direct_care", "in_person"), ("discharge day", "discharge_day", None),
    ("discharge summary", "discharge_day", None), ("hospital discharge", "discharge_day", None),
    ("post-op follow-up", "post_operative", None), ("postop check", "post_operative", None),
    ("certification", "certification", None), ("recertification", "certification", None), ("recert", "certification", None),
    ("signed 485", "certification", None), ("refill", "prescription_refill", None), ("med refill", "prescription_refill", None),
    ("prescription renewal", "prescription_refill", None), ("rx refill", "prescription_refill", None),
    ("travel", "travel", None), ("driving", "travel", None), ("drove to facility", "travel", None),
    ("admin", "administrative", None), ("paperwork", "administrative", None), ("scheduling", "administrative", None),
    ("voicemail", "administrative", None), ("on hold", "administrative", None), ("claim prep", "claim_preparation", None),
    ("claim preparation", "claim_preparation", None), ("billing", "claim_preparation", None), ("coding", "claim_preparation", None),
)  # fmt: skip

# who, at the end of "12m call w/ HHA RN re wound care …"
WHO: tuple[tuple[str, str], ...] = (
    (", Schmitt", SCHMITT), (", schmitt", SCHMITT), (", SCHMITT", SCHMITT), (", Denis Schmitt", SCHMITT),
    (", denis schmitt", SCHMITT), (", Schmitt, Denis", SCHMITT), (", Schmitt Denis", SCHMITT), (", D. Schmitt", SCHMITT),
    (", D Schmitt", SCHMITT), (", Denis A. Schmitt", SCHMITT), (", Mr. Schmitt", SCHMITT), (", mr schmitt", SCHMITT),
    (", pt Schmitt", SCHMITT), (", patient Schmitt", SCHMITT), (" for Schmitt", SCHMITT), (" for pt Schmitt", SCHMITT),
    (" (Schmitt)", SCHMITT), (" - Schmitt", SCHMITT), (" for Mrs. Doe", DOE), (", Jane Doe", DOE), (", doe, jane", DOE),
    (", Schmit", SCHMITT), (", Scmitt", SCHMITT), (", Shcmitt", SCHMITT), (", Schmitz", SCHMITT), (", Ortega", ORTEGA),
    (", O'Brien", OBRIEN), (", obrien", OBRIEN), (", O’Brien", OBRIEN), (", Garcia", GARCIA), (", garcía", GARCIA),
    (", de la Cruz", CRUZ), (", De La Cruz", CRUZ), (", mcallister", FERN), (", McAllister", FERN), (", Smith-Jones", JONES),
    (", smith jones", JONES), (", Lan Nguyen", LAN), (", Nguyen, Binh", BINH), (", B. Nguyen", BINH), (", MRN H-7", ORTEGA),
    (", J.D.", DOE), (", for J.D.", DOE),
)  # fmt: skip

WHOLE: tuple[Sentence, ...] = (
    h("12m call w/ Sunrise HHA re wound care, Schmitt, yesterday 14:05", **CALL, seconds=720, date=YESTERDAY, start=on(YESTERDAY, "14:05"), end=on(YESTERDAY, "14:17")),
    h("Schmitt: 12m call w/ Sunrise re wound care", **CALL, seconds=720),
    h("re Schmitt 12 min call with Sunrise about wound care", **CALL, seconds=720),
    h("call re: Schmitt, wound care, 12m, Sunrise RN", **CALL, seconds=720),
    h("yesterday 14:05 12m phone Sunrise HHA, Schmitt: wound care", **CALL, seconds=720, date=YESTERDAY, start=on(YESTERDAY, "14:05"), end=on(YESTERDAY, "14:17")),
    h("12m Schmitt call Sunrise wound care", **CALL, seconds=720),
    h("12M CALL W/ SUNRISE HHA RE WOUND CARE, SCHMITT", **{**CALL, "note": "WOUND CARE"}, seconds=720),
    h("spoke with Schmitt's daughter about falls at home, 8 min by phone", patient=SCHMITT, seconds=480, activity=COMM, counterpart=FAMILY, channel="phone", note="falls at home"),
    h("8m call with Schmitt's wife re falls", patient=SCHMITT, seconds=480, activity=COMM, counterpart=FAMILY, channel="phone", note="falls"),
    h("10m call with Mrs Doe re pain", patient=DOE, seconds=600, activity=COMM, counterpart=PATIENT, channel="phone", note="pain"),
    h("called pt Schmitt re dizziness 6m", patient=SCHMITT, seconds=360, activity=COMM, counterpart=PATIENT, channel="phone", note="dizziness"),
    h("5 min fax from Harbor Light Hospice re morphine dose, Whitlock, this morning", patient=WHITLOCK, seconds=300, activity=COMM, counterpart=AGENCY, channel="portal", note="morphine dose"),
    h("20m chart review Ortega re anemia", patient=ORTEGA, seconds=1200, activity=TRACK, channel="record_review", note="anemia"),
    h("reviewed labs for Doe, 7 min: potassium low", patient=DOE, seconds=420, activity=TRACK, channel="record_review", note="potassium low"),
    h("30 min team conference re Roe, discharge goals", patient=ROE, seconds=1800, activity="team_conference", channel="conference", note="discharge goals"),
    h("half an hour IDT meeting, Roe, Friday 9-9:30am", patient=ROE, seconds=1800, activity="team_conference", channel="conference", date="2026-11-20", start=on("2026-11-20", "09:00"), end=on("2026-11-20", "09:30")),
    h("15m call to pharmacist re warfarin 5 mg daily, Roe", patient=ROE, seconds=900, activity=COMM, counterpart=PHARMACIST, channel="phone", note="warfarin 5 mg daily"),
    h("15m call to pharmacist re BP 140/90, Roe, 11/20", patient=ROE, seconds=900, activity=COMM, counterpart=PHARMACIST, channel="phone", note="BP 140/90", date="2026-11-20"),
    h("call w/ RN re pain 7/10, Doe, 9m", patient=DOE, seconds=540, activity=COMM, counterpart=AGENCY, channel="phone", note="pain 7/10"),
    h("9m call w/ RN re appointment tomorrow, Doe", patient=DOE, seconds=540, activity=COMM, counterpart=AGENCY, channel="phone", note="appointment tomorrow"),
    h("9m call w/ RN re daughter's concerns, Doe", patient=DOE, seconds=540, activity=COMM, counterpart=AGENCY, channel="phone", note="daughter's concerns"),
    h("9m call w/ RN, Doe, wound worse and daughter anxious", patient=DOE, seconds=540, activity=COMM, counterpart=AGENCY, channel="phone", note="wound worse and daughter anxious"),
    h("15 min call re wound care with Sunrise nurse, Schmitt", **CALL, seconds=900),
    h("15 min re wound care for Schmitt, call with Sunrise nurse", **CALL, seconds=900),
    h('12m call w/ RN, Doe "heel wound stage 2, call wife if worse"', patient=DOE, seconds=720, activity=COMM, counterpart=AGENCY, channel="phone", note="heel wound stage 2, call wife if worse"),
    h("dashboard review 20m", seconds=1200, activity="program_monitoring"),
    h("1h program policy work yesterday", seconds=3600, activity="program_monitoring", date=YESTERDAY),
    h("30m programme monitoring", seconds=1800, activity="program_monitoring"),
    h("23:50-00:10 last night call w/ hospice re pain, Whitlock", patient=WHITLOCK, activity=COMM, counterpart=AGENCY, channel="phone", note="pain", seconds=1200, date=YESTERDAY, start=on(YESTERDAY, "23:50"), end=on(TODAY, "00:10")),
    h("11:50pm-12:10am yesterday call w/ hospice re pain, Whitlock", patient=WHITLOCK, activity=COMM, counterpart=AGENCY, channel="phone", note="pain", seconds=1200, date=YESTERDAY, start=on(YESTERDAY, "23:50"), end=on(TODAY, "00:10")),
    h("12m call w/ Sunrise re wound care, Nguyen", "patient_ambiguous", **{**CALL, "patient": None}, seconds=720, ambiguous=["patient"]),
    h("12m call w/ Sunrise re wound care, Schmitt and Doe", "patient_ambiguous", **{**CALL, "patient": None}, seconds=720, ambiguous=["patient"]),
    h("12m call w/ Sunrise re wound care, Zabriskie", "patient_unknown", **{**CALL, "patient": None}, seconds=720),
    h("12m call w/ Sunrise re wound care", "patient_missing", **{**CALL, "patient": None}, seconds=720),
    h("call w/ Sunrise re wound care, Schmitt", "minutes_missing", **CALL),
    h("12m Schmitt", "activity_missing", patient=SCHMITT, seconds=720),
    h("12m call w/ Sunrise re wound care, Schmitt, 14:05-14:20", "clock_and_minutes_differ", **CALL, start=on(TODAY, "14:05"), end=on(TODAY, "14:20"), ambiguous=["seconds"]),
    h("10-15 min call w/ Sunrise re wound care, Schmitt", "minutes_ambiguous", **CALL, ambiguous=["seconds"]),
    h("5 or 6 minutes call w/ Sunrise re wound care, Schmitt", "minutes_ambiguous", **CALL, ambiguous=["seconds"]),
    h("12m call w/ Sunrise re wound care, Schmitt, tomorrow", "in_the_future", **CALL, seconds=720, date="2026-11-25"),
    h("12m call w/ Sunrise re wound care, Schmitt, at 17:00", "in_the_future", **CALL, seconds=720, start=on(TODAY, "17:00"), end=on(TODAY, "17:12")),
    h("12m call w/ Sunrise re wound care, Schmitt, 12/20/2026", "in_the_future", **CALL, seconds=720, date="2026-12-20"),
    h("12m call w/ Sunrise re wound care, Schmitt, yesterday 2:05", **CALL, seconds=720, date=YESTERDAY, ambiguous=["start", "end"]),
    h("2:05-2:17 call w/ Sunrise re wound care, Schmitt", **CALL, seconds=720, ambiguous=["start", "end"]),
    h("12m call w/ Sunrise re wound care, Schmitt, Tuesday", **CALL, seconds=720, date=None, ambiguous=["date"]),
    h("12m call w/ Sunrise re wound care, Schmitt, 11/1 at 1:30 am", **CALL, seconds=720, date="2026-11-01", ambiguous=["start", "end"]),
    h("12m call w/ Sunrise re wound care, Schmitt, 3/8 at 2:30 am", "time_does_not_exist", **CALL, seconds=720, date="2026-03-08"),
    h("12m call w/ nurse and pharmacist re warfarin, Doe", patient=DOE, seconds=720, activity=COMM, channel="phone", note="warfarin", ambiguous=["counterpart"]),
    h("15m QI chart review, Doe", patient=DOE, seconds=900, activity="quality_improvement", channel="record_review"),
    h("discussed wound vac with nurse at Sunrise, Schmitt, 15 min", patient=SCHMITT, seconds=900, activity=COMM, counterpart=AGENCY, note="wound vac"),
    h("6m called in prescription to pharmacy, Ortega", patient=ORTEGA, seconds=360, activity="prescription_refill", counterpart=PHARMACIST, channel="phone"),
    h("left voicemail for daughter, Doe, 2m", patient=DOE, seconds=120, activity="administrative", channel="phone", counterpart=FAMILY),
    h("12 call w/ Sunrise re wound care, Schmitt", **CALL, seconds=720),
    h("urgent 12m call w/ Sunrise re wound care, Schmitt", **{**CALL, "note": "urgent, wound care"}, seconds=720),
    h("12 min discussion with PT re gait training, Roe", patient=ROE, seconds=720, activity=COMM, counterpart=AGENCY, note="gait training"),
    h("rec'd call from Sunrise RN Kelly re BP 90/60 Schmitt 5 min", patient=SCHMITT, seconds=300, activity=COMM, counterpart=AGENCY, channel="phone", note="BP 90/60"),
    h("4 min: HHA called re low BP (Schmitt)", patient=SCHMITT, seconds=240, activity=COMM, counterpart=AGENCY, channel="phone", note="low BP"),
    h("care coordination call with HHA RN for Doe 15 min 11/23", patient=DOE, seconds=900, date=YESTERDAY, activity=COMM, counterpart=AGENCY, channel="phone"),
    h("reviewed discharge summary Doe 12 min", patient=DOE, seconds=720, activity=TRACK, channel="record_review"),
    h("15 minutes on the phone with Harbor Light Hospice nurse about pain control for Whitlock last night at 9:15pm", patient=WHITLOCK, seconds=900, activity=COMM, counterpart=AGENCY, channel="phone", note="pain control", date=YESTERDAY, start=on(YESTERDAY, "21:15"), end=on(YESTERDAY, "21:30")),
    h("20 min updating care plan for Ortega after hospitalization", patient=ORTEGA, seconds=1200, activity="long_term_strategy", note="after hospitalization"),
    h("email pharmacist, Doe, 3m: switch to generic", patient=DOE, seconds=180, activity=COMM, counterpart=PHARMACIST, channel="portal", note="switch to generic"),
    h("spoke w/ Dr. Chen (cardiology) re diuretic change x 10 min - Ortega", patient=ORTEGA, seconds=600, activity=COMM, counterpart=OUTSIDE, note="diuretic change"),
    h("talked to Jane Doe's husband for ten minutes about nutrition on Nov 20", patient=DOE, seconds=600, date="2026-11-20", activity=COMM, counterpart=FAMILY, note="nutrition"),
    h("from 2 to 2:30 pm team conf re Roe", patient=ROE, seconds=1800, activity="team_conference", channel="conference", start=on(TODAY, "14:00"), end=on(TODAY, "14:30")),
    h("consult with nephrologist 15 min by phone yesterday, de la Cruz, re dialysis", patient=CRUZ, seconds=900, date=YESTERDAY, activity=COMM, counterpart=OUTSIDE, channel="phone", note="dialysis"),
    h("visit with patient Doe 30 min", patient=DOE, seconds=1800, activity="direct_care", channel="in_person"),
    h("Phone call, 12 min, Sunrise Home Health, Schmitt, wound care orders", **{**CALL, "note": "wound care orders"}, seconds=720),
    h("", "patient_missing", "minutes_missing", "activity_missing"),
)  # fmt: skip


def _all() -> list[Sentence]:
    """Return every sentence, those of the tables put into a whole one."""
    found = list(WHOLE)
    means: dict[str, Any]
    for words, seconds in LENGTHS:
        found.append(h(f"{words} call w/ Sunrise HHA re wound care, Schmitt", **CALL, seconds=seconds))
    for words, start, end, length, day in CLOCKS:
        means = {
            **CALL,
            "seconds": length,
            "date": day,
            "start": start and on(day, start),
            "end": end and on(day, end),
        }
        found.append(h(f"Call w/ Sunrise HHA re wound care, Schmitt, {words}", **means))
    for words, day in DAYS:
        found.append(
            h(f"12m call w/ Sunrise HHA re wound care, Schmitt, {words}", **CALL, seconds=720, date=day)
        )
    for words, counterpart in COUNTERPARTS:
        means = {**CALL, "counterpart": counterpart, "seconds": 720}
        found.append(h(f"12m call w/ {words} re wound care, Schmitt", **means))
    for words, how, whom in CHANNELS:
        means = {**CALL, "channel": how, "counterpart": whom, "seconds": 720}
        found.append(h(f"12m {words} re wound care, Schmitt", **means))
    for words, activity, way in ACTIVITIES:
        means = {"patient": SCHMITT, "seconds": 900, "activity": activity, "channel": way}
        if words in ("voicemail", "on hold"):
            means["channel"] = "phone"
        found.append(h(f"15m {words}, Schmitt", **means))
    for words, patient in WHO:
        found.append(
            h(f"12m call w/ HHA RN re wound care{words}", **{**CALL, "patient": patient, "seconds": 720})
        )
    return found


SENTENCES = tuple(_all())
