"""Plans one recorded fact of a table of facts: added, given an end, or known already.

A fact that was struck out as a mistake does not come back with a file that still holds it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from apps.patients.domain.checks import day, text
from apps.patients.imports.draft import Draft, span_in_words
from apps.patients.imports.fact_parts import own, plan_care_plan, plan_copy, plan_initiating_visit
from apps.patients.models import Consent, FaceToFaceVisit, PatientStatus, Stay
from apps.practice.domain.dates import Span, check_no_overlap, check_within_life, in_words
from apps.practice.models import Provider
from apps.problems import Problem


def plan_fact(draft: Draft) -> None:
    """Plan the fact of a row, when its day lies in the patient's life."""
    facts = draft.row.facts
    fact, on = text(facts, "fact"), day(facts, "starts_on")
    if not fact or on is None:  # said already
        return
    person = draft.dossier.patient
    lived = check_within_life(
        on, born_on=person.born_on, died_on=person.died_on, what="It", field="fact.starts_on"
    )
    if draft.accepts(lived):
        PLANNERS[fact](draft, on)


def _plan_stay(draft: Draft, on: date) -> None:
    kind = Stay.Kind(text(draft.row.facts, "fact"))
    known = [each for each in draft.dossier.stays if each.kind == kind]
    new = Stay(**own(draft), kind=kind, starts_on=on, ends_on=_last(draft), note=_note(draft))
    if _is_to_add(draft, new, known, noun="stay", what="This stay"):
        draft.dossier.stays.append(new)
        draft.add(new, noun="stay", part="Stay", summary=f"{kind.label}, {span_in_words(on, new.ends_on)}")


def _plan_status(draft: Draft, on: date) -> None:
    kind = PatientStatus.Kind(text(draft.row.facts, "fact"))
    known = [each for each in draft.dossier.statuses if each.kind == kind]
    new = PatientStatus(**own(draft), kind=kind, starts_on=on, ends_on=_last(draft), note=_note(draft))
    if _is_to_add(draft, new, known, noun="patient_status", what=str(kind.label)):
        draft.dossier.statuses.append(new)
        summary = f"{kind.label}, {span_in_words(on, new.ends_on)}"
        draft.add(new, noun="patient_status", part="Status", summary=summary)


def _is_to_add(draft: Draft, new: Any, known: Sequence[Any], *, noun: str, what: str) -> bool:
    """Say whether a span is new; the stored one that begins on the same day is given its end."""
    stored = next((each for each in known if each.starts_on == new.starts_on), None)
    if stored is not None and stored.is_struck:
        return False
    others = [
        Span(each.starts_on, each.ends_on, "the one")
        for each in known
        if each is not stored and not each.is_struck
    ]
    last = new.ends_on or (stored.ends_on if stored else None)
    found = check_no_overlap(Span(new.starts_on, last), others, what=what, field="fact.starts_on")
    if not draft.accepts(found):
        return False
    if stored is not None and new.ends_on is not None:
        draft.change(stored, {"ends_on": new.ends_on}, noun=noun, part=what)
    return stored is None


def _plan_visit(draft: Draft, on: date) -> None:
    who = _provider(draft, on)
    if isinstance(who, Problem):
        draft.accepts([who])
        return
    given: dict[str, Any] = {
        name: draft.row.facts[name] for name in ("minutes", "note") if name in draft.row.facts
    }
    same_day = [each for each in draft.dossier.visits if each.occurred_on == on]
    stored = next((each for each in same_day if who is None or each.provider_id == who.pk), None)
    if stored is not None:
        if not stored.is_struck:
            draft.change(stored, given, noun="face_to_face", part=f"Visit of {in_words(on)}")
        return
    visit = FaceToFaceVisit(**own(draft), occurred_on=on, provider=who, **given)
    draft.dossier.visits.append(visit)
    summary = f"{in_words(on)}{f' with {who}' if who else ''}"
    draft.add(visit, noun="face_to_face", part="Visit", summary=summary)


def _plan_consent(draft: Draft, on: date) -> None:
    revoked, known = _last(draft), draft.dossier.consents
    stored = next((each for each in known if each.given_on == on), None)
    if stored is not None:
        if revoked is not None and not stored.is_struck:
            draft.change(stored, {"revoked_on": revoked}, noun="consent", part="Consent")
        return
    others = [Span(each.given_on, each.revoked_on, "the one") for each in known if not each.is_struck]
    found = check_no_overlap(Span(on, revoked), others, what="This consent", field="fact.starts_on")
    if draft.accepts(found):
        written = bool(draft.row.facts.get("is_written", False))
        consent = Consent(
            **own(draft), given_on=on, revoked_on=revoked, is_written=written, note=_note(draft)
        )
        known.append(consent)
        draft.add(consent, noun="consent", part="Consent", summary=in_words(on))


def _plan_copy(draft: Draft, on: date) -> None:
    plan_copy(draft, on, text(draft.row.facts, "way"))


def _plan_statement(draft: Draft, on: date) -> None:
    """Write a statement into the episode of care that holds its day."""
    facts = draft.row.facts
    part, setting = text(facts, "fact").removesuffix("_statement"), text(facts, "setting")
    held = [
        each
        for each in draft.dossier.episodes
        if Span(each.starts_on, each.ends_on).holds(on) and setting in ("", each.setting)
    ]
    if len(held) != 1:
        many = "No episode of care holds" if not held else f"{len(held)} episodes of care hold"
        message = f"{many} {in_words(on)}. Give the setting, or enter the episode first."
        draft.accepts([Problem("episode_unclear", message, "fact.setting")])
        return
    who = _provider(draft, on)
    if isinstance(who, Problem):
        draft.accepts([who])
        return
    given: dict[str, Any] = {f"{part}_statement": text(facts, "statement")}
    if who is not None:
        given |= {f"{part}_signer": who, f"{part}_signed_on": on}
    draft.change(held[0], given, noun="episode", part=held[0].get_setting_display())


def _provider(draft: Draft, on: date) -> Provider | Problem | None:
    npi = draft.row.provider_npi
    return draft.known.provider(npi, field="fact.provider_npi", on=on) if npi else None


def _last(draft: Draft) -> date | None:
    return day(draft.row.facts, "ends_on")


def _note(draft: Draft) -> str:
    return text(draft.row.facts, "note")


PLANNERS: dict[str, Callable[[Draft, date], None]] = {
    "inpatient": _plan_stay,
    "part_a_nursing": _plan_stay,
    "dual_eligible": _plan_status,
    "chronic_care_eligible": _plan_status,
    "esrd_capitation": _plan_status,
    "surgical_global_period": _plan_status,
    "visit": _plan_visit,
    "initiating_visit": plan_initiating_visit,
    "consent": _plan_consent,
    "plan": plan_care_plan,
    "copy": _plan_copy,
    "complexity_statement": _plan_statement,
    "necessity_statement": _plan_statement,
}
