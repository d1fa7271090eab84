"""Signatures under closed periods for other programs: what waits for yours, and signing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.billing.api_shapes import AfterShape
from apps.billing.operations.attesting import attest_periods
from apps.billing.selectors.attestations import awaiting, contents_of, entries_in, hash_of, statement_of
from apps.billing.serializers_attestations import AwaitingPageSerializer, SignedSerializer, SignShape
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action

LOOKS_BACK = timedelta(days=400)


class Attestations(Endpoint):
    """Closed periods and your signature."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]] = {
        "GET": (Action.LOG_TIME,),
        "POST": (Action.LOG_TIME,),
    }

    @extend_schema(
        operation_id="periods_to_sign",
        parameters=[AfterShape],
        responses=AwaitingPageSerializer,
        tags=["attestations"],
    )
    def get(self, request: Request) -> Response:
        """List your closed periods without a valid signature, each with the entries it would cover, 50 a page."""
        waiting = awaiting(self.actor, since=self.actor.today - LOOKS_BACK)
        rows, following = self.page(waiting, after=self.asked(AfterShape).get("after"))
        self.listed("attestations.listed", rows)
        statement = statement_of(self.actor.practice).text
        contents = contents_of(rows, statement=statement)
        entries = entries_in(contents)
        found = [
            {"period": row, "seen": hash_of(contents[row.pk]), "entries": entries[row.pk]} for row in rows
        ]
        answer = {"statement": statement, "results": found, "next": following}
        return Response(AwaitingPageSerializer(answer).data)

    @extend_schema(
        operation_id="sign_periods",
        request=SignShape,
        responses={201: SignedSerializer},
        tags=["attestations"],
    )
    @once
    def post(self, request: Request) -> Response:
        """Sign closed periods of yours as you saw them; what changed meanwhile is left out, with why."""
        seen = {each["period"]: each["seen"] for each in self.sent(SignShape)["periods"]}
        done = attest_periods(self.actor, seen=seen, now=timezone.now())
        left_out = [
            {"period": row.pk, "code": problem.code, "message": problem.message}
            for row, problem in done.left_out
        ]
        return Response(SignedSerializer({"made": done.made, "left_out": left_out}).data, status=201)
