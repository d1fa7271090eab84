"""reports/…"""

from django.urls import path, re_path

from apps.reports import access_views, packet_views, views

app_name = "reports"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("access/", access_views.report, name="access"),
    re_path(r"^access/(?P<kind>csv|pdf)/$", access_views.file, name="access_file"),
    path("packets/", packet_views.runs, name="packets"),
    path("packets/ask/", packet_views.ask, name="packets_ask"),
    path("packets/claims/<int:claim_id>/", packet_views.packet, name="packet"),
    path("packets/<int:run_id>/", packet_views.run, name="packet_run"),
    path("packets/<int:run_id>/progress/", packet_views.progress, name="packet_run_progress"),
    path("packets/<int:run_id>/file/", packet_views.file, name="packet_run_file"),
    path("packets/<int:run_id>/forget/", packet_views.forget, name="packet_run_forget"),
]
