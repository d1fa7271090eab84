"""A missing fact put right beside the claim that lacks it: the few fields of its row, through the row's own form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from apps.billing.forms import ChargeForm
from apps.billing.models import Charge, Claim
from apps.billing.operations.charges import save_charge
from apps.patients.forms import CoverageForm, PatientForm
from apps.patients.forms_partners import AgencyForm, PayerForm
from apps.patients.operations import save_coverage, save_patient
from apps.patients.operations_partners import save_agency, save_payer
from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed
from apps.practice.form_fields import RosterForm
from apps.practice.forms import ProviderForm
from apps.practice.operations import save_provider


@dataclass(frozen=True, slots=True)
class Place:
    """Where the facts of a claim stand: `key` begins the field of its problems, `row` finds the row of a claim.

    `row` gives None where there is none to change; `changed` says whose decisions follow.
    """

    key: str
    title: str
    form: type[RosterForm]
    fields: tuple[str, ...]
    row: Callable[[Claim], Any]
    save: Callable[..., Model]
    action: Action
    changed: Callable[[Claim], Changed]


def _of_patient(claim: Claim) -> Changed:
    return Changed(patients=[claim.patient_id])


def _of_provider(claim: Claim) -> Changed:
    return Changed(providers=[claim.rendering_provider_id])


def _agency(claim: Claim) -> Any:
    episode = claim.decision.episode
    return episode.agency if episode else None


def _of_agency(claim: Claim) -> Changed:
    agency = _agency(claim)
    return Changed(agencies=[agency.pk] if agency else [])


def _charge(claim: Claim) -> Any:
    """Return a new charge for the first line that has none, from its date of service on."""
    line = claim.lines.filter(charge__isnull=True).order_by("number").first()
    if line is None:
        return None
    return Charge(practice=claim.practice, procedure_code=line.procedure_code, starts_on=claim.starts_on)


_ROSTER = Action.CHANGE_ROSTER
PLACES: tuple[Place, ...] = (
    Place("lines.charge", "The practice's charge", ChargeForm, ("procedure_code", "amount", "starts_on"),
          _charge, save_charge, Action.CHANGE_CHARGES, _of_patient),
    Place("coverage", "Coverage", CoverageForm, ("starts_on", "ends_on"),
          lambda claim: claim.coverage, save_coverage, _ROSTER, _of_patient),
    Place("subscriber.member_id", "Coverage", CoverageForm, ("member_id",),
          lambda claim: claim.coverage, save_coverage, _ROSTER, _of_patient),
    Place("subscriber.group", "Coverage", CoverageForm, ("group_number", "plan_name"),
          lambda claim: claim.coverage, save_coverage, _ROSTER, _of_patient),
    Place("patient.address", "The patient's address", PatientForm,
          ("street", "street_2", "city", "state", "zip_code"),
          lambda claim: claim.patient, save_patient, _ROSTER, _of_patient),
    Place("patient.born_on", "The patient", PatientForm, ("born_on",),
          lambda claim: claim.patient, save_patient, _ROSTER, _of_patient),
    Place("patient.name", "The patient", PatientForm, ("last_name", "first_name", "middle_name", "suffix"),
          lambda claim: claim.patient, save_patient, _ROSTER, _of_patient),
    Place("rendering_provider", "The rendering provider", ProviderForm, ("npi", "taxonomy_code"),
          lambda claim: claim.rendering_provider, save_provider, _ROSTER, _of_provider),
    Place("payer.electronic_payer_id", "The payer", PayerForm, ("electronic_payer_id",),
          lambda claim: claim.payer, save_payer, _ROSTER, _of_patient),
    Place("care_plan_oversight_number", "The agency", AgencyForm, ("npi",),
          _agency, save_agency, _ROSTER, _of_agency),
)  # fmt: skip


def places_for(actor: Actor, fields: Iterable[str]) -> list[Place]:
    """Return where `actor` may put problems with these fields right, each place once, in their order."""
    found = (_place(field) for field in fields)
    return list(dict.fromkeys(place for place in found if place and actor.may(place.action)))


def place_of(actor: Actor, key: str) -> Place | None:
    """Return the place `key` when `actor` may change what stands there."""
    return next((place for place in PLACES if place.key == key and actor.may(place.action)), None)


def form_at(place: Place, claim: Claim, *, actor: Actor, sent: QueryDict | None = None) -> RosterForm | None:
    """Return the form of a place with its few fields only, the row's other values as they are; None without a row."""
    row = place.row(claim)
    if row is None:
        return None
    form = place.form(sent, actor=actor, instance=row, prefix=place.key.replace(".", "-"))
    for name in set(form.fields) - set(place.fields):
        del form.fields[name]
    return form


def _place(field: str) -> Place | None:
    return next((place for place in PLACES if field.startswith(place.key)), None)
