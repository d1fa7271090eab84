"""Rows to facts: the only reader of rows for decisions, with as many queries for one period as for a thousand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from apps.billing.entry_rows import EntryRow, current_entries, pinned_entries
from apps.billing.fact_rows import PatientRows, PracticeFacts, patient_rows, practice_facts
from apps.billing.models import ServicePeriod
from apps.billing.other_services import Ahead, OtherBilling, other_billing
from apps.patients.models import Coverage, DecisionMaking, PatientStatus, Setting, Stay
from apps.practice.models import Provider, Supervision
from apps.rules import facts as rules
from apps.rules.periods import Window

__all__ = [
    "EntryRow", "PracticeFacts", "covered_part", "current_entries", "facts_of", "kept_apart", "pinned_entries",
    "practice_facts",
]  # fmt: skip

# The words of the rules for the kinds of stay.
STAYS = {Stay.Kind.INPATIENT.value: "inpatient_stay", Stay.Kind.PART_A_NURSING.value: "part_a_stay"}
SETTINGS_OF_AGENCIES = (Setting.HOME_HEALTH.value, Setting.HOSPICE.value)
LEVELS = [level.value for level in DecisionMaking.Level]
STATUS = PatientStatus.Kind
# Time of a recorded visit or service stands among the entries of the time log under such a key.
VISIT, SERVICE = "visit-", "service-"


def kept_apart(key: str) -> bool:
    """Say whether an entry of a decision is a recorded visit or service, and no entry of the time log."""
    return key.startswith((VISIT, SERVICE))


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
    rows = patient_rows({period.patient_id for period in periods})
    entries = entries if entries is not None else current_entries(periods)
    billed = other_billing(periods, ahead=ahead)
    return {
        period.pk: _Facts(period, practice, rows).gathered(entries.get(period.pk, ()), billed[period.pk])
        for period in periods
    }


class _Facts:
    """The facts of one period, picked from the rows of its patient and its practice."""

    __slots__ = ("enrollment", "patient_id", "period", "practice", "rendering_id", "rows")

    def __init__(self, period: ServicePeriod, practice: PracticeFacts, rows: PatientRows) -> None:
        self.period = period
        self.practice = practice
        self.rows = rows
        self.enrollment = period.enrollment
        self.patient_id = period.patient_id
        self.rendering_id = period.enrollment.rendering_provider_id

    def gathered(self, entries: Sequence[EntryRow], billed: OtherBilling) -> rules.PeriodFacts:
        """Put together everything the decision may look at."""
        period, rows = self.period, self.rows
        visits = [row for row in self._of(rows.visits) if row.occurred_on <= period.ends_on]
        own_visits = [row for row in visits if row.provider_id in (None, self.rendering_id)]
        diagnoses = self._during(rows.diagnoses)
        statuses = {row.kind for row in self._during(rows.statuses)}
        time = (*self._logged(entries, billed), *self._kept_apart(visits))
        return rules.PeriodFacts(
            program=self.enrollment.program,
            starts_on=period.window_starts_on,
            ends_on=period.window_ends_on,
            rendering_provider=str(self.rendering_id),
            providers=self._providers(time),
            coverages=tuple(self._coverage()),
            overlapping_coverages=self._overlapping_coverages(),
            episodes=tuple(self._episode(row) for row in self._during(rows.episodes)),
            entries=time,
            enrolled_on=self.enrollment.starts_on,
            face_to_face_on=tuple(sorted({row.occurred_on for row in own_visits})),
            consents_on=tuple(sorted(self._consents())),
            diagnoses=tuple(row.code for row in diagnoses),
            medical_decision_making=self._decision_making(),
            esrd_capitation=STATUS.ESRD_CAPITATION.value in statuses,
            other_services=(*billed.services, *self._outside_services()),
            died_on=period.patient.died_on,
            barred=tuple(self._barred()),
            comprehensive_plan=bool(self._plans_in_force()),
            plan_copy_given=self._is_copy_given(),
            initiating_visit=any(row.is_initiating_visit for row in own_visits),
            serious_condition=any(row.is_serious for row in diagnoses),
            staff_supervised=self._is_staff_supervised(entries),
            dual_eligible=STATUS.DUAL_ELIGIBLE.value in statuses,
            time_zone=self.practice.practice.time_zone,
        )

    def _of(self, rows: Mapping[int, Sequence[Any]]) -> Sequence[Any]:
        return rows.get(self.patient_id, ())

    def _during(self, rows: Mapping[int, Sequence[Any]]) -> list[Any]:
        return [row for row in self._of(rows) if _overlaps(row, self.period)]

    def _providers(self, time: Iterable[rules.Entry]) -> tuple[rules.Provider, ...]:
        ids = {self.rendering_id, *(int(entry.by) for entry in time)}
        return tuple(rules.Provider(str(pk), self.practice.kinds[pk]) for pk in sorted(ids))

    def _coverage(self) -> Iterator[rules.Coverage]:
        """Give the one coverage of a period, on the dates that both hold; a closed one stands when it is put right."""
        coverage = self.period.coverage
        part = covered_part(self.period, coverage) if coverage is not None else None
        if coverage is not None and part is not None:
            yield rules.Coverage(
                payer=coverage.payer.profile,
                from_on=part.starts_on,
                through_on=part.ends_on,
                key=str(self.period.coverage_id),
            )

    def _overlapping_coverages(self) -> tuple[str, ...]:
        """Name the coverages that claim the same days; which of them is primary is for a person to say."""
        found = self._during(self.rows.coverages)
        return tuple(_coverage_name(row) for row in found) if len(found) > 1 else ()

    def _episode(self, row: Any) -> rules.Episode:
        signer_id = row.plan_signer_id if row.plan_signed_on else None
        return rules.Episode(
            setting=row.setting,
            from_on=row.starts_on,
            through_on=row.ends_on,
            agency_npi=row.agency__npi or "",
            plan_signed_by=str(signer_id) if signer_id else rules.NOBODY,
            collaborates_with_signer=any(
                (each.provider_id, each.physician_id) == (self.rendering_id, signer_id)
                and _overlaps(each, self.period)
                for each in self.practice.collaborations
            ),
            agency_role=self._agency_role(row),
            complexity_documented=_is_documented(
                row.complexity_statement, row.complexity_signed_on, signer_id
            ),
            medical_necessity_documented=_is_documented(
                row.necessity_statement, row.necessity_signed_on, signer_id
            ),
            agency_benefit_active=row.setting not in SETTINGS_OF_AGENCIES or row.agency_id is not None,
            attending_of_record=row.attending_id == self.rendering_id,
            key=str(row.id),
        )

    def _agency_role(self, row: Any) -> str:
        roles = (
            each.role
            for each in self.practice.agency_roles
            if (each.agency_id, each.provider_id) == (row.agency_id, self.rendering_id)
            and _overlaps(each, self.period)
        )
        return next(roles, "")

    def _logged(self, entries: Iterable[EntryRow], billed: OtherBilling) -> Iterator[rules.Entry]:
        for row in entries:
            key = str(row.id)
            yield rules.Entry(
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

    def _kept_apart(self, visits: Iterable[Any]) -> Iterator[rules.Entry]:
        """Give recorded visits and timed services of the period's days as time of their own, which never counts."""
        for row in visits:
            if row.minutes and row.occurred_on >= self.period.starts_on:
                yield self._other_time(row, VISIT, "direct_care")
        for row in self._of(self.rows.timed_services):
            if self.period.starts_on <= row.occurred_on <= self.period.ends_on:
                yield self._other_time(row, SERVICE, row.kind)

    def _other_time(self, row: Any, prefix: str, activity: str) -> rules.Entry:
        zone = ZoneInfo(self.practice.practice.time_zone)
        local = datetime.combine(row.occurred_on, row.begins_at, zone) if row.begins_at else None
        return rules.Entry(
            on=row.occurred_on,
            seconds=row.minutes * 60,
            by=str(row.provider_id or self.rendering_id),
            activity=activity,
            started_at=local.astimezone(UTC) if local else None,
            key=f"{prefix}{row.id}",
        )

    def _consents(self) -> Iterator[date]:
        for row in self._of(self.rows.consents):
            stands = row.revoked_on is None or row.revoked_on > self.period.starts_on
            if row.given_on <= self.period.ends_on and stands:
                yield row.given_on

    def _plans_in_force(self) -> set[int]:
        """Name the comprehensive plans made by the end of the period and in force on one of its days."""
        return {
            row.id
            for row in self._of(self.rows.plans)
            if row.made_on <= self.period.ends_on
            and (row.ends_on is None or row.ends_on >= self.period.starts_on)
        }

    def _is_copy_given(self) -> bool:
        plans = self._plans_in_force()
        return any(
            row.plan_id in plans and row.given_on <= self.period.ends_on for row in self._of(self.rows.copies)
        )

    def _decision_making(self) -> str:
        """Give the highest level that the rendering provider recorded on a day of the period."""
        levels = [
            LEVELS.index(row.level)
            for row in self._of(self.rows.decision_making)
            if row.provider_id == self.rendering_id
            and self.period.starts_on <= row.occurred_on <= self.period.ends_on
        ]
        return LEVELS[max(levels)] if levels else ""

    def _outside_services(self) -> Iterator[rules.OtherService]:
        for row in self._during(self.rows.outside_services):
            by = str(row.provider_id) if row.provider_id else "outside"
            yield rules.OtherService(row.code, by=by, key=f"outside-{row.id}")

    def _barred(self) -> Iterator[rules.BarredSpan]:
        for row in self._during(self.rows.stays):
            yield rules.BarredSpan(STAYS[row.kind], row.starts_on, row.ends_on, key=str(row.id))
        for row in self._during(self.rows.statuses):
            if row.kind == STATUS.SURGICAL_GLOBAL:
                yield rules.BarredSpan(row.kind, row.starts_on, row.ends_on, key=f"status-{row.id}")

    def _is_staff_supervised(self, entries: Iterable[EntryRow]) -> bool:
        """Say whether every act of clinical staff was done incident to the rendering provider, supervised by them."""
        return all(
            any(_supervises(each, row.performed_on) for each in self._supervisions_of(row.provider_id))
            for row in entries
            if self.practice.kinds[row.provider_id] == Provider.Kind.CLINICAL_STAFF
        )

    def _supervisions_of(self, staff_id: int) -> Sequence[Supervision]:
        return self.practice.supervisions.get((staff_id, self.rendering_id), ())


