"""What a contractor asks for with a claim, and whether it is there (billing-rules.md, sections 5.1 and 5.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from apps.billing.models import Claim
from apps.patients.models import CareEpisode, CarePlan, Consent, Document, FaceToFaceVisit, PlanCopy
from apps.patients.selectors_documents import EPISODE
from apps.practice.domain.dates import Span, in_words, local_day
from apps.reports.packets import Material
from apps.rules.periods import add_months
from apps.timelog.models import Counterpart

OVERSIGHT = "cpo"
PAPER = Document.Kind
MONTHS_FOR_A_VISIT = 6
COORDINATION = (Counterpart.AGENCY_STAFF, Counterpart.OUTSIDE_PROFESSIONAL, Counterpart.PHARMACIST)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked for; `proof` is empty when it is missing, and `lack` says so. `where` shows it.

    `documents` are the numbers of the papers that prove it; None where a record of ours is the proof.
    """

    name: str
    proof: str
    where: str
    lack: str = "missing"
    documents: tuple[int, ...] | None = None

    @property
    def proof_and_documents(self) -> str:
        """The proof with the documents that stand for it, or that none does: "3 Jan 2026 (document 2)"."""
        if not self.proof or self.documents is None:
            return self.proof
        if not self.documents:
            return f"{self.proof} (no document attached)"
        many = "s" if len(self.documents) > 1 else ""
        return f"{self.proof} (document{many} {', '.join(map(str, self.documents))})"


def checklist(material: Material) -> list[Asked]:
    """Return what is asked for with this claim, in the order in which contractors ask."""
    asked = _oversight if material.answer.program == OVERSIGHT else _care_management
    return [
        Asked("Patient, covered on these dates", _coverage(material), "Patient"),
        *asked(material),
        Asked("Dated log with lengths of time", _log(material), "Time log"),
        Asked("Minutes that reach the code", _reached(material), "Decision"),
        Asked("Time that may not count left out", _left_out(material), "Decision"),
        Asked("Signature of the provider", _signature(material), "Provider"),
        Asked("The claim as approved", _approved(material), "CMS-1500"),
        Asked("Acknowledged by the payer", _acknowledged(material), "What came back"),
        Asked("Payment or denial", _answered(material), "What came back"),
    ]


def _oversight(material: Material) -> Iterator[Asked]:
    episode = _episode(material)
    yield Asked("Agency, NPI, start of care", _agency(episode), "Plan of care")
    yield Asked(
        "Plan of care signed", _signed(episode, "plan_signer", "plan_signed_on"), "Plan of care",
        documents=material.papers(EPISODE, PAPER.PLAN_OF_CARE, PAPER.CERTIFICATION),
    )  # fmt: skip
    complex_ = material.papers(EPISODE, PAPER.COMPLEXITY)
    yield _stated("Why the care is complex", episode, "complexity", complex_)
    needed = material.papers(EPISODE, PAPER.NECESSITY)
    yield _stated("Why it is medically necessary", episode, "necessity", needed)
    yield Asked(
        "Visit in the six months before",
        _visit(material),
        "Recorded facts",
        documents=material.papers("visit"),
    )
    yield Asked("Coordination outside the office", _coordination(material), "Time log")
    yield Asked("No conflicting role or service", _no_conflict(material), "Decision")


def _care_management(material: Material) -> Iterator[Asked]:
    papers = material.papers
    yield Asked("Consent", _consent(material), "Recorded facts", documents=papers("consent"))
    yield Asked("Comprehensive plan", _plan(material), "Recorded facts", documents=papers("plan"))
    if material.answer.program == "ccm":
        copies = _until_end(material, PlanCopy, "given_on")
        given = f"given {in_words(copies[-1])}" if copies else ""
        yield Asked("A copy given to the patient", given, "Recorded facts", documents=papers("copy"))
        many = len(set(material.facts.diagnoses))
        yield Asked("Two or more conditions", f"{many} on the problem list" if many > 1 else "", "Patient")
    yield Asked("Visit that began it", _initiating(material), "Recorded facts", documents=papers("visit"))
    yield Asked("Who did the work, by credential", _credentials(material), "Time log")
    supervised = "yes, as recorded" if material.facts.staff_supervised is not False else ""
    yield Asked("Supervision of staff time", supervised, "Provider")


def _coverage(material: Material) -> str:
    claim = material.claim
    span = Span(claim.coverage.starts_on, claim.coverage.ends_on)
    holds = span.holds(claim.period_starts_on) and span.holds(claim.period_ends_on)
    return f"{claim.payer.name}, {span}" if holds and claim.coverage.member_id else ""


def _episode(material: Material) -> Any:
    wanted = Span(material.claim.period_starts_on, material.claim.period_ends_on)
    found = [
        each for each in material.facts_of(CareEpisode) if Span(each.starts_on, each.ends_on).overlaps(wanted)
    ]
    keyed = [each for each in found if str(each.pk) == material.answer.episode_key]
    return next(iter(keyed or found), None)


