"""Claim row to ClaimDocument: the only reader of rows for exporters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from apps.billing.chart_rows import Chart, charts_of, service_facility_of
from apps.billing.domain import claim as doc
from apps.billing.domain.money import dollars
from apps.billing.domain.scrub import scrub, scrub_for_paper, scrub_on_any_way
from apps.billing.models import Claim, ServiceLine
from apps.billing.rule_sets import Terms, terms_of
from apps.patients.models import Coverage, Diagnosis, Patient, Payer
from apps.patients.rule_sets import rules_in_force
from apps.practice.domain.dates import Span, in_words
from apps.practice.models import Practice, Provider
from apps.problems import Problem
from apps.rules.ruleset import RuleSet

DIAGNOSES_ON_A_CLAIM = 12
POINTERS_ON_A_LINE = 4


@dataclass(frozen=True, slots=True)
class Assembled:
    """What a claim would say today, and all that stands in its way; no document while a charge is missing."""

    document: doc.ClaimDocument | None
    problems: tuple[Problem, ...]


def assembled(claims: QuerySet[Claim], *, today: date) -> dict[int, Assembled]:
    """Assemble and check saved claims, with a fixed number of queries; `today` is the day of the signature."""
    rows = list(with_everything(claims))
    charts = charts_of({row.patient_id for row in rows})
    return {row.pk: assemble(row, row.lines.all(), charts[row.patient_id], today=today) for row in rows}


def with_everything(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Read with the claims every row that an assembled claim looks at."""
    return claims.select_related(
        "practice", "patient", "coverage__payer", "rendering_provider__service_location", "period"
    ).prefetch_related(Prefetch("lines", ServiceLine.objects.order_by("number")))


def assemble(claim: Claim, lines: Iterable[ServiceLine], chart: Chart, *, today: date) -> Assembled:
    """Put together what `claim` says, saved or not, and hold it against every check.

    The claim comes with practice, patient, coverage, payer, rendering provider and period.
    """
    unpriced = [_no_charge(claim, line) for line in lines if line.charge is None]
    if unpriced:
        return Assembled(None, tuple(unpriced))
    rule_set = rules_in_force(claim.practice)
    terms = terms_of(rule_set, claim.coverage.payer.profile, claim.code_family, claim.starts_on)
    document = _document(claim, lines, chart, terms, rule_set, today)
    problems = (*_not_covered(claim), *_problems(document, claim.coverage.payer, today))
    return Assembled(document, problems)


def _not_covered(claim: Claim) -> Iterator[Problem]:
    """A claim is of days that its coverage holds, unless it takes back one that was not."""
    coverage = claim.coverage
    span = Span(coverage.starts_on, coverage.ends_on)
    if claim.claim_frequency == doc.ClaimFrequency.VOID or (
        span.holds(claim.starts_on) and span.holds(claim.ends_on)
    ):
        return
    said = f"The coverage with {coverage.payer.name} holds {span}, but the service was on {in_words(claim.starts_on)}."
    yield Problem("coverage_not_in_force", f"{said} Correct one of the two.", "coverage")


def _problems(document: doc.ClaimDocument, payer: Payer, today: date) -> list[Problem]:
    """Hold a document against the checks of the way on which its payer takes claims."""
    if payer.on_paper:
        return scrub_on_any_way(document, today=today) + scrub_for_paper(document, today=today)
    return scrub(document, today=today)


def _no_charge(claim: Claim, line: ServiceLine) -> Problem:
    return Problem(
        "charge_missing",
        f"The practice has no charge for {line.procedure_code} on {claim.starts_on:%-d %b %Y}."
        " Enter one under Practice, Charges.",
        "lines.charge",
    )


def _codes(claim: Claim, diagnoses: Iterable[Diagnosis]) -> Iterator[str]:
    """Give the diagnoses that held on the dates of service, at most what a claim can carry."""
    room = DIAGNOSES_ON_A_CLAIM
    for row in diagnoses:
        began = row.starts_on is None or row.starts_on <= claim.ends_on
        holds = row.ends_on is None or row.ends_on >= claim.starts_on
        if room and began and holds:
            room -= 1
            yield row.code


def _document(
    claim: Claim,
    lines: Iterable[ServiceLine],
    chart: Chart,
    terms: Terms,
    rule_set: RuleSet,
    today: date,
) -> doc.ClaimDocument:
    practice, patient, coverage = claim.practice, claim.patient, claim.coverage
    payer = _payer(claim, terms, rule_set)
    codes = tuple(_codes(claim, chart.diagnoses))
    pointers = tuple(range(1, 1 + min(len(codes), 1 if payer.is_medicare else POINTERS_ON_A_LINE)))
    return doc.ClaimDocument(
        patient_control_number=claim.patient_control_number,
        billing_provider=_billing_provider(practice, claim.rendering_provider),
        rendering_provider=_rendering_provider(claim.rendering_provider),
        subscriber=_subscriber(patient, coverage),
        patient=_patient(patient, coverage),
        payer=payer,
        place_of_service=terms.place_of_service,
        diagnosis_codes=codes,
        lines=tuple(_line(claim, line, pointers) for line in lines),
        period_starts_on=claim.period.window_starts_on,
        period_ends_on=claim.period.window_ends_on,
        accepts_assignment=True,
        claim_frequency=doc.ClaimFrequency(claim.claim_frequency),
        payer_claim_control_number=claim.payer_claim_control_number,
        care_plan_oversight_number=claim.care_plan_oversight_number,
        prior_authorization_number=claim.prior_authorization_number,
        pay_to=_pay_to(practice),
        service_facility=service_facility_of(claim, chart, place_of_service=terms.place_of_service),
        signed_on=today,
    )


