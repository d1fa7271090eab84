"""The pages of one patient, as tabs."""

from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.domain.roles import Action

TABS: tuple[tuple[str, str, Action], ...] = (
    ("patients:detail", "Time and goals", Action.SEE_PATIENTS),
    ("billing:patient", "Periods and claims", Action.SEE_CLAIMS),
    ("billing:facts", "Facts", Action.SEE_PATIENTS),
    ("patients:record", "Record", Action.SEE_PATIENTS),
)


def patient_tabs(actor: Actor, patient: Patient, *, current: str) -> list[dict[str, object]]:
    """Return the tabs that `actor` may open; `current` is the url name of the page that shows them."""
    return [
        {"label": label, "url": reverse(name, args=[patient.pk]), "is_current": name == current}
        for name, label, action in TABS
        if actor.may(action)
    ]
