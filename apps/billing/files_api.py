"""Files of claims and close runs for other programs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.billing.api_shapes import AfterShape, NewSubmissionShape, NothingShape, TakeOutShape, WhyShape
from apps.billing.models import CloseRun, Receiver, Submission
from apps.billing.operations.closing import close_due_periods
from apps.billing.operations.sending import (
    check_may_leave,
    make_again_without,
    make_submissions,
    mark_not_sent,
    mark_sent,
    undo_submission,
)
from apps.billing.selectors.listed import receivers_of, submissions_of
from apps.billing.selectors.periods import runs_of
from apps.billing.serializers_files import (
    MadeSubmissionSerializer,
    ReceiverSerializer,
    RunPageSerializer,
    RunSerializer,
    SubmissionDetailSerializer,
    SubmissionPageSerializer,
)
from apps.billing.shown_files import CONTENT_TYPES
from apps.billing.tasks import check_soon
from apps.practice import audit
from apps.practice.access import one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.problems import refuse_any

Gated = Mapping[str, tuple[Action, ...]]
X12 = Submission.Format.X12_837P


class Receivers(Endpoint):
    """Where files go."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PRACTICE,)}

    @extend_schema(operation_id="receivers", responses=ReceiverSerializer(many=True), tags=["practice"])
    def get(self, request: Request) -> Response:
        """List where 837P files go, by name."""
        return Response(ReceiverSerializer(receivers_of(self.actor), many=True).data)


class Submissions(Endpoint):
    """Files of claims."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,), "POST": (Action.SUBMIT_CLAIMS,)}

    @extend_schema(
        operation_id="submissions",
        parameters=[AfterShape],
        responses=SubmissionPageSerializer,
        tags=["submissions"],
    )
    def get(self, request: Request) -> Response:
        """List the files, 50 a page, the newest first."""
        rows, following = self.page(submissions_of(self.actor), after=self.asked(AfterShape).get("after"))
        return Response(SubmissionPageSerializer({"results": rows, "next": following}).data)

    @extend_schema(
        operation_id="make_submission",
        request=NewSubmissionShape,
        responses={201: MadeSubmissionSerializer},
        tags=["submissions"],
    )
    @once
    def post(self, request: Request) -> Response:
        """Make files of approved claims, all or nothing; an 837P may leave when `checked_at` is there.

        A file holds at most 5,000 claims: the answer is the first file, and `more` are those that it took beside it.
        """
        said = self.sent(NewSubmissionShape)
        receiver = one_of(self.actor, Receiver, said["receiver"]) if said["receiver"] is not None else None
        made = make_submissions(
            self.actor,
            claim_ids=said["claims"],
            format=Submission.Format(said["format"]),
            receiver=receiver,
            now=timezone.now(),
            today=self.actor.today,
        )
        check_soon(*(each.pk for each in made if each.format == X12))
        first, *more = SubmissionDetailSerializer(made, many=True).data
        return Response({**first, "more": more}, status=201)


class OneSubmission(Endpoint):
    """One file."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(operation_id="submission", responses=SubmissionDetailSerializer, tags=["submissions"])
    def get(self, request: Request, submission_id: int) -> Response:
        """Return a file with the ids of its claims and what was found in it."""
        row = one_of(self.actor, submissions_of(self.actor), submission_id)
        answer = SubmissionDetailSerializer(row).data
        audit.record(self.actor, "submission.viewed", row, new={"rows": answer["claims"]})
        return Response(answer)


