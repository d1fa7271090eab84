"""Addresses of the roster imports, under /practice/imports/."""

from django.urls import path

from apps.patients import import_views

app_name = "imports"

urlpatterns = [
    path("", import_views.imports, name="list"),
    path("new/", import_views.new, name="new"),
    path("template.csv", import_views.template, name="template"),
    path("<int:pk>/", import_views.preview, name="preview"),
    path("<int:pk>/commit/", import_views.commit, name="commit"),
    path("<int:pk>/discard/", import_views.discard, name="discard"),
]
