"""Frozen values to canonical JSON and back: the same value gives the same bytes, years later."""

import dataclasses
import hashlib
import json
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

_Value = TypeVar("_Value")


def dump(value: object) -> str:
    """Write a frozen value, or plain data, as JSON with sorted keys and no spaces."""
    return _ENCODER.encode(value)


def digest(text: str) -> str:
    """The SHA-256 of canonical JSON, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def load(kind: type[_Value], text: str) -> _Value:
    """Rebuild the value of `kind` that `dump` wrote."""
    return typing.cast("_Value", build(kind, json.loads(text)))


def to_plain(value: Any) -> Any:
    """Turn dataclasses, named tuples, dates and decimals into what JSON can hold."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if dataclasses.is_dataclass(value):
        return {name: to_plain(getattr(value, name)) for name in _field_types(type(value))}
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def _one_level(value: Any) -> Any:
    """Turn what the encoder does not know into what it knows; it goes on with the parts by itself."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if dataclasses.is_dataclass(value):
        return {name: getattr(value, name) for name in _field_types(type(value))}
    raise TypeError(f"{type(value).__name__} has no canonical form.")


# The encoder in C walks tuples and dictionaries several times as fast as `to_plain`. A frozen value holds no
# circle, and not looking for one takes a fifth less.
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False, default=_one_level
)


def build(kind: Any, plain: Any) -> Any:
    """Rebuild a value of the annotated `kind` from plain JSON data."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return None if plain is None else build(_without_none(kind), plain)
    if origin is tuple:
        return _build_tuple(typing.get_args(kind), plain)
    if dataclasses.is_dataclass(kind):
        kinds = _field_types(kind)
        return kind(**{name: build(kinds[name], item) for name, item in plain.items()})  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, tuple):
        kinds = _hints_of(kind)
        if isinstance(plain, dict):
            return kind(**{name: build(kinds[name], item) for name, item in plain.items()})
        return kind(*(build(each, item) for each, item in zip(kinds.values(), plain, strict=True)))
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    return Decimal(plain) if kind is Decimal else plain


def _build_tuple(kinds: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(build(kinds[0], item) for item in plain)
    return tuple(build(each, item) for each, item in zip(kinds, plain, strict=True))


def _without_none(kind: Any) -> Any:
    real = [each for each in typing.get_args(kind) if each is not type(None)]
    return real[0] if len(real) == 1 else object


def named(value: tuple[Any, ...]) -> dict[str, Any]:
    """A named tuple as plain JSON data with its names."""
    return {name: to_plain(item) for name, item in zip(type(value).__annotations__, value, strict=True)}


def _field_types(kind: Any) -> dict[str, Any]:
    return _types_of(kind)


_hints_of = cache(typing.get_type_hints)


@cache
def _types_of(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
