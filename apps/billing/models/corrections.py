"""What was done about closed periods that changed, and about claims that went out wrong."""

from django.db import models
from django.db.models import F, Q

from apps.billing.models.claims import Claim
from apps.billing.models.periods import ServicePeriod
from apps.patients.models import Patient
from apps.practice.models import Practice, User
from apps.timelog.models import ClosedSpan


class ChangeAnswer(models.Model):
    """What a person did about changes after a close: the period was closed again, or left as it was.

    `change` is the delta as it was looked at, `length` the length of the book up to which it went. `old_pin` and
    `new_pin` are the book as it was counted before and since; a period left as it was has no new one.
    """

    class Kind(models.TextChoices):
        CLOSED_AGAIN = "closed_again", "Closed again"
        LEFT = "left", "Left as it was"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(ServicePeriod, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=12, choices=Kind)
    length = models.PositiveIntegerField()
    old_pin = models.ForeignKey(ClosedSpan, on_delete=models.PROTECT, related_name="+")
    new_pin = models.OneToOneField(ClosedSpan, on_delete=models.PROTECT, null=True, related_name="answer")
    decision_number = models.PositiveSmallIntegerField()
    change = models.JSONField()
    reason = models.CharField(max_length=300)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("period_id", "answered_at", "id")
        constraints = [
            models.UniqueConstraint(fields=("period", "length"), name="change_answered_once"),
            models.CheckConstraint(
                condition=Q(kind="left", new_pin__isnull=True)
                | Q(kind="closed_again", new_pin__isnull=False),
                name="change_closed_again_is_pinned",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="change_answer_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Correction(models.Model):
    """A claim that went out and has to be put right: by replacement, void, reopening or refund.

    `amount` is what is owed back, for a refund only. `due_on` is the last day, inclusive; None where no rule sets one;
    `rule` names the rule that does. A replacement or a void is settled once the payer takes `new_claim`.
    """

    class Path(models.TextChoices):
        REPLACEMENT = "replacement", "Replacement claim (7)"
        VOID = "void", "Void claim (8)"
        NEW_CLAIM = "new_claim", "New claim after a rejection"
        REOPENING = "reopening", "Reopening"
        REFUND = "refund", "Refund"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"
        WITHDRAWN = "withdrawn", "Withdrawn"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="corrections")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="cases")
    new_claim = models.OneToOneField(Claim, on_delete=models.PROTECT, null=True, related_name="case")
    answer = models.ForeignKey(ChangeAnswer, on_delete=models.PROTECT, null=True, related_name="corrections")
    path = models.CharField(max_length=12, choices=Path)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    identified_on = models.DateField()
    due_on = models.DateField(null=True)
    rule = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    settled_on = models.DateField(null=True)
    settled_amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    settled_reference = models.CharField(max_length=100, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(fields=("claim",), condition=Q(state="open"), name="one_open_correction"),
            models.CheckConstraint(
                condition=Q(path="refund", amount__gt=0) | ~Q(path="refund") & Q(amount__isnull=True),
                name="correction_refund_has_amount",
            ),
            models.CheckConstraint(
                condition=Q(path__in=["replacement", "void", "new_claim"], new_claim__isnull=False)
                | Q(path__in=["reopening", "refund"], new_claim__isnull=True),
                name="correction_claim_by_path",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | ~Q(state="open") & Q(ended_at__isnull=False),
                name="correction_ended",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("identified_on")), name="correction_dates"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
        ]
        indexes = [
            models.Index(fields=("practice", "state", "due_on", "id"), name="correction_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_path_display()} of {self.claim_id}"
