"""Turns the resources of a FHIR R4 file into roster rows, one a patient.

What such files rarely have is asked for, never invented: ICD-10-CM codes, member ids, NPIs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from apps.patients.domain.fhir_bundle import Bundle, Resource, address_of, objects, read_bundle, text_of
from apps.patients.domain.fhir_care import episodes_of
from apps.patients.domain.fhir_conditions import conditions_of
from apps.patients.domain.fhir_coverage import coverages_of
from apps.patients.domain.fhir_person import patient_of
from apps.patients.domain.roster import RosterFile, RosterRow, check_row
from apps.problems import Problem

# The element by which each type of resource that is read names its patient.
_PATIENT_ELEMENTS = {
    "Condition": "subject",
    "Encounter": "subject",
    "EpisodeOfCare": "patient",
    "Coverage": "beneficiary",
    "ExplanationOfBenefit": "patient",
}


@dataclass(slots=True)
class _Gathered:
    """The resources about one patient, by type; and those whose patient is not in the file, by reference."""

    of_patient: dict[int, dict[str, list[Resource]]] = field(default_factory=dict)
    without_patient: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))


def read_fhir(content: bytes, *, today: date) -> RosterFile | list[Problem]:
    """Return the checked rows of a bundle, or what is wrong with the file as a whole."""
    bundle = read_bundle(content)
    if not isinstance(bundle, Bundle):
        return bundle
    if not any(bundle.all_of("Patient")):
        kinds = sorted({each["resourceType"][:40] for each in bundle.entries.values()})
        seen = f"It holds {', '.join(kinds[:6])}" if kinds else "It holds no resource"
        return [
            Problem(
                "no_patient", f"There is no Patient in the file. {seen}. Export it with its patients.", "file"
            )
        ]
    gathered, twice = _gather(bundle), _same_ids(bundle)
    rows = [*_patients(bundle, gathered, twice, today=today), *_strays(gathered), *_unreadable(bundle)]
    return RosterFile("FHIR", sorted(rows, key=lambda row: row.line))


def _gather(bundle: Bundle) -> _Gathered:
    gathered = _Gathered({id(each): defaultdict(list) for _, each in bundle.all_of("Patient")})
    for number, resource in bundle.entries.items():
        kind = resource["resourceType"]
        element = _PATIENT_ELEMENTS.get(kind)
        if element is None:
            continue
        references = objects(resource, element)
        about = bundle.resolve(references[0], inside=resource) if references else None
        if about is not None and id(about) in gathered.of_patient:
            gathered.of_patient[id(about)][kind].append(resource)
        elif kind != "ExplanationOfBenefit":
            gathered.without_patient[kind, address_of(references[0]) if references else ""].append(number)
    return gathered


def _same_ids(bundle: Bundle) -> dict[int, Problem]:
    """Return the problem of each patient that has its id in common with another one, by entry."""
    by_id: dict[str, dict[int, Resource]] = defaultdict(dict)
    for number, resource in bundle.all_of("Patient"):
        if name := text_of(resource.get("id")):
            by_id[name][number] = resource
    found: dict[int, Problem] = {}
    for name, some in by_id.items():
        first, *others = some.values()
        if any(each != first for each in others):
            which, many = " and ".join(map(str, list(some)[:4])), "two" if len(some) == 2 else len(some)
            message = (
                f"Entries {which} are {many} patients with the id {name[:40]}, so that nobody can tell whose coverage"
                " and conditions are whose. Export them again with an id each."
            )
            found |= dict.fromkeys(some, Problem("id_twice", message, "id"))
    return found


def _patients(
    bundle: Bundle, gathered: _Gathered, twice: dict[int, Problem], *, today: date
) -> Iterator[RosterRow]:
    for number, resource in bundle.all_of("Patient"):
        about = gathered.of_patient[id(resource)]
        person = patient_of(resource, bundle, today=today)
        coverages, coverage_asks = coverages_of(about, bundle, person=person, today=today)
        episodes, episode_asks = episodes_of(about, bundle, person=person, today=today)
        row = RosterRow(
            number,
            person.values,
            identifiers=person.identifiers,
            coverages=coverages,
            episodes=episodes,
            diagnoses=conditions_of(about["Condition"], today=today),
            leaves_out_parts=True,
            to_complete=(*person.to_complete, *coverage_asks, *episode_asks),
        )
        problems = [*_named(check_row(row, today=today), person.unreadable)]
        if number in twice:
            problems.append(twice[number])
        yield replace(row, problems=tuple(problems))


def _named(problems: Iterable[Problem], unreadable: dict[str, str]) -> Iterator[Problem]:
    """Name the elements as FHIR does, and say of a missing value what stood in its place."""
    elements = {
        "patient.last_name": "name.family",
        "patient.first_name": "name.given",
        "patient.born_on": "birthDate",
        "patient.died_on": "deceasedDateTime",
    }
    for problem in problems:
        seen = unreadable.get(problem.field, "")
        message = f"{seen} {problem.message}".strip()
        yield Problem(problem.code, message, elements.get(problem.field, problem.field))


def _strays(gathered: _Gathered) -> Iterator[RosterRow]:
    """Yield a refused row for every patient that is pointed at and missing."""
    for (kind, reference), numbers in gathered.without_patient.items():
        what = f"{len(numbers)} {kind} resource{'s' if len(numbers) > 1 else ''}"
        whom = f"point{'' if len(numbers) > 1 else 's'} at {reference[:120]}, which is not in the file"
        if not reference:
            whom = f"name{'' if len(numbers) > 1 else 's'} no patient"
        message = f"{what} (entry {numbers[0]} first) {whom}. Export the bundle with the patient."
        problem = Problem("patient_not_in_file", message, f"entry {numbers[0]}")
        yield RosterRow(numbers[0], {"last_name": kind}, problems=(problem,))


def _unreadable(bundle: Bundle) -> Iterator[RosterRow]:
    for number, problem in bundle.problems.items():
        yield RosterRow(number, {"last_name": "Entry without a resource"}, problems=(problem,))
