"""What a careful reader understood and the grammar once did not, rule by rule, with what looks alike and is not."""

from tests.timelog.quick_log.maple_grove import m
from tests.timelog.quick_log.sentence import Sentence

SENTENCES: tuple[Sentence, ...] = (
    # hours and minutes beside a time of day
    m("1:20 call w/ Sunrise HHA re wound care, Schmitt, 14:05-15:25","schmitt",4800,"comm agency phone","wound care",at=("14:05","15:25")),
    m("1:20 call w/ Sunrise HHA re wound care, Schmitt, 14:05-15:00","schmitt",None,"comm agency phone","wound care",at=("14:05","15:00"),amb=["seconds"],problems=["clock_and_minutes_differ"]),
    m("1:20, Schmitt, IDT, Mon 9:30am","schmitt",4800,"team conf","",day="mon",at=("09:30","10:50")),
    m("Schmitt record review yesterday 14:05 1:20 h","schmitt",4800,"track rr","",day="y",at=("14:05","15:25")),
    m("Schmitt record review yesterday 14:05 for 1:20","schmitt",4800,"track rr","",day="y",at=("14:05","15:25")),
    m("1:20 hrs chart review, Schmitt, yesterday 14:05","schmitt",4800,"track rr","",day="y",at=("14:05","15:25")),
    m("1:20 call w/ Sunrise HHA re wound care, Schmitt, until 1:40","schmitt",1200,"comm agency phone","wound care",amb=["start","end"]),
    m("2:10 call w/ Sunrise HHA, Schmitt, 12m","schmitt",720,"comm agency phone","",amb=["start","end"]),
    # whom it was with, by name
    m("12m call w/ Lisa, daughter, re falls, Schmitt","schmitt",720,"comm family phone","falls"),
    m("12m call w/ Lisa (daughter) re falls, Schmitt","schmitt",720,"comm family phone","falls"),
    m("12m call w/ Tom, pharmacist, Schmitt, warfarin","schmitt",720,"comm pharm phone","warfarin"),
    m("Kim, RN at Sunrise, called re rash, Schmitt, 12m","schmitt",720,"comm agency phone","rash"),
    m("12m call from Maria Lopez RN, Sunrise, Schmitt, rash","schmitt",720,"comm agency phone","rash"),
    m("12m spoke to Ben OT about splint, Schmitt","schmitt",720,"comm agency","splint"),
    m("12m call w/ Schmitt, daughter upset","schmitt",720,"comm family phone","upset"),
    # those outside the agency, and the quality of a plan
    m("6m call w/ outside PT re gait training, Yates","yates",360,"comm outside phone","gait training"),
    m("6m call w/ outpatient PT and OT re gait training, Yates","yates",360,"comm outside phone","gait training"),
    m("6m call w/ outpatient therapy re gait, Yates","yates",360,"comm outside phone","gait"),
    m("6m call w/ outside home health nurse re gait, Yates","yates",360,"comm agency phone","gait"),
    m("6m call w/ outside pharmacy re gait, Yates","yates",360,"comm pharm phone","gait"),
    m("6m call w/ Sunrise HHA re outpatient PT, Yates","yates",360,"comm agency phone","outpatient PT"),
    m("6m call w/ daughter, Yates, wants outpatient PT","yates",360,"comm family phone","wants outpatient PT"),
    m("reviewed outpatient PT notes Yates 6m","yates",360,"track rr",""),
    m("Huang POC quality 10m","huang",600,"qual",""),
    m("care plan's quality, Huang, 10m","huang",600,"qual",""),
    m("10m call w/ Sunrise HHA re care plan quality, Huang","huang",600,"comm agency phone","care plan quality"),
    m("10m care plan, quality of life worse, Huang","huang",600,"strat","quality of life worse"),
    # a name that is no patient's
    m("Whitaker, Joan, recert 6m",None,360,"cert","",problems=["patient_unknown"]),
    m("Joan Whitaker 6m recert",None,360,"cert","",problems=["patient_unknown"]),
    m("O'Toole: recert, 6m",None,360,"cert","",problems=["patient_unknown"]),
    m("Whitaker's daughter called 6m",None,360,"comm family phone","",problems=["patient_unknown"]),
    m("8m call w/ daughter re confusion, Mr. Joe Hawkins, Tue",None,480,"comm family phone","confusion",day="tue",problems=["patient_unknown"]),
    m("8m call w/ daughter re confusion for Hawkins Tue",None,480,"comm family phone","confusion",day="tue",problems=["patient_unknown"]),
    m("Whitaker, call w/ Sunrise re falls, Schmitt 6m","schmitt",360,"comm agency phone","Whitaker, falls"),
    m("Lisinopril refill 6m",None,360,"refill","Lisinopril",problems=["patient_missing"]),
    m("Cellulitis, call w/ Sunrise 6m",None,360,"comm agency phone","Cellulitis",problems=["patient_missing"]),
    m("Wound care call w/ Sunrise 6m",None,360,"comm agency phone","Wound care",problems=["patient_missing"]),
    m("Kim RN at Sunrise called 6m",None,360,"comm agency phone","",problems=["patient_missing"]),
    m("Medicare policy update 20m",None,1200,"prog","Medicare"),
    m("policy review, Sepsis, 20m",None,1200,"prog","Sepsis"),
)  # fmt: skip
