"""An export that was damaged or rewritten, with all its hashes or without, is refused with what is wrong in it."""

import io
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.practice.exporting import HASHES, MANIFEST
from apps.practice.models import Practice
from apps.practice.restoring import restore_export
from apps.problems import Refused
from tests import builders as make
from tests.api.world import furnished
from tests.practice.test_export import exported, members, with_hashes, zipped


@pytest.fixture
def raw(transactional_db: None) -> bytes:
    """An export, beside an instance that is empty again."""
    content = exported(furnished("Hilltop Senior Care", make.PRACTICE_NPI).practice)
    call_command("flush", interactive=False, verbosity=0)
    return content


Rows = list[dict[str, Any]]
PATIENTS, PEOPLE, TRAIL = (
    f"tables/{name}.ndjson" for name in ("patients.patient", "practice.membership", "practice.auditevent")
)


def _said(name: str, value: Any) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[0][name] = value

    return change


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_rows_that_are_none_are_refused_by_file_and_line_though_all_hashes_were_written_anew(
    raw: bytes,
) -> None:
    whole = members(raw)

    def rows(name: str, change: Callable[[Rows], Any]) -> dict[str, bytes]:
        found = [json.loads(line) for line in whole[name].splitlines()]
        change(found)
        return {**whole, name: b"".join(json.dumps(row).encode() + b"\n" for row in found)}

    def manifest(**values: Any) -> dict[str, bytes]:
        return {**whole, MANIFEST: json.dumps({**json.loads(whole[MANIFEST]), **values}).encode()}

    listed = json.loads(whole[MANIFEST])["tables"]
    file = next(name for name in whole if name.startswith("files/"))
    for files, said in (
        (rows(PATIENTS, _said("born_on", "never")), f"{PATIENTS}, line 1, is no row of the table: “never”"),
        (rows(PATIENTS, _said("last_name", "x" * 5000)), "has 5,000 letters, 60 fit"),
        (rows(PATIENTS, _said("last_name", {"a": 1})), "which is no text"),
        (rows(PATIENTS, _said("is_superuser", True)), "it differs in is_superuser"),
        (rows(PATIENTS, _said("last_name", None)), "rows that the database does not take"),
        (rows(PATIENTS, _said("id", 10**30)), "database does not take"),
        (rows(PATIENTS, lambda found: found.pop()), "the manifest says"),
        (rows(PATIENTS, lambda found: found.append(found[0])), "database does not take"),
        (rows(PEOPLE, _said("role", "god")), "database does not take"),
        (rows(TRAIL, lambda found: found.clear()), f"{TRAIL} has 0 rows"),
        ({**whole, PATIENTS: b"{\n"}, "line 1, is no row"),
        ({**whole, PATIENTS: b"[" * 200_000}, "line 1, is no row"),
        ({**whole, PATIENTS: "{}".encode("utf-16")}, "line 1, is no row"),
        ({name: content for name, content in whole.items() if name != file}, file),
        (manifest(tables=[each for each in listed if each["file"] != TRAIL]), "lacks the table practice.auditevent"),
        (manifest(tables=[*listed, {"table": "x.y", "file": "/etc/passwd", "rows": 1}]), "x.y, which is no table"),
        (manifest(tables=[{**listed[0], "file": "../x"}, *listed[1:]]), "does not say where the rows of"),
        (manifest(tables=None, practice={"id": "x"}), "names no practice"),
        (manifest(migrations=None), "another version"),
        ({**whole, MANIFEST: b"[]"}, "This is “no manifest”"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            restore_export(io.BytesIO(zipped(with_hashes(files))))
        assert said in " ".join(problem.message for problem in refused.value.problems)
        assert not Practice.objects.exists()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_zip_that_is_damaged_or_tells_two_things_is_refused(raw: bytes, tmp_path: Path) -> None:
    whole = members(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        trail = archive.getinfo(TRAIL)
    damaged = bytearray(raw)
    damaged[trail.header_offset + 100 + trail.compress_size // 2] ^= 1  # in the midst of its rows
    twice = io.BytesIO(raw)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr(PATIENTS, whole[PATIENTS])
    file = tmp_path / "export.zip"
    for content, said in (
        (b"", "no whole ZIP"),
        (raw[: len(raw) // 2], "no whole ZIP"),
        (bytes(damaged), "was changed since it was made"),
        (twice.getvalue(), f"Names stand twice in the export: {PATIENTS}"),
        (zipped({**whole, HASHES: b"\xff\xfe"}), HASHES),
        (zipped({**whole, HASHES: b"x\n"}), HASHES),
    ):
        file.write_bytes(content)
        with pytest.raises(CommandError, match=said):
            call_command("restore_practice", str(file))
        assert not Practice.objects.exists()
