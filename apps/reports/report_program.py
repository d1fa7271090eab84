"""The programmes for whoever directs them: goals, time that is never billed, workload, who is enrolled and could be."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from apps.patients.models import Enrollment, Goal, Patient
from apps.practice.access import Actor, rows_of
from apps.reports.domain.asked import Asked
from apps.reports.domain.report import (
    Cell,
    Column,
    Figure,
    Report,
    Row,
    Section,
    Table,
    Tone,
    Unit,
    share,
    total_of,
    with_bars,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.named import names_of
from apps.reports.program_rows import could_be_enrolled, followed_goals, running
from apps.reports.report_capacity import capacity, since_the_first
from apps.reports.sums import IN_MONTH, Group, added, groups, name_in

PROGRAMS = tuple(Enrollment.Program)


def program(actor: Actor, asked: Asked) -> Report:
    """Return the state of the programmes: a constant number of sums."""
    goals = _goal_sums(actor, asked)
    entries = asked.slice(Source.ENTRIES)
    time = groups(actor, entries, IN_MONTH, "provider", "late", measures=("seconds", "programme_time"))
    overhead = groups(actor, entries.narrowed(programme="1"), "activity", measures=("rows", "seconds"))
    enrolled = _enrolled(actor)
    everybody = Slice(Source.PATIENTS).narrowed(enrolled="any")
    stated = Slice(Source.GOALS).narrowed(since=asked.starts_on, until=asked.ends_on)
    return Report(
        "program",
        "The programmes",
        f"{asked.words}; enrollment and workload as of {asked.today:%-d %b %Y}. No money on this page.",
        figures=(
            Figure(
                "patients enrolled", sum(enrolled["people"].values()), Unit.COUNT, everybody, is_dated=False
            ),
            Figure("goals set", goals["all"]["rows"], Unit.COUNT, stated),
            Figure(
                "of them followed",
                share(goals["all"]["followed"], goals["all"]["rows"]),
                Unit.SHARE,
                stated.narrowed(followed="1"),
                is_derived=True,
            ),
            Figure(
                "programme time",
                added(overhead, "seconds"),
                Unit.MINUTES,
                asked.slice(Source.ENTRIES).narrowed(programme="1"),
            ),
        ),
        sections=(
            _goals(goals, stated, asked),
            _overhead(actor, asked, overhead),
            _workload(actor, asked, time, enrolled),
            capacity(actor, asked, time, enrolled["of_provider"]),
            _could(actor, enrolled["of_program"]),
        ),
    )


def _goal_sums(actor: Actor, asked: Asked) -> dict[str, dict[str, int]]:
    rows = rows_of(actor, Goal).filter(stated_on__gte=asked.starts_on, stated_on__lte=asked.ends_on)
    found = (
        rows.order_by()
        .values("state")
        .annotate(
            rows=Count("pk"),
            followed=Count("pk", filter=Q(pk__in=followed_goals(actor))),
            past=Count("pk", filter=Q(target_on__lt=asked.today)),
        )
    )
    sums = {row["state"]: {name: row[name] for name in ("rows", "followed", "past")} for row in found}
    sums["all"] = {name: sum(each[name] for each in sums.values()) for name in ("rows", "followed", "past")}
    return sums


def _goals(sums: Mapping[str, Mapping[str, int]], base: Slice, asked: Asked) -> Section:
    rows = []
    for state in Goal.State:
        mine = sums.get(state.value)
        if mine is None:
            continue
        of_state = base.narrowed(state=state.value)
        past = Cell(mine["past"], of_state.narrowed(past=asked.today)) if _is_open(state) else Cell(None)
        rows.append(
            Row(
                state.label,
                (Cell(mine["rows"], of_state), Cell(mine["followed"], of_state.narrowed(followed="1")), past),
            )
        )
    whole = sums["all"]
    lasting = base.narrowed(state=tuple(filter(_is_open, Goal.State)), past=asked.today)
    late = sum(sums[state.value]["past"] for state in Goal.State if state.value in sums and _is_open(state))
    total = Row(
        "Together",
        (
            Cell(whole["rows"], base),
            Cell(whole["followed"], base.narrowed(followed="1")),
            Cell(late, lasting),
        ),
        is_total=True,
    )
    columns = (
        Column("Goals", Unit.COUNT), Column("Followed by an entry", Unit.COUNT), Column("Past their date", Unit.COUNT),
    )  # fmt: skip
    drawn = with_bars([*rows, total], tones=(Tone.COUNTED,), columns=(0,)) if rows else ()
    return Section(
        "Goals set and followed",
        table=Table("Goals stated on these dates, as they stand", "State", columns, drawn) if rows else None,
        lede="Goals stated on these dates. Followed: an entry of the log names the goal.",
        empty="" if rows else "No goal was stated on these dates.",
    )


def _is_open(state: Goal.State) -> bool:
    return state in (Goal.State.STATED, Goal.State.REVISED)


def _overhead(actor: Actor, asked: Asked, found: Sequence[Any]) -> Section:
    names = names_of(actor, "activity")
    base = asked.slice(Source.ENTRIES).narrowed(programme="1")
    rows = [
        Row(
            name_in(names, "activity", group.keys["activity"]),
            (
                Cell(group["rows"], base.narrowed(activity=group.keys["activity"])),
                Cell(group["seconds"], base.narrowed(activity=group.keys["activity"])),
            ),
        )
        for group in sorted(found, key=lambda group: -group["seconds"])
    ]
    total = Row(
        "Together", (Cell(added(found, "rows"), base), Cell(added(found, "seconds"), base)), is_total=True
    )
    columns = (Column("Entries", Unit.COUNT), Column("Minutes", Unit.MINUTES))
    drawn = with_bars([*rows, total], tones=(Tone.LOGGED,), columns=(1,)) if rows else ()
    return Section(
        "Programme time, logged and never billed",
        table=Table("Programme time by activity", "Activity", columns, drawn) if rows else None,
        lede=(
            "Monitoring and quality work for no one patient. No Medicare code pays it; it is the cost of "
            "the programme."
        ),
        empty="" if rows else "No programme time was logged on these dates.",
    )


def _enrolled(actor: Actor) -> dict[str, dict[Any, int]]:
    rows = rows_of(actor, Enrollment).filter(running(actor)).order_by()
    of_program = rows.values_list("program").annotate(Count("patient", distinct=True))
    of_provider = rows.values_list("rendering_provider").annotate(Count("patient", distinct=True))
    people = rows.aggregate(people=Count("patient", distinct=True))
    return {"of_program": dict(of_program), "of_provider": dict(of_provider), "people": people}


def _workload(
    actor: Actor, asked: Asked, time: Sequence[Any], found: Mapping[str, Mapping[Any, int]]
) -> Section:
    names = names_of(actor, "provider", asked.known)
    entries, enrolled = asked.slice(Source.ENTRIES), found["of_provider"]
    begun = [month for month in asked.months if month <= asked.today]
    rows = []
    keys = {group.keys["provider"] for group in time} | set(enrolled)
    for key in keys:
        mine = [group for group in time if group.keys["provider"] == key]
        programme_time = added(mine, "programme_time")
        of_patients = added(mine, "seconds") - programme_time
        patients = enrolled.get(key, 0)
        base = entries.narrowed(provider=key)
        months = since_the_first([group.keys[IN_MONTH] for group in mine if _of_patients(group)], begun)
        each = of_patients // patients // months if patients else None
        cells = (
            Cell(patients, Slice(Source.PATIENTS).narrowed(enrolled="any", provider=key)),
            Cell(of_patients, base.narrowed(programme="0")),
            Cell(each, base.narrowed(programme="0"), is_derived=True),
            Cell(programme_time, base.narrowed(programme="1")),
            Cell(added(mine, "seconds", lambda keys: bool(keys["late"])), base.narrowed(late="1")),
        )
        rows.append(Row(name_in(names, "provider", key), cells))
    rows.sort(key=lambda row: (-int(row.cells[1].value or 0), row.label))  # type: ignore[arg-type]
    totals = [total_of(row.cells[place].value for row in rows) for place in range(5)]
    slices = (
        Slice(Source.PATIENTS).narrowed(enrolled="any"),
        entries.narrowed(programme="0"),
        None,
        entries.narrowed(programme="1"),
        entries.narrowed(late="1"),
    )
    totals[0], totals[2] = sum(found["people"].values()), None
    total = Row("Together", tuple(map(Cell, totals, slices)), is_total=True)
    columns = (
        Column("Enrolled patients", Unit.COUNT, is_dated=False), Column("Minutes for patients", Unit.MINUTES),
        Column("Per patient and month", Unit.MINUTES, is_dated=False), Column("Programme time", Unit.MINUTES),
        Column("Late", Unit.MINUTES),
    )  # fmt: skip
    drawn = with_bars([*rows, total], tones=(Tone.COUNTED, Tone.MUTED), columns=(1, 3)) if rows else ()
    return Section(
        "Workload",
        table=Table(
            "Workload by provider", "Provider", columns, drawn,
            ((Tone.COUNTED, "minutes for patients"), (Tone.MUTED, "programme time")),
        ) if rows else None,
        lede=(
            "Who carries how many patients, and how much time each gets in a month, from the first of these dates in"
            " which they got any; a month that the dates touch counts whole."
        ),
        empty="" if rows else "Nobody is enrolled and nothing was logged.",
    )  # fmt: skip


def _of_patients(group: Group) -> int:
    return int(group["seconds"] - group["programme_time"])


def _could(actor: Actor, enrolled: Mapping[Any, int]) -> Section:
    could = {
        name: Count("pk", filter=Q(pk__in=could_be_enrolled(actor, program=name))) for name in ("cpo", "ccm")
    }
    sums = rows_of(actor, Patient).aggregate(**could)
    patients = Slice(Source.PATIENTS)
    rows = []
    for each in PROGRAMS:
        may_be = sums.get(each.value)
        cells = (
            Cell(enrolled.get(each.value, 0), patients.narrowed(enrolled=each.value)),
            Cell(may_be, patients.narrowed(could=each.value) if may_be is not None else None),
        )
        rows.append(Row(each.label, cells))
    columns = (Column("Enrolled", Unit.COUNT, is_dated=False), Column("Could be", Unit.COUNT, is_dated=False))
    drawn = (
        with_bars(rows, tones=(Tone.COUNTED, Tone.OPEN), columns=(0, 1))
        if any(cell.value for row in rows for cell in row.cells)
        else tuple(rows)
    )
    return Section(
        "Who is enrolled, and who could be",
        table=Table(
            "Patients enrolled, and who could be", "Programme", columns, tuple(drawn),
            ((Tone.COUNTED, "enrolled"), (Tone.OPEN, "could be")),
        ),
        lede=(
            "Could be: alive, in no programme today, and on record as under an agency or in a facility "
            "(oversight), or as eligible or with two chronic conditions (chronic care)."
        ),
        notes=("Worth a look, not a verdict: consent, visits and plans are asked for when a period is decided.",),
    )  # fmt: skip