def covered_part(period: ServicePeriod, coverage: Coverage) -> Window | None:
    """Return the days of a period that a coverage holds, None where it holds none."""
    days = Window(period.starts_on, period.ends_on)
    return days.clipped(from_on=coverage.starts_on, through_on=coverage.ends_on)


def _supervises(supervision: Supervision, day: date) -> bool:
    """Direct supervision is more than the general supervision that care management asks for."""
    return (
        supervision.is_incident_to
        and supervision.kind != Supervision.Kind.NONE
        and supervision.starts_on <= day
        and (supervision.ends_on is None or day <= supervision.ends_on)
    )


def _is_documented(statement: str, signed_on: date | None, plan_signer_id: int | None) -> bool:
    """A statement counts when it is signed: by itself, or as a part of the signed plan of care."""
    return bool(statement.strip()) and (signed_on is not None or plan_signer_id is not None)


def _coverage_name(row: Any) -> str:
    starts = f"from {row.starts_on:%-d %b %Y}" if row.starts_on else "from the beginning"
    return f"{row.payer__name} {starts}"


def _overlaps(row: Any, period: ServicePeriod) -> bool:
    """Say whether a row with `starts_on` and `ends_on`, both inclusive and open where None, touches the period."""
    starts_in_time = row.starts_on is None or row.starts_on <= period.ends_on
    return starts_in_time and (row.ends_on is None or row.ends_on >= period.starts_on)
