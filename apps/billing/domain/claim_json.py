"""A claim document as canonical JSON: the same document always gives the same bytes, and comes back equal."""

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from operator import itemgetter
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
_PLAIN = (str, bool, int)
_amount = lru_cache(maxsize=4096)(dollars)


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
        return _enum_reader(wanted)
    if wanted is Decimal:
        return lambda value: _amount(_checked(value, str))
    if wanted is date:
        return lambda value: date.fromisoformat(_checked(value, str))
    return lambda value: _checked(value, wanted)


def _union_reader(choices: tuple[Any, ...]) -> _Reader:
    """Read `X | None`, or text beside a dataclass (a JSON object)."""
    may_be_none = types.NoneType in choices
    by_object = [_reader(choice) for choice in choices if isinstance(choice, type) and is_dataclass(choice)]
    others = [
        _reader(choice) for choice in choices if choice is not types.NoneType and not is_dataclass(choice)
    ]

    def read(value: Any) -> object:
        if value is None and may_be_none:
            return None
        readers = by_object if isinstance(value, dict) else others
        if len(readers) != 1:
            raise ValueError(f"{value!r} is not one of {choices}.")
        return readers[0](value)

    return read


def _enum_reader(wanted: type[Enum]) -> _Reader:
    members = {member.value: member for member in wanted}

    def read(value: Any) -> object:
        try:
            return members[value]
        except (KeyError, TypeError):
            raise ValueError(f"{value!r} is no {wanted.__name__}.") from None

    return read


def _dataclass_reader(wanted: type) -> _Reader:
    """Return the reader of one dataclass: all its values taken at once, plain ones held against their types."""
    hints = get_type_hints(wanted)
    names = [field.name for field in fields(wanted)]
    wanted_names, count = set(names), len(names)
    take = itemgetter(*names)
    plain = [name for name in names if hints[name] in _PLAIN]
    take_plain = itemgetter(*plain, *plain[:1])  # twice the first: one name alone would give no tuple
    kinds = [hints[name] for name in (*plain, *plain[:1])]
    others = [(place, _reader(hints[name])) for place, name in enumerate(names) if hints[name] not in _PLAIN]

    def read(value: Any) -> object:
        if type(value) is not dict:
            raise ValueError(f"{value!r} is not an object with the parts of {wanted.__name__}.")
        try:
            values, seen = list(take(value)), list(map(type, take_plain(value)))
        except KeyError:
            seen = []
        if len(value) != count or not seen:
            odd = ", ".join(sorted(value.keys() ^ wanted_names))
            raise ValueError(f"{wanted.__name__} has unknown or missing parts: {odd}.")
        if seen != kinds:
            raise ValueError(f"A part of {wanted.__name__} is not of its type: {', '.join(plain)}.")
        for place, reader in others:
            values[place] = reader(values[place])
        return wanted(*values)

    return read


def _checked(value: Any, wanted: type) -> Any:
    if type(value) is not wanted:
        raise ValueError(f"{value!r} is not of the type {wanted.__name__}.")
    return value
