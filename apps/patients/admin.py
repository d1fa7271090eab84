"""The roster's tables in the Django admin."""

from typing import ClassVar

from django.contrib import admin

from apps.patients import (
    admin_facts,
    forms,
    forms_partners,
    models,
    operations,
    operations_care,
    operations_partners,
)
from apps.patients.admin_rows import PatientRowAdmin
from apps.practice.admin_filters import by_whether
from apps.practice.admin_roster import RosterAdmin
from apps.practice.admin_site import PARTNERS, PATIENTS, GatedAdmin
from apps.practice.domain.roles import Action

__all__ = ["admin_facts"]


@admin.register(models.Patient)
class PatientAdmin(RosterAdmin):
    """People cared for."""

    group = PATIENTS
    rank = 0
    see = Action.SEE_PATIENTS
    form = forms.PatientForm
    operation = staticmethod(operations.save_patient)
    list_display = ("display_name", "born_on", "died_on", "medical_record_number")
    search_fields = ("last_name__istartswith", "first_name__istartswith", "=medical_record_number")


class CoverageAdminForm(forms.CoverageForm):
    """The form of the page, with the patient to choose."""

    class Meta(forms.CoverageForm.Meta):
        exclude: tuple[str, ...] = ("practice",)


@admin.register(models.Coverage)
class CoverageAdmin(PatientRowAdmin):
    """Who pays."""

    form = CoverageAdminForm
    operation = staticmethod(operations.save_coverage)
    list_display = ("patient", "payer", "member_id", "starts_on", "ends_on")
    list_select_related: ClassVar[tuple[str, ...]] = ("patient", "payer")


class EnrollmentAdminForm(forms.EnrollmentForm):
    """The form of the page, with the patient to choose."""

    class Meta(forms.EnrollmentForm.Meta):
        exclude: tuple[str, ...] = ("practice", "periods_are_cut")


@admin.register(models.Enrollment)
class EnrollmentAdmin(PatientRowAdmin):
    """Who is in which programme."""

    form = EnrollmentAdminForm
    operation = staticmethod(operations.save_enrollment)
    list_display = ("patient", "program", "rendering_provider", "starts_on", "ends_on")
    list_select_related: ClassVar[tuple[str, ...]] = ("patient", "rendering_provider")
    list_filter = ("program",)


class EpisodeAdminForm(forms.EpisodeForm):
    """The form of the page, with the patient to choose."""

    class Meta(forms.EpisodeForm.Meta):
        exclude: tuple[str, ...] = ("practice",)


@admin.register(models.CareEpisode)
class EpisodeAdmin(PatientRowAdmin):
    """Under which agency."""

    form = EpisodeAdminForm
    operation = staticmethod(operations_care.save_episode)
    list_display = ("patient", "setting", "agency", "starts_on", "ends_on", "plan_signed_on")
    list_select_related: ClassVar[tuple[str, ...]] = ("patient", "agency")
    list_filter = ("setting",)


class DiagnosisAdminForm(forms.DiagnosisForm):
    """The form of the page, with the patient to choose."""

    class Meta(forms.DiagnosisForm.Meta):
        exclude: tuple[str, ...] = ("practice", "snomed_code")


@admin.register(models.Diagnosis)
class DiagnosisAdmin(PatientRowAdmin):
    """The problem lists."""

    form = DiagnosisAdminForm
    operation = staticmethod(operations_care.save_diagnosis)
    list_display = ("patient", "code", "description", "rank", "ends_on")


@admin.register(models.Payer)
class PayerAdmin(RosterAdmin):
    """Payers."""

    group = PARTNERS
    form = forms_partners.PayerForm
    operation = staticmethod(operations_partners.save_payer)
    list_display = ("name", "profile", "electronic_payer_id", "ends_on")


@admin.register(models.Agency)
class AgencyAdmin(RosterAdmin):
    """Agencies."""

    group = PARTNERS
    form = forms_partners.AgencyForm
    operation = staticmethod(operations_partners.save_agency)
    list_display = ("name", "kind", "npi", "ends_on")
    list_filter = ("kind",)
    search_fields = ("name", "npi")


class AgencyRoleAdminForm(forms_partners.AgencyRoleForm):
    """The form of the page, with the agency to choose."""

    class Meta(forms_partners.AgencyRoleForm.Meta):
        exclude: tuple[str, ...] = ("practice",)


@admin.register(models.AgencyRole)
class AgencyRoleAdmin(RosterAdmin):
    """Roles at agencies."""

    group = PARTNERS
    form = AgencyRoleAdminForm
    operation = staticmethod(operations_partners.save_agency_role)
    autocomplete_fields = ("agency",)
    list_display = ("agency", "provider", "role", "starts_on", "ends_on")
    list_select_related: ClassVar[tuple[str, ...]] = ("agency", "provider")


@admin.register(models.Strategy)
class StrategyAdmin(GatedAdmin):
    """Ways to reach the goals of a plan; stated and dropped on the page of the plan."""

    group = PATIENTS
    see = Action.SEE_PATIENTS
    list_display = ("goal", "statement", "stated_by", "stated_at", "dropped_at")
    list_select_related = ("goal", "stated_by")
    search_fields = ("statement__icontains",)
    readonly_fields = fields = (
        "goal", "statement", "stated_by", "stated_at", "dropped_by", "dropped_at", "drop_reason",
    )  # fmt: skip


@admin.register(models.Document)
class DocumentAdmin(GatedAdmin):
    """Papers kept as proof; attached, opened and removed on the pages of their patient."""

    group = PATIENTS
    see = Action.SEE_PATIENTS
    list_display = ("patient", "kind", "dated_on", "pages", "uploaded_by", "uploaded_at", "removed_at")
    list_select_related = ("patient", "uploaded_by")
    list_filter = ("kind", ("removed_at", by_whether("removed", empty="Kept", filled="Removed")))
    search_fields = ("patient__last_name__istartswith", "=sha256")
    readonly_fields = fields = (
        "patient", "kind", "proves", "proves_id", "dated_on", "file_name", "media_type", "size", "pages", "sha256",
        "uploaded_by", "uploaded_at", "removed_by", "removed_at", "removed_reason",
    )  # fmt: skip
