"""What a practice adds to the rules: its own payer profiles, amounts, capitations, locality factor and benchmarks."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.practice.models import Practice, User


class KeptRules(models.Model):
    """Rows of rules kept whole under the hash of their content: the shipped ones, or all own ones of a practice.

    Nothing under a hash ever changes. A practice names the two it decides by (`Practice.shipped_rules`,
    `Practice.own_rules`).
    """

    content_hash = models.CharField(max_length=64, primary_key=True)
    content = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.content_hash[:12]


class OwnRule(models.Model):
    """One version of a practice's own row: a draft until it is applied, never edited afterwards, only ended.

    `content` is the row as the rule set reads it, without its dates: `starts_on` and `ends_on` (inclusive, open
    when empty) are its valid-from and valid-through. Versions of one rule share `table` and `key`.
    """

    class Table(models.TextChoices):
        PROFILE = "profile", "Payer profile"
        CONTRACTED = "contracted", "Contracted amount"
        CAPITATION = "capitation", "Capitation"
        LOCALITY = "locality", "Locality factor"
        BENCHMARK = "benchmark", "Benchmark"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPLIED = "applied", "In force"
        DROPPED = "dropped", "Dropped"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="own_rules_rows")
    table = models.CharField(max_length=10, choices=Table)
    key = models.CharField(max_length=60)
    copied_from = models.CharField(max_length=60, blank=True)
    content = models.JSONField(default=dict)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    applied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    applied_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("table", "key", "starts_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "table", "key", "starts_on"),
                condition=Q(state="applied"),
                name="own_rule_version_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="own_rule_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_table_display()} {self.key} from {self.starts_on}"
