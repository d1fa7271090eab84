"""What every admin table of rows about patients has in common."""

from typing import ClassVar

from apps.practice.admin_roster import RosterAdmin
from apps.practice.admin_site import PATIENTS
from apps.practice.domain.roles import Action


class PatientRowAdmin(RosterAdmin):
    """A table of rows that belong to a patient, who is found by typing."""

    group = PATIENTS
    see = Action.SEE_PATIENTS
    autocomplete_fields = ("patient",)
    list_select_related: ClassVar[tuple[str, ...]] = ("patient",)
    search_fields = ("patient__last_name__istartswith", "=patient__medical_record_number")
