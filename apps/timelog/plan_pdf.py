"""The plan as one printed page."""

import io
from collections.abc import Iterator
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, KeepInFrame, Paragraph

from apps.timelog.domain.clock import in_words, on_day
from apps.timelog.plan import GoalPlan, Plan

TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=3)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=9, leading=11.5, leftIndent=14)
HEAD = ParagraphStyle("head", parent=TEXT, fontName="Helvetica-Bold", fontSize=11, spaceBefore=8)
TITLE = ParagraphStyle("title", parent=TEXT, fontName="Helvetica-Bold", fontSize=15, leading=20)


def plan_pdf(plan: Plan, *, practice: str) -> bytes:
    """Return the plan on one letter page; a long one is set smaller, never cut."""
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=LETTER)
    canvas.setTitle("Plan of care")
    width, height = LETTER[0] - 1.4 * inch, LETTER[1] - 1.4 * inch
    body = KeepInFrame(width, height, list(_story(plan, practice)), mode="shrink")
    Frame(0.7 * inch, 0.7 * inch, width, height, 0, 0, 0, 0).addFromList([body], canvas)
    canvas.showPage()
    canvas.save()
    return page.getvalue()


def _story(plan: Plan, practice: str) -> Iterator[Flowable]:
    patient = plan.patient
    yield _line(f"Plan of care: {patient.display_name}", TITLE)
    yield _line(f"Born {on_day(patient.born_on)} · {practice} · as of {on_day(plan.on)}", TEXT)
    if plan.diagnoses:
        yield _line("Diagnoses: " + ", ".join(plan.diagnoses), TEXT)
    for episode in plan.episodes:
        where = f"{episode.agency.name}, " if episode.agency else ""
        yield _line(f"{where}{episode.get_setting_display().lower()} since {on_day(episode.starts_on)}", HEAD)
        yield _line(f"Complexity: {episode.complexity_statement or 'not stated'}", TEXT)
        yield _line(f"Medical necessity: {episode.necessity_statement or 'not stated'}", TEXT)
    for each in plan.goals:
        yield from _goal(each)
    if not plan.goals:
        yield _line("No goals are stated.", TEXT)
    for goal in plan.ended:
        yield _line(f"{goal.get_state_display()}: {goal.statement}", SMALL)
    for copy in plan.copies:
        yield _line(
            f"Copy given {on_day(copy.given_on)} to {copy.get_given_to_display().lower()},"
            f" {copy.get_way_display().lower()}, by {copy.given_by}",
            SMALL,
        )


def _goal(each: GoalPlan) -> Iterator[Flowable]:
    target = f" (by {on_day(each.goal.target_on)})" if each.goal.target_on else ""
    yield _line(f"Goal: {each.goal.statement}{target}", HEAD)
    for strategy in each.strategies:
        if strategy.dropped_at is None:
            yield _line(f"Strategy: {strategy.statement}", SMALL)
    for row in each.progress:
        said = f": {row.note}" if row.note else ""
        yield _line(
            f"{on_day(row.performed_on)}, {row.get_activity_display().lower()}, {in_words(row.seconds)},"
            f" {row.provider}{said}",
            SMALL,
        )


def _line(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text).encode("cp1252", "replace").decode("cp1252"), style)
