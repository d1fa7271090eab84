"""Reads where a patient was cared for: FHIR EpisodeOfCare and Encounter as episodes of care, or as hints of one.

An admission to a hospice or a nursing facility has its days and its place: it is an episode. A visit at home tells
that home health may be going on, but not since when: it is a hint, and the episode is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from apps.patients.domain.checks import check_episode
from apps.patients.domain.fhir_bundle import Bundle, Resource, codings, day_of, first, objects, text_of, words
from apps.patients.domain.fhir_person import Person, address_values, name_of, npi_of
from apps.patients.domain.roster import AgencyReference, EpisodeRow
from apps.practice.domain.dates import Span, in_words
from apps.problems import Problem

# In the order asked: a hospice at home is a hospice. Words of type displays and of organizations' names.
_SETTING_WORDS = (
    ("hospice", ("hospice",)),
    ("nursing_facility", ("skilled nursing", "nursing facility", "nursing home", "snf")),
    ("home_health", ("home health", "home care", "homecare", "home visit", "home based")),
)
SETTING_NAMES = {
    "home_health": "home health",
    "hospice": "hospice",
    "nursing_facility": "nursing facility",
}
_HOME_CLASS = "HH"
_CARE_STATUSES = frozenset({"active", "onhold", "finished"})
_NO_VISIT = frozenset({"planned", "cancelled", "entered-in-error"})
_OPEN = frozenset({"active", "onhold", "in-progress", "onleave", "arrived", "triaged"})


def episodes_of(
    about: Mapping[str, Sequence[Resource]], bundle: Bundle, *, person: Person, today: date
) -> tuple[tuple[EpisodeRow, ...], list[Problem]]:
    """Return the episodes of care of a patient, and what to ask for where the file only hints at one."""
    kept: list[EpisodeRow] = []
    asks: list[Problem] = []
    for row in (*_declared(about, bundle, asks), *_admissions(about, bundle)):
        problems = check_episode(row.values, born_on=person.born_on, died_on=person.died_on, today=today)
        if problems:
            asks += [Problem(each.code, f"Left out: {each.message}", "episode") for each in problems]
        elif not any(_overlaps(row, other) for other in kept):
            kept.append(row)
    return tuple(kept), [*asks, *_hints(about, bundle, kept)]


def _overlaps(row: EpisodeRow, other: EpisodeRow) -> bool:
    return row.values["setting"] == other.values["setting"] and _span(row).overlaps(_span(other))


def _span(row: EpisodeRow) -> Span:
    starts_on, ends_on = row.values.get("starts_on"), row.values.get("ends_on")
    return Span(
        starts_on if isinstance(starts_on, date) else None, ends_on if isinstance(ends_on, date) else None
    )


def _declared(
    about: Mapping[str, Sequence[Resource]], bundle: Bundle, asks: list[Problem]
) -> Iterator[EpisodeRow]:
    for care in about.get("EpisodeOfCare", ()):
        if text_of(care.get("status")) not in _CARE_STATUSES:
            continue
        organization = first(care, "managingOrganization")
        place = name_of(organization, bundle, inside=care)
        setting = _setting(_said(care, place))
        if setting is None:
            message = (
                f"An episode of care{f' at {place}' if place else ''} does not say whether it is home health, hospice "
                "or nursing facility. Enter it by hand."
            )
            asks.append(Problem("setting_to_choose", message, "setting"))
            continue
        yield _row(care, setting, _agency(organization, bundle, inside=care))


def _admissions(about: Mapping[str, Sequence[Resource]], bundle: Bundle) -> Iterator[EpisodeRow]:
    for visit in about.get("Encounter", ()):
        setting = _setting(_said(visit))
        if setting and _is_visit(visit) and _is_admission(visit):
            yield _row(visit, setting, _agency(first(visit, "serviceProvider"), bundle, inside=visit))


def _row(care: Resource, setting: str, agency: AgencyReference) -> EpisodeRow:
    period = first(care, "period")
    values: dict[str, object] = {"setting": setting, "starts_on": day_of(period.get("start"))}
    ends_on = day_of(period.get("end"))
    return EpisodeRow(agency, {**values, "ends_on": ends_on} if ends_on else values)


def _is_visit(visit: Resource) -> bool:
    return text_of(visit.get("status")) not in _NO_VISIT


def _is_admission(visit: Resource) -> bool:
    """Something that begins with an admission, goes on, or lasts over a night; not a call of half an hour."""
    period = first(visit, "period")
    starts_on, ends_on = day_of(period.get("start")), day_of(period.get("end"))
    if starts_on is None:
        return False
    goes_on = ends_on is None and text_of(visit.get("status")) in _OPEN
    return "admission" in _said(visit) or goes_on or (ends_on is not None and ends_on > starts_on)


def _said(resource: Resource, place: str = "") -> str:
    """Return everything a resource says about its kind, in lower case."""
    displays = [text_of(each.get("display")) for each in codings(resource, "type")]
    texts = [text_of(each.get("text")) for each in objects(resource, "type")]
    return " ".join([*texts, *displays, words(resource, "serviceType"), place]).casefold().replace("-", " ")


def _setting(said: str) -> str | None:
    found = (setting for setting, names in _SETTING_WORDS if any(name in said for name in names))
    return next(found, None)


def _agency(reference: Resource, bundle: Bundle, *, inside: Resource) -> AgencyReference:
    organization = bundle.resolve(reference, inside=inside)
    address = address_values(first(organization, "address")) if organization else {}
    name = name_of(reference, bundle, inside=inside)[:60]
    return AgencyReference(npi=npi_of(organization), name=name, address=address)


def _hints(
    about: Mapping[str, Sequence[Resource]], bundle: Bundle, kept: Sequence[EpisodeRow]
) -> Iterator[Problem]:
    """Ask once for each place whose visits lie outside the episodes that are kept."""
    days: dict[tuple[str, str], list[date]] = {}
    for visit in about.get("Encounter", ()):
        setting = _setting(_said(visit)) or ("home_health" if _is_at_home(visit) else None)
        seen_on = day_of(first(visit, "period").get("start"))
        if setting is None or seen_on is None or not _is_visit(visit):
            continue
        if not any(row.values["setting"] == setting and _span(row).holds(seen_on) for row in kept):
            place = name_of(first(visit, "serviceProvider"), bundle, inside=visit)
            days.setdefault((setting, place), []).append(seen_on)
    for (setting, place), seen in days.items():
        yield _hint(setting, place, seen)


def _hint(setting: str, place: str, seen: Sequence[date]) -> Problem:
    what = f"{len(seen)} {SETTING_NAMES[setting]} visit{'s' if len(seen) > 1 else ''}{f' by {place}' if place else ''}"
    when = (
        in_words(min(seen)) if min(seen) == max(seen) else f"{in_words(min(seen))} to {in_words(max(seen))}"
    )
    message = f"{what}, {when}: if care under a plan of care goes on, enter the episode with its first day."
    return Problem("episode_hinted", message, "episode")


def _is_at_home(visit: Resource) -> bool:
    return any(text_of(each.get("code")) == _HOME_CLASS for each in codings(visit, "class"))
