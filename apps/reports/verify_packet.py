"""Check an audit packet on any computer: Python 3.9 or later, nothing else.

    python3 verify_packet.py packet.zip        (or the unpacked folder, or a ZIP of many packets)

It checks that no byte of the archive differs, that every file and every document is the one listed, that the time log
is the sealed chain it claims to be, that packet.json repeats it word for word, and that decision, lines, signatures
and payments agree with those very entries. It prints what does not hold, and exits 1.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import struct
import sys
import zlib
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Tuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MANIFEST, HASHES, PAPER, PROGRAM = "manifest.json", "hashes.txt", "packet.pdf", "verify_packet.py"
PACKET, LEDGER, RULES = "packet.json", "ledger.json", "rules.json.gz"
# What the manifest lists, with every document. Its own hash stands on the paper, which is listed as it is without it.
LISTED = (LEDGER, PACKET, PAPER, PROGRAM, RULES)
_FORMAT = 2  # of the manifest
# How the names of the files begin that prove what the claim rests on.
DOCUMENT = "document-"
_ATTACHED = re.compile(r"document-[1-9][0-9]*\.(pdf|png|jpg|jpeg|tif|tiff)")
_ONE_OF_MANY = re.compile(r"packet-[A-Za-z0-9]+\.zip")
_NAMED_MANIFEST = re.compile(rb"manifest sha256 ([0-9a-f]{64})")
# More than any rule set has: what unpacks to more was made to fill a memory.
_MOST_RULES = 64 * 1024 * 1024
# Where a sealed text, which is a JSON list, says what: after its format and the hash before it.
SAYS = {
    "practice": 2, "book": 3, "patient": 4, "entry": 5, "number": 6, "sequence": 7, "provider": 8, "performed_on": 9,
    "started_at": 10, "ended_at": 11, "seconds": 12, "activity": 13, "counterpart": 14, "channel": 15, "note": 16,
    "capture": 17, "is_void": 18, "is_late": 19, "reason": 20, "recorded_by": 21, "recorded_at": 22,
}  # fmt: skip
# What may follow: the detail of a timer, and in the second format who doubted and confirmed the length.
DETAIL, FORMAT_WITH_DOUBT = 23, 2
INSTANTS = ("started_at", "ended_at", "recorded_at")
# What packet.json says of a version beside what was sealed.
BESIDE = ("provider_name", "recorded_by_name", "days_after")
# Who did something, as packet.json names people: the list, the number of the person, the name.
NAMED = (
    ("entries", "provider", "provider_name"), ("entries", "recorded_by", "recorded_by_name"),
    ("signatures", "signer", "signer_name"), ("history", "actor", "actor_name"),
    ("documents", "uploaded_by", "uploaded_by_name"),
)  # fmt: skip
VOID = "8"
# The answer to a change that made a new close.
CLOSED_AGAIN = "closed_again"
# Recorded visits and services stand among the entries of a decision under such keys; they are no time entries.
APART = ("visit-", "service-")

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_DATE, _MODE = 0x0021, 0o100644 << 16

Files = Dict[str, bytes]


class Member(NamedTuple):
    """A file as it lies in an archive."""

    name: str
    content: bytes


# --- the archive: written and read so that there is exactly one way to write the same files -----------------------


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """Yield the bytes of a ZIP of `members`, stored and undated: the same files always give the same bytes."""
    directory, offset, count = [], 0, 0
    for name, content in members:
        raw, crc, size = name.encode("ascii"), zlib.crc32(content), len(content)
        head = _LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, _DATE, crc, size, size, len(raw), 0) + raw
        directory.append(
            _CENTRAL.pack(
                b"PK\1\2", 0x0314, 20, 0, 0, 0, _DATE, crc, size, size, len(raw), 0, 0, 0, 0, _MODE, offset
            )
            + raw
        )
        offset, count = offset + len(head) + size, count + 1
        yield head
        yield content
    entries = b"".join(directory)
    yield entries + _END.pack(b"PK\5\6", 0, 0, count, count, len(entries), offset, 0)


def unzipped(data: bytes) -> List[Member]:
    """Return the files of an archive that `zipped` wrote, as far as they can be read, in their order."""
    found, at = [], 0
    while data[at : at + 4] == b"PK\3\4" and at + _LOCAL.size <= len(data):
        said = _LOCAL.unpack_from(data, at)
        begins = at + _LOCAL.size + said[9]
        found.append(
            Member(
                data[at + _LOCAL.size : begins].decode("ascii", "replace"), data[begins : begins + said[7]]
            )
        )
        at = begins + said[7]
    return found


# --- the checks ---------------------------------------------------------------------------------------------------


def archive_problems(data: bytes) -> Iterator[str]:
    """Yield everything that does not hold in a packet, or in a ZIP of many."""
    members = unzipped(data)
    files = dict(members)
    try:
        again = b"".join(zipped(members if _is_of_many(files) else sorted(members)))
    except (UnicodeEncodeError, struct.error):
        again = b""
    if again != data:
        place = next((at for at, (a, b) in enumerate(zip(again, data)) if a != b), min(len(again), len(data)))
        yield f"the archive itself was changed, first at byte {place}{_where(members, place)}"
    names = [name for name, _ in members]
    for name in sorted(name for name in files if names.count(name) > 1):
        yield f"{name} stands twice in the archive: programs do not agree which of them they show"
    yield from problems(files)


def _where(members: List[Member], place: int) -> str:
    at = 0
    for name, content in members:
        at += _LOCAL.size + len(name) + len(content)
        if place < at:
            return f", at {name}"
    return ", in its directory"


def _is_of_many(files: Files) -> bool:
    return MANIFEST not in files and any(name.endswith(".zip") for name in files)


def _of_many(files: Files) -> Iterator[str]:
    yield from _listing(files)
    for name in sorted(files):
        if name.endswith(".zip"):
            inside = dict(unzipped(files[name]))
            if _is_of_many(inside):
                yield f"{name}: it is an archive of archives, and no packet"
                continue
            for problem in archive_problems(files[name]):
                yield f"{name}: {problem}"
            number = claim_of(inside)
            if number and name != f"packet-{number}.zip":
                yield f"{name}: it is the packet of claim {number}"


def claim_of(files: Files) -> str:
    """Return the number of the claim that a packet is of; nothing when that cannot be read."""
    try:
        return str(_loads(files[PACKET])["claim"]["patient_control_number"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def problems(files: Files) -> Iterator[str]:
    """Yield everything that does not hold in one packet, or in many, given the files by name."""
    if _is_of_many(files):
        yield from _of_many(files)
        return
    yield from _listing(files)
    for name in (MANIFEST, *LISTED):
        if name not in files:
            yield f"{name} is missing"
    if all(name in files for name in (MANIFEST, *LISTED)):
        yield from _bound(files)
        yield from _read(files)


def hash_list(files: Files) -> bytes:
    """Return what hashes.txt says of the other files: one line a file, by name, as sha256sum writes it."""
    return "".join(hash_line(name, files[name]) for name in sorted(files) if name != HASHES).encode()


def hash_line(name: str, content: bytes) -> str:
    """Return the line of one file."""
    return f"{sha256(content).hexdigest()}  {name}\n"


def manifest_of(files: Files) -> bytes:
    """Return what manifest.json says of the other files: of the paper, as it is with zeros for the manifest's hash."""
    listed = [name for name in files if name in LISTED or name.startswith(DOCUMENT)]
    said = {
        name: sha256(_unnamed(files[name]) if name == PAPER else files[name]).hexdigest() for name in listed
    }
    return json.dumps({"format": _FORMAT, "sha256": said}, indent=1, sort_keys=True).encode()


