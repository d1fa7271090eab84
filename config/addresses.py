"""The address somebody signs in with; a changed one counts once its owner followed the link sent there."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.account.views import email
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Field
from django.http import HttpRequest, HttpResponse

from apps.practice.models import User

# The library writes "Email"; every other page writes what stands here.
LABEL = "E-mail address"
INVALID = "This is no e-mail address. Write it like name@practice.example."


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no type hints
    """The address and the password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _in_our_words(self.fields["login"])


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    """The address to which the link goes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _in_our_words(self.fields["email"])


class ChangeAddressForm(AddEmailForm):  # type: ignore[misc]
    """The new address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _in_our_words(self.fields["email"])

    def clean_email(self) -> str:
        """Return the address; refuse one with which somebody else signs in."""
        value: str = super().clean_email()
        if User.objects.filter(email=value).exists():
            raise ValidationError(f"{value} is in use already. Choose another address.")
        return value


def _in_our_words(field: Field) -> None:
    field.label = LABEL
    field.error_messages["invalid"] = INVALID
    field.widget.attrs.pop("placeholder", None)


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
