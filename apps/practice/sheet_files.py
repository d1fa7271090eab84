"""A list as a file to take away: CSV or XLSX."""

from collections.abc import Collection
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from django.http import FileResponse
from django.http.response import HttpResponseBase

from apps.practice.domain.sheets import Sheet, csv_lines
from apps.practice.workbooks import write_workbook

KEPT_IN_MEMORY = 4_000_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS: Collection[str] = TYPES.keys()


def sheet_response(sheet: Sheet, *, format: str, name: str, made_at: datetime) -> HttpResponseBase:
    """Return `sheet` as a download `name`.csv or `name`.xlsx (`format`), which no cache keeps.

    It is written in full to a file of its own before the first byte goes out, so that nobody gets half of one;
    memory stays flat. `made_at` is the local time that a workbook says. Refuses more rows than a workbook holds.
    """
    file: IO[bytes] = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115  the answer closes it
    if format == "csv":
        file.writelines(csv_lines(sheet))
    else:
        write_workbook(file, [sheet], made_at=made_at)
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=f"{name}.{format}", content_type=TYPES[format])
    answer["Cache-Control"] = "no-store"
    return answer
