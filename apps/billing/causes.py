"""What our own rows say about a refusal: for each cause that the payer's codes point at, what we find."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localdate

from apps.billing.domain.claim_json import from_json
from apps.billing.domain.lifecycle import SENT_STATES
from apps.billing.domain.words import Row, Table, row_of
from apps.billing.models import Claim, ClaimTask
from apps.patients.models import CareEpisode, FaceToFaceVisit
from apps.rules.periods import add_months

SIX_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """What we found: `is_likely` when it explains the refusal, `is_likely` False when our rows speak against it."""

    sentence: str
    is_likely: bool | None = None
    field: str = ""


def rows_behind(task: ClaimTask) -> list[Row]:
    """Return the rows of the payer's codes that say what to do; remarks, which are more exact, come first."""
    remarks = [row_of(Table.REMARKS, code) for code in task.codes]
    reasons = [row_of(Table.REASONS, code.partition("-")[2]) for code in task.codes]
    return [row for row in (*remarks, *reasons) if row is not None]


def causes_of(task: ClaimTask) -> list[Finding]:
    """Return what our rows say about each cause that the codes of a denial point at."""
    causes = dict.fromkeys(row.cause for row in rows_behind(task) if row.cause)
    found = (finding for cause in causes for finding in CHECKS.get(cause, _as_sent)(task.claim))
    return list(dict.fromkeys(found))  # two codes can point at the same


def _agency(claim: Claim) -> Iterator[Finding]:
    document = from_json(claim.document)
    number, payer = document.care_plan_oversight_number, document.payer
    if not number and not (payer.is_medicare or payer.requires_care_plan_oversight_number):
        said = (
            "No agency NPI went out; by its profile this payer does not ask for one (REF*1J is Medicare's)."
        )
        yield Finding(said, is_likely=False)
    elif not number:
        said = "No agency NPI went out with this claim (item 23, REF*1J)."
        yield Finding(said, is_likely=True, field="care_plan_oversight_number")
    else:
        yield Finding(f"The agency NPI {number} went out with the claim (item 23, REF*1J).", is_likely=False)


def _missing(claim: Claim) -> Iterator[Finding]:
    yield from _agency(claim)
    yield from _as_sent(claim)


def _duplicate(claim: Claim) -> Iterator[Finding]:
    found = list(_like(claim))
    for other in found:
        number, state = other.patient_control_number, other.get_state_display().lower()
        yield Finding(f"Claim {number} for the same dates is {state}.", is_likely=True)
    for payment in claim.payments.filter(state="posted", paid__gt=0):
        yield Finding(f"${payment.paid} was posted to this claim before.", is_likely=True)
        found.append(claim)
    if not found:
        yield Finding("No other claim of ours is for the same patient and dates.", is_likely=False)


def _like(claim: Claim) -> Iterator[Claim]:
    others = Claim.objects.filter(practice=claim.practice_id, patient=claim.patient_id, state__in=SENT_STATES)
    others = others.filter(starts_on__lte=claim.ends_on, ends_on__gte=claim.starts_on)
    yield from others.exclude(pk=claim.pk).order_by("pk")[:5]


def _late(claim: Claim) -> Iterator[Finding]:
    limit = from_json(claim.document).payer.file_by_on
    sent = claim.events.filter(move="send").order_by("at").first()
    if sent is None or limit is None:
        yield Finding("We do not know the payer's last day for filing, or when it was sent.")
    elif (sent_on := localdate(sent.at)) > limit:
        yield Finding(f"Sent on {_day(sent_on)}; the last day was {_day(limit)}.", is_likely=True)
    else:
        said = f"Sent on {_day(sent_on)}, before the last day {_day(limit)}: appeal with the acknowledgement."
        yield Finding(said, is_likely=False)


def _day(day: object) -> str:
    return f"{day:%-d %b %Y}"


def _others_in_month(claim: Claim) -> Iterator[Finding]:
    claims = Claim.objects.filter(practice=claim.practice_id, patient=claim.patient_id).exclude(pk=claim.pk)
    month = claims.filter(
        period_starts_on__lte=claim.period.window_ends_on, ends_on__gte=claim.period.window_starts_on
    )
    found = list(month.exclude(state__in=["voided", "replaced"]).select_related("rendering_provider")[:5])
    for other in found:
        number, who = other.patient_control_number, other.rendering_provider
        yield Finding(f"Claim {number} of {who} falls into the same period.", is_likely=True)
    if not found:
        said = "We billed nothing else in this period: it was somebody else's, or another service of the payer's."
        yield Finding(said)


