"""Addresses of the pages about patients that show time; the roster adds its own under the same name."""

from django.urls import path

from apps.timelog import patient_views

app_name = "patients"

urlpatterns = [
    path("", patient_views.patient_list, name="list"),
    path("mine/", patient_views.mine, name="mine"),
    path("<int:patient_id>/", patient_views.patient_detail, name="detail"),
]
