"""The facts at the head of a patient's page."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Sum

from apps.patients.models import CareEpisode, Patient
from apps.timelog.domain.clock import on_day
from apps.timelog.models import EntryVersion
from apps.timelog.progress import Progress

Fact = dict[str, str | bool]


def facts_of(
    patient: Patient, *, episode: CareEpisode | None, progress: Progress | None, today: date
) -> list[Fact]:
    """Return who the patient is, who pays, and who is involved today."""
    facts: list[Fact] = [{"label": "Born", "value": f"{on_day(patient.born_on)} ({_age(patient, today)})"}]
    if patient.died_on:
        facts.append({"label": "Died", "value": on_day(patient.died_on)})
    if patient.medical_record_number:
        facts.append({"label": "Record number", "value": patient.medical_record_number})
    if progress is None:
        return [*facts, {"label": "Enrollment", "value": "", "is_missing": True}]
    enrollment, payer = progress.enrollment, progress.payer or ""
    return [
        *facts,
        {"label": "Payer", "value": payer, "is_missing": not payer},
        {
            "label": "Programme",
            "value": f"{enrollment.get_program_display()} since {on_day(enrollment.starts_on)}",
        },
        {"label": "Physician", "value": str(enrollment.rendering_provider)},
        _episode(episode if episode and _runs(episode, today) else None),
        {
            "label": "Period",
            "value": f"{on_day(progress.stretch.starts_on)} – {on_day(progress.stretch.ends_on)}",
        },
    ]


def _episode(episode: CareEpisode | None) -> Fact:
    if episode is None:
        return {"label": "Cared for by", "value": "", "is_missing": True}
    setting = episode.get_setting_display()
    return {
        "label": "Cared for by",
        "value": f"{episode.agency.name} ({setting.lower()})" if episode.agency else setting,
    }


def _runs(episode: CareEpisode, today: date) -> bool:
    return episode.starts_on <= today and (episode.ends_on is None or today <= episode.ends_on)


def _age(patient: Patient, today: date) -> int:
    until = patient.died_on or today
    had_birthday = (until.month, until.day) >= (patient.born_on.month, patient.born_on.day)
    return until.year - patient.born_on.year - (not had_birthday)


class Held(NamedTuple):
    """The time that stands in a patient's book: entries that are not void, and their seconds."""

    entries: int
    seconds: int


def time_held(patient: Patient) -> Held:
    """Return how much time stands in the patient's book."""
    rows = EntryVersion.objects.filter(patient=patient, current_of__isnull=False, is_void=False)
    found = rows.aggregate(entries=Count("pk"), seconds=Sum("seconds"))
    return Held(found["entries"], found["seconds"] or 0)
