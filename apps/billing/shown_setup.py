"""What a practice still needs before its first valid claim: each check live, what is missing in words, and its form."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from apps.billing.models import Receiver
from apps.billing.prices import prices_of
from apps.patients.models import Agency, CareEpisode, Coverage, Diagnosis, Enrollment, Patient, Payer
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.practice.domain.identifiers import check_npi, check_taxonomy
from apps.practice.domain.roles import Action
from apps.practice.models import Provider
from apps.practice.operations import problems_with_practice
from apps.practice.selectors import missing_details

# Of many rows with the same fault, so many are named.
NAMED = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, in words, and where it is put right; `url` empty: not by this person."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: `found` says what is there when nothing is missing."""

    key: str
    label: str
    found: str
    missing: Sequence[Missing] = ()

    @property
    def holds(self) -> bool:
        """Say whether nothing is missing."""
        return not self.missing

    @property
    def state(self) -> str:
        """The state as its face is called."""
        return "done" if self.holds else "open"


def checklist(actor: Actor, *, today: date) -> list[Check]:
    """Return every check, in the order in which they are best met; a fixed number of queries."""
    checks: tuple[Callable[[Actor, date], Check], ...] = (
        _practice, _providers, _sign_ins, _payers, _agencies, _receiver, _patient, _charges,
    )  # fmt: skip
    return [check(actor, today) for check in checks]


def _form(actor: Actor, action: Action, name: str, *args: object, part: str = "") -> str:
    """Return the address of a form that leads back to the checklist; empty for somebody whose role has it not."""
    if not actor.may(action):
        return ""
    return f"{reverse(name, args=args)}?{urlencode({'next': reverse('billing:setup_check')})}{part}"


def _practice(actor: Actor, today: date) -> Check:
    practice = actor.practice
    lacking = [
        Missing(
            f"{each.label} is missing.",
            _form(actor, Action.CHANGE_PRACTICE, "practice:details", part=f"#id_{each.field}"),
        )
        for each in missing_details(practice)
    ]
    wrong = [
        Missing(
            each.message,
            _form(actor, Action.CHANGE_PRACTICE, "practice:details", part=f"#id_{each.field}"),
        )
        for each in problems_with_practice(practice, today=today)
    ]
    found = f"NPI {practice.npi}, taxonomy {practice.taxonomy_code}, days by the clock of {practice.zone_in_words}"
    return Check("practice", "The practice on claims", found, [*lacking, *wrong])


def _providers(actor: Actor, today: date) -> Check:
    here = rows_of(actor, Provider).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    billing = list(here.exclude(kind=Provider.Kind.CLINICAL_STAFF))
    if not billing:
        add = _form(actor, Action.CHANGE_ROSTER, "practice:provider_add")
        return Check(
            "providers",
            "Providers who bill",
            "",
            [Missing("Nobody is here who may bill. Add a provider.", add)],
        )
    wrong = [(row, _fault_of(row)) for row in billing if _fault_of(row)]
    return Check(
        "providers",
        "Providers who bill",
        f"{len(billing)} with a valid NPI and taxonomy code",
        [
            Missing(f"{row}: {fault}", _form(actor, Action.CHANGE_ROSTER, "practice:provider_edit", row.pk))
            for row, fault in _some(wrong)
        ],
    )


def _fault_of(provider: Provider) -> str:
    if not provider.npi:
        return "the NPI is missing."
    problems = check_npi(provider.npi, whose="the NPI")
    if not provider.taxonomy_code:
        return "the taxonomy code is missing."
    problems += check_taxonomy(provider.taxonomy_code)
    return problems[0].message if problems else ""


def _sign_ins(actor: Actor, today: date) -> Check:
    """Somebody has to log time, and somebody to review it, each with a sign-in."""
    logs = rows_of(actor, Provider).filter(
        Q(user__memberships__ends_on__isnull=True) | Q(user__memberships__ends_on__gte=today),
        user__memberships__practice=actor.practice,
        user__memberships__role__in=("physician", "care_staff"),
        user__memberships__deactivated_at__isnull=True,
    )
    reviews = actor.practice.memberships.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), role="billing_manager", deactivated_at__isnull=True
    )
    missing = []
    if not logs.exists():
        said = "Nobody can log time: a provider needs an account, and the account the role Physician or Care staff."
        missing.append(Missing(said, _form(actor, Action.CHANGE_PEOPLE, "practice:people")))
    if not reviews.exists():
        said = "Nobody is Billing manager, so nobody can review claims or send them."
        missing.append(Missing(said, _form(actor, Action.CHANGE_PEOPLE, "practice:people")))
    return Check("people", "People for time and for review", "somebody logs time, somebody reviews", missing)


def _payers(actor: Actor, today: date) -> Check:
    payers = list(rows_of(actor, Payer).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)))
    if not payers:
        add = _form(actor, Action.CHANGE_ROSTER, "patients:payer_add")
        return Check(
            "payers", "Payers", "", [Missing("There is no payer. Add the one of your first patient.", add)]
        )
    lacking = [row for row in payers if not row.on_paper and not row.electronic_payer_id]
    return Check(
        "payers",
        "Payers",
        f"{len(payers)}, each with its payer id or on paper",
        [
            Missing(
                f"{row}: the payer id is missing; it is in your clearinghouse's list.",
                _form(
                    actor, Action.CHANGE_ROSTER, "patients:payer_edit", row.pk, part="#id_electronic_payer_id"
                ),
            )
            for row in _some(lacking)
        ],
    )


