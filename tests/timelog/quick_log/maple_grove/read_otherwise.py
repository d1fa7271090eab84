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
)  # fmt: skip
