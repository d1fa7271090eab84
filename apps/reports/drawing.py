"""Charts and bars of a report on paper: the lines that the page draws, as vectors, with the same colours and dashes."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor, log10

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from apps.billing.domain.latin import latin
from apps.reports.domain.report import Chart, Segment, Series, Tone, Unit

# The light theme of static/css/tokens.css and reports.css.
COLOURS: dict[Tone, Color] = {
    tone: HexColor(value)
    for tone, value in {
        Tone.LOGGED: "#a59b87", Tone.COUNTED: "#2f2b24", Tone.BILLED: "#164a85", Tone.PAID: "#1c6840",
        Tone.OPEN: "#7d4b00", Tone.LOST: "#a3231c", Tone.MUTED: "#e6e0d3", Tone.APART: "#857d6d",
        Tone.AGE_1: "#e6e0d3", Tone.AGE_2: "#a59b87", Tone.AGE_3: "#857d6d", Tone.AGE_4: "#7d4b00",
        Tone.AGE_5: "#a3231c",
    }.items()
}  # fmt: skip
DASHES: tuple[tuple[int, ...], ...] = ((), (6, 4), (2, 3), (10, 3, 2, 3))
EDGE, INK, GRID = HexColor("#857d6d"), HexColor("#5c6470"), HexColor("#dcdfe4")
BAND = HexColor("#f1efe9")
FONT, SIZE = "Helvetica", 7.5
CHART_HEIGHT, LEFT_ROOM, RIGHT_ROOM, FOOT = 150.0, 48.0, 62.0, 14.0
STEPS = 5


def draw_chart(canvas: Canvas, chart: Chart, *, left: float, bottom: float, width: float) -> None:
    """Draw lines over months from zero, each named at its end; a band between the lowest and the highest."""
    values = [value for each in chart.series for value in each.values if value is not None]
    if not values:
        return
    step = _step(max(*values, 0.0, 1.0))
    top = step * ceil(max(*values, 0.0, 1.0) / step)
    low = min(*values, 0.0)
    room = (left + LEFT_ROOM, bottom + FOOT, width - LEFT_ROOM - RIGHT_ROOM, CHART_HEIGHT - FOOT - 6)

    def x(place: int) -> float:
        return room[0] + (room[2] * place / (len(chart.marks) - 1) if len(chart.marks) > 1 else room[2] / 2)

    def y(value: float) -> float:
        return room[1] + room[3] * (value - low) / (top - low)

    canvas.saveState()
    canvas.setFont(FONT, SIZE)
    if chart.is_open:
        _open_month(canvas, x(len(chart.marks) - 2), room)
    _axes(canvas, chart, [step * place for place in range(round(top / step) + 1)], room, x, y)
    _band(canvas, chart.series, x, y)
    for series, dash in _dashed(chart.series):
        _line(canvas, series, dash, x, y)
    _names(canvas, chart.series, x, y)
    canvas.restoreState()


def _open_month(canvas: Canvas, before: float, room: tuple[float, float, float, float]) -> None:
    """Lay a band behind the last month, which is not over, from halfway to where the month `before` it stands."""
    end = room[0] + room[2]
    start = (before + end) / 2
    canvas.setFillColor(BAND)
    canvas.rect(start, room[1], end - start, room[3], stroke=0, fill=1)
    canvas.setFillColor(INK)
    canvas.drawRightString(end - 3, room[1] + room[3] - SIZE, "so far")


def _step(value: float) -> float:
    """Return the least round number, one or more, of which at most five reach `value`."""
    size = 10.0 ** floor(log10(value / STEPS))
    return max(1.0, next(part * size for part in (1, 2, 2.5, 5, 10) if part * size * STEPS >= value))


def _axes(
    canvas: Canvas,
    chart: Chart,
    lines: Sequence[float],
    room: tuple[float, float, float, float],
    x: Callable[[int], float],
    y: Callable[[float], float],
) -> None:
    canvas.setLineWidth(0.5)
    for value in lines:
        canvas.setStrokeColor(GRID)
        canvas.line(room[0], y(value), room[0] + room[2], y(value))
        canvas.setFillColor(INK)
        canvas.drawRightString(room[0] - 6, y(value) - 2.5, _said(value, chart.unit))
    every = ceil(len(chart.marks) / max(2, int(room[2] // 44)))
    for place, mark in enumerate(chart.marks):
        if place % every == 0:
            canvas.drawCentredString(x(place), room[1] - FOOT + 2, latin(mark))


def _said(value: float, unit: Unit) -> str:
    number = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    return {Unit.MONEY: f"${number}", Unit.MINUTES: f"{number} min", Unit.DAYS: f"{number} d"}.get(
        unit, number
    )


def _dashed(series: Sequence[Series]) -> Iterator[tuple[Series, Sequence[int]]]:
    place = 0
    for each in series:
        if each.kind == "line":
            yield each, DASHES[place % len(DASHES)]
            place += 1
        else:
            yield each, (3, 3)


def _band(
    canvas: Canvas, series: Sequence[Series], x: Callable[[int], float], y: Callable[[float], float]
) -> None:
    ends = {each.kind: each.values for each in series}
    if "low" not in ends or "high" not in ends:
        return
    both = [
        (place, low, high)
        for place, (low, high) in enumerate(zip(ends["low"], ends["high"], strict=True))
        if low is not None and high is not None
    ]
    if len(both) > 1:
        path = canvas.beginPath()
        path.moveTo(x(both[0][0]), y(both[0][1]))
        for place, low, _ in both[1:]:
            path.lineTo(x(place), y(low))
        for place, _, high in reversed(both):
            path.lineTo(x(place), y(high))
        path.close()
        canvas.setFillColor(COLOURS[Tone.MUTED])
        canvas.drawPath(path, stroke=0, fill=1)


def _line(
    canvas: Canvas,
    series: Series,
    dash: Sequence[int],
    x: Callable[[int], float],
    y: Callable[[float], float],
) -> None:
    canvas.setStrokeColor(COLOURS[series.tone])
    canvas.setFillColor(COLOURS[series.tone])
    canvas.setLineWidth(1.6 if series.kind == "line" else 1.0)
    canvas.setDash(list(dash))
    before: tuple[float, float] | None = None
    for place, value in enumerate(series.values):
        here = (x(place), y(value)) if value is not None else None
        if here and before:
            canvas.line(*before, *here)
        before = here
    canvas.setDash([])
    if series.kind not in ("low", "high"):
        for place, value in enumerate(series.values):
            if value is not None:
                canvas.circle(x(place), y(value), 1.8, stroke=0, fill=1)


def _names(
    canvas: Canvas, series: Sequence[Series], x: Callable[[int], float], y: Callable[[float], float]
) -> None:
    """Write the name of each line at its end, those too close to each other moved apart.

    That of a line which others go on from stands before its end, on the side from which the line does not come.
    """
    ends = []
    lines = [(each, _points(each)) for each in series if any(value is not None for value in each.values)]
    furthest = max(points[-1][0] for _, points in lines)
    for each, points in lines:
        last, value = points[-1]
        if 0 < last < furthest:
            comes_from_below = points[-2:][0][1] <= value
            _ink(canvas, each)
            canvas.drawRightString(x(last) - 3, y(value) + (6 if comes_from_below else -11), latin(each.name))
        else:
            ends.append((y(value), x(last), each))
    lowest = 0.0
    for at, right, each in sorted(ends, key=lambda end: end[0]):
        lowest = max(at, lowest + SIZE + 1.5)
        _ink(canvas, each)
        canvas.drawString(right + 6, lowest - 2.5, latin(each.name))


def _points(series: Series) -> list[tuple[int, float]]:
    return [(place, value) for place, value in enumerate(series.values) if value is not None]


def _ink(canvas: Canvas, series: Series) -> None:
    canvas.setFillColor(COLOURS[series.tone] if series.tone not in (Tone.LOGGED, Tone.MUTED) else INK)


def draw_bar(
    canvas: Canvas, segments: Sequence[Segment], *, left: float, bottom: float, width: float, height: float
) -> None:
    """Draw the parts of a bar one beside the other; light ones have an edge, so that they are seen on paper."""
    canvas.saveState()
    canvas.setLineWidth(0.3)
    canvas.setStrokeColor(EDGE)
    for each in segments:
        canvas.setFillColor(COLOURS[each.tone])
        is_light = each.tone in (Tone.MUTED, Tone.AGE_1)
        start, part = left + width * each.start / 100, max(width * each.width / 100, 0.4)
        canvas.rect(start, bottom, part, height, stroke=int(is_light), fill=1)
    canvas.restoreState()
