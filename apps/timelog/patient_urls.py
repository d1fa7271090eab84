"""Addresses of the pages about patients that show time; the roster adds its own under the same name."""

from django.urls import path

from apps.timelog import merge_views, patient_views

app_name = "patients"

urlpatterns = [
    path("", patient_views.patient_list, name="list"),
    path("mine/", patient_views.mine, name="mine"),
    path("duplicates/", merge_views.duplicates, name="duplicates"),
    path("<int:kept_id>/merge/<int:merged_id>/", merge_views.merge, name="merge"),
    path("<int:kept_id>/apart/<int:merged_id>/", merge_views.apart, name="apart"),
    path("merges/<int:pk>/undo/", merge_views.undo, name="merge_undo"),
    path("<int:patient_id>/", patient_views.patient_detail, name="detail"),
]
