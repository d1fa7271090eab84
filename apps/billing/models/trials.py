"""Questions to the rules that change nothing: what a rule change would alter, what closing now would bring."""

from decimal import Decimal

from django.db import models
from django.utils import timezone

from apps.billing.models.periods import ServicePeriod
from apps.patients.models import OwnRule, Patient
from apps.practice.models import Practice, User


class Trial(models.Model):
    """One question asked of the rules for a whole practice, and how far the answer has come.

    `shipped_rules` and `own_rules` are the hashes of the rules that answer (as `Practice` has them); `rule_set` is a
    kept one that answers in their place. Amounts are what may be billed is expected to bring: `old_amount` as it
    stands, `new_amount` as it would be.
    """

    class Question(models.TextChoices):
        OWN_RULE = "own_rule", "What a change of an own rule would alter"
        SHIPPED = "shipped", "What the rules of this version would alter"
        CLOSE_NOW = "close_now", "If everything open closed today"
        CONFIRMED = "confirmed", "If every unconfirmed entry were confirmed"
        KEPT = "kept", "What earlier rules would say"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="trials")
    question = models.CharField(max_length=9, choices=Question)
    own_rule = models.ForeignKey(OwnRule, on_delete=models.PROTECT, null=True, related_name="+")
    shipped_rules = models.CharField(max_length=64, blank=True)
    own_rules = models.CharField(max_length=64, blank=True)
    rule_set = models.ForeignKey(
        "billing.RuleSetVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    last_patient_id = models.BigIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    old_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    new_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Trial {self.pk}"

    @property
    def is_change(self) -> bool:
        """Say whether there is something to compare with; a look at a close has nothing before it."""
        return self.question != self.Question.CLOSE_NOW

    @property
    def title(self) -> str:
        """The question, with what it asks about where it names one."""
        if self.rule_set is not None:
            first = timezone.localtime(self.rule_set.first_used_at)
            return f"What the rules first used on {first:%-d %b %Y} would say"
        if self.own_rule is not None and (label := self.own_rule.content.get("label")):
            return f"What “{label}” from {self.own_rule.starts_on:%-d %b %Y} would alter"
        return self.get_question_display()

    @property
    def is_applicable(self) -> bool:
        """Say whether the answer is about a change that somebody could make."""
        return self.question in (self.Question.OWN_RULE, self.Question.SHIPPED)

    @property
    def difference(self) -> Decimal:
        """What would be expected more, or less."""
        return self.new_amount - self.old_amount


class TrialRow(models.Model):
    """One stretch of a period whose answer would be another; empty fields where there is no answer to compare."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="rows")
    period = models.ForeignKey(ServicePeriod, on_delete=models.CASCADE, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    stretch = models.PositiveSmallIntegerField()
    old_outcome = models.CharField(max_length=12, blank=True)
    new_outcome = models.CharField(max_length=12, blank=True)
    old_codes = models.CharField(max_length=60, blank=True)
    new_codes = models.CharField(max_length=60, blank=True)
    old_minutes = models.PositiveIntegerField(null=True)
    new_minutes = models.PositiveIntegerField(null=True)
    old_amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    new_amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("trial", "period", "stretch"), name="trial_row_once"),
        ]

    def __str__(self) -> str:
        return f"Trial row {self.pk}"

    @property
    def difference(self) -> Decimal:
        """What would be expected more, or less; only what may be billed is expected to bring anything."""
        sides = ((self.old_outcome, self.old_amount), (self.new_outcome, self.new_amount))
        old, new = (
            amount or Decimal(0) if outcome == "billable" else Decimal(0) for outcome, amount in sides
        )
        return new - old

    @property
    def reasons_in_words(self) -> str:
        """The codes of what stands in the way, legibly."""
        return ", ".join(str(each).replace("_", " ") for each in self.reasons)
