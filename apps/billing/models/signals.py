"""What was seen in closed periods that a reviewer would ask about, and what somebody said when they looked."""

from django.db import models
from django.db.models import Q

from apps.billing.domain.signals import SignalKind, sentence_of
from apps.billing.models.periods import ServicePeriod
from apps.patients.models import Patient
from apps.practice.models import Practice, User


class Signal(models.Model):
    """One pattern seen in one period; never an accusation.

    `figures` fill the sentence of the kind's row; `behind` are the rows it was seen in, as (what, id). `stands` is
    False once it is no longer seen; the row stays for what was said about it. When something else is seen than was
    looked at, it waits to be looked at again.
    """

    Kinds = [(kind.value, kind.label) for kind in SignalKind]

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(ServicePeriod, on_delete=models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=20, choices=Kinds)
    figures = models.JSONField(default=dict)
    behind = models.JSONField(default=list)
    stands = models.BooleanField(default=True)
    seen_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-seen_at", "id")
        constraints = [
            models.UniqueConstraint(fields=("period", "kind"), name="signal_once"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, review_note="")
                | (Q(reviewed_at__isnull=False) & ~Q(review_note="")),
                name="signal_reviewed_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=("practice", "kind", "period"),
                condition=Q(stands=True, reviewed_at__isnull=True),
                name="signal_to_look_at",
            ),
            models.Index(fields=("practice", "kind", "id"), condition=Q(stands=True), name="signal_by_kind"),
        ]

    def __str__(self) -> str:
        return f"Signal {self.pk}"

    @property
    def sentence(self) -> str:
        """What was seen, in words."""
        return sentence_of(self.kind, self.figures)
