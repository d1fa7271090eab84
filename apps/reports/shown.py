"""A report as its page shows it: every value written, every figure with its address."""

from decimal import Decimal
from functools import cache
from typing import Any

from django.urls import get_script_prefix, reverse

from apps.reports.domain.report import Cell, Chart, Column, Report, Row, Section, Table, Unit
from apps.reports.domain.slices import Slice, Source
from apps.reports.domain.written import change, moved, written


def address_of_rows(rows: Slice | None) -> str:
    """Return the address of the rows behind a figure; empty where there are none."""
    if rows is None:
        return ""
    path = _path(rows.source, get_script_prefix())
    return f"{path}?{rows.query}" if rows.where else path


@cache
def _path(source: Source, prefix: str) -> str:
    """Return the address of the rows of a source; `prefix` is where the product is mounted. A page asks per figure."""
    return reverse("reports:rows", args=[source.value])


def figures_of(report: Report) -> list[dict[str, Any]]:
    """Return the headlines."""
    return [
        {
            "label": each.label,
            "value": written(each.value, each.unit),
            "url": (each.url or address_of_rows(each.rows)) if each.value else "",
            "before": change(each.value, each.before, each.unit) if each.has_before else "",
            "before_url": address_of_rows(each.rows_before) if each.before else "",
        }
        for each in report.figures
    ]


def sections_of(report: Report) -> list[dict[str, Any]]:
    """Return the sections with their charts and tables."""
    return [
        {
            "id": f"{report.name}-{number}",
            "title": section.title,
            "lede": section.lede,
            "notes": section.notes,
            "empty": section.empty,
            "chart": _chart(section, f"{report.name}-chart-{number}"),
            "table": _table(section.table) if section.table else None,
        }
        for number, section in enumerate(report.sections, start=1)
    ]


def charts_of(report: Report) -> list[Chart]:
    """Return the charts that a script draws."""
    return [section.chart for section in report.sections if section.chart]


def _chart(section: Section, data_id: str) -> dict[str, Any] | None:
    chart = section.chart
    if chart is None:
        return None
    return {"id": data_id, "label": _spoken(chart), "json": chart.as_json()}


def _spoken(chart: Chart) -> str:
    """Say what the lines of a chart show, for those who do not see it: where each begins and ends, and its height."""
    said = [
        f"{each.name}: {_point(points[0], chart)} to {_point(points[-1], chart)}, most {_point(max(points), chart)}"
        for each in chart.series
        if (points := [(value, place) for place, value in enumerate(each.values) if value is not None])
    ]
    return ". ".join([chart.label, *said, *([f"{chart.marks[-1]} is not over"] if chart.is_open else [])])


def _point(point: tuple[float, int], chart: Chart) -> str:
    value, place = point
    amount = int(value) * 60 if chart.unit is Unit.MINUTES else Decimal(str(value))
    return f"{written(amount, chart.unit)} in {chart.marks[place]}"


def _table(table: Table) -> dict[str, Any]:
    tones = {word: tone.value for tone, word in table.key} if table.is_drawn else {}
    heads = {column.head.casefold() for column in table.columns}
    return {
        "caption": table.caption,
        "label": table.label,
        "columns": [
            {
                "head": each.head,
                "is_text": each.unit is Unit.TEXT,
                "tone": tones.get(each.head.casefold(), ""),
            }
            for each in table.columns
        ],
        "is_named_by_heads": heads.issuperset(tones),
        "is_drawn": table.is_drawn,
        "key": [{"tone": tone.value, "word": word} for tone, word in table.key],
        "rows": [_row(row, table.columns) for row in table.rows if not row.is_total],
        "totals": [_row(row, table.columns) for row in table.rows if row.is_total],
    }


def _row(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        "label": row.label,
        "url": row.url,
        "is_step": row.is_step,
        "segments": row.segments,
        "has_before": row.has_before,
        "cells": [_cell(cell, column) for cell, column in zip(row.cells, columns, strict=True)],
    }


def _cell(cell: Cell, column: Column) -> dict[str, Any]:
    return {
        "head": column.head,
        "value": written(cell.value, column.unit),
        "is_text": column.unit.value == "text",
        "url": (cell.url or address_of_rows(cell.rows)) if cell.value else "",
        "before": written(cell.before, column.unit) if cell.has_before else "",
        "before_url": address_of_rows(cell.rows_before) if cell.before else "",
        "moved": moved(cell.value, cell.before, column.unit) if cell.has_before else "",
    }
