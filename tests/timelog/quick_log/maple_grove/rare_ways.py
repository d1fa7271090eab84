"""The example with lengths, days and times that few write, found by trying; and whom it was with when two are named."""

from tests.timelog.quick_log.maple_grove import m
from tests.timelog.quick_log.sentence import Sentence

CALL = "comm agency phone"
LENGTHS = (
    ("1:05h", 3900), ("00:12", 720), ("a minute and a half", 90), ("couple of minutes", 120), ("12-ish min", 720),
    ("<5 min", 300), ("12 min total", 720), ("1:20 hrs", 4800), ("12:30 min", 750), ("three-quarter hour", 2700),
)  # fmt: skip
SENTENCES: tuple[Sentence, ...] = (
    *(m(f"{length} call w/ Sunrise HHA re wound care, Schmitt","schmitt",seconds,CALL,"wound care") for length, seconds in LENGTHS),
    m("few minutes call w/ Sunrise HHA re wound care, Schmitt","schmitt",None,CALL,"wound care",amb=["seconds"],problems=["minutes_ambiguous"]),
    *(m(f"12m call w/ Sunrise HHA re wound care, Schmitt, {day}","schmitt",720,CALL,"wound care",day=None,amb=["date"])
      for day in ("a few days ago", "last week", "the other day", "earlier this week")),
    m("12m call w/ Sunrise HHA re fall last week, Schmitt","schmitt",720,CALL,"fall last week"),
    *(m(f"{day} 12m call w/ Sunrise HHA re wound care, Schmitt","schmitt",720,CALL,"wound care",day=None,amb=["date"])
      for day in ("a few days ago", "last week", "the other day", "earlier this week")),
    *(m(f"12m call w/ Sunrise HHA, {told}, Schmitt","schmitt",720,CALL,told)
      for told in ("d/c home Monday", "discharged home Monday", "return home Monday", "going home Monday", "went home Monday")),
    *(m(f"12m call w/ Sunrise HHA re wound care, Schmitt, yesterday {at}","schmitt",720,CALL,"wound care",day="y",at=("14:05","14:17"))
      for at in ("14h05", "5 past 2pm", "5 after 2 pm", "14:05-14:17", "two oh five pm", "till 14:17")),
    m("12m call w/ Sunrise HHA re wound care, Schmitt, yesterday in the afternoon","schmitt",720,CALL,"wound care",day="y"),
    m("12m call w/ Sunrise HHA re wound care, Schmitt, 2026-11-11T14:05","schmitt",720,CALL,"wound care",day="y",at=("14:05","14:17")),
    m("12m call w/ Sunrise HHA re wound care, Schmitt, now","schmitt",720,CALL,"wound care"),
    m("call w/ Sunrise HHA re wound care, Schmitt, 16:10-now","schmitt",600,CALL,"wound care",at=("16:10","16:20")),
    m("call w/ Sunrise HHA re wound care, Schmitt, from 16:00 till now","schmitt",1200,CALL,"wound care",at=("16:00","16:20")),
    *(m(f"call w/ Sunrise HHA re wound care, Schmitt, yesterday {backwards}","schmitt",None,CALL,"wound care",day="y",problems=["ends_before_start"])
      for backwards in ("10:05-9:50", "10:00-10:00", "14:20-14:10", "2:20pm-2:05pm")),
    m("call w/ Sunrise HHA re wound care, Schmitt, yesterday 8am-5","schmitt",32400,CALL,"wound care",day="y",at=("08:00","17:00")),
    *(m(f"12m call w/ {whom} re wound care, Schmitt","schmitt",720,"comm phone","wound care",amb=["counterpart"])
      for whom in ("Dr. Patel and Sunrise", "Sunrise & Dr. Patel", "Sunrise and daughter", "nurse and daughter")),
    m("12m call w/ Sunrise and Harbor Light re wound care, Schmitt","schmitt",720,CALL,"wound care"),
    m("12m call w/ case worker re wound care, Schmitt","schmitt",720,CALL,"wound care"),
    m("12m nursing home rounds, Schmitt","schmitt",720,"direct face",""),
    m("12m post-op visit, Schmitt","schmitt",720,"postop",""),
    m("12m advance care planning w/ son, Schmitt","schmitt",720,"comm family","advance care planning"),
)  # fmt: skip