class Download(Endpoint):
    """The bytes of a file."""

    actions: ClassVar[Gated] = {"GET": (Action.SUBMIT_CLAIMS,)}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:  # noqa: FBT001, FBT002
        """Give the file whatever is accepted; a refusal is JSON."""
        return JSONRenderer(), "application/json"

    @extend_schema(
        operation_id="download_submission",
        responses={
            (200, "application/edi-x12"): OpenApiTypes.BINARY,
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): OpenApiTypes.BINARY,
            (200, "application/fhir+json"): OpenApiTypes.BINARY,
        },
        tags=["submissions"],
    )
    def get(self, request: Request, submission_id: int) -> HttpResponse:
        """Return the very bytes that were made; one with findings, or not checked yet, is not given."""
        row = one_of(self.actor, Submission, submission_id)
        refuse_any(check_may_leave(row))
        audit.record(self.actor, "submission.downloaded", row, new={"sha256": row.sha256})
        kind = CONTENT_TYPES[Submission.Format(row.format)]
        response = HttpResponse(bytes(row.content), content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{row.file_name}"'
        return response


class Sent(Endpoint):
    """Mark a file sent."""

    actions: ClassVar[Gated] = {"POST": (Action.SUBMIT_CLAIMS,)}

    @extend_schema(
        operation_id="mark_submission_sent",
        request=NothingShape,
        responses=SubmissionDetailSerializer,
        tags=["submissions"],
    )
    @once
    def post(self, request: Request, submission_id: int) -> Response:
        """Record that the file went out."""
        one_of(self.actor, Submission, submission_id)
        self.sent(NothingShape)
        row = mark_sent(self.actor, submission_id=submission_id, now=timezone.now())
        return Response(SubmissionDetailSerializer(row).data)


class NotSent(Endpoint):
    """Take a mark back."""

    actions: ClassVar[Gated] = {"POST": (Action.SUBMIT_CLAIMS,)}

    @extend_schema(
        operation_id="mark_submission_not_sent",
        request=WhyShape,
        responses=SubmissionDetailSerializer,
        tags=["submissions"],
    )
    @once
    def post(self, request: Request, submission_id: int) -> Response:
        """Record that a file marked sent did not go out after all, for a reason."""
        return _with_reason(self, mark_not_sent, submission_id)


class Undo(Endpoint):
    """Undo a file."""

    actions: ClassVar[Gated] = {"POST": (Action.SUBMIT_CLAIMS,)}

    @extend_schema(
        operation_id="undo_submission",
        request=WhyShape,
        responses=SubmissionDetailSerializer,
        tags=["submissions"],
    )
    @once
    def post(self, request: Request, submission_id: int) -> Response:
        """Take the claims of an unsent file back to approved, for a reason."""
        return _with_reason(self, undo_submission, submission_id)


class TakeOut(Endpoint):
    """Leave claims out."""

    actions: ClassVar[Gated] = {"POST": (Action.SUBMIT_CLAIMS,)}

    @extend_schema(
        operation_id="make_submission_again",
        request=TakeOutShape,
        responses={200: SubmissionDetailSerializer, 201: SubmissionDetailSerializer},
        tags=["submissions"],
    )
    @once
    def post(self, request: Request, submission_id: int) -> Response:
        """Undo an unsent file and make it again without some of its claims.

        201 with the new file; 200 with the old one, undone, when no claim is left.
        """
        row = one_of(self.actor, Submission, submission_id)
        said = self.sent(TakeOutShape)
        made = make_again_without(
            self.actor,
            submission_id=row.pk,
            claim_ids=said["claims"],
            reason=said["reason"],
            now=timezone.now(),
            today=self.actor.today,
        )
        if not made:
            row.refresh_from_db()
            return Response(SubmissionDetailSerializer(row).data)
        if made[0].format == X12:
            check_soon(made[0].pk)
        return Response(SubmissionDetailSerializer(made[0]).data, status=201)


def _with_reason(view: Endpoint, operation: Any, submission_id: int) -> Response:
    one_of(view.actor, Submission, submission_id)
    reason = view.sent(WhyShape)["reason"]
    row = operation(view.actor, submission_id=submission_id, reason=reason, now=timezone.now())
    return Response(SubmissionDetailSerializer(row).data)


class Runs(Endpoint):
    """Runs that closed periods."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_RUNS,), "POST": (Action.CLOSE_PERIODS,)}
    is_one_transaction: ClassVar[bool] = False

    @extend_schema(
        operation_id="close_runs", parameters=[AfterShape], responses=RunPageSerializer, tags=["closings"]
    )
    def get(self, request: Request) -> Response:
        """List the runs, 50 a page, the newest first."""
        rows, following = self.page(runs_of(self.actor), after=self.asked(AfterShape).get("after"))
        return Response(RunPageSerializer({"results": rows, "next": following}).data)

    @extend_schema(
        operation_id="close_periods", request=NothingShape, responses={201: RunSerializer}, tags=["closings"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Close now what is due, as the schedule would tonight; a second time changes nothing."""
        self.sent(NothingShape)
        run = close_due_periods(
            self.actor, today=self.actor.today, now=timezone.now(), trigger=CloseRun.Trigger.PERSON
        )
        return Response(RunSerializer(run).data, status=201)


class OneRun(Endpoint):
    """One run."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_RUNS,)}

    @extend_schema(operation_id="close_run", responses=RunSerializer, tags=["closings"])
    def get(self, request: Request, run_id: int) -> Response:
        """Return what one run found and did."""
        return Response(RunSerializer(one_of(self.actor, runs_of(self.actor), run_id)).data)
