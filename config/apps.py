from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the system checks of a deployment."""

    name = "config"
    label = "config"
    verbose_name = "Deployment"

    def ready(self) -> None:
        """Let Django know the checks."""
        from config import checks  # noqa: F401 - importing registers them