def _agencies(actor: Actor, today: date) -> Check:
    agencies = list(rows_of(actor, Agency).only("pk", "name", "npi"))
    if not agencies:
        add = _form(actor, Action.CHANGE_ROSTER, "patients:agency_add")
        said = "There is no agency. Add the home health agency, hospice or nursing facility of your first patient."
        return Check("agencies", "Agencies", "", [Missing(said, add)])
    wrong = [row for row in agencies if not row.npi or check_npi(row.npi)]
    return Check(
        "agencies",
        "Agencies",
        f"{len(agencies)}, each with a valid NPI",
        [
            Missing(
                f"{row}: {'the NPI has a wrong digit.' if row.npi else 'the NPI is missing.'}",
                _form(actor, Action.CHANGE_ROSTER, "patients:agency_edit", row.pk, part="#id_npi"),
            )
            for row in _some(wrong)
        ],
    )


def _receiver(actor: Actor, today: date) -> Check:
    first = rows_of(actor, Receiver).first()
    found = f"{first}, {'for production' if first.is_production else 'marked as test'}" if first else ""
    said = "There is no receiver: add the clearinghouse or payer that takes your files, with the ids of its form."
    form = _form(actor, Action.SUBMIT_CLAIMS, "billing:receiver_add")
    if not form:
        said += " The role Billing manager does it."
        form = _form(actor, Action.CHANGE_PEOPLE, "practice:people")
    return Check("receiver", "Receiver of files", found, [] if first else [Missing(said, form)])


def _patient(actor: Actor, today: date) -> Check:
    """The first patient for whom everything is there; otherwise what the newest one lacks."""
    live = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    enrollments = rows_of(actor, Enrollment).filter(live)
    enrolled, elsewhere = enrollments.values("patient"), enrollments.exclude(program="cpo").values("patient")
    covered = rows_of(actor, Coverage).filter(live).exclude(member_id="").values("patient")
    in_care = rows_of(actor, CareEpisode).filter(live).values("patient")
    coded = rows_of(actor, Diagnosis).filter(live).exclude(code="").values("patient")
    patients = rows_of(actor, Patient).filter(died_on__isnull=True)
    ready = patients.filter(pk__in=enrolled).filter(pk__in=covered).filter(pk__in=coded)
    ready = ready.filter(Q(pk__in=in_care) | Q(pk__in=elsewhere))  # only oversight is of an episode
    if ready.exists():
        return Check(
            "patient",
            "A first patient",
            "is there, with coverage, enrollment, diagnosis and, for oversight, an episode of care",
        )
    newest = patients.order_by("-pk").first()
    if newest is None:
        add = _form(actor, Action.CHANGE_ROSTER, "patients:add")
        return Check(
            "patient",
            "A first patient",
            "",
            [Missing("There is no patient yet. Add one, or import a roster.", add)],
        )
    parts = (
        (covered, "a coverage with a member id", "patients:coverage_add"),
        (in_care, "an episode of care", "patients:episode_add"),
        (enrolled, "an enrollment", "patients:enrollment_add"),
        (coded, "a diagnosis with its code", "patients:diagnosis_add"),
    )
    lacking = [
        Missing(f"The newest patient lacks {words}.", _form(actor, Action.CHANGE_ROSTER, name, newest.pk))
        for rows, words, name in parts
        if not rows.filter(patient=newest).exists()
    ]
    return Check("patient", "A first patient", "", lacking)


def _charges(actor: Actor, today: date) -> Check:
    codes = codes_in_use(actor, today=today)
    prices = prices_of(actor.practice)
    lacking = [code for code in codes if prices.amount(code, on=today, units=1) is None]
    if not codes:
        said = "Which codes are in use shows once a payer is there."
        return Check("charges", "Charges", "", [Missing(said)])
    return Check(
        "charges",
        "Charges",
        f"for {', '.join(codes)}",
        [Missing(f"There is no charge for {code} today.", _charge_form(actor, code)) for code in lacking],
    )


def _charge_form(actor: Actor, code: str) -> str:
    form = _form(actor, Action.CHANGE_CHARGES, "billing:charge_add")
    return f"{form}&{urlencode({'procedure_code': code})}" if form else ""


def codes_in_use(actor: Actor, *, today: date) -> list[str]:
    """Return the codes that the payers' rules lead to for the programmes and settings of the practice.

    Without an enrollment yet it is care plan oversight, without an episode every setting.
    """
    rule_set = rules_in_force(actor.practice)
    programs = set(rows_of(actor, Enrollment).order_by().values_list("program", flat=True).distinct()) or {
        "cpo"
    }
    settings = set(rows_of(actor, CareEpisode).order_by().values_list("setting", flat=True).distinct())
    profiles = set(
        rows_of(actor, Payer)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .values_list("profile", flat=True)
    )
    found: set[str] = set()
    for profile in profiles:
        for program in programs:
            rules = rule_set.resolved(profile, program, on=today)
            if rules is None or rules.stop:
                continue
            for path in rules.pathways:
                if not path.only_alternative:
                    found |= {
                        tier.code
                        for setting, tiers in path.tiers.items()
                        if not settings or setting in settings or not setting
                        for tier in tiers
                    }
    return sorted(found)


def _some(rows: Iterable[T]) -> list[T]:
    return list(rows)[:NAMED]