def _unnamed(paper: bytes) -> bytes:
    """Return the paper with zeros wherever it names the manifest that its own words name."""
    named = _NAMED_MANIFEST.search(paper)
    return paper.replace(named[1], b"0" * 64) if named else paper


def _listing(files: Files) -> Iterator[str]:
    listed = files.get(HASHES, b"")
    yield from _strangers(files, _lines(listed))
    if listed == hash_list(files):
        return
    lines = _lines(listed)
    wrong = sorted(
        name for name in files if name != HASHES and lines.get(name) != sha256(files[name]).hexdigest()
    )
    gone = sorted(set(lines) - set(files))
    for name in wrong:
        if name in lines:
            yield f"{name} was changed: its hash is not the one listed in {HASHES}"
        else:
            yield f"{name} is not listed in {HASHES}: it is no file of the packet, or its line was changed"
    for name in gone:
        yield f"{name} is listed in {HASHES} and is not there"
    if not wrong and not gone:
        yield f"{HASHES} was changed: it is not written as the packet was made"


def _strangers(files: Files, lines: Dict[str, str]) -> Iterator[str]:
    """Yield the files that no packet has, though they are listed."""
    ours = (HASHES, PROGRAM) if _is_of_many(files) else (HASHES, MANIFEST, *LISTED)
    shape = _ONE_OF_MANY if _is_of_many(files) else _ATTACHED
    for name in sorted(files):
        if name in lines and name not in ours and not shape.fullmatch(name):
            yield f"{name} is listed in {HASHES} and is no file of a packet"


def _lines(listed: bytes) -> Dict[str, str]:
    """Return the hash that a list of hashes gives each file, by name."""
    cut = (line.partition("  ") for line in listed.decode("utf-8", "replace").splitlines())
    return {name: digest for digest, _, name in cut}


def _bound(files: Files) -> Iterator[str]:
    if files[MANIFEST] != (now := manifest_of(files)):
        yield from _unlike(files[MANIFEST], json.loads(now)["sha256"])
    if f"manifest sha256 {sha256(files[MANIFEST]).hexdigest()}".encode() not in files[PAPER]:
        yield f"{PAPER} does not name this {MANIFEST}: they do not belong together"


def _unlike(manifest: bytes, now: Dict[str, str]) -> Iterator[str]:
    """Yield what a manifest says otherwise: of the paper and the program by name, as nothing else is held to them."""
    try:
        whole = _loads(manifest)
        said, form = whole["sha256"], whole["format"]
        if form != _FORMAT:
            yield f"{MANIFEST} is of format {form}, this program checks {_FORMAT}: take that of a packet of its days"
            return
        apart = [name for name in (PAPER, PROGRAM) if said.get(name) != now[name]]
        is_alike = {**said, **{name: now[name] for name in apart}} == now
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        apart, is_alike = [], False
    for name in apart:
        yield f"{name} is not the {'paper' if name == PAPER else 'program'} that {MANIFEST} names"
    if not apart or not is_alike:
        yield f"{MANIFEST} does not list the files as they are"


