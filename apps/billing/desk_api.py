"""What people at the desk do with claims besides moving them, for other programs: acts and their undo, words, notes."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.billing.api_shapes import AfterShape, AssignShape, NoteShape, TagShape
from apps.billing.models import Claim, ReviewAct
from apps.billing.operations.acts import undo
from apps.billing.operations.desk import assign_claims, note_claim, tag_claims, untag_claims
from apps.billing.serializers import ActPageSerializer, CountSerializer, MovedSerializer, NoteSerializer
from apps.practice.access import Actor, one_of, rows_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.practice.models import Membership, User
from apps.problems import Problem, Refused

Gated = Mapping[str, tuple[Action, ...]]
REVIEWS: Gated = {"POST": (Action.REVIEW_CLAIMS,)}


class Acts(Endpoint):
    """What was done with claims."""

    actions: ClassVar[Gated] = {"GET": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="review_acts", parameters=[AfterShape], responses=ActPageSerializer, tags=["claims"]
    )
    def get(self, request: Request) -> Response:
        """List acts with the claims that each moved, 50 a page, the newest first."""
        found = rows_of(self.actor, ReviewAct).select_related("actor", "undone_by")
        rows, following = self.page(found, after=self.asked(AfterShape).get("after"))
        self.listed("review_acts.listed", rows)
        return Response(ActPageSerializer({"results": rows, "next": following}).data)


class UndoAct(Endpoint):
    """An act that is taken back."""

    actions: ClassVar[Gated] = REVIEWS

    @extend_schema(operation_id="undo_review_act", request=None, responses=MovedSerializer, tags=["claims"])
    @once
    def post(self, request: Request, act_id: int) -> Response:
        """Take a whole act back; claims that moved on since are left out, each with the reason."""
        row = one_of(self.actor, ReviewAct, act_id)
        moved = undo(self.actor, act_id=row.pk, now=timezone.now(), today=self.actor.today)
        return Response(MovedSerializer(moved).data)


class Assign(Endpoint):
    """Who looks after claims."""

    actions: ClassVar[Gated] = REVIEWS

    @extend_schema(
        operation_id="assign_claims", request=AssignShape, responses=CountSerializer, tags=["claims"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Let somebody who sees claims look after some, or nobody."""
        said = self.sent(AssignShape)
        person = _member(self.actor, said["person"]) if said["person"] is not None else None
        count = assign_claims(self.actor, claim_ids=said["claims"], person=person, now=timezone.now())
        return Response(CountSerializer({"changed": count}).data)


def _member(actor: Actor, pk: int) -> User:
    """Return somebody who is or was a member of the practice; who works elsewhere is not known here."""
    row = rows_of(actor, Membership).filter(user=pk).select_related("user").first()
    if row is None:
        missing = f"Nobody with the id {pk} works here. Look the id up and send it again."
        raise Refused(Problem("not_a_member", missing, "person"))
    return row.user


class Tag(Endpoint):
    """A word put on claims."""

    actions: ClassVar[Gated] = REVIEWS

    @extend_schema(operation_id="tag_claims", request=TagShape, responses=CountSerializer, tags=["claims"])
    @once
    def post(self, request: Request) -> Response:
        """Put a word on claims to find them again."""
        said = self.sent(TagShape)
        count = tag_claims(self.actor, claim_ids=said["claims"], name=said["tag"], now=timezone.now())
        return Response(CountSerializer({"changed": count}).data)


class Untag(Endpoint):
    """A word taken off claims."""

    actions: ClassVar[Gated] = REVIEWS

    @extend_schema(operation_id="untag_claims", request=TagShape, responses=CountSerializer, tags=["claims"])
    @once
    def post(self, request: Request) -> Response:
        """Take a word off claims."""
        said = self.sent(TagShape)
        count = untag_claims(self.actor, claim_ids=said["claims"], name=said["tag"], now=timezone.now())
        return Response(CountSerializer({"changed": count}).data)


class Notes(Endpoint):
    """What is said about a claim."""

    actions: ClassVar[Gated] = REVIEWS

    @extend_schema(
        operation_id="note_claim", request=NoteShape, responses={201: NoteSerializer}, tags=["claims"]
    )
    @once
    def post(self, request: Request, claim_id: int) -> Response:
        """Write a note on a claim; it stays as it was written."""
        row = one_of(self.actor, Claim, claim_id)
        text = self.sent(NoteShape)["text"]
        note = note_claim(self.actor, claim_id=row.pk, text=text, now=timezone.now())
        return Response(NoteSerializer(note).data, status=201)
