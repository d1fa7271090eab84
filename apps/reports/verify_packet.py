"""Check an audit packet on any computer: Python 3.9 or later, nothing else.

    python3 verify_packet.py packet.zip        (or the unpacked folder, or a ZIP of many packets)

It checks that no byte of the archive differs, that every file and every document is the one listed, that the time log
is the sealed chain it claims to be, and that the decision adds up from those very entries. It prints what does not
hold, and exits 1.
"""

from __future__ import annotations

import gzip
import json
import struct
import sys
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Tuple

MANIFEST, HASHES, PAPER = "manifest.json", "hashes.txt", "packet.pdf"
PACKET, LEDGER, RULES = "packet.json", "ledger.json", "rules.json.gz"
# What the manifest lists, with every document: its own hash stands on the cover of the paper, so the paper cannot be
# in it.
LISTED = (LEDGER, PACKET, RULES)
# How the names of the files begin that prove what the claim rests on.
DOCUMENT = "document-"
# Where a sealed text, which is a JSON list, says what: after its format and the hash before it.
SAYS = {
    "entry": 5, "number": 6, "sequence": 7, "provider": 8, "performed_on": 9, "started_at": 10, "ended_at": 11,
    "seconds": 12, "activity": 13, "counterpart": 14, "channel": 15, "note": 16, "is_void": 18,
}  # fmt: skip
CONFIRMED_FROM_THE_END, FORMAT_WITH_DOUBT = -2, 2
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
    try:
        again = b"".join(zipped(members))
    except (UnicodeEncodeError, struct.error):
        again = b""
    if again != data:
        place = next((at for at, (a, b) in enumerate(zip(again, data)) if a != b), min(len(again), len(data)))
        yield f"the archive itself was changed, first at byte {place}{_where(members, place)}"
    files = dict(members)
    if MANIFEST not in files and any(name.endswith(".zip") for name in files):
        yield from _of_many(files)
    else:
        yield from problems(files)


def _where(members: List[Member], place: int) -> str:
    at = 0
    for name, content in members:
        at += _LOCAL.size + len(name) + len(content)
        if place < at:
            return f", at {name}"
    return ", in its directory"


def _of_many(files: Files) -> Iterator[str]:
    yield from _listing(files)
    for name in sorted(files):
        if name.endswith(".zip"):
            for problem in archive_problems(files[name]):
                yield f"{name}: {problem}"


def problems(files: Files) -> Iterator[str]:
    """Yield everything that does not hold in one packet, given its files by name."""
    yield from _listing(files)
    for name in (MANIFEST, PAPER, *LISTED):
        if name not in files:
            yield f"{name} is missing"
    if all(name in files for name in (MANIFEST, PAPER, *LISTED)):
        yield from _bound(files)
        yield from _read(files)


def hash_list(files: Files) -> bytes:
    """Return what hashes.txt says of the other files: one line a file, by name, as sha256sum writes it."""
    return "".join(hash_line(name, files[name]) for name in sorted(files) if name != HASHES).encode()


def hash_line(name: str, content: bytes) -> str:
    """Return the line of one file."""
    return f"{sha256(content).hexdigest()}  {name}\n"


def manifest_of(files: Files) -> bytes:
    """Return what manifest.json says of the files of data."""
    listed = [name for name in files if name in LISTED or name.startswith(DOCUMENT)]
    said = {name: sha256(files[name]).hexdigest() for name in listed}
    return json.dumps({"format": 1, "sha256": said}, indent=1, sort_keys=True).encode()


def _listing(files: Files) -> Iterator[str]:
    listed = files.get(HASHES, b"")
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


def _lines(listed: bytes) -> Dict[str, str]:
    """Return the hash that a list of hashes gives each file, by name."""
    cut = (line.partition("  ") for line in listed.decode("utf-8", "replace").splitlines())
    return {name: digest for digest, _, name in cut}


def _bound(files: Files) -> Iterator[str]:
    if files[MANIFEST] != manifest_of(files):
        yield f"{MANIFEST} does not list the files of data as they are"
    if f"manifest sha256 {sha256(files[MANIFEST]).hexdigest()}".encode() not in files[PAPER]:
        yield f"{PAPER} does not name this {MANIFEST}: they do not belong together"


