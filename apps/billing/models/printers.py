"""The printers that people put preprinted forms in."""

from django.db import models
from django.db.models import Q

from apps.practice.models import Practice, User


class Printer(models.Model):
    """How far one person's printer must move the data to meet a preprinted form, in tenths of a millimetre or more.

    Right and down are more, left and up are less than nothing. `is_used` marks the one that prints next.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="printers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="printers")
    name = models.CharField(max_length=60)
    right_mm = models.DecimalField("to the right, in millimetres", max_digits=4, decimal_places=1, default=0)
    down_mm = models.DecimalField("down, in millimetres", max_digits=4, decimal_places=1, default=0)
    is_used = models.BooleanField("print with this one", default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "user", "name"), name="printer_name_once"),
            models.UniqueConstraint(
                fields=("practice", "user"), condition=Q(is_used=True), name="one_printer_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name
