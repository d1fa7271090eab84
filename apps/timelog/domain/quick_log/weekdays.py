"""Days by their names: Mon, last Friday, Tue of last week, Friday before last, over the weekend."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from apps.timelog.domain.quick_log.day import ON, PART, Day, mention_of, part_of
from apps.timelog.domain.quick_log.text import Mention, Sheet

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)(?:'s(?=\s))?(?![a-z']|-(?!mon|tue|wed|thu|fri|sat|sun|am\b|pm\b|call)[a-z]{2})\.?"
)
WEEKDAY = re.compile(
    rf"{ON}\b(?:(?:over\s+)?(?:(?:the|this|this\s+past|last|past)\s+)?weekend,?\s+(?:on\s+)?(?=sat|sun))?(?:(?P<which>last|past|this|this\s+past|next|prev(?:ious)?)\s+(?P<week>week(?:'s)?\s+)?)?{DAY}(?P<after>\s+(?:(?:of\s+)?(?:last|this)\s+week|a\s+week\s+ago)|\s+before\s+last)?"
    + PART
)
WEEKEND = re.compile(r"\b(?:over\s+|on\s+)?(?:the|this\s+past|this|last|past)\s+(?:weekend|wkend)\b")
WEEK_AGO = re.compile(rf"\b(?:a|one|1)\s+(?:week|wk)\s+ago\s+(?:on\s+)?{DAY}" + PART)


def weekdays(sheet: Sheet, today: date) -> Iterator[Mention]:
    """Yield the days that stand there by their names."""
    for match in sheet.found(WEEKDAY):
        wanted, recent = _recent(match, today)
        dates, is_sure = _weekday(match, recent, wanted, today)
        # "sat" and "sun" are words of their own; a day's name stands by itself or with a day's company.
        if match["weekday"] in ("sat", "sun", "wed", "mar") and not match["which"] and _is_verb(sheet, match):
            continue
        is_dated = match["which"] or (match["after"] and not match["after"].endswith("this week"))
        weekday = None if is_dated else wanted
        yield Mention(*match.span(), Day(dates, part_of(match["part"]), weekday), is_sure)


def _recent(match: "re.Match[str]", today: date) -> tuple[int, date]:
    wanted = next(index for index, name in enumerate(DAYS) if name.startswith(match["weekday"][:3]))
    return wanted, today - timedelta(days=(today.weekday() - wanted) % 7)


def weeks_ago(sheet: Sheet, today: date) -> Iterator[Mention]:
    """Yield the days of a week before: "a week ago Friday"."""
    for match in sheet.found(WEEK_AGO):
        yield mention_of(match, (_recent(match, today)[1] - timedelta(days=7),))


def _weekday(match: "re.Match[str]", recent: date, wanted: int, today: date) -> tuple[tuple[date, ...], bool]:
    week = timedelta(days=7)
    which = (match["which"] or "").split()
    if (match["after"] or "").split()[:1] == ["before"]:
        return (recent - week,), True
    if (match["after"] or "").split()[-2:] == ["this", "week"]:
        return (today - timedelta(days=today.weekday() - wanted),), True
    if match["after"] or match["week"]:
        return (today - timedelta(days=today.weekday() + 7 - wanted),), True
    if "next" in which:
        return (recent + week,), True
    if "this" in which and "past" not in which:
        return (today - timedelta(days=today.weekday() - wanted),), True
    if recent == today:
        return ((today - week,), True) if which else ((today, today - week), False)
    # "last Monday" on a Wednesday is two days ago to most, nine to some.
    return (recent,), not which or recent.isocalendar()[1] != today.isocalendar()[1]


def weekends(sheet: Sheet, today: date) -> Iterator[Mention]:
    """Yield the two days of the last weekend, one of which a person has to tell."""
    for match in sheet.found(WEEKEND):
        sunday = today - timedelta(days=today.weekday() + 1)
        yield Mention(*match.span(), Day((sunday - timedelta(days=1), sunday)), is_sure=False)


OXYGEN = re.compile(r"\b(?:[os]2|sp?o2|sao2|oxygen|ox|room\s+air|low|his|her|the|resting)\s+$")


def _is_verb(sheet: Sheet, match: "re.Match[str]") -> bool:
    if match["part"]:
        return False
    if match["weekday"] == "sat" and OXYGEN.search(sheet.folded[: match.start()]):
        return True
    return (
        re.match(
            r"\s+(?:(?:with|w/|in|on|down|up|exposure)\b|(?:(?:was|is|at|of)\s+)?(?:[6-9]\d|100)(?![\d:/])|\d{2,3}\s*%)",
            sheet.folded[match.end() :],
        )
        is not None
    )
