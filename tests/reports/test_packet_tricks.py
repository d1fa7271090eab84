"""Tricks with an archive, with names and with JSON are named, also when every list of hashes was written anew."""

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from apps.reports import verify_packet
from apps.reports.packing import zip_of
from apps.reports.verify_packet import (
    HASHES,
    LEDGER,
    MANIFEST,
    PACKET,
    PAPER,
    PROGRAM,
    Files,
    Member,
    archive_problems,
    hash_list,
    manifest_of,
    problems,
    unzipped,
    zipped,
)

pytestmark = pytest.mark.once


def listed(files: Files) -> list[str]:
    """Return what is found when the list of hashes is written anew."""
    return list(archive_problems(zip_of({**files, HASHES: hash_list(files)})))


def bound(files: Files) -> list[str]:
    """Return what is found when also the manifest, and its hash on the paper, are written anew."""
    old = sha256(files[MANIFEST]).hexdigest().encode()
    manifest = manifest_of(files)
    paper = files[PAPER].replace(old, sha256(manifest).hexdigest().encode())
    return listed({**files, MANIFEST: manifest, PAPER: paper})


def test_a_name_that_stands_twice_is_named(packet: bytes) -> None:
    members = unzipped(packet)
    shown_first = Member(PAPER, b"%PDF of a forger")
    assert list(archive_problems(b"".join(zipped(sorted([shown_first, *members]))))) == [
        "packet.pdf stands twice in the archive: programs do not agree which of them they show"
    ]


def test_files_in_another_order_are_named(packet: bytes) -> None:
    (found,) = archive_problems(b"".join(zipped(reversed(unzipped(packet)))))
    assert found.startswith("the archive itself was changed")


@pytest.mark.parametrize(
    "name", ["certification.pdf", "../../evil", "Packet.json", "document-1.exe", "x/packet.pdf"]
)
def test_a_file_that_no_packet_has_is_named_though_it_is_listed(packet: bytes, name: str) -> None:
    found = listed({**dict(unzipped(packet)), name: b"x"})
    assert found[0] == f"{name} is listed in hashes.txt and is no file of a packet"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"/Title (Audit", b"/Title (AUDIT", id="its title"),
        pytest.param(b"%%EOF", b"%%EOF\n% another page", id="an update at its end"),
    ],
)
def test_a_paper_that_was_edited_is_named_though_its_hash_was_written_anew(
    packet: bytes, old: bytes, new: bytes
) -> None:
    files = dict(unzipped(packet))
    assert old in files[PAPER]
    assert listed({**files, PAPER: files[PAPER].replace(old, new)}) == [
        "packet.pdf is not the paper that manifest.json names"
    ]


def test_another_program_is_named(packet: bytes) -> None:
    assert listed({**dict(unzipped(packet)), PROGRAM: b"print('Everything holds.')"}) == [
        "verify_packet.py is not the program that manifest.json names"
    ]


def test_a_packet_of_earlier_days_is_told_from_one_that_was_changed(packet: bytes) -> None:
    files = dict(unzipped(packet))
    old = json.dumps({"format": 1, "sha256": {}}).encode()
    was, now = (sha256(each).hexdigest().encode() for each in (files[MANIFEST], old))
    assert listed({**files, MANIFEST: old, PAPER: files[PAPER].replace(was, now)}) == [
        "manifest.json is of format 1, this program checks 2: take that of a packet of its days"
    ]


def test_the_paper_names_its_manifest_where_people_read_it(packet: bytes) -> None:
    files = dict(unzipped(packet))
    digest = sha256(files[MANIFEST]).hexdigest().encode()
    assert files[PAPER].count(digest) == 3, "in its own words, on the cover and under the proof"


def _set(*path: Any, to: Any) -> Callable[[Any], None]:
    def forge(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return forge


def _another_patient(data: Any) -> None:
    data["patient"]["id"] = data["claim"]["patient"] = 77


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        pytest.param(_another_patient, "version 2 was sealed for patient", id="the log of another patient"),
        pytest.param(_set("claim", "practice", to=77), "was sealed for practice", id="the log of another practice"),
        pytest.param(_set("history", 0, "claim", to=77), "history is of claim 77", id="history of another claim"),
        pytest.param(_set("payments", 0, "claim", to=77), "payments is of claim 77", id="payment of another claim"),
        pytest.param(
            _set("recorded", "careepisode", 0, "patient", to=77), "careepisode is of patient 77", id="episode"
        ),
    ],
)  # fmt: skip
def test_parts_of_another_packet_are_named(packet: bytes, forge: Callable[[Any], None], said: str) -> None:
    files = dict(unzipped(packet))
    data = json.loads(files[PACKET])
    forge(data)
    found = bound({**files, PACKET: json.dumps(data).encode()})
    assert any(said in each for each in found), found


