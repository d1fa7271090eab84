"""A file that is no answer of a payer is told so at a glance, with what it is and what to do."""

import gzip
import io
import zipfile

import pytest

from apps.billing.domain.answer_files import check_acknowledgement_file, check_remittance_file
from tests.billing.payers_answers import Answer, a_277ca, an_835

pytestmark = pytest.mark.once

ERA, ANSWERS = an_835(Answer("C1")), a_277ca(("C1", "A2:20", "WQ"))


def _zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:  # stored, so that what is inside could be found in its bytes
        archive.writestr("../../june.835", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_zipped(ERA), "june is a ZIP archive or a workbook. Unpack it and choose the files in it."),
        (gzip.compress(ERA), "june is a compressed file. Unpack it and choose the file in it."),
        (b"%PDF-1.7 ST*835*", "june is a PDF. Ask the payer or clearinghouse for the file that programs read."),
        (b"Dear practice", "june holds no remittance advice: no 835 begins in it (ST*835)."),
        (ANSWERS, "june holds no remittance advice: no 835 begins in it (ST*835)."),
        (b" " * (64 * 1024 * 1024 + 1), "june has 65 MB; at most 64 MB are taken. Ask for smaller files."),
    ],
)  # fmt: skip
def test_what_is_no_remittance_is_named(content: bytes, said: str) -> None:
    (problem,) = check_remittance_file(content, "june")
    assert problem.message.startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            ERA,
            "june is a remittance advice (835) and acknowledges nothing. Bring it in with the remittances.",
        ),
        (
            b"Dear practice",
            "june holds no TA1, 999 or 277CA. Choose the file that the clearinghouse sent back.",
        ),
        (_zipped(ANSWERS), "june is a ZIP archive or a workbook. Unpack it and choose the files in it."),
        (b" " * (64 * 1024 * 1024 + 1), "june has 65 MB; at most 64 MB are taken. Ask for smaller files."),
    ],
)
def test_what_is_no_acknowledgement_is_named(content: bytes, said: str) -> None:
    (problem,) = check_acknowledgement_file(content, "june")
    assert problem.message == said


@pytest.mark.parametrize(
    "content",
    [ANSWERS, ANSWERS.lower(), ANSWERS.decode().encode("utf-16"), b"TA1*000000001*260628*0904*A*000~"],
    ids=["277CA", "small letters", "UTF-16", "TA1 alone"],
)
def test_every_way_to_write_an_answer_is_looked_into(content: bytes) -> None:
    assert check_acknowledgement_file(content, "june") == []
