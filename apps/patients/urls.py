"""Addresses of the roster under /patients/; the list and the page of a patient come from the time log."""

from django.urls import path, register_converter

from apps.patients import views, views_documents, views_facts, views_lists, views_partners
from apps.patients.fact_kinds import BY_WORD
from apps.patients.selectors_lists import LISTS


class FactWord:
    """A kind of recorded fact, as a part of an address."""

    regex = "|".join(BY_WORD)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ListWord:
    """A list of the roster, as a part of an address."""

    regex = "|".join(LISTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FactWord, "fact")
register_converter(ListWord, "list")

urlpatterns = [
    path("add/", views.add, name="add"),
    path("<int:pk>/record/", views.record, name="record"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:patient_pk>/coverages/add/", views.coverage_add, name="coverage_add"),
    path("coverages/<int:pk>/", views.coverage_edit, name="coverage_edit"),
    path("<int:patient_pk>/enrollments/add/", views.enrollment_add, name="enrollment_add"),
    path("enrollments/<int:pk>/", views.enrollment_edit, name="enrollment_edit"),
    path("<int:patient_pk>/episodes/add/", views.episode_add, name="episode_add"),
    path("episodes/<int:pk>/", views.episode_edit, name="episode_edit"),
    path("<int:patient_pk>/diagnoses/add/", views.diagnosis_add, name="diagnosis_add"),
    path("diagnoses/<int:pk>/", views.diagnosis_edit, name="diagnosis_edit"),
    path("<int:patient_pk>/facts/<fact:kind>/add/", views_facts.add, name="fact_add"),
    path("facts/<fact:kind>/<int:pk>/", views_facts.edit, name="fact_edit"),
    path("facts/<fact:kind>/<int:pk>/strike-out/", views_facts.strike, name="fact_strike"),
    path("<int:patient_pk>/documents/add/", views_documents.add, name="document_add"),
    path("documents/<int:pk>/", views_documents.fetch, name="document"),
    path("documents/<int:pk>/remove/", views_documents.remove, name="document_remove"),
    path("<list:kind>/", views_lists.rows, name="rows"),
    path("payers/", views_partners.payers, name="payers"),
    path("payers/add/", views_partners.payer_add, name="payer_add"),
    path("payers/<int:pk>/", views_partners.payer_edit, name="payer_edit"),
    path("agencies/", views_partners.agencies, name="agencies"),
    path("agencies/add/", views_partners.agency_add, name="agency_add"),
    path("agencies/<int:pk>/", views_partners.agency_edit, name="agency_edit"),
    path("agencies/<int:agency_pk>/roles/add/", views_partners.agency_role_add, name="agency_role_add"),
    path("agency-roles/<int:pk>/", views_partners.agency_role_edit, name="agency_role_edit"),
]
