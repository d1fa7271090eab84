"""Lists as somebody likes to see them, under a name."""

from django.db import models
from django.urls import Resolver404, resolve
from django.utils import timezone

from apps.practice.models.people import User
from apps.practice.models.practices import Practice


class SavedView(models.Model):
    """A list page with its filters under a name: one's own, or shared with the practice.

    `page` is the path of the page, `query` the filters of its address, encoded, without the page of the list.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="saved_views")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=60)
    page = models.CharField(max_length=200)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "owner", "page", "name"), name="saved_view_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The address of the page with these filters."""
        return f"{self.page}?{self.query}" if self.query else self.page

    @property
    def place(self) -> str:
        """The list in words: the title that its page gives itself, else its path, `/review/not-billed/` as words."""
        try:
            title: str = getattr(resolve(self.page).func, "page_title", "")
        except Resolver404:
            title = ""
        if title:
            return title
        return ", ".join(part.replace("-", " ") for part in self.page.strip("/").split("/")).capitalize()


class ViewSchedule(models.Model):
    """A saved view whose owner gets its link by mail, every Monday or on the first of the month.

    `last_sent_on` is the local day of the last letter, or that on which the schedule was made.
    """

    class Every(models.TextChoices):
        WEEKLY = "weekly", "Every Monday"
        MONTHLY = "monthly", "On the first of the month"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    view = models.OneToOneField(SavedView, on_delete=models.CASCADE, related_name="schedule")
    every = models.CharField(max_length=7, choices=Every)
    last_sent_on = models.DateField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_every_display()}: view {self.view_id}"
