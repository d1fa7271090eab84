"""Secrets that are shown once and kept only as a hash: links of invitations, personal tokens."""

import secrets
from hashlib import sha256

TOKEN_PREFIX = "cm_"  # noqa: S105 - no secret, only how one begins
HINT_LENGTH = 4


def new_secret() -> str:
    """Return 256 random bits as text that fits into an address."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """Return a personal token; its prefix lets people and scanners recognise what it is."""
    return TOKEN_PREFIX + new_secret()


def hash_of(secret: str) -> str:
    """Return what is kept of a secret. A plain hash is enough: nobody can try 2 to the power of 256 values."""
    return sha256(secret.encode()).hexdigest()


def hint_of(token: str) -> str:
    """Return the end of a token, by which its owner tells it from others."""
    return token[-HINT_LENGTH:]
