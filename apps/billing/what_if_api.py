"""Questions to the rules that change nothing, for other programs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.billing.evidence import names_in, payer_of
from apps.billing.kept_rules import kept_rule_set
from apps.billing.operations.own_rules import rules_with
from apps.billing.serializers_what_if import IfClosedSerializer, IfClosedShape
from apps.billing.what_if import Foreseen, look, open_periods_of, unconfirmed_in
from apps.patients.models import OwnRule, Patient
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import one_of, rows_of
from apps.practice.api import Endpoint
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused
from apps.rules.explain import explain
from apps.rules.ruleset import RuleSet


class IfClosed(Endpoint):
    """What closing a patient's open periods now would bring."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(
        operation_id="if_closed", parameters=[IfClosedShape], responses=IfClosedSerializer, tags=["periods"]
    )
    def get(self, request: Request, patient_id: int) -> Response:
        """Return what the rules would say if all open closed now, under other rules or with entries confirmed."""
        asked = self.asked(IfClosedShape)
        patient: Patient = one_of(self.actor, Patient, patient_id)
        rule_set = self._rules(asked.get("rules"), asked.get("version"))
        wanted = {int(each) for each in asked.get("entries", "").split(",") if each}
        periods = open_periods_of(self.actor, patient)
        waiting = unconfirmed_in(periods)
        taken = {version.pk for version in waiting if version.entry_id in wanted}
        self.viewed(patient, "patient.viewed", patient_id=patient.pk)
        found = look(periods, practice=self.actor.practice, rule_set=rule_set, confirmed=taken)
        shown = {
            "standing_amount": found.standing_amount,
            "asked_amount": found.asked_amount,
            "difference": found.difference,
            "unconfirmed": [{"version": each, "is_taken": each.pk in taken} for each in waiting],
            "periods": self._periods(found.found, rule_set or rules_in_force(self.actor.practice)),
        }
        return Response(IfClosedSerializer(shown).data)

    def _rules(self, draft_id: int | None, version: str | None) -> RuleSet | None:
        if draft_id is not None and version is not None:
            said = "A draft and a version cannot both answer. Name one of them."
            raise Refused(Problem("two_kinds_of_rules", said, "version"))
        if version is not None:
            return kept_rule_set(self.actor.practice, version)
        if draft_id is None:
            return None
        drafts = rows_of(self.actor, OwnRule).filter(state=OwnRule.State.DRAFT)
        return rules_with(one_of(self.actor, drafts, draft_id))

    def _periods(self, found: tuple[Foreseen, ...], rule_set: RuleSet) -> list[dict[str, Any]]:
        names = names_in(self.actor.practice.pk)
        return [
            {
                "period": each.period,
                "problems": each.problems,
                "answers": [
                    {
                        "answer": answer,
                        "rule_set": rule_set,
                        "said": explain(
                            answer,
                            rule_set,
                            names={**names, **payer_of(each.period)},
                            today=self.actor.today,
                        ),
                    }
                    for answer in each.answers
                ],
            }
            for each in found
        ]
