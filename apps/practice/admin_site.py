"""The Django admin behind the same gate, with the same operations, refusals and history as the pages."""

import json
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.views.generic import RedirectView

from apps.practice import audit
from apps.practice.access import (
    LOOKING,
    Actor,
    actor_of,
    needs_second_factor,
    note_reading,
    refuse_null_characters,
)
from apps.practice.domain.roles import Action
from apps.practice.models import Practice
from apps.practice.selectors import history_of
from apps.practice.told import told
from apps.problems import Problem, Refused

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

LONGEST_ID = 18  # digits
MOST_AT_ONCE = 1000
CHANGED_MEANWHILE = "Not saved. {} "
# What the tables of the admin are about, as its first page lists them.
GROUPS = REVIEW, CAME_BACK, PATIENTS, PARTNERS, PRACTICE = (
    "Review",
    "What came back",
    "Patients",
    "Payers and agencies",
    "Practice",
)


class CareminutesAdminSite(AdminSite):
    """The admin for members who may see the practice; rows of other practices do not exist in it."""

    site_title = site_header = "Careminutes"
    index_title = "All rows"
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Let those in who may see the practice; `is_staff` plays no part."""
        actor = actor_of(request)
        return actor is not None and actor.may(Action.SEE_PRACTICE)

    def get_urls(self) -> list[Any]:
        """Leave passwords to the account pages, which limit and announce a change."""
        to_account = RedirectView.as_view(pattern_name="account_change_password")
        return [
            path("password_change/", self.admin_view(to_account), name="password_change"),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the tables by what they are about, the work of every day first."""
        if app_label is not None:
            return super().get_app_list(request, app_label)
        groups: dict[str, list[Any]] = {group: [] for group in GROUPS}
        for app in super().get_app_list(request):
            for table in app["models"]:
                groups[self._of(table).group].append(table)
        return [
            {
                "name": name,
                "app_label": slugify(name),
                "models": sorted(tables, key=lambda each: (self._of(each).rank, each["name"])),
            }
            for name, tables in groups.items()
            if tables
        ]

    def _of(self, table: Any) -> "GatedAdmin":
        return cast("GatedAdmin", self.get_model_admin(table["model"]))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer what was typed for, and record which rows were shown."""
        answer = super().autocomplete_view(request)
        actor = actor_of(request)
        if actor is not None:
            shown = [row["id"] for row in json.loads(answer.content)["results"]]
            audit.record(actor, "patients.listed", new={"patients": shown})
        return answer

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Answer 403 to members without the role, as every page does."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if needs_second_factor(request):
                return redirect("practice:second_factor")
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            actor = actor_of(request)
            if actor is not None and actor.only_looks and request.method not in LOOKING:
                raise PermissionDenied
            refuse_null_characters(request)
            if actor is None:
                return cast("HttpResponse", guarded(request, *args, **kwargs))
            with timezone.override(actor.time_zone):  # times as the practice's clocks show them
                answer: HttpResponse = guarded(request, *args, **kwargs)
                if isinstance(answer, SimpleTemplateResponse):
                    answer.render()
            note_reading(request, actor, kwargs)
            return answer

        return gate

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take only tables behind the gate; those that libraries bring along would show every practice's rows."""
        if admin_class is not None and issubclass(admin_class, GatedAdmin):
            super().register(model_or_iterable, admin_class, **options)


class OwnRowsFilter(admin.RelatedFieldListFilter):
    """A filter by something pointed at, which offers the practice's own rows only."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Return the rows to choose from."""
        own = {"practice": model_admin.actor(request).practice}
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=own)


