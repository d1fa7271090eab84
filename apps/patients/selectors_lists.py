"""The roster's rows of patients as lists of a practice: coverages, episodes, enrollments; pages that count nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from apps.patients.domain.identifiers import bare_member_id
from apps.patients.models import CareEpisode, Coverage, Enrollment
from apps.practice.access import Actor, rows_of

PAGE = 50
BY_NAME = ("patient__last_name", "patient__first_name", "patient_id", "pk")


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows in order of their patients' names; `before` and `after` are ids to go on from, None at an end."""

    rows: Sequence[Any]
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class RowList:
    """A kind of list: its rows with what they point at, and what a search may find besides the patient."""

    model: type[Model]
    with_rows: tuple[str, ...]
    found_by: Callable[[str], Q]


LISTS: dict[str, RowList] = {
    "coverages": RowList(
        Coverage,
        ("patient", "payer"),
        lambda word: Q(member_id__in={word, bare_member_id(word)}) | Q(payer__name__istartswith=word),
    ),
    "episodes": RowList(
        CareEpisode, ("patient", "agency", "plan_signer"), lambda word: Q(agency__name__istartswith=word)
    ),
    "enrollments": RowList(
        Enrollment,
        ("patient", "rendering_provider"),
        lambda word: Q(rendering_provider__last_name__istartswith=word),
    ),
}


def row_page(
    actor: Actor,
    kind: str,
    *,
    words: str = "",
    show: str = "current",
    today: date,
    after: int | None = None,
    before: int | None = None,
) -> RowPage:
    """Return a page of a list; `show` is current, ended or all. No page costs more than another."""
    wanted = LISTS[kind]
    rows: QuerySet[Any] = rows_of(actor, wanted.model).filter(patient__practice=actor.practice)
    rows = _in_state(rows.select_related(*wanted.with_rows), show, today)
    for word in words.split():
        rows = rows.filter(_about(word) | wanted.found_by(word))
    mark = rows_of(actor, wanted.model).select_related("patient").filter(pk=after or before or 0).first()
    backwards = before is not None
    if mark is not None:
        rows = rows.filter(_beyond(mark, "lt" if backwards else "gt"))
    order = [F(name).desc() if backwards else F(name).asc() for name in BY_NAME]
    found = list(rows.order_by(*order)[: PAGE + 1])
    more, page = len(found) > PAGE, found[:PAGE]
    if backwards:
        page = page[::-1]
        return RowPage(page, page[0].pk if more else None, page[-1].pk if page and mark else None)
    return RowPage(page, page[0].pk if page and mark else None, page[-1].pk if more else None)


def _about(word: str) -> Q:
    return (
        Q(patient__last_name__istartswith=word)
        | Q(patient__first_name__istartswith=word)
        | Q(patient__medical_record_number=word)
    )


def _in_state(rows: QuerySet[Any], show: str, today: date) -> QuerySet[Any]:
    if show == "current":
        return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return rows.filter(ends_on__lt=today) if show == "ended" else rows


def _beyond(mark: Any, way: str) -> Q:
    """Return the rows on one side of a row, in order of name."""
    values = (mark.patient.last_name, mark.patient.first_name, mark.patient_id, mark.pk)
    beyond = Q()
    for place, name in enumerate(BY_NAME):
        same = Q(**dict(zip(BY_NAME[:place], values[:place], strict=True)))
        beyond |= same & Q(**{f"{name}__{way}": values[place]})
    return beyond