def _line(claim: Claim, line: ServiceLine, pointers: tuple[int, ...]) -> doc.ServiceLine:
    assert line.charge is not None  # looked at before
    return doc.ServiceLine(
        line_id=f"{claim.patient_control_number}-{line.number}",
        procedure_code=line.procedure_code,
        charge=dollars(line.charge),
        starts_on=claim.starts_on,
        ends_on=claim.ends_on,
        diagnosis_pointers=pointers,
        units=line.units,
        modifiers=tuple(line.modifiers),
    )


def _payer(claim: Claim, terms: Terms, rule_set: RuleSet) -> doc.Payer:
    payer: Payer = claim.coverage.payer
    return doc.Payer(
        name=payer.name,
        electronic_payer_id=payer.electronic_payer_id,
        claim_filing_indicator=doc.ClaimFilingIndicator(terms.claim_filing_indicator),
        address=_address_or_none(payer),
        accepts_frequency_7_8=terms.accepts_replacement,
        requires_care_plan_oversight_number=terms.care_plan_oversight_number and claim.code_family == "cpo",
        claim_alone=terms.claim_alone and claim.code_family == "cpo",
        submit_after_period_end=terms.submit_after_period_end,
        allows_span_across_months=terms.span_across_months,
        file_by_on=rule_set.filing_deadline(payer.profile, from_date=claim.starts_on),
    )


def _billing_provider(practice: Practice, rendering: Provider) -> doc.BillingProvider:
    is_solo = practice.entity == Practice.Entity.PERSON
    return doc.BillingProvider(
        name=_provider_name(rendering) if is_solo else practice.name,
        npi=practice.npi,
        tax_id=practice.tax_id,
        tax_id_kind=doc.TaxIdKind(practice.tax_id_kind),
        address=_address(practice),
        phone=practice.phone,
        taxonomy=practice.taxonomy_code,
    )


def _rendering_provider(provider: Provider) -> doc.RenderingProvider:
    return doc.RenderingProvider(_provider_name(provider), provider.npi, provider.taxonomy_code)


def _provider_name(provider: Provider) -> doc.PersonName:
    return doc.PersonName(
        provider.last_name, provider.first_name, provider.middle_name, provider.suffix, provider.credentials
    )


def _patient_name(patient: Patient) -> doc.PersonName:
    return doc.PersonName(patient.last_name, patient.first_name, patient.middle_name, patient.suffix)


def _patient(patient: Patient, coverage: Coverage) -> doc.Patient:
    return doc.Patient(
        name=_patient_name(patient),
        born_on=patient.born_on,
        sex=doc.Sex(patient.sex),
        address=_address(patient),
        relationship=doc.Relationship(coverage.relationship),
        phone=patient.phone,
    )


def _subscriber(patient: Patient, coverage: Coverage) -> doc.Subscriber:
    if coverage.relationship == Coverage.Relationship.SELF:
        return doc.Subscriber(
            name=_patient_name(patient),
            member_id=coverage.member_id,
            group_number=coverage.group_number,
            group_name=coverage.plan_name,
            address=_address(patient),
            born_on=patient.born_on,
            sex=doc.Sex(patient.sex),
            phone=patient.phone,
        )
    return doc.Subscriber(
        name=doc.PersonName(
            coverage.subscriber_last_name, coverage.subscriber_first_name, coverage.subscriber_middle_name
        ),
        member_id=coverage.member_id,
        group_number=coverage.group_number,
        group_name=coverage.plan_name,
        address=_subscriber_address(coverage),
        born_on=coverage.subscriber_born_on,
        sex=doc.Sex(coverage.subscriber_sex),
    )


def _subscriber_address(coverage: Coverage) -> doc.Address | None:
    if not coverage.subscriber_street:
        return None
    return doc.Address(
        coverage.subscriber_street,
        coverage.subscriber_city,
        coverage.subscriber_state,
        coverage.subscriber_zip_code,
    )


def _address(row: Practice | Patient | Payer) -> doc.Address:
    return doc.Address(row.street, row.city, row.state, row.zip_code, row.street_2)


def _address_or_none(row: Payer) -> doc.Address | None:
    return _address(row) if row.street else None


def _pay_to(practice: Practice) -> doc.Address | None:
    if not practice.pay_to_street:
        return None
    return doc.Address(
        practice.pay_to_street,
        practice.pay_to_city,
        practice.pay_to_state,
        practice.pay_to_zip_code,
        practice.pay_to_street_2,
    )
