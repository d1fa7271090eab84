"""Addresses under /practice/."""

from django.urls import path

from apps.practice import views, views_people

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
    path("people/invitations/<int:pk>/send-again/", views_people.invitation_resend, name="invitation_resend"),
    path("people/invitations/<int:pk>/revoke/", views_people.invitation_revoke, name="invitation_revoke"),
    path("tokens/", views_people.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views_people.token_revoke, name="token_revoke"),
    path("audit/", views_people.audit_trail, name="audit"),
]
