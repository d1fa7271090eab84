"""reports/…"""

from django.urls import path, re_path, register_converter

from apps.reports import (
    access_views,
    month_views,
    packet_views,
    report_views,
    rows_files,
    rows_views,
    self_audit_views,
)
from apps.reports.domain.slices import Source
from apps.reports.kinds import KINDS


class SourceName:
    """What the rows behind a figure are, as a part of an address."""

    regex = "|".join(Source)

    def to_python(self, value: str) -> Source:
        return Source(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(SourceName, "source")

app_name = "reports"

urlpatterns = [
    path("", report_views.overview, name="overview"),
    *(path(f"{kind.name}/", report_views.page_of(kind), name=kind.name) for kind in KINDS),
    path("rows/<source:source>/", rows_views.rows, name="rows"),
    re_path(rf"^rows/(?P<source>{SourceName.regex})/(?P<kind>csv|xlsx)/$", rows_files.file, name="rows_file"),
    path("access/", access_views.report, name="access"),
    re_path(r"^access/(?P<kind>csv|pdf)/$", access_views.file, name="access_file"),
    path("months/<int:lock_id>/statement.pdf", month_views.statement, name="month_statement"),
    path("self-audit/", self_audit_views.audits, name="self_audits"),
    path("self-audit/<int:audit_id>/", self_audit_views.one, name="self_audit"),
    path("self-audit/<int:audit_id>/progress/", self_audit_views.progress, name="self_audit_progress"),
    path("self-audit/<int:audit_id>/report.pdf", self_audit_views.paper, name="self_audit_paper"),
    path("self-audit/<int:audit_id>/forget/", self_audit_views.forget, name="self_audit_forget"),
    path("packets/", packet_views.runs, name="packets"),
    path("packets/ask/", packet_views.ask, name="packets_ask"),
    path("packets/claims/<int:claim_id>/", packet_views.packet, name="packet"),
    path("packets/<int:run_id>/", packet_views.run, name="packet_run"),
    path("packets/<int:run_id>/progress/", packet_views.progress, name="packet_run_progress"),
    path("packets/<int:run_id>/file/", packet_views.file, name="packet_run_file"),
    path("packets/<int:run_id>/forget/", packet_views.forget, name="packet_run_forget"),
]