def _loads(text: Any) -> Any:
    """Read JSON that every program reads alike: no name twice in an object, and numbers that are some."""
    return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)


def _object(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(
            f"{next(name for name in names if names.count(name) > 1)!r} stands twice in one object"
        )
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _unpacked(rules: bytes) -> bytes:
    with gzip.open(io.BytesIO(rules)) as file:
        content = file.read(_MOST_RULES + 1)
    if len(content) > _MOST_RULES:
        raise ValueError(f"{RULES} unpacks to more than {_MOST_RULES:,} bytes")
    return content


def _read(files: Files) -> Iterator[str]:
    try:
        packet, ledger = _loads(files[PACKET]), _loads(files[LEDGER])
        rules = _unpacked(files[RULES])
        yield from [
            *_claim_problems(packet, rules),
            *_document_problems(packet, files),
            *ledger_problems(ledger),
            *entry_problems(packet, ledger),
            *_owner_problems(packet, ledger),
            *decision_problems(packet, ledger),
            *_limit_problems(packet, ledger, rules),
            *_repeated_problems(packet, ledger),
        ]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        EOFError,
        ArithmeticError,
        RecursionError,
        zlib.error,
    ) as error:
        yield f"its files cannot be read as a packet: {type(error).__name__} {error}"


def _claim_problems(packet: Any, rules: bytes) -> Iterator[str]:
    claim = packet["claim"]
    if claim["document_hash"] and _hash(claim["document"]) != claim["document_hash"]:
        yield "packet.json: the claim is not the document that was approved"
    if sha256(rules).hexdigest() != packet["decision"]["rule_set"]:
        yield "rules.json.gz: these are not the rules that decided"
    for signed in packet["signatures"]:
        if _hash(signed["content"]) != signed["content_hash"]:
            yield "packet.json: the signature does not cover what it says it covers"


def _document_problems(packet: Any, files: Files) -> Iterator[str]:
    """Compare the documents with what packet.json says of them; packets of earlier days have none."""
    said = {each["file"]: each["sha256"] for each in packet.get("documents", ())}
    for name in sorted({name for name in files if name.startswith(DOCUMENT)} | set(said)):
        if name not in said:
            yield f"{name} is none of the documents that packet.json lists"
        elif name not in files:
            yield f"{name} is listed in packet.json and is not there"
        elif sha256(files[name]).hexdigest() != said[name]:
            yield f"{name} is not the document that was attached"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def ledger_problems(ledger: Any) -> Iterator[str]:
    """Yield where the chain of the book does not hold. A version shown without its text is of other dates."""
    previous, hashes = "", {0: ""}
    for place, row in enumerate(ledger["versions"], start=1):
        if row["sequence"] != place:
            yield f"ledger.json: expected version {place} of the book, found {row['sequence']}"
        if row["previous_hash"] != previous:
            yield f"ledger.json: version {place} is not chained to the version before it"
        if "sealed" in row:
            yield from _seal_problems(row, place, ledger["book"]["number"])
        previous = hashes[place] = row["hash"]
    book = ledger["book"]
    if len(ledger["versions"]) != book["length"] or previous != book["head"]:
        yield f"ledger.json: the book ends with version {book['length']} and another hash"
    for pin in [ledger["pin"], *ledger["pins"]]:
        if pin and hashes.get(pin["length"]) != pin["head"]:
            yield f"ledger.json: version {pin['length']} is not the one that a closed period pinned"
    yield from _anchor_problems(ledger, hashes)


def _seal_problems(row: Any, place: int, book: int) -> Iterator[str]:
    said = _loads(row["sealed"])
    if _hash(row["sealed"]) != row["hash"]:
        yield f"ledger.json: version {place} does not say what was sealed"
    if said[1] != row["previous_hash"] or said[SAYS["sequence"]] != row["sequence"]:
        yield f"ledger.json: version {place} was sealed in another place"
    if said[SAYS["book"]] != book:
        yield f"ledger.json: version {place} was sealed in book {said[SAYS['book']]}, this is book {book}"


def _anchor_problems(ledger: Any, hashes: Dict[int, str]) -> Iterator[str]:
    previous = None
    for anchor in ledger["anchors"]:
        said = (1, anchor["previous_hash"], anchor["practice"], anchor["anchored_on"], anchor["books"],
                anchor["versions"], anchor["digest"])  # fmt: skip
        if _hash(json.dumps(said, separators=(",", ":"))) != anchor["hash"]:
            yield f"ledger.json: the anchor of {anchor['anchored_on']} does not say what was sealed"
        if previous not in (None, anchor["previous_hash"]):
            yield f"ledger.json: the anchor of {anchor['anchored_on']} is not chained to the one before it"
        previous = anchor["hash"]
    days = {anchor["anchored_on"] for anchor in ledger["anchors"]}
    for head in ledger["anchored_heads"]:
        if hashes.get(head["length"]) != head["hash"]:
            yield f"ledger.json: version {head['length']} is not the one that was anchored on {head['anchored_on']}"
        if head["anchored_on"] not in days:
            yield f"ledger.json: version {head['length']} is dated {head['anchored_on']}, when nothing was anchored"
    shown = ledger["heads_of_anchor"]
    if shown:
        _check = next(
            (each for each in ledger["anchors"] if each["anchored_on"] == shown["anchored_on"]), None
        )
        if _check is None or _hash("".join(f"{line}\n" for line in shown["lines"])) != _check["digest"]:
            yield f"ledger.json: the heads of {shown['anchored_on']} are not those that were anchored"
        own = [
            f"{ledger['book']['number']}:{each['length']}:{each['hash']}" for each in ledger["anchored_heads"]
        ]
        if not set(own) & set(shown["lines"]):
            yield f"ledger.json: this book is not among the heads anchored on {shown['anchored_on']}"


