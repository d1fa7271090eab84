"""Addresses of the roster under /patients/; the list and the page of a patient come from the time log."""

from django.urls import path

from apps.patients import views, views_partners

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
    path("<int:patient_pk>/visits/add/", views.face_to_face_add, name="face_to_face_add"),
    path("visits/<int:pk>/", views.face_to_face_edit, name="face_to_face_edit"),
    path("<int:patient_pk>/consents/add/", views.consent_add, name="consent_add"),
    path("consents/<int:pk>/", views.consent_edit, name="consent_edit"),
    path("<int:patient_pk>/stays/add/", views.stay_add, name="stay_add"),
    path("stays/<int:pk>/", views.stay_edit, name="stay_edit"),
    path("payers/", views_partners.payers, name="payers"),
    path("payers/add/", views_partners.payer_add, name="payer_add"),
    path("payers/<int:pk>/", views_partners.payer_edit, name="payer_edit"),
    path("agencies/", views_partners.agencies, name="agencies"),
    path("agencies/add/", views_partners.agency_add, name="agency_add"),
    path("agencies/<int:pk>/", views_partners.agency_edit, name="agency_edit"),
    path("agencies/<int:agency_pk>/roles/add/", views_partners.agency_role_add, name="agency_role_add"),
    path("agency-roles/<int:pk>/", views_partners.agency_role_edit, name="agency_role_edit"),
]
