"""Rows to facts: the only reader of rows for decisions, with as many queries for one period as for a thousand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from apps.billing.models import ServicePeriod
from apps.billing.other_services import Ahead, OtherBilling, other_billing
from apps.patients.models import (
    AgencyRole,
    CareEpisode,
    Consent,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Setting,
    Stay,
)
from apps.practice.models import Collaboration, Practice, Provider
from apps.rules import facts as rules
from apps.timelog.models import EntryVersion

# The words of the rules for the kinds of stay.
STAYS = {Stay.Kind.INPATIENT.value: "inpatient_stay", Stay.Kind.PART_A_NURSING.value: "part_a_stay"}
SETTINGS_OF_AGENCIES = (Setting.HOME_HEALTH.value, Setting.HOSPICE.value)


class EntryRow(NamedTuple):
    """What a decision needs of the current version of an entry."""

    id: int
    provider_id: int
    performed_on: Any
    seconds: int
    activity: str
    counterpart: str
    channel: str
    started_at: Any


ENTRY_FIELDS = (
    "id",
    "provider_id",
    "performed_on",
    "seconds",
    "activity",
    "counterpart",
    "channel",
    "started_at",
)


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """What is true of the whole practice: its providers' kinds, collaborations and roles at agencies."""

    practice: Practice
    kinds: Mapping[int, str]
    collaborations: Sequence[Collaboration]
    agency_roles: Sequence[AgencyRole]


# Rows as named tuples: a model instance costs five times as much, and a close reads tens of thousands.
Rows = Mapping[int, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class PatientRows:
    """The recorded rows of some patients, by patient."""

    episodes: Rows
    visits: Rows
    consents: Rows
    diagnoses: Rows
    stays: Rows


def practice_facts(practice: Practice) -> PracticeFacts:
    """Read what is the same for every period of a run."""
    return PracticeFacts(
        practice=practice,
        kinds=dict(Provider.objects.filter(practice=practice).values_list("pk", "kind")),
        collaborations=list(Collaboration.objects.filter(practice=practice)),
        agency_roles=list(AgencyRole.objects.filter(practice=practice)),
    )


def facts_of(
    periods: Sequence[ServicePeriod],
    *,
    practice: PracticeFacts,
    entries: Mapping[int, Sequence[EntryRow]] | None = None,
    ahead: Sequence[Ahead] = (),
) -> dict[int, rules.PeriodFacts]:
    """Return the facts of each period, by its id; `periods` come with patient, enrollment, coverage and payer.

    `entries` are those of each period where they are not the current ones (a closed period keeps those it pinned).
    `ahead` is what other periods would bill.
    """
    patient_ids = {period.patient_id for period in periods}
    rows = _patient_rows(patient_ids)
    entries = entries if entries is not None else current_entries(periods)
    billed = other_billing(periods, ahead=ahead)
    return {
        period.pk: _facts(period, practice, rows, entries.get(period.pk, ()), billed[period.pk])
        for period in periods
    }


def current_entries(
    periods: Sequence[ServicePeriod], *, with_unconfirmed: bool = False
) -> dict[int, list[EntryRow]]:
    """Return what the entries on the dates of each period say now, oldest first.

    Void ones are left out, and those that nobody confirmed unless they are asked for.
    """
    rows = (
        EntryVersion.objects.filter(
            patient__service_periods__in=[period.pk for period in periods],
            performed_on__gte=F("patient__service_periods__starts_on"),
            performed_on__lte=F("patient__service_periods__ends_on"),
            current_of__isnull=False,
            is_void=False,
            is_confirmed__in=(True, not with_unconfirmed),
        )
        .order_by("performed_on", "pk")
        .values_list("patient__service_periods", *ENTRY_FIELDS)
    )
    return _by_first(rows)


def pinned_entries(version_ids: Mapping[int, Iterable[int]]) -> dict[int, list[EntryRow]]:
    """Return the versions that each period pinned when it was closed, oldest first."""
    wanted = {version_id for ids in version_ids.values() for version_id in ids}
    found = EntryVersion.objects.filter(pk__in=wanted).values_list(*ENTRY_FIELDS)
    by_id = {row[0]: EntryRow(*row) for row in found}
    return {
        period_id: sorted((by_id[pk] for pk in ids), key=lambda row: (row.performed_on, row.id))
        for period_id, ids in version_ids.items()
    }


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[EntryRow]]:
    found: dict[int, list[EntryRow]] = defaultdict(list)
    for period_id, *rest in rows:
        found[period_id].append(EntryRow(*rest))
    return found


def _patient_rows(patient_ids: Iterable[int]) -> PatientRows:
    ids = list(patient_ids)
    coded = Diagnosis.objects.filter(is_chronic=True).exclude(code="")
    return PatientRows(
        episodes=_by_patient(
            CareEpisode.objects.all(),
            ids,
            *("id", "setting", "agency_id", "agency__npi", "starts_on", "ends_on"),
            *("plan_signer_id", "plan_signed_on", "complexity_statement"),
        ),
        visits=_by_patient(
            FaceToFaceVisit.objects.all(), ids, "provider_id", "occurred_on", "is_initiating_visit"
        ),
        consents=_by_patient(Consent.objects.all(), ids, "given_on", "revoked_on"),
        diagnoses=_by_patient(coded, ids, "code", "starts_on", "ends_on"),
        stays=_by_patient(Stay.objects.all(), ids, "id", "kind", "starts_on", "ends_on"),
    )