def entry_problems(packet: Any, ledger: Any) -> Iterator[str]:
    """Yield where the entries of packet.json, every version of them, do not repeat what was sealed field by field."""
    sealed = {row["version"]: row for row in ledger["versions"] if "sealed" in row}
    shown = [each["id"] for each in packet["entries"]]
    for key in sorted(set(sealed) - set(shown)):
        yield f"packet.json: version {key} of the ledger is not among its entries"
    if len(shown) != len(set(shown)):
        yield "packet.json: a version stands twice among its entries"
    zones = _zones(packet["practice"]["time_zone"])
    first: Dict[int, Any] = {}
    for row in sealed.values():
        said = sealed_fields(row)
        first.setdefault(said["entry"], said)
    for entry in packet["entries"]:
        if entry["id"] not in sealed:
            yield f"packet.json: version {entry['id']} is none that the ledger shows"
            continue
        said = sealed_fields(sealed[entry["id"]])
        yield from _differences(entry, said)
        yield from _days_problems(entry, first[said["entry"]], zones)


def sealed_fields(row: Any) -> Dict[str, Any]:
    """Return what a row of ledger.json with its text says, by the names that packet.json uses."""
    said = _loads(row["sealed"])
    later = said[DETAIL:]
    doubt, is_confirmed, confirmed_by = "", True, None
    if said[0] == FORMAT_WITH_DOUBT:
        *later, doubt, is_confirmed, confirmed_by = later
    return {
        "id": row["version"], "previous_hash": row["previous_hash"], "hash": row["hash"],
        **{name: said[place] for name, place in SAYS.items()}, "capture_detail": later[0] if later else "",
        "doubt": doubt, "is_confirmed": is_confirmed, "confirmed_by": confirmed_by,
    }  # fmt: skip


def _owner_problems(packet: Any, ledger: Any) -> Iterator[str]:
    """Yield the parts that are of another claim, patient or practice than the claim is."""
    claim = packet["claim"]
    owners = {"claim": claim["id"], "patient": packet["patient"]["id"], "practice": claim["practice"]}
    # A person who was entered twice: facts stand with the record that was kept.
    others = {"patient": packet.get("patient_records", ())}
    for row in ledger["versions"]:
        said = _loads(row["sealed"]) if "sealed" in row else {}
        for name in ("patient", "practice") if said else ():
            if said[SAYS[name]] != owners[name]:
                yield (
                    f"ledger.json: version {row['sequence']} was sealed for {name} {said[SAYS[name]]},"
                    f" the packet is of {name} {owners[name]}"
                )
    for anchor in ledger["anchors"]:
        if anchor["practice"] != owners["practice"]:
            yield f"ledger.json: the anchor of {anchor['anchored_on']} is of practice {anchor['practice']}"
    for many, rows in [*packet.items(), *packet["recorded"].items()]:
        for row in rows if isinstance(rows, list) else ():
            for name in sorted(set(owners) & set(row)) if isinstance(row, dict) else ():
                if row[name] not in (None, owners[name], *others.get(name, ())):
                    yield f"packet.json: a row of {many} is of {name} {row[name]}, the packet of {owners[name]}"


def _differences(entry: Any, said: Dict[str, Any]) -> Iterator[str]:
    version = f"packet.json: version {entry['id']}"
    for name, value in said.items():
        if name not in entry:
            yield f"{version} does not say its {name}, sealed is {value!r}"
        elif not (_is_same_instant if name in INSTANTS else _is_same)(entry[name], value):
            yield f"{version} says {name} {entry[name]!r}, sealed is {value!r}"
    for name in sorted(set(entry) - set(said) - set(BESIDE)):
        yield f"{version} says {name} {entry[name]!r}, which was not sealed"


def _is_same(written: Any, sealed: Any) -> bool:
    """Compare values of JSON: 1, 1.0 and true are three things."""
    return type(written) is type(sealed) and bool(written == sealed)


def _is_same_instant(written: Any, sealed: Any) -> bool:
    if not isinstance(written, str) or not isinstance(sealed, str):
        return written is sealed
    said, kept = _instant(written), _instant(sealed)
    # Packets of earlier days say instants in whole milliseconds.
    return said in (kept, kept.replace(microsecond=kept.microsecond // 1000 * 1000))


def _instant(text: str) -> datetime:
    # Python 3.9 and 3.10 do not know the Z of UTC.
    return datetime.fromisoformat(text.replace("Z", "+00:00"))  # noqa: FURB162


def _days_problems(entry: Any, first: Dict[str, Any], zones: Iterable[tzinfo]) -> Iterator[str]:
    """Hold the days after the act against the first version of the entry."""
    act, logged = date.fromisoformat(first["performed_on"]), _instant(first["recorded_at"])
    days = [max(0, (logged.astimezone(zone).date() - act).days) for zone in zones]
    if entry["days_after"] not in range(min(days), max(days) + 1):
        yield f"packet.json: version {entry['id']} says days_after {entry['days_after']!r}, sealed is {min(days)}"


def _zones(name: str) -> List[tzinfo]:
    """Return the practice's time zone; where this computer knows none, the two ends of the earth."""
    try:
        return [ZoneInfo(name)]
    except ZoneInfoNotFoundError:
        return [timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))]


