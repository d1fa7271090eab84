from django.apps import AppConfig


class TimelogConfig(AppConfig):
    name = "apps.timelog"
    label = "timelog"
    verbose_name = "Time log"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let files of other trackers be brought in."""
        from apps.patients.imports.kinds import register
        from apps.timelog.imports import TIME_ENTRIES

        register(TIME_ENTRIES)
