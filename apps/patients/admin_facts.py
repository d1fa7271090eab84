"""The recorded facts in the Django admin: entered and corrected there, struck out with a reason, never deleted."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.patients.admin_rows import PatientRowAdmin
from apps.patients.fact_kinds import BY_MODEL, KINDS, FactKind
from apps.patients.forms_facts import FORMS
from apps.patients.models import (
    CarePlan,
    Consent,
    DecisionMaking,
    FaceToFaceVisit,
    OutsideService,
    PatientStatus,
    PlanCopy,
    RecordedFact,
    Stay,
    TimedService,
)
from apps.practice.admin_filters import by_whether
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, follow_up
from apps.practice.form_fields import RosterForm

SHOWN: dict[type[RecordedFact], tuple[str, ...]] = {
    Consent: ("given_on", "revoked_on", "is_written"),
    CarePlan: ("made_on", "made_by", "revised_on", "ends_on"),
    PlanCopy: ("given_on", "way", "given_to", "given_by"),
    DecisionMaking: ("occurred_on", "level", "provider"),
    FaceToFaceVisit: ("occurred_on", "kind", "provider", "minutes"),
    TimedService: ("occurred_on", "kind", "provider", "minutes"),
    Stay: ("kind", "starts_on", "ends_on"),
    PatientStatus: ("kind", "starts_on", "ends_on"),
    OutsideService: ("code", "provider", "biller", "starts_on", "ends_on"),
}
POINTERS = ("made_by", "given_by", "provider")
PROOF = ("recorded_by", "recorded_at", "struck_by", "struck_at", "struck_reason", "strike_out")


class FactAdmin(PatientRowAdmin):
    """A kind of recorded fact, with its proof."""

    change = Action.RECORD_FACTS
    list_filter: ClassVar[Any] = (
        ("struck_at", by_whether("struck out", empty="Stands", filled="Struck out")),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the sections of the form, and below them who recorded the row and who struck it out."""
        sections = super().get_fieldsets(request, obj)
        return [*sections, ("Proof", {"fields": PROOF})] if obj is not None else sections

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let nobody write the proof by hand."""
        return (*super().get_readonly_fields(request, obj), *(PROOF if obj is not None else ()))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A row that was struck out is only looked at."""
        return super().has_change_permission(request, obj) and not (obj is not None and obj.is_struck)

    @admin.display(description="Entered by mistake")
    def strike_out(self, row: Any) -> SafeString | str:
        """Lead to where the row is struck out with a reason."""
        if row.is_struck:
            return "Struck out."
        address = reverse("patients:fact_strike", args=[BY_MODEL[type(row)].word, row.pk])
        return format_html('<a href="{}">Strike out with a reason</a>', address)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Hand the row to the operation, and let decisions follow."""
        super().save_model(request, obj, form, change)
        for sentence in follow_up(self.actor(request), Changed(patients=[obj.patient_id])):
            self.message_user(request, sentence)


def _with_patient(form: type[RosterForm]) -> type[RosterForm]:
    """The form of the page, with the patient to choose."""
    meta = type("Meta", (form.Meta,), {"exclude": ("practice",)})  # type: ignore[attr-defined]
    return type(f"{form.__name__}InAdmin", (form,), {"Meta": meta})


def _admin_of(kind: FactKind) -> type[FactAdmin]:
    pointers = tuple(name for name in SHOWN[kind.model] if name in POINTERS)
    return type(
        f"{kind.model.__name__}Admin",
        (FactAdmin,),
        {
            "__doc__": f"{kind.many}.",
            "form": _with_patient(FORMS[kind.model]),
            "operation": staticmethod(kind.save),
            "list_display": ("patient", *SHOWN[kind.model], "struck_at"),
            "list_select_related": ("patient", *pointers),
        },
    )


for _kind in KINDS:
    admin.site.register(_kind.model, _admin_of(_kind))
