"""What the person who asks is told, for other programs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.practice.alert_selectors import alerts_of
from apps.practice.api import MOST_ROWS, Endpoint, once
from apps.practice.domain.roles import Action
from apps.practice.operations_alerts import read_alerts
from apps.practice.serializers import IdField, Strict


class AlertSerializer(serializers.Serializer[Any]):
    """A line about things of one kind found on one date; no patient is in it."""

    id = serializers.IntegerField(source="alert.pk")
    kind = serializers.CharField(source="alert.kind")
    on = serializers.DateField(source="alert.on")
    count = serializers.IntegerField(source="alert.count")
    text = serializers.CharField()
    path = serializers.CharField(source="alert.path")
    read_at = serializers.DateTimeField(source="alert.read_at", allow_null=True)


class AlertsSerializer(serializers.Serializer[Any]):
    """The last two hundred alerts of the person."""

    results = AlertSerializer(many=True)


class ReadAlertsShape(Strict):
    """Alerts that were read."""

    alerts = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_ROWS)


class Alerts(Endpoint):
    """What the person who asks is told."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]] = {"GET": tuple(Action)}

    @extend_schema(operation_id="alerts", responses=AlertsSerializer, tags=["me"])
    def get(self, request: Request) -> Response:
        """List what the person is told in the application, the newest first."""
        return Response(AlertsSerializer({"results": alerts_of(self.actor, most=MOST_ROWS)}).data)


class ReadAlerts(Endpoint):
    """Alerts that were read."""

    actions: ClassVar[Mapping[str, tuple[Action, ...]]] = {"POST": tuple(Action)}

    @extend_schema(
        operation_id="read_alerts", request=ReadAlertsShape, responses=AlertsSerializer, tags=["me"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Mark one's own alerts as read; others are left alone."""
        read_alerts(self.actor, alert_ids=self.sent(ReadAlertsShape)["alerts"], now=timezone.now())
        return Response(AlertsSerializer({"results": alerts_of(self.actor, most=MOST_ROWS)}).data)
