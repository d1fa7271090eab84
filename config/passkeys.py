"""What a browser sends of a passkey, refused in words when it is no answer of a passkey at all.

The library looks up the parts of the answer without asking whether they are there.
"""

from typing import Any

from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError

UNREADABLE = "That was no answer of a passkey. Try again, or sign in with your password."


class _Readable:
    """Says that an answer is no answer of a passkey."""

    def clean_credential(self) -> Any:
        """Return the passkey that answered."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (AttributeError, LookupError, TypeError, ValueError):
            raise ValidationError(UNREADABLE)


class AddWebAuthnForm(forms.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no type hints
    """A new passkey or security key, in plain words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        alone = self.fields["passwordless"]
        alone.label = "Sign in with it alone, without the password"
        alone.help_text = "It then asks for your fingerprint, your face or its code."


class AuthenticateWebAuthnForm(_Readable, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second factor."""


class LoginWebAuthnForm(_Readable, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with a passkey."""


class ReauthenticateWebAuthnForm(_Readable, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Showing once more who one is."""
