"""A table of the admin that is only looked at."""

from typing import Any

from django.http import HttpRequest

from apps.practice.admin_site import REVIEW, GatedAdmin
from apps.practice.domain.roles import Action


class FrozenAdmin(GatedAdmin):
    """A table that is only looked at: nothing in it is ever edited."""

    group = REVIEW
    see = Action.SEE_CLAIMS

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return every field shown."""
        return self.fields
