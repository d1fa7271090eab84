"""Recorded facts for other programs: read them all, record and correct some, strike one out."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import ForeignKey
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.fact_kinds import BY_WORD, KINDS, FactKind
from apps.patients.models import CarePlan, Patient, RecordedFact
from apps.patients.operations_facts import strike_out
from apps.patients.selectors_facts import recorded_facts
from apps.patients.serializers_facts import (
    LISTS,
    FactsSerializer,
    NewFactsShape,
    RecordedSerializer,
    StrikeShape,
)
from apps.practice.access import Actor, one_of, rows_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, follow_up
from apps.problems import Problem, Refused, refuse_any

Gated = Mapping[str, tuple[Action, ...]]
Values = Mapping[str, Any]


class Facts(Endpoint):
    """What is recorded of a patient that a decision may look at."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,), "POST": (Action.RECORD_FACTS,)}
    # Decisions follow once the facts are stored.
    is_one_transaction: ClassVar[bool] = False

    @extend_schema(operation_id="facts", responses=FactsSerializer, tags=["facts"])
    def get(self, request: Request, patient_id: int) -> Response:
        """Return consents, plans, copies, decision-making, visits, timed and outside services, stays, statuses."""
        patient = one_of(self.actor, Patient, patient_id)
        self.viewed(patient, "patient.viewed", patient_id=patient.pk)
        return Response(_facts(patient))

    @extend_schema(
        operation_id="record_facts",
        request=NewFactsShape,
        responses={201: RecordedSerializer},
        tags=["facts"],
    )
    @once
    def post(self, request: Request, patient_id: int) -> Response:
        """Record new facts, or correct stored ones by their `id`; decide closed, unsent periods again."""
        patient = one_of(self.actor, Patient, patient_id)
        _record(self.sent(NewFactsShape), actor=self.actor, patient=patient)
        return _followed(self.actor, patient, status=201)


class StrikeFact(Endpoint):
    """A fact that was entered by mistake."""

    actions: ClassVar[Gated] = {"POST": (Action.RECORD_FACTS,)}
    is_one_transaction: ClassVar[bool] = False

    @extend_schema(
        operation_id="strike_out_fact", request=StrikeShape, responses=RecordedSerializer, tags=["facts"]
    )
    @once
    def post(self, request: Request, patient_id: int) -> Response:
        """Strike out a fact with a reason: it stays to be seen and no longer counts."""
        patient = one_of(self.actor, Patient, patient_id)
        said = self.sent(StrikeShape)
        kind = _kind(said["fact"])
        fact = _stored_or_new(kind, said["id"], actor=self.actor, patient=patient)
        strike_out(fact, actor=self.actor, reason=said["reason"], noun=kind.noun, now=timezone.now())
        return _followed(self.actor, patient, status=200)


def _kind(name: str) -> FactKind:
    return BY_WORD[name.replace("_", "-")]


def _facts(patient: Patient) -> Any:
    found = {LISTS[kind.word]: recorded_facts(patient, kind.model) for kind in KINDS}
    return FactsSerializer(found).data


def _followed(actor: Actor, patient: Patient, *, status: int) -> Response:
    decided_again = follow_up(actor, Changed(patients=[patient.pk]))
    return Response({"facts": _facts(patient), "decided_again": decided_again}, status=status)


@transaction.atomic
def _record(said: Values, *, actor: Actor, patient: Patient) -> None:
    """Record every fact of a request, or none; refuse with what is wrong with all of them."""
    if not said:
        raise Refused(Problem("nothing_to_record", "The request names no fact. Send one, such as “consent”."))
    refuse_any(
        Problem(problem.code, problem.message, f"{name}.{problem.field}".rstrip("."))
        for name, values in said.items()
        for problem in _problems_with_recording(_kind(name), values, actor=actor, patient=patient)
    )


def _problems_with_recording(
    kind: FactKind, values: Values, *, actor: Actor, patient: Patient
) -> tuple[Problem, ...]:
    try:
        with transaction.atomic():
            kind.save(_row(kind, values, actor=actor, patient=patient), actor=actor, today=actor.today)
    except Refused as refused:
        return refused.problems
    return ()


def _row(kind: FactKind, values: Values, *, actor: Actor, patient: Patient) -> RecordedFact:
    """Return the stored fact that `values` name, or a new one, with the values in it."""
    row = _stored_or_new(kind, values.get("id"), actor=actor, patient=patient)
    points_at = _points_at(kind)
    refuse_any(_strangers(points_at, values, actor))
    for name, value in values.items():
        setattr(row, f"{name}_id" if name in points_at else name, value)
    if kind.word == "copy" and row.plan_id is None:
        row.plan = CarePlan.objects.filter(patient=patient, struck_at__isnull=True).first()
    return row  # type: ignore[no-any-return]


def _stored_or_new(kind: FactKind, pk: int | None, *, actor: Actor, patient: Patient) -> Any:
    if pk is None:
        return kind.model(practice=actor.practice, patient=patient)
    return one_of(actor, rows_of(actor, kind.model).filter(patient=patient), pk)


def _points_at(kind: FactKind) -> Mapping[str, Any]:
    fields = kind.model._meta.concrete_fields
    return {field.name: field.related_model for field in fields if isinstance(field, ForeignKey)}


def _strangers(points_at: Mapping[str, Any], values: Values, actor: Actor) -> Iterator[Problem]:
    for name, model in points_at.items():
        pk = values.get(name)
        if pk is not None and not rows_of(actor, model).filter(pk=pk).exists():
            message = f"There is no {name.replace('_', ' ')} with the id {pk} here. Look the id up and send it again."
            yield Problem("not_of_this_practice", message, name)