def decision_problems(packet: Any, ledger: Any) -> Iterator[str]:
    """Yield where the decision does not rest on the sealed entries, or its sums are wrong."""
    decision = packet["decision"]
    facts, answer = _loads(decision["facts"]), _loads(decision["result"])
    sealed = {str(row["version"]): _loads(row["sealed"]) for row in ledger["versions"] if "sealed" in row}
    for entry in facts["entries"]:
        if not entry["key"].startswith(APART):
            yield from _entry_problems(entry, sealed.get(entry["key"]))
    if decision["is_current"] and not ledger["pin"]:
        yield "ledger.json: the pin of the close that the decision rests on is not there"
    yield from _pinned_problems(packet, facts, sealed, ledger)
    yield from _sum_problems(decision, facts, answer)
    yield from _claimed_problems(packet, answer)


def _entry_problems(entry: Any, said: Any) -> Iterator[str]:
    key = entry["key"]
    if said is None:
        yield f"the decision looked at version {key}, which the ledger does not show"
        return
    compared = {
        "performed_on": entry["on"], "seconds": entry["seconds"], "activity": entry["activity"],
        "counterpart": entry["counterpart"], "channel": entry["channel"],
    }  # fmt: skip
    for name, value in compared.items():
        if said[SAYS[name]] != value:
            yield f"version {key}: the decision saw {name} {value!r}, sealed is {said[SAYS[name]]!r}"
    if str(said[SAYS["provider"]]) != entry["by"]:
        yield f"version {key}: the decision saw another provider than was sealed"


def _pinned_problems(packet: Any, facts: Any, sealed: Dict[str, Any], ledger: Any) -> Iterator[str]:
    """Compare what the decision looked at with what stood in the book when the period was closed.

    Where it was closed again, or a change was left as it was, the answers are replayed: they say what was rightly left
    out, and why. What was late depends on the day where the practice is; on a computer without time zones both count.
    """
    if not ledger["pin"]:
        return
    yield from _answer_problems(packet, sealed, ledger)
    ways = [
        set(way.values())
        for zone in _zones(packet["practice"]["time_zone"])
        for way in _Replay(sealed, packet["period"], zone).ways(packet, ledger)
    ]
    looked_at = {entry["key"] for entry in facts["entries"] if not entry["key"].startswith(APART)}
    rightly = min(ways, key=lambda way: len(way ^ looked_at))
    for key in sorted(rightly ^ looked_at):
        yield f"version {key} {'was left out of' if key in rightly else 'was not in force for'} the close"


def _answer_problems(packet: Any, sealed: Dict[str, Any], ledger: Any) -> Iterator[str]:
    """Yield answers to changes that do not lead from pin to pin, or end elsewhere than the change that they name."""
    answers, period = ledger.get("answers", []), packet["period"]
    dates = {name: period[name] for name in ("starts_on", "ends_on")}
    at = answers[0]["old_pin"] if answers else ledger["pin"]
    for answer in answers:
        where = f"ledger.json: the answer of {answer['answered_at']}"
        for pin in filter(None, (answer["old_pin"], answer["new_pin"])):
            if {**pin, **dates} not in ledger["pins"]:
                yield f"{where} names a book that no close pinned"
        if answer["old_pin"] != at or answer["length"] <= at["length"]:
            yield f"{where} was given to another close"
        if bool(answer["new_pin"]) != (answer["kind"] == CLOSED_AGAIN):
            yield f"{where} is {answer['kind']!r}, which its pins do not say"
        at = answer["new_pin"] or at
        now = _standing(sealed, answer["length"])
        if answer["length"] != max(
            (sealed[now[entry]][SAYS["sequence"]] for entry in answer["entries"] if entry in now), default=0
        ):
            yield f"{where} looked up to version {answer['length']} of the book, its entries do not end there"
    if at != ledger["pin"]:
        yield "ledger.json: the answers do not lead to the close that the decision rests on"


def _limit_problems(packet: Any, ledger: Any, rules: bytes) -> Iterator[str]:
    """Hold the last day for late time against the rules that decided over it."""
    decision, facts = packet["decision"], _loads(packet["decision"]["facts"])
    for answer in ledger.get("answers", []):
        if answer["number"] != decision["number"] or not answer["new_pin"] or not facts["coverages"]:
            continue
        rows = [
            row
            for row in _loads(rules)["profile"]
            if row["id"] == facts["coverages"][0]["payer"] and _is_valid(row, packet["period"]["starts_on"])
        ]
        newest = max(rows, key=lambda row: str(row.get("valid_from", "")))
        last = date.fromisoformat(decision["window_ends_on"]) + timedelta(days=newest["late_entry_days"])
        yield from _apart(
            "ledger.json: the answer", "last_day", answer["last_day"], "the rules say", str(last)
        )


def _is_valid(row: Any, on: str) -> bool:
    return bool(row.get("valid_from", "") <= on <= row.get("valid_through", on))


def _standing(sealed: Dict[str, Any], length: int) -> Dict[int, str]:
    """Return the version of each entry when the book was `length` long."""
    return {said[SAYS["entry"]]: key for key, said in sealed.items() if said[SAYS["sequence"]] <= length}


