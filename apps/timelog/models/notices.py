"""What somebody has to know about their time because somebody else changed it."""

from django.db import models
from django.db.models import Q

from apps.practice.models import Practice, User
from apps.timelog.models.entries import EntryVersion


class Notice(models.Model):
    """A line in a person's inbox about one version of an entry: a change by somebody else, or an answer to one.

    `replies_to` is the notice that an answer answers, with the words in `text`. `read_at` None is unread.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="notices")
    text = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    replies_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answers")

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [
            models.Index(fields=("recipient", "practice", "-made_at", "-id"), name="notice_by_recipient"),
            models.Index(
                fields=("recipient", "practice"), condition=Q(read_at__isnull=True), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"Notice {self.pk}"
