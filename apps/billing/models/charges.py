"""What the practice charges."""

from django.db import models
from django.db.models import F, Q

from apps.practice.models import Practice


class Charge(models.Model):
    """What the practice charges for a code on dates of service from `starts_on` through `ends_on`, inclusive."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="charges")
    procedure_code = models.CharField(max_length=5)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("procedure_code", "starts_on", "id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "procedure_code", "starts_on"), name="charge_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_positive"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="charge_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_code} {self.amount}"
