"""The practice's own tables in the Django admin."""

from django.contrib import admin

from apps.practice.admin_roster import RosterAdmin
from apps.practice.admin_site import GatedAdmin
from apps.practice.domain.roles import Action
from apps.practice.forms import (
    CollaborationForm,
    PracticeForm,
    ProviderForm,
    ServiceLocationForm,
    SupervisionForm,
)
from apps.practice.models import (
    AuditEvent,
    Collaboration,
    Membership,
    Practice,
    Provider,
    ServiceLocation,
    Supervision,
)
from apps.practice.operations import save_collaboration, save_practice, save_provider, save_supervision
from apps.practice.operations_locations import save_service_location


@admin.register(Practice)
class PracticeAdmin(RosterAdmin):
    """The practice itself: changed, never added."""

    change = Action.CHANGE_PRACTICE
    form = PracticeForm
    operation = staticmethod(save_practice)
    list_display = ("name", "npi", "city", "state", "time_zone")

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """Refuse: a practice is made by its first administrator."""
        return False


@admin.register(Provider)
class ProviderAdmin(RosterAdmin):
    """Whose time is logged."""

    form = ProviderForm
    operation = staticmethod(save_provider)
    list_display = ("__str__", "kind", "npi", "starts_on", "ends_on")
    list_filter = ("kind",)
    search_fields = ("last_name", "first_name", "npi")


@admin.register(ServiceLocation)
class ServiceLocationAdmin(RosterAdmin):
    """Where patients are seen besides the billing address."""

    form = ServiceLocationForm
    operation = staticmethod(save_service_location)
    list_display = ("name", "street", "city", "state", "npi")
    search_fields = ("name", "city", "npi")


class CollaborationAdminForm(CollaborationForm):
    """The form of the page, with the provider to choose."""

    class Meta(CollaborationForm.Meta):
        exclude: tuple[str, ...] = ("practice",)


@admin.register(Collaboration)
class CollaborationAdmin(RosterAdmin):
    """Documented collaborations."""

    form = CollaborationAdminForm
    operation = staticmethod(save_collaboration)
    autocomplete_fields = ("provider",)
    list_display = ("provider", "physician", "starts_on", "ends_on")
    list_select_related = ("provider", "physician")


class SupervisionAdminForm(SupervisionForm):
    """The form of the page, with the member of the staff to choose."""

    class Meta(SupervisionForm.Meta):
        exclude: tuple[str, ...] = ("practice",)


@admin.register(Supervision)
class SupervisionAdmin(RosterAdmin):
    """Who supervises whom."""

    form = SupervisionAdminForm
    operation = staticmethod(save_supervision)
    autocomplete_fields = ("staff",)
    list_display = ("staff", "supervisor", "kind", "is_incident_to", "starts_on", "ends_on")
    list_select_related = ("staff", "supervisor")


@admin.register(Membership)
class MembershipAdmin(GatedAdmin):
    """Who holds which role; changed on the page of the person."""

    list_display = ("user", "role", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user",)


@admin.register(AuditEvent)
class AuditEventAdmin(GatedAdmin):
    """Who read and who changed what: frozen."""

    see = Action.SEE_AUDIT
    list_display = ("at", "actor", "action", "subject_type", "subject_id", "patient_id")
    list_select_related = ("actor",)
    search_fields = ("=action",)
