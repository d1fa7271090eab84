"""Reads FHIR R4 JSON as a set of resources that point at each other: tolerant of everything that is not needed.

Source: HL7 FHIR R4 (4.0.1), Bundle: resolving references (fullUrl, Type/id, contained) and conditional references.
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.patients.domain.checks import UNPRINTABLE, printable
from apps.patients.domain.roster_cells import clean, has_unprintable, read_date
from apps.problems import Problem

Resource = dict[str, Any]

_BUNDLE_TYPES = ("transaction", "collection", "batch", "searchset", "document", "message", "history", "")


@dataclass(slots=True)
class Bundle:
    """The resources of a file by entry number (the first is 1), found by any address a reference may use."""

    entries: dict[int, Resource] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)
    _by_address: dict[str, Resource] = field(default_factory=dict)

    def add(self, number: int, resource: object, full_url: object = None) -> None:
        """Keep a resource; what is none becomes a problem of its entry."""
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            message = f"Entry {number} holds no resource with a resourceType. Export the bundle again."
            self.problems[number] = Problem("entry_without_resource", message, f"entry {number}")
            return
        self.entries[number] = resource
        kind, known_as = resource["resourceType"], resource.get("id")
        if isinstance(full_url, str) and full_url:
            self._by_address.setdefault(full_url, resource)
        if isinstance(known_as, str) and known_as:
            self._by_address.setdefault(f"{kind}/{known_as}", resource)
            self._by_address.setdefault(f"urn:uuid:{known_as}", resource)
        for each in objects(resource, "identifier"):
            conditional = f"{kind}?identifier={each.get('system', '')}|{each.get('value', '')}"
            self._by_address.setdefault(conditional, resource)

    def all_of(self, kind: str) -> Iterator[tuple[int, Resource]]:
        """Yield the resources of one type with their entry numbers, in order."""
        return ((number, each) for number, each in self.entries.items() if each["resourceType"] == kind)

    def resolve(self, reference: object, *, inside: Resource | None = None) -> Resource | None:
        """Return what a Reference points at, None when it is not in the file."""
        address = address_of(reference)
        if address.startswith("#") and inside is not None:
            return next(
                (each for each in objects(inside, "contained") if each.get("id") == address[1:]), None
            )
        tail = "/".join(address.split("/")[-2:])
        return self._by_address.get(address) or self._by_address.get(address.split("/_history/")[0]) or (
            self._by_address.get(tail) if "://" in address and "?" not in address else None
        )  # fmt: skip


def address_of(reference: object) -> str:
    """Return the address in a Reference, empty when there is none."""
    return text_of(reference.get("reference")) if isinstance(reference, dict) else ""


def read_bundle(content: bytes) -> Bundle | list[Problem]:
    """Return the resources of a bundle, of a single resource or of one resource a line (NDJSON), or what is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [
            _refused(
                "encoding_unknown", f"Line {line} is not UTF-8 text. JSON is always UTF-8: export it again."
            )
        ]
    try:
        whole = json.loads(text, parse_constant=_no_number)
    except _NoNumber as error:
        return [_refused("json_broken", f"The JSON has {error} in the place of a number. Export it again.")]
    except json.JSONDecodeError as error:
        lines = _one_a_line(text) if error.msg == "Extra data" else None
        return lines or [_broken(text, error)]
    except (ValueError, RecursionError):
        return [
            _refused(
                "json_unreadable", "The JSON is nested too deeply or holds a number too long to be real."
            )
        ]
    return _bundle_of(whole)


class _NoNumber(ValueError):
    """What JavaScript has for a number, and JSON has not."""


def _no_number(word: str) -> None:
    raise _NoNumber(word)


def _broken(text: str, error: json.JSONDecodeError) -> Problem:
    seen = printable(text[error.pos : error.pos + 20].split("\n")[0])
    where = f"line {error.lineno}, column {error.colno}"
    if not text[error.pos :].strip() or error.msg.startswith("Unterminated"):
        return _refused(
            "json_cut_off", f"The JSON ends too early, at {where}: it was cut off. Export it again."
        )
    return _refused("json_broken", f"The JSON is broken at {where} (“{seen}”): {error.msg}. Export it again.")


def _one_a_line(text: str) -> Bundle | None:
    """Return NDJSON as a bundle, None when the lines are not whole resources."""
    bundle = Bundle()
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                bundle.add(number, json.loads(line, parse_constant=_no_number))
            except (ValueError, RecursionError):
                return None
    return bundle


def _bundle_of(whole: object) -> Bundle | list[Problem]:
    kind = text_of(whole.get("resourceType")) if isinstance(whole, dict) else ""
    if not isinstance(whole, dict) or not kind:
        return [
            _refused(
                "not_fhir",
                "The JSON has no resourceType: it is no FHIR. Choose a bundle exported as FHIR R4.",
            )
        ]
    bundle = Bundle()
    if kind == "Patient":
        bundle.add(1, whole)
        return bundle
    if kind != "Bundle":
        message = f"The resourceType is {kind[:40]}. Choose a file whose resourceType is Bundle or Patient."
        return [_refused("resource_type_wrong", message)]
    if text_of(whole.get("type")) not in _BUNDLE_TYPES:
        seen = text_of(whole.get("type"))[:40]
        return [
            _refused(
                "bundle_type_wrong", f"The bundle's type is {seen}. Export a transaction or a collection."
            )
        ]
    entries = whole.get("entry")
    if not isinstance(entries, list) or not entries:
        return [_refused("bundle_empty", "The bundle has no entries. Export it with its patients.")]
    for number, entry in enumerate(entries, start=1):
        inner = entry if isinstance(entry, dict) else {}
        bundle.add(number, inner.get("resource"), inner.get("fullUrl"))
    return bundle


def _refused(code: str, message: str) -> Problem:
    return Problem(code, message, "file")


def text_of(value: object) -> str:
    """Return a JSON text on one line without characters that cannot be kept; empty for anything else."""
    if not isinstance(value, str):
        return ""
    line = clean(value)
    return "".join(each for each in line if not _is_unprintable(each)) if has_unprintable(line) else line


def _is_unprintable(character: str) -> bool:
    return unicodedata.category(character) in UNPRINTABLE


def objects(value: object, name: str) -> list[Resource]:
    """Return the objects under `name`, whether written as one or as a list; nothing for anything else."""
    found = value.get(name) if isinstance(value, dict) else None
    several = found if isinstance(found, list) else [found]
    return [each for each in several if isinstance(each, dict)]


def first(value: object, name: str) -> Resource:
    """Return the first object under `name`, an empty one when there is none."""
    return next(iter(objects(value, name)), {})


def texts(value: object, name: str) -> list[str]:
    """Return the texts under `name`, whether written as one or as a list."""
    found = value.get(name) if isinstance(value, dict) else None
    several = found if isinstance(found, list) else [found]
    return [text_of(each) for each in several if text_of(each)]


def codings(value: object, name: str) -> list[Resource]:
    """Return the codings of the CodeableConcepts (or of the Coding) under `name`."""
    return [coding for concept in objects(value, name) for coding in objects(concept, "coding") or [concept]]


def words(value: object, name: str) -> str:
    """Return what the CodeableConcept under `name` says: its text, or the first display."""
    concept = first(value, name)
    displays = [text_of(each.get("display")) for each in codings(value, name)]
    return text_of(concept.get("text")) or next(filter(None, displays), "")


def day_of(value: object) -> date | None:
    """Return the date of a FHIR date or dateTime as recorded there; None for partial or impossible ones."""
    try:
        return read_date(text_of(value)[:10])
    except ValueError:
        return None
