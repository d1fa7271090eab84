"""Addresses of the roster imports, under /practice/imports/."""

from django.urls import path

from apps.patients import import_views

app_name = "imports"

urlpatterns = [
    path("", import_views.imports, name="list"),
    path("new/", import_views.new, name="new"),
    path("template/<slug:kind>.csv", import_views.template, name="template"),
    path("<int:pk>/", import_views.preview, name="preview"),
    path("<int:pk>/columns/", import_views.match, name="match"),
    path("<int:pk>/progress/", import_views.progress, name="progress"),
    path("<int:pk>/refused/", import_views.errors, name="errors"),
    path("<int:pk>/stop/", import_views.stop, name="stop"),
    path("<int:pk>/undo/", import_views.undo, name="undo"),
    path("<int:pk>/commit/", import_views.commit, name="commit"),
    path("<int:pk>/discard/", import_views.discard, name="discard"),
]
