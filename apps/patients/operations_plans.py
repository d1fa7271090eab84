"""Record what chronic and principal care ask for, where a patient stands, and what others bill."""

import re
from datetime import date
from typing import Any

from django.db import transaction

from apps.patients.models import (
    CarePlan,
    DecisionMaking,
    OutsideService,
    PatientStatus,
    PlanCopy,
    TimedService,
)
from apps.patients.operations import lock_patient
from apps.patients.operations_facts import keep_fact, problems_with_day, problems_with_minutes, standing
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor
from apps.practice.domain.dates import Span, check_no_overlap, check_not_future, check_order, in_words
from apps.practice.models import Provider
from apps.practice.records import blanks, plain_values
from apps.problems import Problem

PROCEDURE = re.compile(r"[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[FTU]")


@transaction.atomic
def save_care_plan(plan: CarePlan, *, actor: Actor, today: date) -> CarePlan:
    """Keep a comprehensive plan, new, revised or ended; refuse what `problems_with_care_plan` finds."""
    plan.patient = lock_patient(plan.patient_id)
    keep_fact(plan, problems_with_care_plan(plan, today=today), actor=actor, noun="care_plan")
    return plan


def problems_with_care_plan(plan: CarePlan, *, today: date) -> list[Problem]:
    """Return everything wrong with a plan: made by a practitioner, in order, one in force at a time."""
    found = blanks(
        plan,
        {
            "made_on": "The day the plan was made is missing. Fill it in.",
            "made_by": "Who made the plan is missing. Choose a practitioner.",
        },
    )
    if plan.made_by_id is not None:
        found += _not_by_staff(plan.made_by, field="made_by", what="make the plan")
    if plain_values(plan)["made_on"] is None:
        return found
    found += problems_with_day(plan.made_on, plan.patient, today=today, what="The plan", field="made_on")
    found += check_not_future(plan.revised_on, today=today, what="The revision", field="revised_on")
    if plan.revised_on is not None and plan.revised_on < plan.made_on:
        days = f"{in_words(plan.revised_on)}, before it was made on {in_words(plan.made_on)}"
        message = f"The plan was revised on {days}. Correct one of the two dates."
        found.append(Problem("dates_out_of_order", message, "revised_on"))
    span = Span(plan.made_on, plan.ends_on)
    found += check_order(span, what="The plan")
    others = [Span(row.made_on, row.ends_on, "the one") for row in standing(CarePlan, plan)]
    return found + check_no_overlap(span, others, what="This plan", field="made_on")


def _not_by_staff(provider: Provider, *, field: str, what: str) -> list[Problem]:
    if provider.may_bill:
        return []
    message = f"{provider} is clinical staff and cannot {what}. Choose a practitioner."
    return [Problem("not_a_practitioner", message, field)]


@transaction.atomic
def save_plan_copy(copy: PlanCopy, *, actor: Actor, today: date) -> PlanCopy:
    """Keep that a copy of the plan was given; refuse what `problems_with_plan_copy` finds."""
    copy.patient = lock_patient(copy.patient_id)
    keep_fact(copy, problems_with_plan_copy(copy, today=today), actor=actor, noun="plan_copy")
    return copy


def problems_with_plan_copy(copy: PlanCopy, *, today: date) -> list[Problem]:
    """Return everything wrong with a copy: of a plan of this patient that stands, given after it was made."""
    found = blanks(
        copy,
        {
            "plan": "The plan is missing. Record the comprehensive plan first, then its copy.",
            "given_on": "The day the copy was given is missing. Fill it in.",
            "way": "How the copy was given is missing. Choose one.",
            "given_by": "Who gave the copy is missing. Choose somebody from the list.",
        },
    )
    chosen: Any = plain_values(copy)["plan"]
    plan = CarePlan.objects.filter(pk=chosen).first()
    if plan is not None and (plan.patient_id != copy.patient_id or plan.is_struck):
        message = "That plan is not one of this patient that stands. Choose another."
        found.append(Problem("plan_of_another", message, "plan"))
    if plain_values(copy)["given_on"] is None:
        return found
    found += problems_with_day(copy.given_on, copy.patient, today=today, what="The copy", field="given_on")
    if plan is not None and copy.given_on < plan.made_on:
        days = f"{in_words(copy.given_on)}, before the plan was made on {in_words(plan.made_on)}"
        message = f"The copy was given on {days}. Correct one of the two dates."
        found.append(Problem("dates_out_of_order", message, "given_on"))
    return found


@transaction.atomic
def save_decision_making(row: DecisionMaking, *, actor: Actor, today: date) -> DecisionMaking:
    """Keep how complex the decision-making of a day was; refuse what `problems_with_decision_making` finds."""
    row.patient = lock_patient(row.patient_id)
    keep_fact(row, problems_with_decision_making(row, today=today), actor=actor, noun="decision_making")
    return row


def problems_with_decision_making(row: DecisionMaking, *, today: date) -> list[Problem]:
    """Return everything wrong with a decision-making: a practitioner's own, on a day of the patient's life."""
    found = blanks(
        row,
        {
            "occurred_on": "The day of the decision-making is missing. Fill it in.",
            "provider": "Whose decision-making it was is missing. Choose a practitioner.",
            "level": "The level is missing. Choose one.",
        },
    )
    if row.provider_id is not None:
        found += _not_by_staff(row.provider, field="provider", what="make medical decisions")
    if plain_values(row)["occurred_on"] is None:
        return found
    what = "The decision-making"
    return found + problems_with_day(
        row.occurred_on, row.patient, today=today, what=what, field="occurred_on"
    )


