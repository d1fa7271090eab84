"""Months that a practice has finished with: locked with a statement of what stood then."""

from django.db import models
from django.db.models import F, Q

from apps.practice.models import Practice, User


class LockedMonth(models.Model):
    """A month whose time and decisions stand as its statement says, until somebody unlocks it for a reason.

    `starts_on` and `ends_on` are its first and last day. `statement` is canonical JSON, `statement_hash` the SHA-256 of
    its bytes. The row stays after unlocking; locking again makes a new one.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="locked_months")
    starts_on = models.DateField()
    ends_on = models.DateField()
    statement = models.TextField()
    statement_hash = models.CharField(max_length=64)
    locked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField()
    unlocked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    unlocked_at = models.DateTimeField(null=True)
    unlock_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "starts_on"),
                condition=Q(unlocked_at__isnull=True),
                name="month_locked_once",
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="locked_month_dates"),
            models.CheckConstraint(
                condition=Q(unlocked_at__isnull=True, unlock_reason="")
                | (Q(unlocked_at__isnull=False) & ~Q(unlock_reason="")),
                name="month_unlocked_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%B %Y}"

    @property
    def is_locked(self) -> bool:
        """Say whether it still stands."""
        return self.unlocked_at is None
