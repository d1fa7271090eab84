"""What every plain list of a roster has: a search by the beginning of its words, and pages."""

from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from apps.practice.access import MemberRequest

ROWS = 50
# A list that fits on a screen is looked over faster than it is searched.
SEARCHED_FROM = 15
LONGEST = 80


def listed(request: MemberRequest, rows: "QuerySet[Any]", *, by: tuple[str, ...]) -> dict[str, Any]:
    """Return the page of `rows` that the address asks for, narrowed to those with every word in one of `by`."""
    words = request.GET.get("q", "")[:LONGEST].strip()
    for word in words.split():
        rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in by)))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return {
        "page": page,
        "q": words,
        "query": urlencode({"q": words}) if words else "",
        "is_searched": bool(words) or page.paginator.count > SEARCHED_FROM,
    }
