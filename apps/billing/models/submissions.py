"""Where claims go, and the files that went."""

from django.db import models
from django.db.models import Q

from apps.patients.models import Payer
from apps.practice.models import Practice, User


class Receiver(models.Model):
    """Where 837P files go: a clearinghouse or payer, with the ids of its enrollment form."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="receivers")
    name = models.CharField(max_length=60)
    receiver_qualifier = models.CharField(max_length=2, default="ZZ")
    receiver_id = models.CharField(max_length=15)
    sender_qualifier = models.CharField(max_length=2, default="ZZ")
    sender_id = models.CharField(max_length=15)
    contact_name = models.CharField(max_length=60)
    contact_phone = models.CharField(max_length=10)
    is_production = models.BooleanField(default=False)
    breaks_lines = models.BooleanField("one segment a line", default=True)
    next_control_number = models.PositiveIntegerField(default=1, editable=False)
    payers = models.ManyToManyField(Payer, blank=True, related_name="receivers")

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=("practice", "name"), name="receiver_name_once")]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """A file that was made of approved claims: its bytes are kept as they were made."""

    class Format(models.TextChoices):
        X12_837P = "837p", "837P"
        CMS_1500 = "cms1500", "CMS-1500"

    class State(models.TextChoices):
        MADE = "made", "Made"
        SENT = "sent", "Sent"
        UNDONE = "undone", "Undone"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="submissions")
    format = models.CharField(max_length=8, choices=Format)
    receiver = models.ForeignKey(Receiver, on_delete=models.PROTECT, null=True, related_name="submissions")
    state = models.CharField(max_length=6, choices=State, default=State.MADE)
    file_name = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    interchange_control_number = models.PositiveIntegerField(null=True)
    claim_count = models.PositiveIntegerField()
    total_charge = models.DecimalField(max_digits=12, decimal_places=2)
    findings = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("receiver", "interchange_control_number"),
                condition=Q(interchange_control_number__isnull=False),
                name="interchange_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