class _Replay:
    """What a period may have counted, from its first close on, by the book and the answers: entries and versions."""

    def __init__(self, sealed: Dict[str, Any], period: Any, zone: tzinfo) -> None:
        self.sealed, self.period, self.zone = sealed, period, zone

    def ways(self, packet: Any, ledger: Any) -> List[Dict[int, str]]:
        """Return one way, or a few: of what was late, either all stayed out, or only what would have added."""
        answers = ledger.get("answers", [])
        answered, last = (answers[0]["old_pin"] if answers else ledger["pin"])["length"], 1
        first = _standing(self.sealed, answered)
        ways = [{entry: key for entry, key in first.items() if self._stays(key)}]
        for answer in answers:
            again = answer["new_pin"]
            # A decision in between was made again over the same close, without what was taken away and left.
            if last < answer["number"] - bool(again):
                ways = [self._less(way, answered) for way in ways]
            if again:
                now = _standing(self.sealed, again["length"])
                ways = [each for way in ways for each in self._both(way, now, answered, answer["last_day"])]
                ways = list({tuple(sorted(way.items())): way for way in ways}.values())
            answered, last = max(answered, (again or answer)["length"]), answer["number"]
        if answers and last < packet["decision"]["number"]:
            ways = [self._less(way, answered) for way in ways]
        return ways

    def _stays(self, key: str) -> bool:
        return _counts(self.sealed[key]) and _is_in(self.sealed[key], self.period)

    def _changed(self, way: Dict[int, str], now: Dict[int, str]) -> Iterator[Tuple[int, str, str, int]]:
        """Yield each entry that says something else now: its new version, what counts of it, the seconds it adds."""
        for entry, key in now.items():
            stays = self._stays(key)
            if way.get(entry) != key and (stays or entry in way):
                after = key if stays else ""
                yield entry, key, after, self._seconds(after) - self._seconds(way.get(entry, ""))

    def _seconds(self, key: str) -> int:
        return int(self.sealed[key][SAYS["seconds"]]) if key else 0

    def _less(self, way: Dict[int, str], answered: int) -> Dict[int, str]:
        now = _standing(self.sealed, answered)
        return _taken(way, {entry: after for entry, _, after, more in self._changed(way, now) if more < 0})

    def _both(
        self, way: Dict[int, str], now: Dict[int, str], answered: int, last_day: Any
    ) -> Iterator[Dict[int, str]]:
        found = [
            (entry, after, more, self._is_in_time(key, last_day))
            for entry, key, after, more in self._changed(way, now)
            if more < 0 or self.sealed[key][SAYS["sequence"]] > answered
        ]
        yield _taken(way, {entry: after for entry, after, _, in_time in found if in_time})
        yield _taken(way, {entry: after for entry, after, more, in_time in found if in_time or more <= 0})

    def _is_in_time(self, key: str, last_day: Any) -> bool:
        written = _instant(self.sealed[key][SAYS["recorded_at"]]).astimezone(self.zone).date()
        return last_day is None or written <= date.fromisoformat(last_day)


def _taken(way: Dict[int, str], instead: Dict[int, str]) -> Dict[int, str]:
    """Return what counts when some entries say something else, or (empty) nothing any more."""
    return {entry: key for entry, key in {**way, **instead}.items() if key}


def _counts(said: Any) -> bool:
    return not said[SAYS["is_void"]] and (said[0] != FORMAT_WITH_DOUBT or said[-2])


def _is_in(said: Any, period: Any) -> bool:
    return bool(period["starts_on"] <= said[SAYS["performed_on"]] <= period["ends_on"])


def _sum_problems(decision: Any, facts: Any, answer: Any) -> Iterator[str]:
    seen: Dict[str, int] = {}
    for key, seconds, *_ in [*answer["counted"], *answer["left_out"]]:
        seen[key] = seen.get(key, 0) + seconds
    for key in sorted(set(seen) - {entry["key"] for entry in facts["entries"]}):
        yield f"the decision counts or leaves out version {key}, which is not among its facts"
    for entry in facts["entries"]:
        if seen.get(entry["key"], entry["seconds"]) != entry["seconds"]:
            yield f"the decision splits {entry['seconds']} s of version {entry['key']} into {seen[entry['key']]} s"
    counted = sum(each[1] for each in answer["counted"])
    out = sum(each[1] for each in answer["left_out"])
    for name, kept, summed in (
        ("counted", decision["counted_seconds"], counted),
        ("left out", decision["excluded_seconds"], out),
    ):
        if kept != summed:
            yield f"the decision says {kept} s {name}, its entries make {summed} s"
    if decision["minutes"] != counted // 60 or answer["minutes"] != counted // 60:
        yield f"the decision says {decision['minutes']} min, its entries make {counted // 60} min"


def _claimed_problems(packet: Any, answer: Any) -> Iterator[str]:
    """Compare the lines of the claim with the decision, and the document that was approved with both."""
    claim, lines = packet["claim"], packet["lines"]
    if claim["claim_frequency"] != VOID:
        decided = [
            _line(code, units, modifiers, amount) for code, units, modifiers, _, amount in answer["lines"]
        ]
        kept = [_line(*(each[name] for name in ("procedure_code", "units", "modifiers", "expected_amount")))
                for each in lines]  # fmt: skip
        if kept != decided:
            yield f"packet.json: the lines are {', '.join(kept)}, the decision allows {', '.join(decided)}"
    charges = [each["charge"] for each in lines]
    total = None if None in charges else sum(map(Decimal, charges))
    if total != _dollars(claim["total_charge"]):
        yield f"packet.json: the lines make {total} dollars, the claim says {claim['total_charge']}"
    if claim["document"]:
        yield from _document_lines_problems(claim, lines, _loads(claim["document"])["claim"])


