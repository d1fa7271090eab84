"""The people and partners of a sample practice."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from apps.billing.models import Charge, Receiver
from apps.patients.models import Agency, Payer, Setting
from apps.practice.domain.roles import Role
from apps.practice.models import Collaboration, Membership, Practice, Provider, Supervision, User
from apps.rules.npi import is_valid_npi
from apps.sample import words

PATIENTS_PER_PHYSICIAN = 1000
TIME_ZONE = "America/New_York"

# role, e-mail, name
SIGN_INS: tuple[tuple[Role, str, str], ...] = (
    (Role.PHYSICIAN, "physician@sample.example", "Ruth Castellano"),
    (Role.CARE_STAFF, "nurse@sample.example", "Owen Brady"),
    (Role.BILLING_MANAGER, "billing@sample.example", "Priya Raman"),
    (Role.ADMINISTRATOR, "admin@sample.example", "Marta Lindholm"),
    (Role.AUDITOR, "auditor@sample.example", "Theo Marsh"),
)

# name, payer profile, electronic payer id, share of the patients
PAYERS: tuple[tuple[str, str, str, int], ...] = (
    ("Medicare Part B", "medicare_ffs", "15202", 46),
    ("Silverline Medicare Advantage", "medicare_advantage", "SLMA1", 14),
    ("Buckeye Mutual", "commercial_30_day", "87726", 18),
    ("Great Lakes Health Plan", "commercial_calendar_month", "GLHP1", 9),
    ("Ohio Community Care", "medicaid_mco_long_tier", "OCC01", 8),
    ("Capital Circle Health", "capitated", "CCH01", 5),
)

ON_PAPER = "Great Lakes Health Plan"

# minutes a month planned on the first physicians and nurses
PLANNED: dict[str, int] = {"Castellano": 720, "Okonkwo": 600, "Tanaka": 480, "Brady": 480}

# kind, name, whether its NPI is on file
AGENCIES: tuple[tuple[Setting, str, bool], ...] = (
    (Setting.HOME_HEALTH, "Sunrise Home Health", True),
    (Setting.HOME_HEALTH, "Riverbend Visiting Nurses", True),
    (Setting.HOME_HEALTH, "Tri-County Home Care", False),
    (Setting.HOSPICE, "Harbor Light Hospice", True),
    (Setting.NURSING_FACILITY, "Oakmont Care Center", True),
)

# What this invented practice charges; a real one enters its own.
CHARGES: dict[str, str] = {
    "G0181": "165.00",
    "G0182": "163.00",
    "99374": "98.00",
    "99375": "148.00",
    "99377": "98.00",
    "99378": "148.00",
    "99379": "98.00",
    "99380": "148.00",
    "99490": "95.00",
    "99439": "72.00",
    "99491": "128.00",
    "99437": "90.00",
    "99487": "205.00",
    "99489": "112.00",
    "99424": "125.00",
    "99425": "88.00",
    "99426": "92.00",
    "99427": "78.00",
    "G0506": "96.00",
}


@dataclass(frozen=True)
class Staff:
    """Who works at the sample practice, and whom it works with."""

    practice: Practice
    physicians: tuple[Provider, ...]
    nurses: tuple[Provider, ...]
    biller: User
    payers: tuple[Payer, ...]
    agencies: tuple[Agency, ...]

    @property
    def payer_shares(self) -> tuple[int, ...]:
        return tuple(share for *_, share in PAYERS)


def hire(*, rng: random.Random, patients: int, today: date) -> Staff:
    """Make the practice with its people, payers, agencies, charges and a place to send claims to."""
    practice = _practice()
    users = {role: _user(practice, role, email, name) for role, email, name in SIGN_INS}
    start = today - timedelta(days=3 * 365)
    physicians = _physicians(
        practice, users[Role.PHYSICIAN], rng, count=max(3, patients // PATIENTS_PER_PHYSICIAN)
    )
    nurses = _nurses(practice, users[Role.CARE_STAFF], count=max(2, len(physicians) // 3))
    practitioner = Provider.objects.create(
        practice=practice,
        user=_user(practice, Role.PHYSICIAN, "practitioner@sample.example", "Lena Ashworth"),
        kind=Provider.Kind.NURSE_PRACTITIONER,
        first_name="Lena",
        last_name="Ashworth",
        credentials="NP",
        npi=npi("1730055"),
        taxonomy_code="363LG0600X",
    )
    Collaboration.objects.create(
        practice=practice, provider=practitioner, physician=physicians[0], starts_on=start
    )
    Supervision.objects.bulk_create(
        Supervision(practice=practice, staff=nurse, supervisor=physician, starts_on=start)
        for nurse in nurses
        for physician in physicians[:3]
    )
    payers = _payers(practice)
    agencies = _agencies(practice)
    Charge.objects.bulk_create(
        Charge(practice=practice, procedure_code=code, amount=Decimal(amount), starts_on=start)
        for code, amount in CHARGES.items()
    )
    Receiver.objects.create(
        practice=practice,
        name="Heartland Clearinghouse",
        receiver_id="HEARTLAND",
        sender_id="SAMPLE0001",
        contact_name="Billing office",
        contact_phone="6145550142",
    )
    return Staff(practice, physicians, nurses, users[Role.BILLING_MANAGER], payers, agencies)


def npi(stem: str) -> str:
    """Return the made-up NPI that begins with `stem`, filled with zeros, with a check digit that holds."""
    nine = stem.ljust(9, "0")
    return next(nine + digit for digit in "0123456789" if is_valid_npi(nine + digit))


def _practice() -> Practice:
    return Practice.objects.create(
        name="Maple Grove Senior Care",
        npi=npi("1730001"),
        tax_id="311555019",
        taxonomy_code="207QG0300X",
        street="480 Grove Ave Ste 210",
        city="Columbus",
        state="OH",
        zip_code="432150480",
        phone="6145550140",
        billing_contact="Priya Raman",
        time_zone=TIME_ZONE,
        is_sample=True,
    )


def _user(practice: Practice, role: Role, email: str, name: str) -> User:
    user = User.objects.create_user(email, None, full_name=name)
    Membership.objects.create(practice=practice, user=user, role=role.value)
    return user


def _colleague(practice: Practice, role: Role, index: int, first: str, last: str) -> User:
    """Return another person in a role: whoever works here records it as somebody."""
    word = "physician" if role is Role.PHYSICIAN else "nurse"
    return _user(practice, role, f"{word}-{index + 1}@sample.example", f"{first} {last}")


def _physicians(practice: Practice, user: User, rng: random.Random, *, count: int) -> tuple[Provider, ...]:
    names = [("Ruth", "Castellano"), ("Samuel", "Okonkwo"), ("Grace", "Tanaka")]
    while len(names) < count:
        names.append((rng.choice(words.FIRST_NAMES_F + words.FIRST_NAMES_M), rng.choice(words.LAST_NAMES)))
    return tuple(
        Provider.objects.create(
            practice=practice,
            user=_colleague(practice, Role.PHYSICIAN, index, first, last) if index else user,
            kind=Provider.Kind.PHYSICIAN,
            first_name=first,
            last_name=last,
            credentials="MD",
            npi=npi(f"17301{index:04d}"),
            taxonomy_code="207QG0300X",
            capacity_minutes=PLANNED.get(last),
        )
        for index, (first, last) in enumerate(names)
    )


def _nurses(practice: Practice, user: User, *, count: int) -> tuple[Provider, ...]:
    names = [("Owen", "Brady"), ("Inez", "Fontaine")] + [
        ("Nurse", f"Number {n}") for n in range(3, count + 1)
    ]
    return tuple(
        Provider.objects.create(
            practice=practice,
            user=_colleague(practice, Role.CARE_STAFF, index, first, last) if index else user,
            kind=Provider.Kind.CLINICAL_STAFF,
            first_name=first,
            last_name=last,
            credentials="RN",
            capacity_minutes=PLANNED.get(last),
        )
        for index, (first, last) in enumerate(names)
    )


def _payers(practice: Practice) -> tuple[Payer, ...]:
    return tuple(
        Payer.objects.create(
            practice=practice,
            name=name,
            profile=profile,
            electronic_payer_id=payer_id,
            on_paper=name == ON_PAPER,
            street="PO Box 1100",
            city="Columbus",
            state="OH",
            zip_code="432160000",
        )
        for name, profile, payer_id, _share in PAYERS
    )


def _agencies(practice: Practice) -> tuple[Agency, ...]:
    return tuple(
        Agency.objects.create(
            practice=practice,
            kind=kind,
            name=name,
            npi=npi(f"173020{index}") if has_npi else "",
            street=f"{120 + index * 11} Commerce Dr",
            city="Columbus",
            state="OH",
            zip_code="432190000",
            phone=f"61455502{index:02d}",
        )
        for index, (kind, name, has_npi) in enumerate(AGENCIES)
    )
