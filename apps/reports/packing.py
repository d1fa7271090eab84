"""An audit packet as its files, and as one ZIP that has exactly one way to be written."""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder

from apps.billing.models import Claim, PacketRun, RuleSetVersion
from apps.billing.operations.packets import record_fetched
from apps.patients.document_pages import document_pages
from apps.patients.selectors_documents import contents_of
from apps.practice.access import Actor
from apps.reports import verify_packet
from apps.reports.packet_data import document_names, ledger_data, packet_data
from apps.reports.packet_pdf import packet_pdf
from apps.reports.packets import Material, materials
from apps.reports.verify_packet import (
    HASHES,
    LEDGER,
    MANIFEST,
    PACKET,
    PAPER,
    PROGRAM,
    RULES,
    Files,
    Member,
    zipped,
)

T = TypeVar("T")

_VERIFIER_FILE = Path(verify_packet.__file__)


def packets(actor: Actor, claims: Sequence[Claim], *, now: datetime) -> list[bytes]:
    """Return the packet of each claim as a ZIP, in order."""
    return [zip_of(packet_files(material, actor=actor, now=now)) for material in materials(actor, claims)]


def some_packets(
    actor: Actor, claims: Sequence[Claim], *, now: datetime
) -> tuple[dict[int, bytes], dict[int, str]]:
    """Return the packets by claim, and why one could not be made; one that fails holds back no other."""
    try:
        made = packets(actor, claims, now=now)
    except Exception as error:  # noqa: BLE001 - a claim that fits no paper holds back no other
        if len(claims) == 1:
            return {}, {claims[0].pk: f"{type(error).__name__}: {error}"}
        alone = [some_packets(actor, [claim], now=now) for claim in claims]
        return _merged(made for made, _ in alone), _merged(failed for _, failed in alone)
    return {claim.pk: content for claim, content in zip(claims, made, strict=True)}, {}


def _merged(parts: Iterable[dict[int, T]]) -> dict[int, T]:
    return {key: value for part in parts for key, value in part.items()}


def packet_files(material: Material, *, actor: Actor, now: datetime) -> Files:
    """Return the files of one packet by name; the manifest's hash stands on the cover of the paper."""
    files: Files = {
        PACKET: _json(packet_data(material, actor=actor, made_at=now)),
        LEDGER: _json(ledger_data(material)),
        RULES: _rules(material.claim.decision.rule_set_id),
    }
    attached = attached_files(material)
    files.update(attached)
    files[PROGRAM] = verifier()
    # The manifest names the paper, and the paper the manifest: until it is made, something unique stands for its hash.
    stands_for_it = sha256(files[PACKET]).hexdigest()
    pages = document_pages(attached)
    files[PAPER] = packet_pdf(material, actor=actor, now=now, manifest_hash=stands_for_it, pages=pages)
    files[MANIFEST] = verify_packet.manifest_of(files)
    manifest_hash = sha256(files[MANIFEST]).hexdigest()
    files[PAPER] = files[PAPER].replace(stands_for_it.encode(), manifest_hash.encode())
    files[HASHES] = verify_packet.hash_list(files)
    return files


def attached_files(material: Material) -> Files:
    """Return the documents that the claim rests on, by their names in the packet: one query, none without any."""
    named = document_names(material)
    contents = contents_of(named.values()) if named else {}
    return {name: contents[each.pk] for name, each in named.items()}


def zip_of(files: Files) -> bytes:
    """Return the files as one ZIP, by name."""
    return b"".join(zipped(Member(name, files[name]) for name in sorted(files)))


def manifest_hash_of(packet: bytes) -> str:
    """Return the hash of a packet's manifest, as the cover of its paper says it."""
    return next(
        sha256(content).hexdigest() for name, content in verify_packet.unzipped(packet) if name == MANIFEST
    )


def name_of(claim: Claim) -> str:
    """Return the file name of a claim's packet."""
    return f"packet-{claim.patient_control_number}.zip"


@lru_cache(maxsize=1)
def verifier() -> bytes:
    """Return the program that checks a packet without us."""
    return _VERIFIER_FILE.read_bytes()


@lru_cache(maxsize=16)
def _rules(content_hash: str) -> bytes:
    return gzip.compress(RuleSetVersion.objects.get(pk=content_hash).content.encode(), mtime=0)


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=_Encoder, ensure_ascii=False, sort_keys=True, indent=1).encode()


class _Encoder(DjangoJSONEncoder):
    """Dates, instants to the microsecond as they were sealed, amounts as text."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


def bundled(run: PacketRun, *, actor: Actor) -> Iterator[bytes]:
    """Yield a ZIP of all packets of a run, one at a time, with the program and the list of hashes at the end."""
    yield from zipped(_bundle(run, actor))


def _bundle(run: PacketRun, actor: Actor) -> Iterator[Member]:
    """Yield the files of the ZIP; each packet is recorded before it leaves, and none is read before its turn."""
    lines = [verify_packet.hash_line(PROGRAM, verifier())]
    rows = run.packets.exclude(content=None)
    for pk in list(rows.order_by("claim__patient_control_number").values_list("pk", flat=True)):
        packet = rows.select_related("claim").get(pk=pk)
        assert packet.content is not None  # left out above
        member = Member(name_of(packet.claim), bytes(packet.content))
        manifests = {packet.claim_id: manifest_hash_of(member.content)}
        record_fetched(actor, [packet.claim], manifests=manifests)
        lines.append(verify_packet.hash_line(*member))
        yield member
    yield Member(PROGRAM, verifier())
    yield Member(HASHES, "".join(sorted(lines, key=lambda line: line.partition("  ")[2])).encode())
