"""What payers answer in tests: an 835 that balances unless a test says otherwise, and sent claims to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from apps.billing.models import Claim, Receiver, RemittanceFile, Submission
from apps.billing.operations.approval import approve
from apps.billing.operations.checking import check_submission
from apps.billing.operations.posting import post_remittance
from apps.billing.operations.remittances import receive_remittance
from apps.billing.operations.sending import make_submission, mark_sent
from apps.practice.access import Actor
from tests import builders as make
from tests.billing.closing import JUNE, NOW

JULY = date(2026, 7, 1)


@dataclass(frozen=True)
class Answer:
    """One CLP with one line; `reasons` are (group, code, amount) and have to come to charge less paid."""

    number: str
    charge: str = "125.50"
    paid: str = "100.40"
    reasons: tuple[tuple[str, str, str], ...] = (("PR", "2", "25.10"),)
    status: str = "1"
    owed: str = "25.10"
    line_id: str = ""
    payer_number: str = "ICN1"
    remarks: tuple[str, ...] = ()
    name: str = "DOE*JANE"
    member_id: str = make.MBI
    day: str = "20260504"

    @property
    def reversal(self) -> "Answer":
        """The same taken back."""
        reasons = tuple((group, code, _minus(amount)) for group, code, amount in self.reasons)
        return replace(
            self, status="22", charge=_minus(self.charge), paid=_minus(self.paid), owed="", reasons=reasons
        )


def _minus(amount: str) -> str:
    return str(-Decimal(amount))


def denial(
    number: str, *, group: str = "CO", code: str = "16", remarks: tuple[str, ...] = ("MA76",)
) -> Answer:
    """A claim denied whole."""
    return Answer(number, paid="0", reasons=((group, code, "125.50"),), status="4", owed="", remarks=remarks)


def an_835(*answers: Answer, trace: str = "EFT1", paid_on: str = "20260628", **other: str) -> bytes:
    """One payment; `payment` and `plb` may be said, else the payment is what the claims come to."""
    plb = other.get("plb", "")
    payment = other.get("payment") or str(
        sum((Decimal(each.paid) for each in answers), Decimal(other.get("given", "0")))
    )
    rows = [
        f"BPR*I*{payment}*C*ACH*CCP*01*111000025*DA*1*1512345678**01*111000025*DA*9*{paid_on}",
        f"TRN*1*{trace}*1512345678",
        "N1*PR*MEDICARE PART B*XV*15202",
        f"N1*PE*HILLTOP SENIOR CARE*XX*{make.PRACTICE_NPI}",
        "LX*1",
        *(row for each in answers for row in _claim(each)),
        *([plb] if plb else []),
    ]
    return interchange("HP", "005010X221A1", "835", rows)


def _claim(each: Answer) -> Sequence[str]:
    return [
        f"CLP*{each.number}*{each.status}*{each.charge}*{each.paid}*{each.owed}*MB*{each.payer_number}*11*1",
        f"NM1*QC*1*{each.name}****MI*{each.member_id}",
        f"SVC*HC:G0181*{each.charge}*{each.paid}**1",
        f"DTM*472*{each.day}",
        *(f"CAS*{group}*{code}*{amount}" for group, code, amount in each.reasons),
        *([f"REF*6R*{each.line_id}"] if each.line_id else []),
        *(f"LQ*HE*{code}" for code in each.remarks),
    ]


def interchange(
    group: str, version: str, kind: str, rows: Sequence[str], *, first: Sequence[str] = ()
) -> bytes:
    """A regular interchange with one transaction set; `first` are segments before the group."""
    body = [f"ST*{kind}*0001*{version}" if kind != "835" else "ST*835*0001", *rows]
    segments = [
        "ISA*00*          *00*          *ZZ*15202          *ZZ*OVERSIGHT01    *260628*0904*^*00501*000000911*0*P*:",
        *first,
        f"GS*{group}*15202*OVERSIGHT01*20260628*0904*911*X*{version}",
        *body,
        f"SE*{len(body) + 1}*0001",
        "GE*1*911",
        "IEA*1*000000911",
    ]
    return "".join(f"{segment}~\n" for segment in segments).encode()


def a_277ca(*claims: tuple[str, ...], batch: str = "000000001") -> bytes:
    """Answers to claims: number, status (A7:562:85), action (WQ or U), and optionally the payer's number."""
    rows = [
        "BHT*0085*08*1*20260602*0700*TH",
        "HL*1**20*1",
        "HL*2*1*21*1",
        f"TRN*2*{batch}",
        "STC*A1:19:PR*20260602*WQ*1",
        "HL*3*2*19*1",
    ]
    for place, (number, status, action, *given) in enumerate(claims, start=4):
        rows += [f"HL*{place}*3*PT", f"TRN*2*{number}", f"STC*{status}*20260602*{action}*125.5"]
        rows += [f"REF*1K*{each}" for each in given]
    return interchange("HN", "005010X214", "277", rows)


def send(actor: Actor, *claims: Claim) -> Submission:
    """Approve the claims and send them in one file."""
    ids = [claim.pk for claim in claims]
    assert not approve(actor, claim_ids=ids, now=NOW, today=JUNE).left_out
    receiver = Receiver.objects.filter(practice=actor.practice).first() or make.receiver(actor.practice)
    made = make_submission(
        actor, claim_ids=ids, format=Submission.Format.X12_837P, receiver=receiver, now=NOW, today=JUNE
    )
    check_submission(actor, submission_id=made.pk, clock=lambda: NOW)
    mark_sent(actor, submission_id=made.pk, now=NOW)
    for claim in claims:
        claim.refresh_from_db()
    return made


def receive(actor: Actor, content: bytes, name: str = "era.835") -> RemittanceFile:
    """Take a file in."""
    source = RemittanceFile.Source.UPLOAD
    return receive_remittance(actor, content=content, file_name=name, source=source, now=NOW).file


def post(actor: Actor, content: bytes, name: str = "era.835") -> RemittanceFile:
    """Take a file in and post it."""
    return post_remittance(actor, file_id=receive(actor, content, name).pk, now=NOW, today=JULY)
