"""What every endpoint shares: who asks, the gate, refusals, repeated writes, pages of rows."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from apps.practice import audit
from apps.practice.access import NOT_KEPT, Actor, recognize
from apps.practice.domain.roles import Action
from apps.practice.operations_idempotency import NothingDone, StillWorking, answer_once
from apps.practice.serializers import MeSerializer, Shape, reader_of
from apps.problems import Problem, Refused

M = TypeVar("M", bound=Model)
ROWS, MOST_ROWS = 50, 200

SENTENCES: dict[int, str] = {
    status.HTTP_401_UNAUTHORIZED: "Nobody is signed in. Send a personal token: Authorization: Bearer cm_….",
    status.HTTP_403_FORBIDDEN: "Your role does not allow this. Ask an administrator if it should.",
    status.HTTP_404_NOT_FOUND: "There is nothing here under this id. Look for it in the list.",
}


class Endpoint(APIView):
    """An endpoint behind the gate: `actions` says for each method which of them open it."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]]
    # False for work that commits in steps.
    is_one_transaction: ClassVar[bool] = True
    # True where all that is written lies in parts, and what they go by is read inside: others write until the first.
    begins_late: ClassVar[bool] = False
    http_method_names = ["get", "post", "head"]
    actor: Actor

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: FBT001, FBT002
        """Answer in JSON; only somebody who asks for anything in particular has it looked for."""
        if force or request.META.get("HTTP_ACCEPT", "*/*") != "*/*" or "format" in request.query_params:
            found: tuple[Any, str] = super().perform_content_negotiation(request, force)
            return found
        renderer = self.renderer_classes[0]()
        return renderer, renderer.media_type

    def perform_authentication(self, request: Request) -> None:
        """Find out who asks: by token, or by the session as the pages do."""
        if "HTTP_AUTHORIZATION" not in request.META:
            recognize(request._request)  # noqa: SLF001  the session belongs to the request that Django made
        super().perform_authentication(request)

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer so that nobody on the way keeps it."""
        answer: Response = super().finalize_response(*args, **kwargs)
        answer.setdefault("Cache-Control", NOT_KEPT)
        return answer

    def asked(self, shape: type[Shape]) -> dict[str, Any]:
        """Return the filters of the address, read by `shape`; refuses those it cannot read."""
        found = shape(data=self.request.query_params.dict())
        found.is_valid(raise_exception=True)
        return dict(found.validated_data)

    def sent(self, shape: type[Shape]) -> dict[str, Any]:
        """Return the values of the body, read by `shape`; refuses those it cannot read."""
        return dict(reader_of(shape).run_validation(self.request.data))

    def viewed(self, row: Model, action: str, *, patient_id: int | None) -> None:
        """Record that data of a patient was read."""
        audit.record(self.actor, action, row, patient_id=patient_id)

    def listed(self, action: str, rows: list[Any]) -> None:
        """Record which rows were read."""
        audit.record(self.actor, action, new={"rows": [row.pk for row in rows], "through": "api"})

    def page(self, rows: QuerySet[M], *, after: int | None, limit: int = ROWS) -> tuple[list[M], str | None]:
        """Return the rows after the row `after`, the newest first, and the address of the next page.

        Nothing is counted and nothing is skipped over: no page costs more than another.
        """
        if after is not None:
            rows = rows.filter(pk__lt=after)
        found = list(rows.order_by("-pk")[: limit + 1])
        return found[:limit], self.next_page(found[limit - 1].pk if len(found) > limit else None)

    def next_page(self, after: int | None) -> str | None:
        """Return the address of the page after the row `after`."""
        if after is None:
            return None
        query = self.request.query_params.copy()
        query["after"] = str(after)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


Handler = Callable[..., Response]


def once(handler: Handler) -> Handler:
    """Let a write that is repeated with the same `Idempotency-Key` give its first answer and do nothing."""

    @wraps(handler)
    def answered(self: Endpoint, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return handler(self, request, *args, **kwargs)

        def work() -> tuple[int, Any]:
            try:
                answer = handler(self, request, *args, **kwargs)
            except Refused as refused:
                answer = refusal(refused.problems)
                if self.is_one_transaction:
                    raise NothingDone(answer.status_code, answer.data) from refused
            return answer.status_code, answer.data

        done = answer_once(
            key,
            work,
            actor=self.actor,
            request_hash=_hash_of(request),
            is_one_transaction=self.is_one_transaction,
            begins_late=self.begins_late,
        )
        headers = {"Idempotency-Replayed": "true"} if done.is_replay else None
        return Response(done.answer, status=done.status, headers=headers)

    return answered


def _hash_of(request: Request) -> str:
    said = json.dumps([request.method, request.path, request.data], sort_keys=True)
    return sha256(said.encode()).hexdigest()


def refusal(problems: tuple[Problem, ...], code: int = status.HTTP_422_UNPROCESSABLE_ENTITY) -> Response:
    """Return the answer that names every problem."""
    found = [{"code": each.code, "message": each.message, "field": each.field} for each in problems]
    return Response({"problems": found}, status=code)


def answer_to(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return what a program is told of a refusal, always in the same shape; None for a bug, which surfaces."""
    if isinstance(error, Refused):
        return refusal(error.problems)
    if isinstance(error, StillWorking):
        said = "The first request with this idempotency key is still being worked on. Ask again in a moment."
        return refusal((Problem("still_working", said, "Idempotency-Key"),), status.HTTP_409_CONFLICT)
    if isinstance(error, ValidationError):
        return refusal(tuple(_shape_problems(error.detail)))
    usual = exception_handler(error, context)
    if usual is None:
        return None
    usual.data = refusal((_problem_of(error, usual.status_code),)).data
    return usual


def _problem_of(error: Exception, code: int) -> Problem:
    if isinstance(error, Http404):
        return Problem("not_found", SENTENCES[code])
    if isinstance(error, APIException):
        codes, detail = error.get_codes(), str(error.detail)
        name = codes if isinstance(codes, str) else "refused"
        is_plain = name in ("not_authenticated", "permission_denied", "not_found") and "CSRF" not in detail
        return Problem(name, SENTENCES.get(code, detail) if is_plain else detail)
    return Problem("permission_denied", SENTENCES.get(code, str(error)))


def _shape_problems(detail: Any, field: str = "") -> list[Problem]:
    """Return one problem for each value that could not be read, with the way to it ("claims.0")."""
    if isinstance(detail, Mapping):
        return [
            problem
            for name, inner in detail.items()
            for problem in _shape_problems(inner, _path(field, str(name)))
        ]
    if isinstance(detail, list):
        return [
            problem
            for index, inner in enumerate(detail)
            for problem in _shape_problems(
                inner, field if isinstance(inner, str) else _path(field, str(index))
            )
        ]
    return [Problem(getattr(detail, "code", "invalid"), str(detail), field)]


def _path(field: str, name: str) -> str:
    return ".".join(part for part in (field, name) if part and part != "non_field_errors")


class Me(Endpoint):
    """Who is asking."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]] = {"GET": tuple(Action)}

    @extend_schema(operation_id="me", responses=MeSerializer, tags=["me"])
    def get(self, request: Request) -> Response:
        """Tell who is asking, in which practice, and what that allows."""
        return Response(MeSerializer(self.actor).data)
