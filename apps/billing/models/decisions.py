"""What the rules said, and under which rule set."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.billing.models.periods import ServicePeriod
from apps.patients.models import CareEpisode, Patient, Payer
from apps.practice.models import Practice, Provider


class RuleSetVersion(models.Model):
    """A resolved rule set, kept whole under the hash of its content."""

    content_hash = models.CharField(max_length=64, primary_key=True)
    content = models.TextField()
    first_used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.content_hash[:12]


class Decision(models.Model):
    """What the rules said of one stretch of a period, with everything needed to say it again.

    `facts` and `result` are canonical JSON text, kept as the very bytes that were hashed or compared. A later
    decision of the same stretch (`number` counts them from 1) leaves the earlier one as it was.

    What reports group by is repeated beside them, so that a sum over years reads no text: whose period it was and
    when its window ended, the setting and episode of the stretch, the first reason that led to the outcome
    (`obstacle`, empty when billable) and what was missing to the next code. `verify_ledger` compares it.
    """

    class Outcome(models.TextChoices):
        BILLABLE = "billable", "Billable"
        BLOCKED = "blocked", "Blocked"
        NOT_BILLABLE = "not_billable", "Not billable"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(ServicePeriod, on_delete=models.PROTECT, related_name="decisions")
    stretch = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    minutes = models.PositiveIntegerField()
    counted_seconds = models.PositiveIntegerField()
    excluded_seconds = models.PositiveIntegerField(default=0)
    procedure_code = models.CharField(max_length=5, blank=True)
    expected_amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    reasons = models.JSONField(default=list)
    window_ends_on = models.DateField()
    program = models.CharField(max_length=3)
    rendering_provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    setting = models.CharField(max_length=20, blank=True)
    episode = models.ForeignKey(CareEpisode, on_delete=models.PROTECT, null=True, related_name="+")
    obstacle = models.CharField(max_length=40, blank=True)
    short_by_seconds = models.PositiveIntegerField(default=0)
    facts = models.TextField()
    result = models.TextField()
    rule_set = models.ForeignKey(
        RuleSetVersion, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("period_id", "stretch", "-number")
        constraints = [
            models.UniqueConstraint(fields=("period", "stretch", "number"), name="decision_once"),
            models.UniqueConstraint(
                fields=("period", "stretch"), condition=Q(is_current=True), name="one_current_decision"
            ),
        ]
        indexes = [
            models.Index(fields=("rule_set", "practice"), name="decision_by_rules"),
            models.Index(
                fields=("practice", "outcome", "id"), condition=Q(is_current=True), name="decision_by_outcome"
            ),
            # Closed stretches without a claim, with all that their counters and their order look at: SQLite reads
            # them from the index alone only when the column of its condition is in it too.
            models.Index(
                fields=(
                    "practice",
                    "outcome",
                    "window_ends_on",
                    "payer",
                    "expected_amount",
                    "obstacle",
                    "period",
                    "is_current",
                    "id",
                ),
                condition=Q(is_current=True),
                name="decision_unbilled",
            ),
            # All that sums read, so that they need not look at the decisions, which hold long texts. SQLite has no
            # columns beside the key, and asks an index for that of its condition too.
            models.Index(
                fields=(
                    "practice",
                    "window_ends_on",
                    "rendering_provider",
                    "payer",
                    "setting",
                    "episode",
                    "program",
                    "procedure_code",
                    "outcome",
                    "obstacle",
                    "counted_seconds",
                    "excluded_seconds",
                    "expected_amount",
                    "patient",
                    "is_current",
                    "id",
                ),
                condition=Q(is_current=True),
                name="decision_sums",
            ),
            models.Index(
                fields=(
                    "rendering_provider",
                    "window_ends_on",
                    "outcome",
                    "patient",
                    "practice",
                    "is_current",
                    "id",
                ),
                condition=Q(is_current=True),
                name="decision_sums_by_provider",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk}"


class DecidedTime(models.Model):
    """Seconds of the time log that a decision looked at, by activity: counted (no reason), or left out and why.

    Time that was recorded apart from the log (a visit, another service) is not among them.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="times", db_index=False)
    activity = models.CharField(max_length=24)
    reason = models.CharField(max_length=40, blank=True)
    seconds = models.PositiveIntegerField()

    class Meta:
        ordering = ("decision_id", "activity", "reason")
        constraints = [
            # PostgreSQL keeps the seconds beside the key (0001_squashed), so that sums read the index alone.
            models.UniqueConstraint(fields=("decision", "activity", "reason"), name="decided_time_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.seconds}"
