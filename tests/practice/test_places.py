"""The rail: every page belongs to a place, the one that its breadcrumb begins with."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from apps.practice.places import PLACE_OF, PLACES, is_current

# They answer with a file or a part of a page, never with a page.
FILES = {
    "acknowledgement_download", "correction_letter", "download", "encounters_file", "letter", "not_billed_export",
    "progress", "remittance_download", "review_export", "submission_progress", "trial_progress",
}  # fmt: skip


def names(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            yield f"{namespace}{each.name}"
        else:
            yield from names(each, f"{each.namespace}:" if each.namespace else namespace)


@pytest.mark.once
def test_every_page_of_billing_belongs_to_a_place_of_the_rail() -> None:
    billing = {name for name in names() if name.startswith("billing:")}
    assert billing - set(PLACE_OF) == {f"billing:{name}" for name in FILES}


@pytest.mark.once
def test_the_places_name_pages_that_exist_and_one_place_each() -> None:
    assert set(PLACE_OF) <= set(names())
    places = [place[2] for place in PLACES]
    assert {
        page: [is_current(page, place) for place in places].count(True) for page in PLACE_OF
    } == dict.fromkeys(PLACE_OF, 1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("billing:month", "billing:review"),
        ("billing:rules", "practice:overview"),
        ("billing:facts", "patients:list"),
        ("timelog:entry", "patients:list"),
        ("timelog:week", "timelog:today"),
        ("imports:list", "practice:overview"),
    ],
)
def test_a_page_shows_where_it_belongs(page: str, place: str) -> None:
    assert [each[2] for each in PLACES if is_current(page, each[2])] == [place]