def _agency(episode: Any) -> str:
    agency = episode.agency if episode else None
    if agency is None or not agency.npi:
        return ""
    return f"{agency.name}, NPI {agency.npi}, since {in_words(episode.starts_on)}"


def _signed(episode: Any, signer: str, signed_on: str) -> str:
    who, day = (getattr(episode, signer), getattr(episode, signed_on)) if episode else (None, None)
    return f"{who}, {in_words(day)}" if who and day else ""


def _stated(name: str, episode: Any, what: str, papers: tuple[int, ...]) -> Asked:
    if episode is None or not getattr(episode, f"{what}_statement").strip():
        return Asked(name, "", "Plan of care")
    signed = _signed(episode, f"{what}_signer", f"{what}_signed_on")
    return Asked(
        name, f"signed by {signed}" if signed else "", "Plan of care", "stated, but its signature is missing",
        papers,
    )  # fmt: skip


def _visit(material: Material) -> str:
    first = min(
        (each.performed_on for each in counted_versions(material)), default=material.claim.period_starts_on
    )
    days = [day for day in _until_end(material, FaceToFaceVisit, "occurred_on") if day <= first]
    return in_words(days[-1]) if days and add_months(days[-1], MONTHS_FOR_A_VISIT) >= first else ""


def _until_end(material: Material, model: Any, name: str) -> list[date]:
    end = material.claim.period_ends_on
    return sorted(getattr(each, name) for each in material.facts_of(model) if getattr(each, name) <= end)


def counted_versions(material: Material) -> list[Any]:
    """Return the versions of which something counted, the oldest first."""
    keys = {each.key for each in material.answer.counted if each.seconds}
    found = [each for each in material.proof.versions if str(each.pk) in keys]
    return sorted(found, key=lambda each: (each.performed_on, each.sequence))


def _coordination(material: Material) -> str:
    found = [each for each in counted_versions(material) if each.counterpart in COORDINATION]
    return f"{len(found)} of {_many(len(counted_versions(material)))}" if found else ""


def _no_conflict(material: Material) -> str:
    facts = material.facts
    roles = [each.agency_role for each in facts.episodes if each.agency_role]
    return "" if roles or facts.esrd_capitation else "none recorded"


def _consent(material: Material) -> str:
    start = material.claim.period_starts_on
    found = [
        each
        for each in material.facts_of(Consent)
        if each.given_on <= material.claim.period_ends_on
        and (each.revoked_on is None or each.revoked_on > start)
    ]
    return (
        f"{'written' if found[0].is_written else 'by word of mouth'}, {in_words(found[0].given_on)}"
        if found
        else ""
    )


def _plan(material: Material) -> str:
    end = material.claim.period_ends_on
    found = [each for each in material.facts_of(CarePlan) if Span(each.made_on, each.ends_on).holds(end)]
    return f"made {in_words(found[0].made_on)} by {found[0].made_by}" if found else ""


def _initiating(material: Material) -> str:
    end = material.claim.period_ends_on
    found = [each.occurred_on for each in material.facts_of(FaceToFaceVisit) if each.is_initiating_visit]
    return in_words(min(found)) if found and min(found) <= end else ""


def _credentials(material: Material) -> str:
    people = {each.provider for each in counted_versions(material)}
    named = sorted(str(each) for each in people if each.credentials)
    return ", ".join(named) if len(named) == len(people) else ""


def _log(material: Material) -> str:
    found = counted_versions(material)
    clocked = sum(each.started_at is not None for each in found)
    return f"{_many(len(found))}, {clocked} with start and stop" if found else ""


def _reached(material: Material) -> str:
    answer = material.answer
    codes = ", ".join("-".join((line.code, *line.modifiers)) for line in answer.lines)
    return f"{answer.minutes} min: {codes}" if codes else ""


def _left_out(material: Material) -> str:
    seconds = sum(each.seconds for each in material.answer.left_out)
    return f"{seconds // 60} min {seconds % 60} s, with reasons" if seconds else "nothing had to be"


def _signature(material: Material) -> str:
    standing = next((each.attestation for each in material.signatures if not each.is_stale), None)
    return f"{standing.provider}, {_on(standing.signed_at, material.claim)}" if standing else ""


def _on(at: datetime, claim: Claim) -> str:
    return in_words(local_day(at, claim.practice.time_zone))


def _approved(material: Material) -> str:
    claim = material.claim
    if not claim.document or claim.approved_at is None:
        return ""
    return f"by {claim.approved_by or 'the schedule'}, {_on(claim.approved_at, claim)}"


def _acknowledged(material: Material) -> str:
    kinds = sorted({each.kind for each in material.acknowledgements if each.is_accepted})
    return ", ".join(kinds)


def _answered(material: Material) -> str:
    found = [each for each in material.payments if each.state == "posted"]
    if not found:
        return ""
    last = found[-1].remittance
    return f"trace {last.trace_number}{f', {in_words(last.paid_on)}' if last.paid_on else ''}"


def _many(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"
