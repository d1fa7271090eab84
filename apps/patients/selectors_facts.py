"""What is recorded of a patient that a decision may look at, kind by kind."""

from typing import Any

from apps.patients.models import Patient, RecordedFact

# What the rows of a kind point at, read with them.
WITH: dict[str, tuple[str, ...]] = {
    "careplan": ("made_by",),
    "plancopy": ("plan", "given_by"),
    "decisionmaking": ("provider",),
    "facetofacevisit": ("provider",),
    "timedservice": ("provider",),
    "outsideservice": ("provider",),
}


def recorded_facts(patient: Patient, model: type[RecordedFact]) -> list[Any]:
    """Return the facts of one kind, the newest first, those that were struck out among them."""
    with_rows = WITH.get(model._meta.model_name or "", ())
    return list(
        model._default_manager.filter(patient=patient).select_related("recorded_by", "struck_by", *with_rows)
    )
