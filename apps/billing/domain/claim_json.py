"""A claim document as canonical JSON: the same document always gives the same bytes, and comes back equal."""

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeAlias, Union, cast, get_args, get_origin, get_type_hints

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.money import dollars

FORMAT = 1


def to_json(document: ClaimDocument) -> str:
    """Return `document` as JSON with sorted keys and no blanks; amounts and dates are strings."""
    body = {"format": FORMAT, "claim": _plain(document)}
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(text: str) -> ClaimDocument:
    """Return the document that `to_json` wrote.

    Refuses (ValueError) another format and any unknown, missing or misshapen part: a frozen claim is read
    exactly or not at all.
    """
    body = json.loads(text)
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise ValueError("This is not a claim document of format 1. Read it with the version that wrote it.")
    return cast("ClaimDocument", _reader(ClaimDocument)(body["claim"]))


_Reader: TypeAlias = Callable[[Any], object]


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(dollars(value))
    if isinstance(value, date):
        return value.isoformat()
    return value


@cache
def _reader(wanted: Any) -> _Reader:
    """Return the function that turns plain JSON into a value of the type `wanted`."""
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _union_reader(get_args(wanted))
    if origin is tuple:
        item = _reader(get_args(wanted)[0])
        return lambda value: tuple(item(each) for each in _checked(value, list))
    if isinstance(wanted, type) and is_dataclass(wanted):
        return _dataclass_reader(wanted)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted
    if wanted is Decimal:
        return lambda value: dollars(_checked(value, str))
    if wanted is date:
        return lambda value: date.fromisoformat(_checked(value, str))
    return lambda value: _checked(value, wanted)


def _union_reader(choices: tuple[Any, ...]) -> _Reader:
    """Read `X | None`, or text beside a dataclass (a JSON object)."""
    by_object: list[Any] = [choice for choice in choices if is_dataclass(choice)]
    others: list[Any] = [
        choice for choice in choices if choice is not types.NoneType and not is_dataclass(choice)
    ]

    def read(value: Any) -> object:
        if value is None and types.NoneType in choices:
            return None
        wanted = by_object if isinstance(value, dict) else others
        if len(wanted) != 1:
            raise ValueError(f"{value!r} is not one of {choices}.")
        return _reader(wanted[0])(value)

    return read


def _dataclass_reader(wanted: type) -> _Reader:
    hints = get_type_hints(wanted)
    required = {field.name for field in fields(wanted)}
    plain = {name: hints[name] for name in required if hints[name] in (str, bool, int)}
    readers = {name: _reader(hints[name]) for name in required - plain.keys()}

    def read(value: Any) -> object:
        given = _checked(value, dict)
        if given.keys() != required:
            odd = ", ".join(sorted(given.keys() ^ required))
            raise ValueError(f"{wanted.__name__} has unknown or missing parts: {odd}.")
        for name, kind in plain.items():
            if type(given[name]) is not kind:
                raise ValueError(f"{given[name]!r} as {name} is not of the type {kind.__name__}.")
        return wanted(**given | {name: reader(given[name]) for name, reader in readers.items()})

    return read


def _checked(value: Any, wanted: type) -> Any:
    if type(value) is not wanted:
        raise ValueError(f"{value!r} is not of the type {wanted.__name__}.")
    return value
