"""What people at the desk do with claims besides moving them: acts that can be undone, notes and tags."""

from django.db import models

from apps.billing.models.claims import Claim
from apps.practice.models import Practice, User


class ReviewAct(models.Model):
    """One act of a person on one or many claims: what it moved, so that all of it can be undone at once.

    `claim_ids` are the claims moved; `undone_at` says when it was taken back.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="review_acts")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    move = models.CharField(max_length=20)
    reason = models.CharField(max_length=300, blank=True)
    claim_ids = models.JSONField(default=list)
    left_out = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [models.Index(fields=("practice", "actor", "-made_at"), name="review_act_by_person")]

    def __str__(self) -> str:
        return f"{self.move} {self.pk}"


class ClaimNote(models.Model):
    """Something that was said about a claim; it is kept as it was written."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="desk_notes")
    text = models.CharField(max_length=1000)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("claim_id", "at", "id")

    def __str__(self) -> str:
        return f"Note {self.pk}"


class ClaimTag(models.Model):
    """A word that the practice puts on claims to find them again."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=30)

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=("claim", "name"), name="claim_tag_once")]
        indexes = [models.Index(fields=("practice", "name", "claim"), name="claim_by_tag")]

    def __str__(self) -> str:
        return self.name