def _document_lines_problems(claim: Any, lines: Any, document: Any) -> Iterator[str]:
    for name in ("patient_control_number", "claim_frequency", "payer_claim_control_number",
                 "prior_authorization_number", "care_plan_oversight_number"):  # fmt: skip
        yield from _apart("packet.json: the claim", name, claim[name], "its document", document[name])
    days = {"starts_on": claim["starts_on"], "ends_on": claim["ends_on"]}
    names = ("procedure_code", "units", "modifiers", "charge")
    kept = [{**{name: each[name] for name in names}, **days} for each in lines]
    billed = [{name: each[name] for name in (*names, *days)} for each in document["lines"]]
    if kept != billed:
        yield f"packet.json: the lines of the claim are {kept}, those of its document {billed}"


def _line(code: str, units: int, modifiers: List[str], amount: Any) -> str:
    return f"{units} x {'-'.join((code, *modifiers))} ({amount})"


def _dollars(amount: Any) -> Any:
    return None if amount is None else Decimal(amount)


# --- what packet.json says in more than one place -----------------------------------------------------------------


def _repeated_problems(packet: Any, ledger: Any) -> Iterator[str]:
    yield from _decided_problems(packet)
    yield from _period_problems(packet, ledger)
    for signed in packet["signatures"]:
        yield from _signed_problems(signed, packet, ledger)
    yield from _name_problems(packet)
    yield from _history_problems(packet["history"], packet["claim"])
    for payment in packet["payments"]:
        yield from _payment_problems(payment)


def _apart(where: str, name: str, value: Any, there: str, other: Any) -> Iterator[str]:
    """Yield a sentence when two places that repeat each other do not agree."""
    if not _is_same(value, other):
        yield f"{where} says {name} {value!r}, {there} {other!r}"


def _decided_problems(packet: Any) -> Iterator[str]:
    """Compare what stands beside the answer of the rules, and on the claim, with that answer."""
    decision, claim = packet["decision"], packet["claim"]
    facts, answer = _loads(decision["facts"]), _loads(decision["result"])
    codes = answer["lines"] or answer["reached"]
    for name, other in {
        "outcome": answer["outcome"], "reasons": answer["reasons"], "program": answer["program"],
        "setting": answer["setting"], "short_by_seconds": answer["short_by_seconds"],
        "expected_amount": answer["expected_amount"], "rule_set": answer["rule_set"],
        "procedure_code": codes[0][0] if codes else "", "counted_seconds": answer["seconds"],
        "rendering_provider": int(answer["rendering_provider"]),
        "episode": int(answer["episode_key"]) if answer["episode_key"] else None,
    }.items():  # fmt: skip
        yield from _apart("packet.json: the decision", name, decision[name], "its result says", other)
    for name, other in {
        "period_ends_on": answer["ends_on"], "starts_on": answer["from_date"], "ends_on": answer["through_date"],
        "setting": answer["setting"], "code_family": answer["program"], "decision": decision["id"],
        "care_plan_oversight_number": answer["care_plan_oversight_number"], "episode": decision["episode"],
        "window_ends_on": decision["window_ends_on"], "problem_count": len(claim["problems"]),
        "rendering_provider": packet["rendering_provider"]["id"], "patient": packet["patient"]["id"],
    }.items():  # fmt: skip
        yield from _apart("packet.json: the claim", name, claim[name], "behind it stands", other)
    if decision["obstacle"] not in (answer["reasons"] or [""]):
        yield f"packet.json: the decision says obstacle {decision['obstacle']!r}, which is none of its reasons"
    out: Dict[str, int] = {}
    for _, seconds, reason in answer["left_out"]:
        out[reason] = out.get(reason, 0) + seconds
    if out != dict(answer["excluded"]):
        yield f"the decision leaves out {dict(answer['excluded'])} seconds by reason, its entries make {out}"
    yield from _apart("the facts", "rendering_provider", facts["rendering_provider"], "the result",
                      answer["rendering_provider"])  # fmt: skip


def _period_problems(packet: Any, ledger: Any) -> Iterator[str]:
    period, decision = packet["period"], packet["decision"]
    facts = _loads(decision["facts"])
    for name in ("starts_on", "ends_on"):
        yield from _apart("packet.json: the period", name, period[name], "the decision saw", facts[name])
    for what in ("claim", "decision"):
        yield from _apart(
            f"packet.json: the {what}", "period", packet[what]["period"], "it is", period["number"]
        )
    pinned = (
        {**ledger["pin"], **{name: period[name] for name in ("starts_on", "ends_on")}}
        if ledger["pin"]
        else None
    )
    if pinned and pinned not in ledger["pins"]:
        yield f"ledger.json: no pin is that of the close of {period['starts_on']} to {period['ends_on']}"


