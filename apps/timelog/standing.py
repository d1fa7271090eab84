"""The versions that stand: of each entry the newest one."""

from typing import Any

from django.db import connection
from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet

from apps.timelog.models import EntryVersion

# a number as it stands in the condition of an index; a parameter would not be known to be the same
ONE = Func(template="1", output_field=IntegerField())


def newest(rows: QuerySet[EntryVersion], *, practice: Any) -> QuerySet[EntryVersion]:
    """Leave the newest version of each entry: no version with the next number follows.

    Corrections are few, so they are looked up the other way round than by the entry, which would be read for every
    version. SQLite would look for each version's follower among all of them; a list of those followed, made once,
    spares it that.
    """
    later = EntryVersion.objects.filter(number__gt=ONE, practice=practice)
    if connection.vendor == "sqlite":
        followed = later.filter(entry__versions__number=F("number") - 1)
        return rows.exclude(pk__in=followed.values("entry__versions"))
    follower = later.filter(entry=OuterRef("entry"), number=OuterRef("number") + 1)
    return rows.filter(~Exists(follower))
