from django.apps import AppConfig


class TimelogConfig(AppConfig):
    name = "apps.timelog"
    label = "timelog"
    verbose_name = "Time log"
    default_auto_field = "django.db.models.BigAutoField"
