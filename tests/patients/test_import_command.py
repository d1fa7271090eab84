"""manage.py import_roster: files in, a table out, exit code 1 when anything was refused."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.patients.models import Patient, RosterImport
from apps.practice.models import AuditEvent, Practice, User

FIXTURES = Path(__file__).parent / "fixtures"
ROSTER = FIXTURES / "roster.csv"
BUNDLE = FIXTURES / "bundle_transaction.json"

pytestmark = pytest.mark.usefixtures("dr_rivera", "medicare", "buckeye")


def run(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("import_roster", *map(str, arguments), stdout=out)
    return out.getvalue()


def run_refused(*arguments: str | Path) -> str:
    """Run the command, which must end with exit code 1, and return what it printed."""
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("import_roster", *map(str, arguments), stdout=out)
    assert end.value.code == 1
    return out.getvalue()


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    path = tmp_path / "mixed.csv"
    path.write_text("last_name,first_name,born_on\nDoe,Jane,1940-02-15\nRoe,Mark,soon\n")
    return path


def test_files_are_imported_with_a_line_for_each(
    hilltop: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = run(ROSTER, BUNDLE).splitlines()
    assert lines[1].split() == ["roster.csv", "2", "0", "0", "0", "imported"]
    assert any(line.split()[:2] == ["bundle_transaction.json", "1"] for line in lines)
    assert Patient.objects.count() == 3
    assert "roster.csv: import" in capsys.readouterr().err


def test_a_dry_run_imports_nothing_and_keeps_nothing(hilltop: Practice) -> None:
    assert "dry run" in run("--dry-run", ROSTER)
    assert Patient.objects.count() == 0
    assert bytes(RosterImport.objects.get().content) == b""


def test_refused_rows_are_told_and_nothing_is_imported(hilltop: Practice, mixed: Path) -> None:
    printed = run_refused(mixed)
    assert "row 3, born_on: soon is not a date" in printed
    assert "not imported" in printed
    assert Patient.objects.count() == 0


def test_good_rows_are_imported_when_they_are_wanted_and_the_exit_code_still_tells(
    hilltop: Practice, mixed: Path
) -> None:
    assert "imported" in run_refused("--accept-good-rows", mixed)
    assert Patient.objects.get().last_name == "Doe"


def test_an_unreadable_file_does_not_stop_the_next(hilltop: Practice, tmp_path: Path) -> None:
    printed = run_refused(tmp_path / "gone.csv", ROSTER)
    assert "No such file" in printed
    assert Patient.objects.count() == 2


def test_it_is_done_in_the_name_of_a_member(hilltop: Practice, ada: User) -> None:
    run("--user", "ada@hilltop.example", ROSTER)
    assert RosterImport.objects.get().uploaded_by == ada
    assert set(AuditEvent.objects.values_list("actor", flat=True)) == {ada.pk}


@pytest.mark.parametrize("email", ["ana@hilltop.example", "nobody@hilltop.example"])
def test_a_person_who_may_not_import_is_refused(hilltop: Practice, ana: User, email: str) -> None:
    with pytest.raises(CommandError, match="is no member who may import rosters"):
        run("--user", email, ROSTER)


def test_with_several_practices_one_must_be_named(hilltop: Practice, lakeside: Practice) -> None:
    with pytest.raises(CommandError, match="several practices"):
        run(ROSTER)
    run("--practice", str(hilltop.pk), ROSTER)
    assert set(Patient.objects.values_list("practice", flat=True)) == {hilltop.pk}