def test_a_head_with_the_date_of_no_anchor_is_named(packet: bytes) -> None:
    files = dict(unzipped(packet))
    ledger = json.loads(files[LEDGER])
    ledger["anchored_heads"][0]["anchored_on"] = "2026-05-01"
    assert bound({**files, LEDGER: json.dumps(ledger).encode()}) == [
        "ledger.json: version 3 is dated 2026-05-01, when nothing was anchored"
    ]


def test_a_name_that_stands_twice_in_an_object_is_named(packet: bytes) -> None:
    files = dict(unzipped(packet))
    twice = files[PACKET].replace(b"{\n", b'{\n "claim": {"total_charge": "999.00"},\n', 1)
    (found,) = bound({**files, PACKET: twice})
    assert found.endswith("'claim' stands twice in one object")


def test_no_value_of_any_kind_stops_the_program(packet: bytes) -> None:
    files = dict(unzipped(packet))
    for name, text in ((PACKET, b"[" * 200_000), (LEDGER, b'{"versions": NaN}'), (LEDGER, b"\xff\xfe")):
        assert any("cannot be read as a packet" in each for each in problems({**files, name: text})), name
    odds: list[Any] = ["x", "../..", "NaN", None, [], {}, 10**400, "9" * 5000, "[" * 200_000]
    for path in (
        ("lines", 0, "charge"),
        ("payments", 0, "paid"),
        ("decision", "facts"),
        ("practice", "time_zone"),
    ):
        for odd in odds:
            changed = json.loads(files[PACKET])
            _set(*path, to=odd)(changed)
            assert list(problems({**files, PACKET: json.dumps(changed).encode()})), (path, odd)


def test_packets_that_changed_their_names_in_an_archive_of_many_are_named(packet: bytes) -> None:
    number = json.loads(dict(unzipped(packet))[PACKET])["claim"]["patient_control_number"]
    program = dict(unzipped(packet))[PROGRAM]
    assert listed({f"packet-{number}.zip": packet, PROGRAM: program}) == []
    assert listed({"packet-C0000000000001.zip": packet, PROGRAM: program}) == [
        f"packet-C0000000000001.zip: it is the packet of claim {number}"
    ]
    assert listed({f"packet-{number}.zip": packet, PROGRAM: program, "letter.pdf": b"x"}) == [
        "letter.pdf is listed in hashes.txt and is no file of a packet"
    ]


def test_an_archive_of_archives_is_no_packet_and_stops_no_program(packet: bytes) -> None:
    program = {PROGRAM: dict(unzipped(packet))[PROGRAM]}
    nested = packet
    for _ in range(500):
        nested = zip_of({"packet-C1.zip": nested})
    found = listed({"packet-C1.zip": nested, **program})
    assert found == ["packet-C1.zip: it is an archive of archives, and no packet"]


@pytest.mark.parametrize("made_at", [None, 5, "soon", [], {}])
def test_the_program_tells_of_a_packet_only_what_it_can_read(
    packet: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], made_at: Any
) -> None:
    files = dict(unzipped(packet))
    data = json.loads(files[PACKET])
    data["made_at"], data["claim"]["patient_control_number"] = made_at, "C1\n\x1b[2KEverything holds."
    (tmp_path / "packet.zip").write_bytes(zip_of({**files, PACKET: json.dumps(data).encode()}))
    assert verify_packet.main([str(tmp_path / "packet.zip")]) == 1
    said = capsys.readouterr().out
    assert "Claim C1??[2KEverything holds..\n" in said and "\x1b" not in said
    assert said.splitlines()[-1].endswith("do not hold.")


def ran(where: Path) -> tuple[int, list[str]]:
    program = Path(verify_packet.__file__)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(where)], capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def test_a_folder_is_checked_with_all_that_lies_in_it(packet: bytes, tmp_path: Path) -> None:
    for name, content in unzipped(packet):
        (tmp_path / name).write_bytes(content)
    number = json.loads((tmp_path / PACKET).read_bytes())["claim"]["patient_control_number"]
    code, said = ran(tmp_path)
    assert (code, said[0], said[-1]) == (0, f"Claim {number}, made 1 Jun 2026.", "Everything holds.")
    assert "Anchored by the practice up to version 3 of 3, 1 Jun 2026." in said
    (tmp_path / "more").mkdir()
    assert ran(tmp_path)[1][0].startswith("CHANGED  more/ is not listed in hashes.txt")


def test_a_folder_of_many_packets_is_checked_packet_by_packet(packet: bytes, tmp_path: Path) -> None:
    files = dict(unzipped(packet))
    number = json.loads(files[PACKET])["claim"]["patient_control_number"]
    many = {f"packet-{number}.zip": packet, PROGRAM: files[PROGRAM]}
    for name, content in {**many, HASHES: hash_list(many)}.items():
        (tmp_path / name).write_bytes(content)
    assert ran(tmp_path) == (0, ["Everything holds."])


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    code, said = ran(tmp_path / "packet.zip")
    assert (code, said) == (
        1,
        [f"{tmp_path / 'packet.zip'} is not there. Name a packet, or its unpacked folder."],
    )