def _face_to_face(claim: Claim) -> Iterator[Finding]:
    since = add_months(claim.starts_on, -SIX_MONTHS)
    visits = FaceToFaceVisit.objects.filter(patient=claim.patient_id, occurred_on__lte=claim.starts_on)
    last = visits.order_by("-occurred_on").first()
    if last is None or last.occurred_on < since:
        found = f"the last one known is of {_day(last.occurred_on)}" if last else "none is known"
        said = f"No face-to-face visit in the six months before {_day(claim.starts_on)}: {found}."
        yield Finding(said, is_likely=True, field="patient.face_to_face")
    else:
        yield Finding(
            f"A face-to-face visit of {_day(last.occurred_on)} is on record: name it.", is_likely=False
        )


def _coverage(claim: Claim) -> Iterator[Finding]:
    cover = claim.coverage
    starts, ends = cover.starts_on, cover.ends_on
    if (starts and starts > claim.starts_on) or (ends and ends < claim.ends_on):
        span = f"{_day(starts) if starts else 'ever'} to {_day(ends) if ends else 'today'}"
        said = f"The coverage we have is from {span}; the service was on {_day(claim.starts_on)}."
        yield Finding(said, is_likely=True, field="subscriber.member_id")
    else:
        said = f"Member id {cover.member_id} of {claim.payer.name} went out: compare it with the card."
        yield Finding(said, field="subscriber.member_id")


def _hospice(claim: Claim) -> Iterator[Finding]:
    stays = CareEpisode.objects.filter(
        patient=claim.patient_id, setting="hospice", starts_on__lte=claim.ends_on
    )
    here = [each for each in stays if each.ends_on is None or each.ends_on >= claim.starts_on]
    if here:
        yield Finding(f"A hospice episode began on {_day(here[0].starts_on)}.", is_likely=True)
    else:
        yield Finding("We know of no hospice episode on that day: ask the patient.", field="patient.episodes")


def _documents(claim: Claim) -> Iterator[Finding]:
    minutes = claim.decision.minutes
    yield Finding(
        f"The time log shows {minutes} counted minutes; the letter brings it along.", is_likely=False
    )


def _provider(claim: Claim) -> Iterator[Finding]:
    sent = from_json(claim.document).rendering_provider
    said = f"NPI {sent.npi}, taxonomy {sent.taxonomy or 'none'} went out for the rendering provider."
    yield Finding(said, field="rendering_provider")


def _diagnoses(claim: Claim) -> Iterator[Finding]:
    codes = ", ".join(from_json(claim.document).diagnosis_codes)
    yield Finding(f"Diagnoses that went out: {codes}.", field="diagnosis_codes")


def _dates(claim: Claim) -> Iterator[Finding]:
    days = _day(claim.starts_on)
    crosses = (claim.starts_on.year, claim.starts_on.month) != (claim.ends_on.year, claim.ends_on.month)
    span = (
        f"{days} to {_day(claim.ends_on)}" if claim.ends_on - claim.starts_on >= timedelta(days=1) else days
    )
    yield Finding(f"Service of {span} went out.", is_likely=True if crosses else None)


def _authorization(claim: Claim) -> Iterator[Finding]:
    number = from_json(claim.document).prior_authorization_number
    if number:
        yield Finding(f"Authorization {number} went out: check its dates with the payer.")
    else:
        yield Finding("No authorization number went out with this claim.", is_likely=True)


def _as_sent(claim: Claim) -> Iterator[Finding]:
    sent = from_json(claim.document)
    line = sent.lines[0]
    code = "-".join((line.procedure_code, *line.modifiers))
    yield Finding(f"{code} × {line.units}, place of service {sent.place_of_service}, went out.")


CHECKS: dict[str, Callable[[Claim], Iterator[Finding]]] = {
    "agency_npi": _agency,
    "missing_information": _missing,
    "duplicate": _duplicate,
    "late_filing": _late,
    "bundled": _others_in_month,
    "conflicting_care_management": _others_in_month,
    "face_to_face": _face_to_face,
    "coverage": _coverage,
    "other_payer": _coverage,
    "hospice": _hospice,
    "documentation": _documents,
    "medical_necessity": _documents,
    "rendering_provider": _provider,
    "diagnosis": _diagnoses,
    "dates": _dates,
    "authorization": _authorization,
}