def _signed_problems(signed: Any, packet: Any, ledger: Any) -> Iterator[str]:
    """Compare a signed text with the row around it, with the seals, and, while nothing changed since, the decision."""
    content, period, decision = _loads(signed["content"]), packet["period"], packet["decision"]
    hashes = {row["version"]: row["hash"] for row in ledger["versions"] if "version" in row}
    where = "packet.json: the signature"
    for name, other in (("statement", content["statement"]), ("provider", content["provider"]),
                        ("late_length", content["book"][2]), ("period", content["period"][0])):  # fmt: skip
        yield from _apart(where, name, signed[name], "signed was", other)
    yield from _apart(where, "period", content["period"], "the packet",
                      [period["number"], period["starts_on"], period["ends_on"]])  # fmt: skip
    for each in content["decisions"]:
        for key, digest in each["counted"]:
            if hashes.get(key) != digest:
                yield f"{where} covers version {key} with another hash than the ledger shows"
    if signed["is_stale"] or not decision["is_current"]:
        return
    counted = sorted(int(key) for key, _ in _loads(decision["result"])["counted"])
    decided = (decision["stretch"], decision["minutes"], decision["procedure_code"], counted)
    covered = [
        (each["stretch"], each["minutes"], each["code"], [key for key, _ in each["counted"]])
        for each in content["decisions"]
    ]
    if decided not in covered:
        yield f"{where} does not cover the decision: {decision['minutes']} min, {decision['procedure_code']}"
    if ledger["pin"] and content["book"][:2] != [ledger["pin"]["length"], ledger["pin"]["head"]]:
        yield f"{where} was made over another book than the close pinned"


def _name_problems(packet: Any) -> Iterator[str]:
    """Yield where one person has two names."""
    names: Dict[Tuple[str, int], str] = {}
    for many, who, name in NAMED:
        for row in packet.get(many, ()):
            if row[who] is not None:
                key = ("provider" if who == "provider" else "user", row[who])
                first = names.setdefault(key, row[name])
                if first != row[name]:
                    yield f"packet.json: {key[0]} {key[1]} is called {first!r} and {row[name]!r}"


def _history_problems(history: Any, claim: Any) -> Iterator[str]:
    state = ""
    for event in sorted(history, key=lambda each: int(each["id"])):
        if event["from_state"] != state:
            yield f"packet.json: the history moves from {event['from_state']!r} where it had come to {state!r}"
        state = event["to_state"]
    if history and state != claim["state"]:
        yield f"packet.json: the claim is {claim['state']!r}, its history ends {state!r}"


def _payment_problems(payment: Any) -> Iterator[str]:
    """Yield where a payment that is said to balance does not: charge less adjustments, and the lines of it."""
    if not payment["balances"]:
        return
    where = f"packet.json: payment {payment['trace_number']}"
    taken = sum((Decimal(each["amount"]) for each in payment["adjustments"]), Decimal(0))
    if Decimal(payment["charge"]) - taken != Decimal(payment["paid"]):
        yield f"{where} of {payment['paid']} is not its charge of {payment['charge']} less {taken} adjusted"
    charged = sum((Decimal(each["charge"]) for each in payment["services"]), Decimal(0))
    if payment["services"] and charged != Decimal(payment["charge"]):
        yield f"{where} has lines of {charged}, its charge is {payment['charge']}"


# --- the command --------------------------------------------------------------------------------------------------


def main(arguments: List[str]) -> int:
    """Check what is named, or the folder in which this file lies; print what does not hold."""
    where = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    if not where.exists():
        _say(f"{where} is not there. Name a packet, or its unpacked folder.")
        return 1
    if where.is_dir():
        files = dict(_lying_in(where))
        found = list(problems(files))
    else:
        data = where.read_bytes()
        files, found = dict(unzipped(data)), list(archive_problems(data))
    for problem in found:
        _say(f"CHANGED  {problem}")
    for line in _told(files):
        _say(line)
    _say(f"{len(found)} things do not hold." if found else "Everything holds.")
    return 1 if found else 0


def _say(line: str) -> None:
    """Print one line; what a packet brings along can neither begin another nor move the cursor."""
    code = sys.stdout.encoding or "ascii"
    shown = "".join(each if each.isprintable() else "?" for each in line)
    print(shown.encode(code, "replace").decode(code))


def _lying_in(folder: Path) -> Iterator[Tuple[str, bytes]]:
    """Yield the files of a folder; a folder in it is none of them, and named so."""
    for each in folder.iterdir():
        yield (each.name, each.read_bytes()) if each.is_file() else (f"{each.name}/", b"")


def _told(files: Files) -> Iterator[str]:
    """Yield whose packet it is, what to compare with the paper, and how far the practice had anchored the book."""
    if number := claim_of(files):
        yield f"Claim {number}{_made(files)}."
    if MANIFEST in files:
        yield f"Manifest {sha256(files[MANIFEST]).hexdigest()}: compare it with the cover."
    try:
        ledger = _loads(files[LEDGER])
        newest = max(ledger["anchored_heads"], key=lambda each: each["length"], default=None)
        said = (
            f"up to version {newest['length']} of {ledger['book']['length']}, {_day(newest['anchored_on'])}"
            if newest
            else ""
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    yield f"Anchored by the practice {said}." if said else "Not anchored by the practice yet."


def _made(files: Files) -> str:
    try:
        return f", made {_day(_loads(files[PACKET])['made_at'])}"
    except (ValueError, KeyError, TypeError):
        return ""


def _day(text: str) -> str:
    day = date.fromisoformat(text[:10])
    return f"{day.day} {day:%b %Y}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
