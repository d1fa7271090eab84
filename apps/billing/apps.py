from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "apps.billing"
    label = "billing"
    verbose_name = "Billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let decisions follow whenever something recorded about a patient changes."""
        from apps.billing.following import say_what_follows
        from apps.practice.followers import follow

        follow(say_what_follows)
