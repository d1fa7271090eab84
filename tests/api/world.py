"""Two furnished practices: one of everything in each, so that every address can be called with real ids.

It is Tuesday 2 June 2026, eleven in the morning at Hilltop; May is closed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from apps.billing.changes import deltas_of, with_needed
from apps.billing.domain.lifecycle import Move
from apps.billing.models import (
    ChangeAnswer,
    Charge,
    Claim,
    ClaimPayment,
    ClaimTask,
    CloseRun,
    Correction,
    Decision,
    PacketRun,
    Printer,
    SelfAudit,
    ServicePeriod,
    Signal,
    Submission,
    Trial,
)
from apps.billing.operations import acts, checking, sending
from apps.billing.operations.acknowledgements import import_acknowledgements
from apps.billing.operations.attesting import attest_periods
from apps.billing.operations.claim_tasks import write_letter
from apps.billing.operations.correcting import Wanted, open_correction
from apps.billing.operations.desk import note_claim, tag_claims
from apps.billing.operations.money_audit import audit_money
from apps.billing.operations.month_end import lock_month, unlock_month
from apps.billing.operations.reclosing import leave_as_it_is
from apps.billing.selectors.attestations import closed_periods, contents_of, hash_of, statement_of
from apps.patients.imports.rosters import preview_roster
from apps.patients.models import (
    AgencyRole,
    CareEpisode,
    Coverage,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Goal,
    OutsideService,
    OwnRule,
    Patient,
    PatientMerge,
    Stay,
    Strategy,
    TimedService,
)
from apps.patients.operations_documents import Upload, attach_document
from apps.practice.access import Actor, schedule_of
from apps.practice.domain.roles import Role
from apps.practice.models import Collaboration, Export, Invitation, Practice, Provider, SignIn, User
from apps.practice.operations_saved_views import save_view
from apps.practice.operations_tokens import make_token
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Conference, EntryVersion, LockedMonth, Notice, TimeEntry
from apps.timelog.operations import amend_entry
from apps.timelog.operations.anchoring import anchor_ledger
from apps.timelog.operations.merging import merge_patients
from tests import builders as make
from tests.billing.closing import charges, close
from tests.billing.payers_answers import Answer, a_277ca, an_835, denial, post
from tests.papers import a_pdf

NOW = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
ROSTER = b"Surname,First name,DOB,Gender,MRN\nOkeefe,Rose,7/4/1941,Female,MR-1\n"
TODAY, MAY_4 = date(2026, 6, 2), date(2026, 5, 4)


@dataclass(frozen=True)
class Person:
    """Somebody of a practice with a token for it, and an entry of their own when they log time."""

    user: User
    secret: str
    token: int
    printer: int
    sign_in: int
    entry: int | None
    notice: int
    waiting_timer: int | None
    saved_view: int


@dataclass(frozen=True)
class Place:
    """A practice, its people by role, and the id of one row of each kind."""

    practice: Practice
    people: dict[Role, Person]
    ids: dict[str, int]

    def ids_for(self, role: Role) -> dict[str, int]:
        """The ids as `role` would use them: an own token, an own entry."""
        person = self.people[role]
        own = {
            "token": person.token,
            "printer": person.printer,
            "sign_in": person.sign_in,
            "entry": person.entry or self.ids["entry"],
            "notice": person.notice,
            "saved_view": person.saved_view,
            "waiting_timer": person.waiting_timer or self.ids["waiting_timer"],
        }
        return {**self.ids, **own}


def furnished(name: str, npi: str) -> Place:
    """Make a practice with five people, three patients, and a claim in each stage of its way out."""
    practice = make.practice(name=name, npi=npi)
    where = name.split()[0].lower()
    physician = make.member(make.user(f"ana@{where}.example", "Ana Rivera"), practice, Role.PHYSICIAN)
    nurse = make.member(make.user(f"nora@{where}.example", "Nora Lindqvist"), practice, Role.CARE_STAFF)
    others = {
        role: make.member(make.user(f"{role}@{where}.example", role.label), practice, role)
        for role in (Role.BILLING_MANAGER, Role.ADMINISTRATOR, Role.AUDITOR)
    }
    doctor = make.provider(practice, user=physician)
    helper = make.provider(
        practice,
        user=nurse,
        kind=Provider.Kind.CLINICAL_STAFF,
        first_name="Nora",
        last_name="Lindqvist",
        npi="",
    )
    ids = _rows(practice, doctor, helper, physician)
    jane = practice.patients.get(pk=ids["patient"])
    own_entries = {
        Role.PHYSICIAN: make.logged(jane, doctor, date(2026, 6, 1), 12).pk,
        Role.CARE_STAFF: make.logged(jane, helper, date(2026, 6, 1), 7).pk,
    }
    ids["entry"] = own_entries[Role.PHYSICIAN]
    waiting = {
        Role.PHYSICIAN: make.waiting_timer(jane, doctor, MAY_4).pk,
        Role.CARE_STAFF: make.waiting_timer(jane, helper, MAY_4).pk,
    }
    ids["waiting_timer"] = waiting[Role.PHYSICIAN]
    users = {Role.PHYSICIAN: physician, Role.CARE_STAFF: nurse, **others}
    people = {
        role: _person(user, practice, own_entries.get(role), waiting.get(role))
        for role, user in users.items()
    }
    first = people[Role.PHYSICIAN]
    ids |= {"token": first.token, "printer": first.printer, "sign_in": first.sign_in, "notice": first.notice}
    ids["saved_view"] = first.saved_view
    goal = Goal.objects.get(pk=ids["goal"])
    ids["strategy"] = Strategy.objects.create(
        practice=practice, goal=goal, statement="Walk with the nurse", stated_by=physician, stated_at=NOW
    ).pk
    ids |= {"person": nurse.pk, "biller": others[Role.BILLING_MANAGER].pk, "practice": practice.pk}
    _signed_and_anchored(practice, physician, ids["period"])
    return Place(practice, people, ids)


def _signed_and_anchored(practice: Practice, physician: User, period_id: int) -> None:
    """A closed period with its signature, and the books anchored."""
    signer = make.actor(physician, practice)
    statement = statement_of(practice).text
    contents = contents_of(closed_periods(signer).filter(pk=period_id), statement=statement)
    seen = {pk: hash_of(content) for pk, content in contents.items()}
    attest_periods(signer, seen=seen, now=NOW)
    anchor_ledger(schedule_of(practice), now=NOW)


def _correction(practice: Practice, claim: Claim) -> Correction:
    """Open a request for reopening of a claim that is with Medicare."""
    wanted = Wanted(Correction.Path.REOPENING, "The units were mistyped")
    return open_correction(schedule_of(practice), claim_id=claim.pk, wanted=wanted, now=NOW, today=TODAY)


def _left_as_it_was(period: ServicePeriod) -> ChangeAnswer:
    """An answer to a change: another channel than was counted, which changes no minute."""
    boss, entry = schedule_of(period.practice), TimeEntry.objects.get(patient=period.patient)
    draft = Draft(
        activity="communication", counterpart="agency_staff", channel="portal", performed_on=MAY_4,
        seconds=1800, reason="It was by message",
    )  # fmt: skip
    assert entry.provider.user is not None
    amend_entry(entry, actor=make.actor(entry.provider.user, period.practice), draft=draft, now=NOW)
    period = with_needed(ServicePeriod.objects.all()).get(pk=period.pk)
    return leave_as_it_is(
        boss, period_id=period.pk, reason="No proof was found", now=NOW, today=TODAY,
        based_on=deltas_of(period.practice, [period])[period.pk].length,
    )  # fmt: skip


def _person(user: User, practice: Practice, entry: int | None, waiting: int | None) -> Person:
    actor = make.actor(user, practice)
    token, secret = make_token("Test program", expires_on=None, actor=actor, today=TODAY)
    change = EntryVersion.objects.filter(practice=practice).first()
    assert change is not None
    notice = Notice.objects.create(practice=practice, recipient=user, version=change, made_at=NOW)
    printer = Printer.objects.create(practice=practice, user=user, name="Front desk")
    view = save_view(actor, name="Mine", page="/practice/tokens/", query="")
    browser = SignIn.objects.create(user=user, practice=practice, session_key=f"another-browser-{user.pk}")
    return Person(user, secret, token.pk, printer.pk, browser.pk, entry, notice.pk, waiting, view.pk)


def _plans_and_standing(jane: Patient, doctor: Provider) -> dict[str, int]:
    """One of each recorded fact that care management and exclusions ask for."""
    plan = make.care_plan(jane, doctor, date(2026, 1, 5))
    own: dict[str, Any] = {"practice": jane.practice, "patient": jane}
    return {
        "plan": plan.pk,
        "copy": make.plan_copy(plan, date(2026, 1, 6), doctor).pk,
        "decision_making": make.decision_making(jane, doctor, date(2026, 1, 7)).pk,
        "status": make.status(jane, "dual_eligible", date(2026, 1, 1)).pk,
        "timed_service": TimedService.objects.create(
            **own, kind="certification", provider=doctor, occurred_on=date(2026, 1, 8), minutes=10
        ).pk,
        "outside_service": OutsideService.objects.create(
            **own, code="99495", biller="Valley", starts_on=date(2026, 1, 9), ends_on=date(2026, 2, 7)
        ).pk,
    }


def _rows(practice: Practice, doctor: Provider, helper: Provider, physician: User) -> dict[str, int]:
    charges(practice)
    payer, agency, receiver = make.payer(practice), make.agency(practice), make.receiver(practice)
    names = ("Draft", "Approved", "Batched", "Sent", "Denied")
    patients = {
        name: make.homebound_patient(doctor, payer, agency, last_name=name, medical_record_number=name)
        for name in names
    }
    for number, patient in enumerate(patients.values()):
        # Five people: with one member id they would be taken for one, entered five times.
        Coverage.objects.filter(patient=patient).update(member_id=f"{make.MBI[:-2]}{number:02}")
        make.logged(patient, doctor, MAY_4, 30)
    close(practice)
    claims = {name: Claim.objects.get(patient=patient) for name, patient in patients.items()}
    boss = schedule_of(practice)
    moving = [claims[name].pk for name in names[1:]]
    done = acts.act(boss, acts.Wanted(Move.APPROVE), claim_ids=moving, now=NOW, today=TODAY)
    assert not done.moved.left_out
    files = {
        name: sending.make_submission(
            boss,
            claim_ids=[claims[name].pk],
            format=Submission.Format.X12_837P,
            receiver=receiver,
            now=NOW,
            today=TODAY,
        )
        for name in names[2:]
    }
    for file in files.values():
        checking.check_submission(boss, submission_id=file.pk, clock=lambda: NOW)
    note_claim(boss, claim_id=claims["Batched"].pk, text="Asked the agency for the plan.", now=NOW)
    tag_claims(boss, claim_ids=[claims["Batched"].pk], name="plan", now=NOW)
    sending.mark_sent(boss, submission_id=files["Denied"].pk, now=NOW)
    sending.mark_sent(boss, submission_id=files["Sent"].pk, now=NOW)
    came_back = _came_back(boss, claims["Denied"])
    jane = patients["Draft"]
    partner = make.provider(
        practice, first_name="Paul", last_name="Partner", npi="", kind=Provider.Kind.NURSE_PRACTITIONER
    )
    period = ServicePeriod.objects.get(patient=jane, state="closed", claims__isnull=False)
    own = {"practice": practice, "patient": jane}
    conference = Conference.objects.create(
        practice=practice, provider=doctor, held_on=MAY_4, seconds=600, attendees="Kelly RN", recorded_at=NOW
    )
    return {
        **came_back,
        "conference": conference.pk,
        "patient": jane.pk,
        "payer": payer.pk,
        "agency": agency.pk,
        "receiver": receiver.pk,
        "provider": doctor.pk,
        "claim": claims["Draft"].pk,
        "approved_claim": claims["Approved"].pk,
        "batched_claim": claims["Batched"].pk,
        "submission": files["Batched"].pk,
        "sent_submission": files["Sent"].pk,
        "period": period.pk,
        "decision": Decision.objects.get(period=period, is_current=True).pk,
        "signal": _signal(period).pk,
        "export": Export.objects.create(practice=practice, asked_at=NOW, total=0, finished_at=NOW).pk,
        "self_audit": SelfAudit.objects.create(
            practice=practice, asked_at=NOW, starts_on=MAY_4, ends_on=TODAY, total=0, finished_at=NOW
        ).pk,
        "locked_month": _unlocked_month(practice).pk,
        "correction": _correction(practice, claims["Sent"]).pk,
        "review_act": done.act.pk,
        "change_answer": _left_as_it_was(period).pk,
        "run": CloseRun.objects.get(practice=practice).pk,
        "charge": Charge.objects.filter(practice=practice).first().pk,  # type: ignore[union-attr]
        "coverage": Coverage.objects.get(patient=jane).pk,
        "enrollment": Enrollment.objects.get(patient=jane).pk,
        "episode": CareEpisode.objects.get(patient=jane).pk,
        "diagnosis": Diagnosis.objects.filter(patient=jane).first().pk,  # type: ignore[union-attr]
        "visit": FaceToFaceVisit.objects.get(patient=jane).pk,
        "consent": make.consent(jane, MAY_4).pk,
        "stay": Stay.objects.create(
            **own, kind=Stay.Kind.INPATIENT, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 5)
        ).pk,
        "goal": Goal.objects.create(**own, statement="Walk to the mailbox", stated_on=MAY_4).pk,
        "agency_role": AgencyRole.objects.create(
            practice=practice, agency=agency, provider=doctor, role="employee", starts_on=MAY_4
        ).pk,
        "collaboration": Collaboration.objects.create(
            practice=practice, provider=partner, physician=doctor, starts_on=MAY_4
        ).pk,
        "service_location": make.service_location(practice).pk,
        "supervision": make.supervision(helper, doctor).pk,
        **_plans_and_standing(jane, doctor),
        "invitation": Invitation.objects.create(
            practice=practice,
            email=f"new@{practice.pk}.example",
            roles=[Role.AUDITOR],
            token_hash=f"{practice.pk:064}",
            invited_by=physician,
            created_at=NOW,
            expires_at=NOW + timedelta(days=7),
        ).pk,
        **_rules(practice),
        "document": attach_document(boss, patient=jane, upload=Upload("plan.pdf", a_pdf()), now=NOW).pk,
        "merge": _merge(jane, boss).pk,
        "import": preview_roster(ROSTER, actor=boss, file_name="roster.csv", now=NOW, today=TODAY).pk,
    }


def _signal(period: ServicePeriod) -> Signal:
    """Something that a reviewer would ask about."""
    own = {"practice": period.practice, "patient": period.patient, "period": period}
    said = {"figures": {"count": 4, "duration": "10 min"}, "seen_at": NOW}
    return Signal.objects.get_or_create(**own, kind="identical_durations", defaults=said)[0]


def _unlocked_month(practice: Practice) -> LockedMonth:
    """A month that was locked and unlocked again."""
    boss = schedule_of(practice)
    lock_month(boss, month=date(2026, 3, 1), now=NOW, today=TODAY)
    return unlock_month(boss, month=date(2026, 3, 1), reason="A late note.", now=NOW)


def _merge(jane: Patient, boss: Actor) -> PatientMerge:
    """A record of Jane that was entered twice, merged into hers."""
    twin = make.patient(jane.practice, last_name="Doe", first_name="Jane", medical_record_number="TWIN")
    return merge_patients(boss, kept=jane, merged=twin, reason="Entered twice", now=NOW, today=TODAY)


def _rules(practice: Practice) -> dict[str, int]:
    """A draft of an own rule, and a question asked of the rules."""
    content = {"label": "Town", "factor": "0.950", "section": "Contract", "source": "practice_contract"}
    rule = OwnRule.objects.create(
        practice=practice,
        table=OwnRule.Table.LOCALITY,
        key="own",
        content={**content, "confidence": "H/R"},
        starts_on=MAY_4,
    )
    trial = Trial.objects.create(practice=practice, question=Trial.Question.CLOSE_NOW, finished_at=NOW)
    packets = PacketRun.objects.create(practice=practice, asked_at=NOW, total=0, finished_at=NOW)
    return {"own_rule": rule.pk, "trial": trial.pk, "packet_run": packets.pk}


def _came_back(boss: Actor, claim: Claim) -> dict[str, int]:
    """A claim that was accepted, then denied with a letter about it, and a line of the payment that waits."""
    number = claim.patient_control_number
    answers = a_277ca((number, "A2:20", "WQ"))
    file = import_acknowledgements(boss, content=answers, file_name="a.277", now=NOW, today=TODAY).file
    paid = post(boss, an_835(denial(number), Answer("NOBODYS")))
    task = ClaimTask.objects.get(claim=claim)
    letter = write_letter(boss, task_id=task.pk, text="Please look again.", now=NOW, today=TODAY)
    audit_money(boss, now=NOW)
    return {
        "acknowledgement_file": file.pk,
        "remittance_file": paid.pk,
        "remittance": paid.remittances.get().pk,
        "claim_payment": ClaimPayment.objects.get(remittance__file=paid, claim=claim).pk,
        "task": task.pk,
        "letter": letter.pk,
    }