class GatedAdmin(ModelAdmin):
    """A table of the practice: `see` to look at it, `change` to change it (None: nobody, it is frozen).

    Nothing is ever deleted here: rows get an end.
    """

    group: ClassVar[str] = PRACTICE
    rank: ClassVar[int] = 9  # of its group; 0 stands first
    see: ClassVar[Action] = Action.SEE_PRACTICE
    change: ClassVar[Action | None] = None
    add: ClassVar[Action | None] = None  # to a table that nobody changes
    list_per_page = 50
    show_full_result_count = False

    def actor(self, request: HttpRequest) -> Actor:
        """Return who acts; the site has let nobody else in."""
        actor = actor_of(request)
        if actor is None:
            raise PermissionDenied
        return actor

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Return the rows of the actor's practice."""
        own = (
            {"pk": self.actor(request).practice.pk}
            if self.model is Practice
            else {"practice": self.actor(request).practice}
        )
        return super().get_queryset(request).filter(**own)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to those who may see one of its tables."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the table of roles."""
        return self.actor(request).may(self.see)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the table of roles; a frozen table is changed by nobody."""
        return self.change is not None and self.actor(request).may(self.change)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those add who may change, or who may add to what nobody changes."""
        added = self.add is not None and self.actor(request).may(self.add)
        return added or self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: rows get an end."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Answer 404 to what is not there or not theirs, record the look, and show what an operation refused."""
        row = self._row_or_404(request, object_id)
        if row is not None and request.method == "GET":
            self._record_look(request, row)
        titled = {"title": self._title(request, row), **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, titled)
        except Refused as refused:
            messages.error(request, CHANGED_MEANWHILE.format(refused))
            return redirect(request.get_full_path())

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the list, record whose rows it shows, and show what an action refused."""
        titled = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        _refuse_odd_rows(request)
        try:
            answer = super().changelist_view(request, titled)
        except Refused as refused:
            for problem in refused.problems:
                messages.error(request, problem.message)
            return redirect(request.get_full_path())
        shown = (getattr(answer, "context_data", None) or {}).get("cl")
        about = (_patient_of(row) for row in shown.result_list) if shown is not None else ()
        patients = {patient_id for patient_id in about if patient_id is not None}
        if patients:
            new = {"patients": sorted(patients), "through": f"admin, {self.opts.verbose_name_plural}"}
            audit.record(self.actor(request), "patients.listed", new=new)
        return answer

    def response_action(self, request: HttpRequest, queryset: "QuerySet[Any]", *args: Any) -> Any:
        """Take an action on so many rows as one answer can wait for, all of it or nothing; refuse more."""
        asks_for_all = forms.BooleanField().to_python(request.POST.get("select_across", ""))
        if asks_for_all and (count := queryset.count()) > MOST_AT_ONCE:
            said = (
                f"{count:,} rows were chosen; an action here takes {MOST_AT_ONCE:,} at once. Narrow the list with a "
                "filter or a search and take it in parts. Nothing was done."
            )
            raise Refused(Problem("too_many_rows", said))
        with transaction.atomic():
            return super().response_action(request, queryset, *args)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the audit trail of the row, which also knows what was done on the pages."""
        row = self._row_or_404(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        self._record_look(request, row)
        events = told(history_of(row, actor=self.actor(request)))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {self.opts.verbose_name}",
            "opts": self.opts,
            "object": row,
            "events": events,
        }
        return render(request, "practice/admin_history.html", context)

    def _title(self, request: HttpRequest, row: Any) -> str:
        name = self.opts.verbose_name
        return str(capfirst(name)) if row is not None else f"Add {name}"

    def _row_or_404(self, request: HttpRequest, object_id: str | None) -> Any:
        if object_id is None:
            return None
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row

    def _record_look(self, request: HttpRequest, row: Model) -> None:
        patient_id = _patient_of(row)
        if patient_id is not None:
            audit.record(self.actor(request), "patient.viewed", row, patient_id=patient_id)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Leave it to the operation, which has recorded it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Leave it to the operation, which has recorded it."""


def _refuse_odd_rows(request: HttpRequest) -> None:
    """Answer 400 to an action on rows whose numbers are none."""
    for each in request.POST.getlist(ACTION_CHECKBOX_NAME):
        if not each.isascii() or not each.isdigit() or len(each) > LONGEST_ID:
            raise BadRequest("What was chosen is no number of a row.")


def _patient_of(row: Model) -> int | None:
    """Return the number of the patient that a row or its claim is about; None for a row about none."""
    if row._meta.label_lower == "patients.patient":
        return int(row.pk)
    whose = getattr(row, "claim", None) or row
    return getattr(whose, "patient_id", None)
