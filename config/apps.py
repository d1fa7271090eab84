from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    """Registers the system checks of a deployment."""

    name = "config"
    label = "config"
    verbose_name = "Deployment"

    def ready(self) -> None:
        """Let Django know the checks."""
        from config import checks  # noqa: F401 - importing registers them


class GatedAdminConfig(AdminConfig):
    """The Django admin on a site of our own, behind the gate of the practice."""

    default_site = "apps.practice.admin_site.CareminutesAdminSite"
