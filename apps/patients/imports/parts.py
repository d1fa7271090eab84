"""Plans the parts of a row: coverage, episode, enrollment, conditions, visits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.patients.domain.checks import check_coverage, check_enrollment, check_episode, text
from apps.patients.domain.fhir_conditions import condition_key
from apps.patients.domain.identifiers import bare_member_id, dotted_diagnosis_code
from apps.patients.domain.roster import CoverageRow, EnrollmentRow, EpisodeRow
from apps.patients.imports.draft import Draft, span_in_words
from apps.patients.models import (
    Agency,
    CareEpisode,
    Coverage,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Payer,
    Setting,
)
from apps.practice.domain.dates import Span, check_no_overlap, in_words
from apps.practice.models import Provider
from apps.practice.records import plain_values
from apps.problems import Problem

Given = dict[str, Any]


def plan_coverage(draft: Draft, row: CoverageRow) -> None:
    """Plan one coverage: the stored one of the same payer and first day, or a new one."""
    payer = draft.known.payer(row.payer)
    if isinstance(payer, Problem):
        draft.accepts([payer])
        return
    is_medicare = draft.known.is_medicare(payer)
    given: Given = dict(row.values)
    if is_medicare and given.get("member_id"):
        given["member_id"] = bare_member_id(str(given["member_id"]))
    stored = _stored_coverage(draft, payer, given)
    merged = {**(plain_values(stored) if stored else {}), **given}
    person = draft.dossier.patient
    problems = check_coverage(merged, is_medicare=is_medicare, born_on=person.born_on, today=draft.today)
    others = [
        Span(each.starts_on, each.ends_on, f"the one with {each.payer}")
        for each in draft.dossier.coverages
        if each is not stored
    ]
    span = Span(_day(merged, "starts_on"), _day(merged, "ends_on"))
    problems += check_no_overlap(span, others, what="This coverage")
    if not draft.accepts(_within("coverage", problems)):
        return
    if stored is not None:
        draft.change(stored, given, noun="coverage", part=f"Coverage {payer}")
        return
    coverage = Coverage(practice=person.practice, patient=person, payer=payer, **given)
    draft.dossier.coverages.append(coverage)
    summary = [
        payer.name,
        str(given.get("member_id", "")),
        span_in_words(coverage.starts_on, coverage.ends_on),
    ]
    draft.add(coverage, noun="coverage", part="Coverage", summary=", ".join(filter(None, summary)))


def _stored_coverage(draft: Draft, payer: Payer, given: Mapping[str, object]) -> Coverage | None:
    """The stored coverage that is meant: of the same payer, not known to begin on another day."""
    starts_on = given.get("starts_on")
    member_id = bare_member_id(text(given, "member_id"))
    same = [
        each
        for each in draft.dossier.coverages
        if each.payer == payer and (None in (each.starts_on, starts_on) or each.starts_on == starts_on)
    ]
    same.sort(key=lambda each: (bare_member_id(each.member_id) != member_id, each.ends_on is not None))
    return same[0] if same else None


def plan_episode(draft: Draft, row: EpisodeRow) -> None:
    """Plan one episode: the stored one of the same setting and first day, or a new one, with its agency."""
    setting = text(row.values, "setting")
    if not setting:  # said already
        return
    agency = draft.known.agency(row.agency, setting=setting)
    signed_on = _day(row.values, "plan_signed_on")
    signer = _provider(draft, row.signer_npi, field="episode.signer_npi", on=signed_on)
    problems = [each for each in (agency, signer) if isinstance(each, Problem)]
    given: Given = dict(row.values)
    if isinstance(agency, Agency):
        given["agency"] = agency
    if isinstance(signer, Provider):
        given["plan_signer"] = signer
    stored = next(
        (
            each
            for each in draft.dossier.episodes
            if each.setting == setting and each.starts_on == given.get("starts_on")
        ),
        None,
    )
    problems += _within("episode", _problems_with_episode(draft, stored, given))
    if not draft.accepts(problems):
        return
    if isinstance(agency, Agency) and draft.known.is_new(agency):
        summary = ", ".join(filter(None, (agency.name, agency.npi and f"NPI {agency.npi}")))
        draft.add(agency, noun="agency", part=f"Agency, {Setting(setting).label.lower()}", summary=summary)
    _keep_episode(draft, stored, given, setting)


def _keep_episode(draft: Draft, stored: CareEpisode | None, given: Given, setting: str) -> None:
    if stored is not None:
        draft.change(stored, given, noun="episode", part="Episode")
        return
    person = draft.dossier.patient
    episode = CareEpisode(practice=person.practice, patient=person, **given)
    draft.dossier.episodes.append(episode)
    under = f"{Setting(setting).label}{f', {episode.agency}' if episode.agency else ''}"
    when = span_in_words(episode.starts_on, episode.ends_on)
    draft.add(episode, noun="episode", part="Episode", summary=f"{under}, {when}")


def _problems_with_episode(draft: Draft, stored: CareEpisode | None, given: Given) -> list[Problem]:
    person = draft.dossier.patient
    signer = given.get("plan_signer") or (stored.plan_signer if stored else None)
    merged = {**(plain_values(stored) if stored else {}), **given}
    problems = check_episode(merged, born_on=person.born_on, died_on=person.died_on, today=draft.today)
    signed_on = _day(merged, "plan_signed_on")
    if signer is not None and signed_on is None:
        message = f"{signer} is named as signer, but the day is missing. Give the day the plan was signed."
        problems.append(Problem("plan_signed_on_missing", message, "plan_signed_on"))
    if signer is None and signed_on is not None:
        message = f"The plan was signed on {in_words(signed_on)}, but by nobody. Give the NPI of who signed."
        problems.append(Problem("plan_signer_missing", message, "signer_npi"))
    others = [
        Span(
            each.starts_on,
            each.ends_on,
            f"the one under {each.agency}" if each.agency else "the other episode",
        )
        for each in draft.dossier.episodes
        if each is not stored and each.setting == given["setting"]
    ]
    span = Span(_day(merged, "starts_on"), _day(merged, "ends_on"))
    return problems + check_no_overlap(span, others, what="This episode")


def plan_enrollment(draft: Draft, row: EnrollmentRow) -> None:
    """Plan one enrollment: the stored one of the same programme and first day, or a new one."""
    given: Given = dict(row.values)
    provider = _provider(
        draft, row.provider_npi, field="enrollment.provider_npi", on=_day(given, "starts_on")
    )
    problems = [provider] if isinstance(provider, Problem) else []
    if isinstance(provider, Provider):
        given["rendering_provider"] = provider
    others = [each for each in draft.dossier.enrollments if each.program == given["program"]]
    stored = next((each for each in others if each.starts_on == given.get("starts_on")), None)
    merged = {**(plain_values(stored) if stored else {}), **given}
    person = draft.dossier.patient
    spans = [
        Span(each.starts_on, each.ends_on, f"the one with {each.rendering_provider}")
        for each in others
        if each is not stored
    ]
    found = check_enrollment(merged, born_on=person.born_on, died_on=person.died_on)
    span = Span(_day(merged, "starts_on"), _day(merged, "ends_on"))
    found += check_no_overlap(span, spans, what="This enrollment")
    if not draft.accepts([*problems, *_within("enrollment", found)]) or provider is None:
        return
    if stored is not None:
        draft.change(stored, given, noun="enrollment", part="Enrollment")
        return
    enrollment = Enrollment(practice=person.practice, patient=person, **given)
    draft.dossier.enrollments.append(enrollment)
    when = span_in_words(enrollment.starts_on, enrollment.ends_on)
    summary = f"{enrollment.get_program_display()} with {provider}, {when}"
    draft.add(enrollment, noun="enrollment", part="Enrollment", summary=summary)


def _provider(draft: Draft, npi: str, *, field: str, on: date | None) -> Provider | Problem | None:
    """Return None for a number that `check_row` found wrong or missing: that is said already."""
    if not npi or any(each.field == field for each in draft.row.problems):
        return None
    return draft.known.provider(npi, field=field, on=on)


def plan_diagnosis(draft: Draft, values: Mapping[str, object]) -> None:
    """Plan one condition: blanks of the stored line are filled, one that is over is ended, others are added."""
    given: Given = dict(values)
    stored = _stored_diagnosis(draft, given)
    if stored is not None:
        fills = {name: given[name] for name in ("code", "snomed_code", "starts_on") if given.get(name)}
        wanted = {name: value for name, value in fills.items() if not getattr(stored, name)}
        if "ends_on" in given and stored.ends_on is None:
            wanted["ends_on"] = given["ends_on"]
        draft.change(stored, wanted, noun="diagnosis", part=_condition_name(stored))
        return
    if "ends_on" in given:
        return
    person = draft.dossier.patient
    rank = max((each.rank for each in draft.dossier.diagnoses), default=0) + 1
    diagnosis = Diagnosis(practice=person.practice, patient=person, rank=rank, **given)
    draft.dossier.diagnoses.append(diagnosis)
    draft.add(diagnosis, noun="diagnosis", part="Condition", summary=_condition_name(diagnosis))


def _stored_diagnosis(draft: Draft, given: Given) -> Diagnosis | None:
    code, key = text(given, "code"), condition_key(given)
    starts_on = _day(given, "starts_on")
    alike = [
        each
        for each in draft.dossier.diagnoses
        if (code and each.code == code) or condition_key(plain_values(each)) == key
    ]
    open_or_covered = [
        each for each in alike if each.ends_on is None or starts_on is None or starts_on <= each.ends_on
    ]
    return min(open_or_covered, key=lambda each: each.ends_on is not None, default=None)


def _condition_name(diagnosis: Diagnosis) -> str:
    code = dotted_diagnosis_code(diagnosis.code) if diagnosis.code else ""
    return " ".join(filter(None, (code, diagnosis.description)))


def plan_visit(draft: Draft, occurred_on: date) -> None:
    """Plan a face-to-face visit unless one is recorded on that day."""
    if any(each.occurred_on == occurred_on for each in draft.dossier.visits):
        return
    found = _provider(draft, draft.row.provider_npi, field="enrollment.provider_npi", on=occurred_on)
    provider = found if isinstance(found, Provider) else None
    person = draft.dossier.patient
    visit = FaceToFaceVisit(
        practice=person.practice, patient=person, occurred_on=occurred_on, provider=provider
    )
    draft.dossier.visits.append(visit)
    who = f" with {provider}" if provider else ""
    summary = f"{in_words(occurred_on)}{who}"
    draft.add(visit, noun="face_to_face", part="Face-to-face visit", summary=summary)


def _day(values: Mapping[str, object], name: str) -> date | None:
    value = values.get(name)
    return value if isinstance(value, date) else None


def _within(part: str, problems: list[Problem]) -> list[Problem]:
    return [Problem(each.code, each.message, f"{part}.{each.field}") for each in problems]
