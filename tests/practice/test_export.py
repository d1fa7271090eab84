"""Everything a practice owns goes along and comes back: every table and byte; chains verify, decisions replay."""

import io
import json
import zipfile
from datetime import UTC, datetime
from errno import ENOSPC
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.billing.models import Decision
from apps.billing.replays import replays
from apps.practice import tasks
from apps.practice.exporting import HASHES, MANIFEST, write_export
from apps.practice.models import AuditEvent, Export, Practice, User
from apps.practice.operations_exports import make_export
from apps.practice.owned import LEFT_OUT, not_covered, rows_owned, tables
from apps.practice.restoring import restore_export
from apps.problems import Refused
from tests import builders as make
from tests.api.world import Place, furnished

NOW = datetime(2026, 6, 5, 12, 0, tzinfo=UTC)


@pytest.mark.once
def test_every_table_goes_along_or_says_why_not() -> None:
    assert not_covered() == []
    assert all(LEFT_OUT.values())


@pytest.fixture
def places(transactional_db: None) -> tuple[Place, Place]:
    return furnished("Hilltop Senior Care", make.PRACTICE_NPI), furnished("Lakeside", make.LAKESIDE_NPI)


def exported(practice: Practice) -> bytes:
    file = io.BytesIO()
    write_export(practice, file, now=NOW)
    return file.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.django_db(transaction=True)
