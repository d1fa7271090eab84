"""Addresses for people who are not signed in, at the root of the site and without a namespace."""

from django.urls import path

from apps.practice import views_doors

urlpatterns = [
    path("", views_doors.start, name="start"),
    path("setup/", views_doors.setup, name="setup"),
    path("invitations/<str:secret>/", views_doors.invitation, name="invitation"),
    path("sample/", views_doors.sample, name="sample"),
    path("sample/<str:role>/", views_doors.sample_sign_in, name="sample_sign_in"),
]