def _by_patient(rows: QuerySet[Any], patient_ids: list[int], *fields: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(patient__in=patient_ids).values_list("patient_id", *fields, named=True):
        found[row.patient_id].append(row)
    return found


def _facts(
    period: ServicePeriod,
    practice: PracticeFacts,
    rows: PatientRows,
    entries: Sequence[EntryRow],
    billed: OtherBilling,
) -> rules.PeriodFacts:
    patient, enrollment = period.patient, period.enrollment
    visits = [each for each in rows.visits.get(patient.pk, ()) if _is_by(each, enrollment)]
    return rules.PeriodFacts(
        program=enrollment.program,
        starts_on=period.window_starts_on,
        ends_on=period.window_ends_on,
        rendering_provider=str(enrollment.rendering_provider_id),
        providers=_providers(enrollment, entries, practice.kinds),
        coverages=tuple(_coverages(period)),
        episodes=tuple(
            _episode(each, period, practice)
            for each in rows.episodes.get(patient.pk, ())
            if _overlaps(each, period)
        ),
        entries=tuple(_entry(row, billed) for row in entries),
        enrolled_on=enrollment.starts_on,
        face_to_face_on=tuple(
            sorted({each.occurred_on for each in visits if each.occurred_on <= period.ends_on})
        ),
        consents_on=tuple(sorted(_consents(rows.consents.get(patient.pk, ()), period))),
        diagnoses=tuple(each.code for each in rows.diagnoses.get(patient.pk, ()) if _overlaps(each, period)),
        other_services=billed.services,
        died_on=patient.died_on,
        barred=tuple(_barred(each) for each in rows.stays.get(patient.pk, ()) if _overlaps(each, period)),
        initiating_visit=any(
            each.is_initiating_visit for each in visits if each.occurred_on <= period.ends_on
        ),
        # Nothing in the application records these yet, so chronic care asks for them in vain and says so.
        comprehensive_plan=False,
        plan_copy_given=False,
        serious_condition=False,
        staff_supervised=False,
        dual_eligible=False,
        time_zone=practice.practice.time_zone,
    )


def _providers(
    enrollment: Enrollment, entries: Iterable[EntryRow], kinds: Mapping[int, str]
) -> tuple[rules.Provider, ...]:
    ids = {enrollment.rendering_provider_id, *(row.provider_id for row in entries)}
    return tuple(rules.Provider(str(pk), kinds[pk]) for pk in sorted(ids))


def _coverages(period: ServicePeriod) -> Iterator[rules.Coverage]:
    """Give the one coverage of a period, on its dates: a change of coverage cut the period already."""
    if period.coverage is not None:
        yield rules.Coverage(
            payer=period.coverage.payer.profile,
            from_on=period.starts_on,
            through_on=period.ends_on,
            key=str(period.coverage_id),
        )


def _episode(row: Any, period: ServicePeriod, practice: PracticeFacts) -> rules.Episode:
    rendering_id = period.enrollment.rendering_provider_id
    signer_id = row.plan_signer_id if row.plan_signed_on else None
    has_statement = bool(row.complexity_statement.strip())
    return rules.Episode(
        setting=row.setting,
        from_on=row.starts_on,
        through_on=row.ends_on,
        agency_npi=row.agency__npi or "",
        plan_signed_by=str(signer_id) if signer_id else rules.NOBODY,
        collaborates_with_signer=any(
            (each.provider_id, each.physician_id) == (rendering_id, signer_id) and _overlaps(each, period)
            for each in practice.collaborations
        ),
        agency_role=_agency_role(row, period, practice),
        # One statement on the episode says why the care is complex and why it is necessary.
        complexity_documented=has_statement,
        medical_necessity_documented=has_statement,
        agency_benefit_active=row.setting not in SETTINGS_OF_AGENCIES or row.agency_id is not None,
        attending_of_record=signer_id == rendering_id,
        key=str(row.id),
    )


def _agency_role(row: Any, period: ServicePeriod, practice: PracticeFacts) -> str:
    rendering_id = period.enrollment.rendering_provider_id
    roles = (
        each.role
        for each in practice.agency_roles
        if (each.agency_id, each.provider_id) == (row.agency_id, rendering_id) and _overlaps(each, period)
    )
    return next(roles, "")


def _entry(row: EntryRow, billed: OtherBilling) -> rules.Entry:
    key = str(row.id)
    return rules.Entry(
        on=row.performed_on,
        seconds=row.seconds,
        by=str(row.provider_id),
        activity=row.activity,
        counterpart=row.counterpart,
        channel=row.channel,
        started_at=row.started_at,
        billed_under=billed.code_of_entry.get(key, ""),
        key=key,
    )


def _consents(rows: Iterable[Any], period: ServicePeriod) -> Iterator[Any]:
    for row in rows:
        if row.given_on <= period.ends_on and (row.revoked_on is None or row.revoked_on > period.starts_on):
            yield row.given_on


def _is_by(visit: Any, enrollment: Enrollment) -> bool:
    """Say whether the visit was the biller's own; one without a name is taken for it."""
    return visit.provider_id in (None, enrollment.rendering_provider_id)


def _barred(row: Any) -> rules.BarredSpan:
    return rules.BarredSpan(STAYS[row.kind], row.starts_on, row.ends_on, key=str(row.id))


def _overlaps(row: Any, period: ServicePeriod) -> bool:
    """Say whether a row with `starts_on` and `ends_on`, both inclusive and open where None, touches the period."""
    starts_in_time = row.starts_on is None or row.starts_on <= period.ends_on
    return starts_in_time and (row.ends_on is None or row.ends_on >= period.starts_on)
