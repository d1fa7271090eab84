"""Addresses under /views/: lists with their filters, to be kept and handed on."""

from django.urls import path

from apps.practice import views_saved

app_name = "views"

urlpatterns = [
    path("", views_saved.saved_views, name="list"),
    path("add/", views_saved.add, name="add"),
    path("<int:pk>/", views_saved.open_view, name="open"),
    path("<int:pk>/change/", views_saved.change, name="change"),
    path("<int:pk>/remove/", views_saved.remove, name="remove"),
]