def test_an_export_comes_back_into_an_empty_instance_and_equals_the_original(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    hill, lake = places[0].practice, places[1].practice
    whole = exported(hill)
    before = members(whole)
    lines = {line.split("  ")[1]: line.split("  ")[0] for line in before[HASHES].decode().splitlines()}
    assert lines == {name: sha256(bytes_).hexdigest() for name, bytes_ in before.items() if name != HASHES}
    said = json.loads(before[MANIFEST])
    counts = {each["table"]: each["rows"] for each in said["tables"]}
    assert counts == {table.name: rows_owned(table, hill).count() for table in tables()}
    assert (
        sum(count > 0 for count in counts.values()) > 60
    )  # the furnished practice has rows of nearly every table
    assert not any(lake.name.encode() in bytes_ for bytes_ in before.values())
    assert not any(b"pbkdf2" in bytes_ or b"argon2" in bytes_ for bytes_ in before.values())
    answers = [
        (each.pk, each.facts, each.result) for each in Decision.objects.filter(practice=hill).order_by("pk")
    ]

    with pytest.raises(Refused, match="are taken here"):
        restore_export(io.BytesIO(whole))
    file = tmp_path / "export.zip"
    file.write_bytes(whole)
    call_command("flush", interactive=False, verbosity=0)
    call_command("restore_practice", str(file))
    AuditEvent.objects.order_by("-pk").filter(action="export.restored").get()
    # the trail is never deleted; what the restore added to it is left out to compare
    assert members_without_trail(exported(Practice.objects.get())) == members_without_trail(whole)
    call_command("verify_ledger")
    assert [(each.pk, each.facts, each.result) for each in Decision.objects.order_by("pk")] == answers
    again = list(replays(Decision.objects.all()))
    assert again
    assert all(each.is_same for each in again)
    assert not User.objects.get(email="ana@hilltop.example").has_usable_password()
    make.patient(Practice.objects.get(), medical_record_number="NEW")  # keys go on after those put back


def members_without_trail(content: bytes) -> dict[str, bytes]:
    """Every member but those that count the trail, and of the trail what was there before."""
    found = {name: bytes_ for name, bytes_ in members(content).items() if name not in (MANIFEST, HASHES)}
    trail = found["tables/practice.auditevent.ndjson"].splitlines()
    found["tables/practice.auditevent.ndjson"] = b"\n".join(
        line for line in trail if b"export.restored" not in line
    )
    return found


@pytest.mark.django_db(transaction=True)
def test_a_changed_byte_another_version_and_a_strange_file_are_refused(places: tuple[Place, Place]) -> None:
    whole = members(exported(places[0].practice))
    call_command("flush", interactive=False, verbosity=0)
    changed = {
        **whole,
        "tables/patients.patient.ndjson": whole["tables/patients.patient.ndjson"].replace(b"Jane", b"June"),
    }
    missing = {name: bytes_ for name, bytes_ in whole.items() if name != "tables/patients.patient.ndjson"}
    manifest = {**json.loads(whole[MANIFEST]), "migrations": ["billing.0001_initial"]}
    other = {**whole, MANIFEST: json.dumps(manifest).encode()}
    for files, match in (
        (changed, "tables/patients.patient.ndjson"),
        (missing, "tables/patients.patient.ndjson"),
        ({"a.txt": b"x"}, "no export of Careminutes"),
        (with_hashes(other), "another version of the product"),
    ):
        with pytest.raises(Refused, match=match):
            restore_export(io.BytesIO(zipped(files)))
    assert not Practice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_of_another_practice_does_not_come_in_with_an_export(places: tuple[Place, Place]) -> None:
    files = members(exported(places[0].practice))
    call_command("flush", interactive=False, verbosity=0)
    make.practice(pk=900, name="Lakeside", npi=make.LAKESIDE_NPI)
    name = "tables/practice.membership.ndjson"
    first = json.loads(files[name].splitlines()[0])
    strange = {**first, "id": 901, "practice_id": 900}
    files[name] += json.dumps(strange).encode() + b"\n"
    listed = json.loads(files[MANIFEST])
    next(each for each in listed["tables"] if each["file"] == name)["rows"] += 1
    files[MANIFEST] = json.dumps(listed).encode()
    with pytest.raises(Refused, match="membership that are not of"):
        restore_export(io.BytesIO(zipped(with_hashes(files))))
    assert list(Practice.objects.values_list("pk", flat=True)) == [900]


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, bytes_ in files.items():
            archive.writestr(name, bytes_)
    return content.getvalue()


def with_hashes(files: dict[str, bytes]) -> dict[str, bytes]:
    lines = [f"{sha256(bytes_).hexdigest()}  {name}\n" for name, bytes_ in files.items() if name != HASHES]
    return {**files, HASHES: "".join(lines).encode()}


def test_an_administrator_asks_for_an_export_and_fetches_it(
    hilltop: Practice, ada: User, mia: User, client: Client, jane: Any, tmp_path: Path
) -> None:
    client.force_login(mia)
    assert client.get("/practice/exports/").status_code == 403
    client.force_login(ada)
    assert client.post("/practice/exports/ask/").status_code == 302
    row = Export.objects.get()
    page = client.get("/practice/exports/").content.decode()
    assert "Rows written" in page
    assert f'<span id="state-of-{row.pk}">' in page
    assert client.get(f"/practice/exports/{row.pk}/file/").status_code == 404
    client.post("/practice/exports/ask/")
    assert Export.objects.count() == 1  # one at a time
    make_export(row.pk, clock=lambda: NOW)
    assert make_export(row.pk, clock=lambda: NOW) is None
    polled = client.get(f"/practice/exports/{row.pk}/progress/").content.decode()
    assert "The export is there" in polled
    assert (
        f'<span id="state-of-{row.pk}" hx-swap-oob="true">' in polled
    )  # its row in the list says so as well
    content = b"".join(client.get(f"/practice/exports/{row.pk}/file/").streaming_content)  # type: ignore[attr-defined]
    row.refresh_from_db()
    files = members(content)
    assert (row.size, row.hash) == (len(content), sha256(files[HASHES]).hexdigest())
    assert b"Doe" in files["tables/patients.patient.ndjson"]
    assert "patients.patient" in files["FORMATS.md"].decode()
    fetched = AuditEvent.objects.get(action="export.fetched")
    assert fetched.new is not None
    assert fetched.new["hash"] == row.hash
    assert client.post(f"/practice/exports/{row.pk}/forget/").status_code == 302
    assert not Export.objects.exists()
    tasks.go_on_with_exports()

    out = tmp_path / "practice.zip"
    call_command("export_practice", out=out)
    assert zipfile.is_zipfile(out)
    with pytest.raises(CommandError, match="there already"):
        call_command("export_practice", out=out)


@pytest.mark.parametrize(
    ("error", "said"),
    [(OSError(ENOSPC, "No space left on device"), "has no room for it"), (ValueError("x"), "It broke off")],
    ids=["the disk is full", "a fault of the program"],
)
def test_an_export_that_fails_says_so_and_what_to_do(
    error: Exception, said: str, hilltop: Practice, ada: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*given: Any, **named: Any) -> str:
        raise error

    client.force_login(ada)
    client.post("/practice/exports/ask/")
    row = Export.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(zipfile.ZipFile, "open", breaks)
        with pytest.raises(type(error)):  # the worker's log has it
            make_export(row.pk, clock=lambda: NOW)
    polled = client.get(f"/practice/exports/{row.pk}/progress/").content.decode()
    assert "No export was made" in polled
    assert said in polled
    assert "hx-get" not in polled  # it is over
    page = client.get("/practice/exports/").content.decode()
    assert said in page
    assert "Failed" in page
    assert f"/practice/exports/{row.pk}/file/" not in page
    assert client.get(f"/practice/exports/{row.pk}/file/").status_code == 404
    tasks.go_on_with_exports()  # nobody goes on with it, and another one may be asked for
    assert not Export.objects.filter(problem="").exists()
    client.post("/practice/exports/ask/")
    assert make_export(Export.objects.get(problem="").pk, clock=lambda: NOW) is not None


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_the_trail_goes_out_filtered_and_ends_with_its_hash(
    kind: str, hilltop: Practice, ada: User, otto: User, mia: User, jane: Any, client: Client
) -> None:
    client.force_login(mia)
    assert client.get(f"/practice/audit/{kind}/").status_code == 403
    client.force_login(otto)
    client.get(f"/patients/{jane.pk}/")
    answer = client.get(f"/practice/audit/{kind}/", {"patient": jane.pk})
    lines = b"".join(answer.streaming_content).splitlines(keepends=True)  # type: ignore[attr-defined]
    body, last = b"".join(lines[:-1]), lines[-1].decode()
    assert sha256(body).hexdigest() in last
    assert b"patient.viewed" in body
    assert b"audit.viewed" not in body
    done = AuditEvent.objects.get(action="audit.exported")
    assert done.new is not None
    assert done.new["sha256"] in last
    assert done.new["patient"] == jane.pk
    assert client.get(f"/practice/audit/{kind}/", {"patient": "x"}).status_code == 302
