"""Set up a deployment with nothing in it: its first practice and its first administrator."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from django.db import connection, transaction

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.roles import Role
from apps.practice.models import Membership, Practice, User
from apps.practice.operations_people import problems_with_account, problems_with_address
from apps.problems import Problem, refuse_any

# What one person alone does.
EVERYTHING = (Role.ADMINISTRATOR, Role.PHYSICIAN, Role.BILLING_MANAGER)


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """Who sets up the product, and for which practice; `works_alone`: this person is physician and biller, too."""

    practice_name: str
    time_zone: str
    full_name: str
    email: str
    password: str
    works_alone: bool = False


def is_untouched() -> bool:
    """Say whether nobody has an account yet."""
    return not User.objects.exists()


@transaction.atomic
def set_up(first: FirstAdministrator, *, now: datetime) -> User:
    """Return the first administrator, with a practice of that name; refused as soon as anybody has an account."""
    _lock_accounts()
    refuse_any(problems_with_setup(first))
    user = User.objects.create_user(first.email.strip(), first.password, full_name=first.full_name.strip())
    practice = Practice.objects.create(
        name=first.practice_name.strip(), time_zone=first.time_zone, allows_own_approval=first.works_alone
    )
    actor = Actor(user=user, practice=practice, roles=frozenset({Role.ADMINISTRATOR}))
    new = {
        "name": practice.name,
        "time_zone": practice.time_zone,
        "allows_own_approval": practice.allows_own_approval,
    }
    audit.record(actor, "practice.added", practice, new=new, at=now)
    for role in EVERYTHING if first.works_alone else (Role.ADMINISTRATOR,):
        membership = Membership.objects.create(practice=practice, user=user, role=role)
        given = {"person": str(user), "role": membership.role}
        audit.record(actor, "role.given", membership, new=given, at=now)
    return user


def _lock_accounts() -> None:
    """Let only one set-up look whether anybody has an account; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(User._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def problems_with_setup(first: FirstAdministrator) -> list[Problem]:
    """Return everything wrong with a first start asked for."""
    found = []
    if not is_untouched():
        found.append(
            Problem(
                "set_up_already", "This was set up already. Sign in, or ask your administrator to invite you."
            )
        )
    if not first.practice_name.strip():
        found.append(Problem("name_missing", "The practice's name is missing. Fill it in.", "practice_name"))
    if first.time_zone not in available_timezones():
        message = f"{first.time_zone} is not a time zone. Choose one from the list, such as America/New_York."
        found.append(Problem("time_zone_unknown", message, "time_zone"))
    found += problems_with_address(first.email)
    return found + problems_with_account(first.email, full_name=first.full_name, password=first.password)