@transaction.atomic
def save_patient_status(status: PatientStatus, *, actor: Actor, today: date) -> PatientStatus:
    """Keep where a patient stands, new, changed or ended; refuse what `problems_with_patient_status` finds."""
    status.patient = lock_patient(status.patient_id)
    problems = problems_with_patient_status(status, today=today)
    keep_fact(status, problems, actor=actor, noun="patient_status")
    return status


def problems_with_patient_status(status: PatientStatus, *, today: date) -> list[Problem]:
    """Return everything wrong with a status: its kind, its dates, the same one twice on a day."""
    found = blanks(
        status,
        {"kind": "The kind is missing. Choose one.", "starts_on": "The first day is missing. Fill it in."},
    )
    if found:
        return found
    what = status.get_kind_display()
    found += problems_with_day(status.starts_on, status.patient, today=today, what=what, field="starts_on")
    span = Span(status.starts_on, status.ends_on)
    found += check_order(span, what=what)
    alike = standing(PatientStatus, status, kind=status.kind)
    others = [Span(row.starts_on, row.ends_on, "the one") for row in alike]
    return found + check_no_overlap(span, others, what=what)


@transaction.atomic
def save_outside_service(service: OutsideService, *, actor: Actor, today: date) -> OutsideService:
    """Keep a service billed elsewhere; refuse what `problems_with_outside_service` finds."""
    service.patient = lock_patient(service.patient_id)
    service.code = service.code.strip().upper()
    problems = problems_with_outside_service(service, today=today)
    keep_fact(service, problems, actor=actor, noun="outside_service")
    return service


def problems_with_outside_service(service: OutsideService, *, today: date) -> list[Problem]:
    """Return everything wrong with a service billed elsewhere: its code, who bills it, the dates it covers."""
    found = check_procedure_code(service.code, is_needed=True)
    found += blanks(
        service,
        {
            "starts_on": "The first day is missing. Fill it in.",
            "ends_on": "The last day is missing. Fill it in.",
        },
    )
    if service.provider_id is None and not service.biller.strip():
        message = "Nobody is named who bills it. Choose one of our providers, or write who it is."
        found.append(Problem("biller_missing", message, "biller"))
    values = plain_values(service)
    if values["starts_on"] is None or values["ends_on"] is None:
        return found
    found += problems_with_day(
        service.starts_on, service.patient, today=today, what="The service", field="starts_on"
    )
    found += check_order(Span(service.starts_on, service.ends_on), what="The service")
    return found or _against_rules(service)


def _against_rules(service: OutsideService) -> list[Problem]:
    """Return what the rules say against a code: that it must never be billed, or that it is billed once only."""
    rules, code = rules_in_force(service.patient.practice), service.code.strip().upper()
    invalid = rules.row("invalid_code", code, on=service.ends_on)
    if invalid is not None:
        return [Problem("invalid_code", f"{invalid['sentence']} Correct the code.", "code")]
    if not any(
        code in row["codes"] and row.get("once") for row in rules.rows("family", on=service.starts_on)
    ):
        return []
    alike = standing(
        OutsideService, service, code=code, provider=service.provider_id, biller=service.biller.strip()
    )
    earlier = alike.order_by("starts_on").first()
    if earlier is None:
        return []
    said = f"{code} is recorded for {in_words(earlier.starts_on)} already and is billed once, at the start."
    return [Problem("billed_once", f"{said} Correct that one, or leave this out.", "code")]


def check_procedure_code(code: str, *, is_needed: bool) -> list[Problem]:
    """Return what is wrong with the shape of a procedure code."""
    code = code.strip().upper()
    if not code and is_needed:
        return [Problem("code_missing", "The procedure code is missing. Write its five characters.", "code")]
    if code and not PROCEDURE.fullmatch(code):
        message = f"{code} is no procedure code. Write five characters, as in 99495 or G0556."
        return [Problem("invalid_code", message, "code")]
    return []


@transaction.atomic
def save_timed_service(service: TimedService, *, actor: Actor, today: date) -> TimedService:
    """Keep another service with time of its own; refuse what `problems_with_timed_service` finds."""
    service.patient = lock_patient(service.patient_id)
    service.code = service.code.strip().upper()
    problems = problems_with_timed_service(service, today=today)
    keep_fact(service, problems, actor=actor, noun="timed_service")
    return service


def problems_with_timed_service(service: TimedService, *, today: date) -> list[Problem]:
    """Return everything wrong with a timed service: what, whose, when and how long."""
    found = blanks(
        service,
        {
            "kind": "The kind of service is missing. Choose one.",
            "provider": "Whose service it was is missing. Choose somebody from the list.",
            "occurred_on": "The day of the service is missing. Fill it in.",
            "minutes": "How long it took is missing. Give its minutes.",
        },
    )
    found += check_procedure_code(service.code, is_needed=False)
    found += problems_with_minutes(plain_values(service)["minutes"], what="The service")  # type: ignore[arg-type]
    if plain_values(service)["occurred_on"] is None:
        return found
    return found + problems_with_day(
        service.occurred_on, service.patient, today=today, what="The service", field="occurred_on"
    )
