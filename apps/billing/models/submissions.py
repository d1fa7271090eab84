"""Where claims go, and the files that went."""

from django.db import models
from django.db.models import Q

from apps.billing.domain.file_names import DEFAULT_PATTERN
from apps.patients.models import Payer
from apps.practice.models import Practice, User


class Receiver(models.Model):
    """Where 837P files go: a clearinghouse or payer, with the ids of its enrollment form.

    Ids and names left empty are those of the envelope: `application_…` and `…_identifier` are the sender's and
    receiver's id, `submitter_name` is the practice's name.
    """

    class LineEnd(models.TextChoices):
        LF = "lf", "One segment a line (LF)"
        CRLF = "crlf", "One segment a line (CR LF)"
        NONE = "none", "All on one line"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="receivers")
    name = models.CharField(max_length=60)
    receiver_qualifier = models.CharField(max_length=2, default="ZZ")
    receiver_id = models.CharField(max_length=15)
    sender_qualifier = models.CharField(max_length=2, default="ZZ")
    sender_id = models.CharField(max_length=15)
    contact_name = models.CharField(max_length=60)
    contact_phone = models.CharField(max_length=10)
    is_production = models.BooleanField(default=False)
    application_sender = models.CharField(max_length=15, blank=True)
    application_receiver = models.CharField(max_length=15, blank=True)
    submitter_name = models.CharField(max_length=60, blank=True)
    submitter_identifier = models.CharField(max_length=80, blank=True)
    receiver_identifier = models.CharField(max_length=80, blank=True)
    contact_extension = models.CharField(max_length=6, blank=True)
    wants_acknowledgement = models.BooleanField("ask for a TA1", default=False)
    line_end = models.CharField(max_length=4, choices=LineEnd, default=LineEnd.LF)
    file_name_pattern = models.CharField("file name", max_length=80, default=DEFAULT_PATTERN)
    next_control_number = models.PositiveIntegerField(default=1)
    payers = models.ManyToManyField(Payer, blank=True, related_name="receivers")

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=("practice", "name"), name="receiver_name_once")]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """A file that was made of approved claims: its bytes are kept as they were made.

    `receiver_code` is the id in its ISA08, under which its control numbers are never used again. An 837P is looked at
    in the background: `check_done` of `check_total` claims so far, and `checked_at` when all are. `follows` is the
    file that this one was made again from, without some of its claims.
    """

    class Format(models.TextChoices):
        X12_837P = "837p", "837P"
        CMS_1500 = "cms1500", "CMS-1500"
        CSV = "csv", "Superbill, CSV"
        XLSX = "xlsx", "Superbill, XLSX"
        FHIR = "fhir", "FHIR R4 claims"

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
    receiver_code = models.CharField(max_length=15, blank=True)
    interchange_control_number = models.PositiveIntegerField(null=True)
    group_control_number = models.PositiveIntegerField(null=True)
    transaction_set_control_number = models.PositiveIntegerField(null=True)
    claim_count = models.PositiveIntegerField()
    total_charge = models.DecimalField(max_digits=12, decimal_places=2)
    findings = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    check_done = models.PositiveIntegerField(default=0)
    check_total = models.PositiveIntegerField(default=0)
    check_seen_at = models.DateTimeField(null=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
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
            models.UniqueConstraint(
                fields=("practice", "receiver_code", "interchange_control_number"),
                condition=Q(interchange_control_number__isnull=False) & ~Q(receiver_code=""),
                name="interchange_number_once_for_an_id",
            ),
        ]
        indexes = [
            models.Index(
                fields=("check_seen_at",),
                condition=Q(checked_at__isnull=True, format="837p"),
                name="submission_unchecked",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
