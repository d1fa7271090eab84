"""Every address of Careminutes."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from apps.patients import urls as roster
from apps.timelog import patient_urls as time
from config import addresses, gallery, health, mail, pages

# The admin has no sign-in of its own: limits on wrong passwords and second factors hold there as well.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("keys/", pages.keys, name="keys"),
    path("favicon.ico", pages.icon, name="icon"),
    path("accounts/email/", addresses.change_address, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("config.api_urls")),
    path("practice/imports/", include("apps.patients.import_urls")),
    path("practice/", include("apps.practice.urls")),
    path("views/", include("apps.practice.urls_views")),
    # One place for a patient, kept by two apps: the roster and the time log.
    path("patients/", include(([*roster.urlpatterns, *time.urlpatterns], "patients"))),
    path("reports/", include("apps.reports.urls")),
    # Those without a place of their own come last: each of their addresses is looked at for every other one.
    path("", include("apps.practice.urls_doors")),
    path("", include("apps.timelog.urls")),
    path("", include("apps.billing.urls")),
]

if not settings.IS_PRODUCTION:
    urlpatterns += [
        path("mail/", mail.letters, name="mail"),
        path("mail/<str:name>/", mail.letter, name="mail_letter"),
        path("look/", gallery.look, name="look"),
    ]
