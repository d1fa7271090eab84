"""A claim document as canonical JSON: the same document always gives the same bytes, and comes back equal."""

import json
import types
from collections.abc import Callable, Sequence
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
# Who bills and pays, and where: neighbours in canonical JSON, and the name that follows them.
_SHARED = ("billing_provider", "pay_to", "payer", "rendering_provider", "service_facility")
_SHARED_MARKS = (
    ('"billing_provider":', ',"care_plan_oversight_number":'),
    ('"pay_to":', ',"payer_claim_control_number":'),
    ('"rendering_provider":', ',"signed_on":'),
)


def to_json(document: ClaimDocument) -> str:
    """Return `document` as JSON with sorted keys and no blanks; amounts and dates are strings."""
    body = {"format": FORMAT, "claim": _plain(document)}
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(text: str) -> ClaimDocument:
    """Return the document that `to_json` wrote.

    Refuses (ValueError) another format and any unknown, missing or misshapen part: a frozen claim is read
    exactly or not at all.
    """
    own, shared = _apart(text)
    body, end = _decode(own)
    if end != len(own) or not isinstance(body, dict) or body.get("format") != FORMAT:
        raise ValueError("This is not a claim document of format 1. Read it with the version that wrote it.")
    if not shared:
        return cast("ClaimDocument", _reader(ClaimDocument)(body["claim"]))
    claim = _checked(body["claim"], dict)
    claim |= shared
    return cast("ClaimDocument", _reader_around_shared()(claim))


def _apart(text: str) -> tuple[str, dict[str, object]]:
    """Cut out the parts that many claims have in common, each read once; nothing where the text is not canonical.

    A quote inside a string is written with a backslash, and no part of a part is called as these are: what looks
    like one of their names is that name.
    """
    own, shared, done = [], dict[str, object](), 0
    for first, following in _SHARED_MARKS:
        begin = text.find(first, done)
        end = text.find(following, begin)
        if begin < 0 or end < 0:
            return text, {}
        own.append(text[done:begin])
        shared |= _shared_parts(text[begin:end])
        done = end + 1
    return "".join((*own, text[done:])), shared


@lru_cache(maxsize=4096)
def _shared_parts(text: str) -> dict[str, object]:
    found = json.loads(f"{{{text}}}")
    if not found.keys() <= set(_SHARED):
        raise ValueError(
            f"ClaimDocument has unknown parts: {', '.join(sorted(found.keys() - set(_SHARED)))}."
        )
    hints = get_type_hints(ClaimDocument)
    return {name: _reader(hints[name])(value) for name, value in found.items()}


@cache
def _reader_around_shared() -> "_Reader":
    return _dataclass_reader(ClaimDocument, given=frozenset(_SHARED))


_decode = json.JSONDecoder().raw_decode  # what json.loads does, without looking for blanks around
_Reader: TypeAlias = Callable[[Any], object]
_AS_TEXT: dict[type, Callable[[str], object]] = {
    Decimal: lru_cache(maxsize=4096)(dollars),
    date: lru_cache(maxsize=65536)(date.fromisoformat),
}


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
        return _tuple_reader(get_args(wanted)[0])
    if isinstance(wanted, type) and is_dataclass(wanted):
        return _dataclass_reader(wanted)
    if wanted in _AS_TEXT or (isinstance(wanted, type) and issubclass(wanted, Enum)):
        from_text = _text_reader(wanted)
        return lambda value: from_text(_checked(value, str))
    return lambda value: _checked(value, wanted)


def _text_reader(wanted: Any) -> Callable[[str], object]:
    """Return what turns a text into an amount, a day or one of an enumeration; KeyError for none of its members."""
    if wanted in _AS_TEXT:
        return _AS_TEXT[wanted]
    return {member.value: member for member in wanted}.__getitem__


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


def _tuple_reader(wanted: Any) -> _Reader:
    """Read a list of values of one type."""
    if wanted not in (str, int):
        item = _reader(wanted)
        return lambda value: tuple([item(each) for each in _checked(value, list)])
    only = {wanted}

    def read(value: Any) -> object:
        if not only.issuperset(map(type, _checked(value, list))):
            raise ValueError(f"{value!r} holds something that is not of the type {wanted.__name__}.")
        return tuple(value)

    return read


def _dataclass_reader(wanted: type, given: frozenset[str] = frozenset()) -> _Reader:
    """Return the reader of one dataclass: all its values taken at once, those of one plain type checked together.

    The parts `given` are values already.
    """
    hints = get_type_hints(wanted)
    names = [field.name for field in fields(wanted)]
    count = len(names)
    texts = [name for name in names if hints[name] is str or _is_written_as_text(hints[name])]
    flags = [name for name in names if hints[name] is bool]
    take, take_texts, take_flags = itemgetter(*names), _getter(texts), _getter(flags)
    is_text = all(hints[name] is str for name in names)
    done = {*given, *flags, *(name for name in texts if hints[name] is str)}
    readers = {
        name: _text_reader(hints[name]) if name in texts else _reader(hints[name])
        for name in names
        if name not in done
    }
    # A frozen value is filled through its slots, before anybody has it: its own __init__ takes half as long again.
    puts = [(getattr(wanted, name).__set__, readers.get(name)) for name in names]
    new: Callable[[type], object] = object.__new__

    def read(value: Any) -> object:
        try:
            values = take(value)
            "".join(values if is_text else take_texts(value))  # refuses anything but text
            if len(value) != count or (flags and not _FLAG.issuperset(map(type, take_flags(value)))):
                raise TypeError
        except (KeyError, TypeError):
            raise _misshapen(value, wanted, names) from None
        made = new(wanted)
        try:
            for (put, reader), each in zip(puts, values, strict=True):
                put(made, reader(each) if reader else each)
        except KeyError as unknown:
            raise ValueError(f"{unknown.args[0]!r} is nothing that {wanted.__name__} knows.") from None
        return made

    return read


_FLAG = frozenset({bool})


def _is_written_as_text(wanted: Any) -> bool:
    return wanted in _AS_TEXT or (isinstance(wanted, type) and issubclass(wanted, Enum))


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes the values of `names`, always as a tuple: one name is taken twice, of none there is nothing."""
    return itemgetter(*names, *names[:1]) if names else lambda _: ()


def _misshapen(value: Any, wanted: type, names: Sequence[str]) -> ValueError:
    """Return what is wrong with JSON that is not one of `wanted`."""
    if type(value) is not dict:
        return ValueError(f"{value!r} is not an object with the parts of {wanted.__name__}.")
    if odd := ", ".join(sorted(value.keys() ^ set(names))):
        return ValueError(f"{wanted.__name__} has unknown or missing parts: {odd}.")
    return ValueError(f"A part of {wanted.__name__} is not of its type: {', '.join(names)}.")


def _checked(value: Any, wanted: type) -> Any:
    if type(value) is not wanted:
        raise ValueError(f"{value!r} is not of the type {wanted.__name__}.")
    return value
