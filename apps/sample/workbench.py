"""On the desk of the practice's keepers: words on claims, a file that was brought in with faults, somebody twice."""

from datetime import datetime

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.models import Claim
from apps.billing.operations.desk import assign_claims, note_claim, tag_claims
from apps.patients.imports.committing import commit_roster
from apps.patients.imports.rosters import preview_roster
from apps.patients.models import Patient
from apps.patients.operations import save_patient
from apps.practice.access import Actor

UNSENT = (ClaimState.DRAFT, ClaimState.HELD, ClaimState.RETURNED, ClaimState.APPROVED)
NOTES = (
    "The agency promised the signed plan for Thursday; ask for Kelly in medical records.",
    "The payer's portal shows another birth date. Waiting for a copy of the card.",
)
# Three rows that come in, one that is there already, and two that nobody can bring in.
ROSTER = """\
Surname,First name,DOB,Gender,MRN
Abernathy,Rosalind,3/14/1938,F,MG900101
Fontaine,Emmett,11/2/1944,M,MG900102
Whitlock,Beatrice,7/30/1936,F,MG900103
{last},{first},{born},{sex},{record}
Marchetti,Aldo,13/45/1941,M,MG900104
,Winifred,5/6/1939,F,MG900105
"""


def furnish_desk(biller: Actor, administrator: Actor, *, now: datetime) -> None:
    """Say something of claims on their way, bring in a roster of which two rows are refused, enter somebody twice."""
    _say(biller, now=now)
    someone = (
        Patient.objects.filter(practice=biller.practice, merged_into__isnull=True).order_by("pk").first()
    )
    if someone is not None:
        _bring_in(administrator, someone, now=now)
        _enter_twice(administrator, someone)


def _say(biller: Actor, *, now: datetime) -> None:
    unsent = Claim.objects.filter(practice=biller.practice, state__in=UNSENT).order_by("-pk")
    ids = list(unsent.values_list("pk", flat=True)[:4])
    if len(ids) < 4:
        return
    assign_claims(biller, claim_ids=ids[:2], person=biller.user, now=now)
    tag_claims(biller, claim_ids=ids[1:3], name="ask the agency", now=now)
    tag_claims(biller, claim_ids=ids[:1], name="second look", now=now)
    for claim_id, text in zip(ids, NOTES, strict=False):
        note_claim(biller, claim_id=claim_id, text=text, now=now)


def _bring_in(administrator: Actor, known: Patient, *, now: datetime) -> None:
    content = ROSTER.format(
        last=known.last_name,
        first=known.first_name,
        born=f"{known.born_on:%m/%d/%Y}",
        sex=known.sex,
        record=known.medical_record_number,
    )
    today = administrator.today
    looked_at = preview_roster(
        content.encode(), actor=administrator, file_name="new-patients.csv", now=now, today=today
    )
    commit_roster(looked_at, actor=administrator, accept_good_rows=True, now=now, today=today)


def _enter_twice(administrator: Actor, known: Patient) -> None:
    again = Patient(
        practice=administrator.practice,
        last_name=known.last_name.upper(),
        first_name=known.first_name,
        born_on=known.born_on,
        sex=known.sex,
    )
    save_patient(again, actor=administrator, today=administrator.today)
