"""Documents kept as proof of what the roster and the recorded facts say."""

from django.db import models
from django.db.models import Q

from apps.patients.models.people import Patient
from apps.practice.models import Practice, User


class Document(models.Model):
    """A paper that proves something about one patient. It is never changed or deleted: a mistake is removed, with why.

    `proves` names the kind of row it proves ("episode", or a kind of recorded fact), `proves_id` the row; both are
    empty when it is about the patient and no row.
    """

    class Kind(models.TextChoices):
        PLAN_OF_CARE = "plan_of_care", "Plan of care"
        CERTIFICATION = "certification", "Certification or recertification"
        FACE_TO_FACE_NOTE = "face_to_face_note", "Face-to-face note"
        COMPLEXITY = "complexity_statement", "Complexity statement"
        NECESSITY = "necessity_statement", "Medical necessity statement"
        CONSENT = "consent", "Consent"
        CARE_PLAN = "care_plan", "Comprehensive plan"
        OTHER = "other", "Other proof"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind)
    proves = models.CharField(max_length=20, blank=True)
    proves_id = models.BigIntegerField(null=True)
    dated_on = models.DateField(null=True)
    file_name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("patient_id", "-uploaded_at", "-id")
        indexes = [models.Index(fields=("patient", "proves", "proves_id"), name="document_by_fact")]
        constraints = [
            models.CheckConstraint(
                condition=Q(proves="", proves_id__isnull=True) | (~Q(proves="") & Q(proves_id__isnull=False)),
                name="document_proves_a_row_or_none",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""),
                name="document_removed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_removed(self) -> bool:
        """Say whether the document was removed: it no longer proves anything."""
        return self.removed_at is not None


class DocumentContent(models.Model):
    """The bytes of a document, apart from what lists read."""

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"Content {self.pk}"