def _read(files: Files) -> Iterator[str]:
    try:
        packet, ledger = json.loads(files[PACKET]), json.loads(files[LEDGER])
        rules = gzip.decompress(files[RULES])
        yield from [
            *_claim_problems(packet, rules),
            *_document_problems(packet, files),
            *ledger_problems(ledger),
            *decision_problems(packet, ledger),
        ]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        EOFError,
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
            yield from _seal_problems(row, place)
        previous = hashes[place] = row["hash"]
    book = ledger["book"]
    if len(ledger["versions"]) != book["length"] or previous != book["head"]:
        yield f"ledger.json: the book ends with version {book['length']} and another hash"
    for pin in [ledger["pin"], *ledger["pins"]]:
        if pin and hashes.get(pin["length"]) != pin["head"]:
            yield f"ledger.json: version {pin['length']} is not the one that a closed period pinned"
    yield from _anchor_problems(ledger, hashes)


def _seal_problems(row: Any, place: int) -> Iterator[str]:
    said = json.loads(row["sealed"])
    if _hash(row["sealed"]) != row["hash"]:
        yield f"ledger.json: version {place} does not say what was sealed"
    if said[1] != row["previous_hash"] or said[SAYS["sequence"]] != row["sequence"]:
        yield f"ledger.json: version {place} was sealed in another place"


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
    for head in ledger["anchored_heads"]:
        if hashes.get(head["length"]) != head["hash"]:
            yield f"ledger.json: version {head['length']} is not the one that was anchored on {head['anchored_on']}"
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


def decision_problems(packet: Any, ledger: Any) -> Iterator[str]:
    """Yield where the decision does not rest on the sealed entries, or its sums are wrong."""
    decision = packet["decision"]
    facts, answer = json.loads(decision["facts"]), json.loads(decision["result"])
    sealed = {str(row["version"]): json.loads(row["sealed"]) for row in ledger["versions"] if "sealed" in row}
    for entry in facts["entries"]:
        if not entry["key"].startswith(APART):
            yield from _entry_problems(entry, sealed.get(entry["key"]))
    yield from _pinned_problems(facts, sealed, ledger["pin"], packet["period"])
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


def _pinned_problems(facts: Any, sealed: Dict[str, Any], pin: Any, period: Any) -> Iterator[str]:
    """Compare what the decision looked at with what stood in the book when the period was closed."""
    if not pin:
        return
    standing: Dict[int, Tuple[str, Any]] = {}
    for key, said in sealed.items():
        if said[SAYS["sequence"]] <= pin["length"]:
            standing[said[SAYS["entry"]]] = (key, said)
    pinned = {key for key, said in standing.values() if _counts(said) and _is_in(said, period)}
    looked_at = {entry["key"] for entry in facts["entries"] if not entry["key"].startswith(APART)}
    for key in sorted(pinned ^ looked_at):
        yield f"version {key} {'was left out of' if key in pinned else 'was not in force for'} the close"


def _counts(said: Any) -> bool:
    return not said[SAYS["is_void"]] and (said[0] != FORMAT_WITH_DOUBT or said[CONFIRMED_FROM_THE_END])


def _is_in(said: Any, period: Any) -> bool:
    return bool(period["starts_on"] <= said[SAYS["performed_on"]] <= period["ends_on"])


def _sum_problems(decision: Any, facts: Any, answer: Any) -> Iterator[str]:
    seen: Dict[str, int] = {}
    for key, seconds, *_ in [*answer["counted"], *answer["left_out"]]:
        seen[key] = seen.get(key, 0) + seconds
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
    claim = packet["claim"]
    if not claim["document"] or claim["claim_frequency"] == "8":
        return
    document = json.loads(claim["document"])["claim"]
    decided = sorted((line[0], line[1]) for line in answer["lines"])
    billed = sorted((line["procedure_code"], line["units"]) for line in document["lines"])
    if decided != billed:
        yield f"the claim bills {billed}, the decision allows {decided}"
    if document["patient_control_number"] != claim["patient_control_number"]:
        yield "the claim's number is not the one in its document"
    cents = sum(_cents(line["charge"]) for line in document["lines"])
    if cents != _cents(claim["total_charge"]):
        yield f"the lines make {cents} cents, the claim says {claim['total_charge']} dollars"


def _cents(amount: str) -> int:
    whole, _, rest = amount.partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])


# --- the command --------------------------------------------------------------------------------------------------


def main(arguments: List[str]) -> int:
    """Check what is named, or the folder in which this file lies; print what does not hold."""
    where = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    if where.is_dir():
        files = {each.name: each.read_bytes() for each in where.iterdir() if each.is_file()}
        found = list(problems(files))
    else:
        data = where.read_bytes()
        files, found = dict(unzipped(data)), list(archive_problems(data))
    for problem in found:
        print(f"CHANGED  {problem}")
    if MANIFEST in files:
        print(f"Manifest {sha256(files[MANIFEST]).hexdigest()}: compare it with the cover.")
    print(f"{len(found)} things do not hold." if found else "Everything holds.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
