"""What may not be in a log is not in it."""

import json
import logging
import sys

import pytest

from config.logs import JsonFormatter, TextFormatter, without_rows

REFUSAL = """new row for relation "patients_patient" violates check constraint "some_constraint"
DETAIL:  Failing row contains (7, Doe, Jane, first line
second line of a note, 1EG4TE5MK73).
CONTEXT:  a statement
"""


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord(
        {"name": "apps.billing", "levelno": logging.ERROR, "levelname": "ERROR", "msg": message}
    )
    vars(made).update(extra)
    return made


@pytest.mark.parametrize("word", ["Doe", "Jane", "second line", "1EG4TE5MK73"])
def test_a_row_that_postgresql_quotes_is_left_out(word: str) -> None:
    assert word in REFUSAL
    assert word not in without_rows(REFUSAL)


def test_the_reason_of_the_refusal_stays() -> None:
    assert "some_constraint" in without_rows(REFUSAL)
    assert "CONTEXT:  a statement" in without_rows(REFUSAL)


def test_a_quoted_row_at_the_very_end_is_left_out_too() -> None:
    assert "Doe" not in without_rows("DETAIL:  Key (name)=(Doe) already exists.")


def test_a_json_line_carries_level_event_and_extra_values() -> None:
    line = json.loads(JsonFormatter().format(record("Closed %d periods", args=(3,), run=12)))
    assert (line["level"], line["event"], line["run"]) == ("error", "Closed 3 periods", 12)


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_an_exception_is_written_without_quoted_rows(formatter: logging.Formatter) -> None:
    try:
        raise ValueError(REFUSAL)
    except ValueError:
        written = formatter.format(record("Refused", exc_info=sys.exc_info()))
    assert "some_constraint" in written
    assert "Doe" not in written


@pytest.mark.parametrize("path", ["/invitations/uKB2Aj6X-vit_/", "/accounts/password/reset/key/1-c0ffee/"])
def test_the_secret_of_a_link_is_left_out(path: str) -> None:
    secret = path.rstrip("/").rpartition("/")[2]
    told = TextFormatter("%(message)s").format(record(f"Forbidden: {path}"))
    assert told.startswith("Forbidden: /")
    assert secret not in told
