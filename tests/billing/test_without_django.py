"""The modules of files and forms work where there is no Django."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCKED = "import sys; sys.modules.update(dict.fromkeys(['django', 'rest_framework', 'celery'])); "

MODULES = (
    "apps.billing.domain.x12_837p",
    "apps.billing.domain.x12_837p_read",
    "apps.billing.domain.x12_835",
    "apps.billing.domain.acknowledgement",
    "apps.billing.domain.x12_acknowledgements",
    "apps.billing.domain.cms1500",
    "apps.billing.domain.scrub",
    "apps.billing.domain.fhir_claim",
    "apps.billing.domain.superbill",
    "apps.billing.pdf",
    "apps.billing.preflight",
    "apps.billing.superbills",
)


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.once
def test_every_module_of_files_and_forms_is_imported_without_django() -> None:
    imports = "; ".join(f"import {module}" for module in MODULES)
    assert _run("-c", f"{BLOCKED}{imports}; print('fine')") == "fine\n"


@pytest.mark.once
def test_a_file_of_claims_is_told_in_words() -> None:
    said = _run("-m", "apps.billing.domain.x12_837p_read", "tests/golden/837p/replacement.837")
    assert "1 claims" in said
    assert "F8 " in said
    assert "do not add up" not in said


TOLD = {
    "apps.billing.domain.x12_acknowledgements": (
        ("acknowledgements/rejected.999", "rejected"),
        ("acknowledgements/two-claims.277", "claim "),
    ),
    "apps.billing.domain.x12_835": (("835/four-claims.835", "claim "),),
}


@pytest.mark.once
@pytest.mark.parametrize(
    ("module", "file", "said"), [(module, *each) for module, files in TOLD.items() for each in files]
)
def test_what_came_back_is_told_in_words(module: str, file: str, said: str) -> None:
    program = f"import runpy; sys.argv[1:] = ['tests/golden/{file}']; runpy.run_module('{module}', run_name='__main__')"
    command = [sys.executable, "-c", BLOCKED + program]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode in (0, 1), told.stderr) == (True, "")
    assert said in told.stdout
