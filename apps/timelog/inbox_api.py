"""The inbox for other programs: what others did to your time, acknowledged or answered."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.practice.access import one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.timelog.models import Notice
from apps.timelog.notice_selectors import inbox
from apps.timelog.operations import acknowledge, answer
from apps.timelog.serializers_inbox import (
    AnswerShape,
    InboxFilterShape,
    NothingShape,
    NoticePageSerializer,
    NoticeSerializer,
)

OWN = (Action.LOG_TIME, Action.CORRECT_TIME)


class Inbox(Endpoint):
    """Your inbox."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]] = {"GET": OWN}

    @extend_schema(
        operation_id="inbox", parameters=[InboxFilterShape], responses=NoticePageSerializer, tags=["inbox"]
    )
    def get(self, request: Request) -> Response:
        """List what others did to your time and what they answered, 50 a page, the newest first."""
        asked = self.asked(InboxFilterShape)
        rows = inbox(self.actor)
        if "unread" in asked:
            rows = rows.filter(read_at__isnull=asked["unread"])
        found, following = self.page(rows, after=asked.get("after"))
        self.listed("notices.listed", found)
        return Response(NoticePageSerializer({"results": found, "next": following}).data)


class Acknowledge(Endpoint):
    """Acknowledge a notice."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]] = {"POST": OWN}

    @extend_schema(
        operation_id="acknowledge_notice", request=NothingShape, responses=NoticeSerializer, tags=["inbox"]
    )
    @once
    def post(self, request: Request, notice_id: int) -> Response:
        """Mark a notice of yours as read; one that was read before stays as it was."""
        self.sent(NothingShape)
        notice = one_of(self.actor, inbox(self.actor), notice_id)
        acknowledge(notice, actor=self.actor, now=timezone.now())
        return _notice(inbox(self.actor).get(pk=notice.pk))


class AnswerNotice(Endpoint):
    """Answer a notice."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]] = {"POST": OWN}

    @extend_schema(
        operation_id="answer_notice", request=AnswerShape, responses=NoticeSerializer, tags=["inbox"]
    )
    @once
    def post(self, request: Request, notice_id: int) -> Response:
        """Answer whoever made the change, in their inbox; returns the notice that you answered, now read."""
        said = self.sent(AnswerShape)
        notice = one_of(self.actor, inbox(self.actor), notice_id)
        answer(notice, actor=self.actor, text=said["text"], now=timezone.now())
        return _notice(inbox(self.actor).get(pk=notice.pk))


def _notice(notice: Notice) -> Response:
    return Response(NoticeSerializer(notice).data)
