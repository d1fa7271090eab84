"""Addresses under /practice/."""

from django.urls import path, re_path

from apps.practice import views, views_access, views_alerts, views_exports, views_people

app_name = "practice"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("details/", views.details, name="details"),
    path("providers/", views.providers, name="providers"),
    path("providers/add/", views.provider_add, name="provider_add"),
    path("providers/<int:pk>/", views.provider_edit, name="provider_edit"),
    path(
        "providers/<int:provider_pk>/collaborations/add/", views.collaboration_add, name="collaboration_add"
    ),
    path("providers/<int:provider_pk>/supervisions/add/", views.supervision_add, name="supervision_add"),
    path("supervisions/<int:pk>/", views.supervision_edit, name="supervision_edit"),
    path("collaborations/<int:pk>/", views.collaboration_edit, name="collaboration_edit"),
    path("locations/", views.service_locations, name="service_locations"),
    path("locations/add/", views.service_location_add, name="service_location_add"),
    path("locations/<int:pk>/", views.service_location_edit, name="service_location_edit"),
    path("switch/", views.switch, name="switch"),
    path("people/", views_people.people, name="people"),
    path("people/invite/", views_people.invitation_add, name="invitation_add"),
    path("people/<int:pk>/", views_people.person, name="person"),
    path("people/<int:pk>/deactivate/", views_access.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", views_access.person_reactivate, name="person_reactivate"),
    path("people/<int:pk>/sign-out/", views_access.member_sign_ins_end, name="member_sign_ins_end"),
    path("people/sign-ins/<int:pk>/end/", views_access.member_sign_in_end, name="member_sign_in_end"),
    path("people/invitations/<int:pk>/send-again/", views_people.invitation_resend, name="invitation_resend"),
    path("people/invitations/<int:pk>/revoke/", views_people.invitation_revoke, name="invitation_revoke"),
    path("roles/", views_access.roles, name="roles"),
    path("look-as/<str:role>/", views_access.look_as, name="look_as"),
    path("look-as-oneself/", views_access.look_as_oneself, name="look_as_oneself"),
    path("sign-ins/", views_access.sign_ins, name="sign_ins"),
    path("sign-ins/<int:pk>/end/", views_access.sign_in_end, name="sign_in_end"),
    path("sign-ins/end-others/", views_access.sign_ins_end_others, name="sign_ins_end_others"),
    path("second-factor/", views_access.second_factor, name="second_factor"),
    path("notifications/", views_alerts.alerts, name="alerts"),
    path("notifications/read/", views_alerts.alerts_read, name="alerts_read"),
    path("tokens/", views_people.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views_people.token_revoke, name="token_revoke"),
    path("audit/", views_people.audit_trail, name="audit"),
    re_path(r"^audit/(?P<kind>csv|ndjson)/$", views_people.audit_file, name="audit_file"),
    path("exports/", views_exports.exports, name="exports"),
    path("exports/ask/", views_exports.ask, name="export_ask"),
    path("exports/<int:export_id>/progress/", views_exports.progress, name="export_progress"),
    path("exports/<int:export_id>/file/", views_exports.file, name="export_file"),
    path("exports/<int:export_id>/forget/", views_exports.forget, name="export_forget"),
]
