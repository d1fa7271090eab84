"""Changing the address somebody signs in with: the new one counts once its owner followed the link sent there."""

from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress
from allauth.account.views import email
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from apps.practice.models import User


class ChangeAddressForm(AddEmailForm):  # type: ignore[misc]  # allauth has no type hints
    """The new address."""

    def clean_email(self) -> str:
        """Return the address; refuse one with which somebody else signs in."""
        value: str = super().clean_email()
        if User.objects.filter(email=value).exists():
            raise ValidationError(f"{value} is in use already. Choose another address.")
        return value


@login_required
def change_address(request: HttpRequest) -> HttpResponse:
    """Show the address and take a new one."""
    assert isinstance(request.user, User)
    keep_present_address(request.user)
    answer: HttpResponse = email(request)
    return answer


@transaction.atomic
def keep_present_address(user: User) -> None:
    """Keep the present address as proven: invited people followed a link to it.

    Without such a row the library takes the present address for one that waits for its proof, and removes it.
    """
    own = EmailAddress.objects.select_for_update().filter(user=user)
    if not own.filter(primary=True).exists():
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"primary": True, "verified": True}
        )
