"""What the payers of a small sample practice answer: accepted, one rejected; paid, some denied, one of nobody's."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from apps.billing.models import Claim, RemittanceFile, Submission
from apps.billing.operations.acknowledgements import import_acknowledgements
from apps.billing.operations.posting import post_remittance
from apps.billing.operations.remittances import receive_remittance
from apps.practice.access import Actor

DAYS_TO_ANSWER, DAYS_TO_PAY = 1, 16
CENT = Decimal("0.01")
# Of every ten claims: what becomes of them, by their place.
DENIED = {3: ("CO", "16", "MA76"), 7: ("CO", "29", "")}
PARTLY = 5
# A claim of the billing program before this one: number, charge, paid, reasons, status, remark.
OLD = ("OLD7731", Decimal("118.00"), Decimal("94.40"), (("PR", "2", Decimal("23.60")),), "1", "")


def answer(biller: Actor, *, now: datetime) -> None:
    """Let the payers answer all files but the newest, each payer in a file of its own, as time allows."""
    sent = Submission.objects.filter(practice=biller.practice, state=Submission.State.SENT).order_by(
        "sent_at", "pk"
    )
    every = Claim.objects.filter(practice=biller.practice).order_by("pk").values_list("pk", flat=True)
    fates = {pk: place % 10 for place, pk in enumerate(every, start=1)}
    for number, submission in enumerate(list(sent)[:-1], start=1):
        claims = list(submission.claims.select_related("payer", "patient", "coverage").order_by("pk"))
        assert submission.sent_at is not None  # sent
        answered_at = submission.sent_at + timedelta(days=DAYS_TO_ANSWER)
        is_electronic = submission.format == Submission.Format.X12_837P
        if is_electronic and answered_at < now:
            _acknowledge(biller, submission, claims, number, answered_at)
        paid_at = submission.sent_at + timedelta(days=DAYS_TO_PAY)
        if paid_at < now:
            _pay(biller, claims, fates, number, paid_at)


def _acknowledge(
    biller: Actor, submission: Submission, claims: Sequence[Claim], number: int, at: datetime
) -> None:
    rows = ["BHT*0085*08*1*20260101*0700*TH", "HL*1**20*1", "HL*2*1*21*1"]
    rows += [
        f"TRN*2*{submission.interchange_control_number:09}",
        f"STC*A1:19:PR*{at:%Y%m%d}*WQ*1",
        "HL*3*2*19*1",
    ]
    for place, claim in enumerate(claims, start=4):
        is_wrong = number == 1 and place == 4
        status, action = ("A7:164:IL", "U") if is_wrong else ("A2:20:PR", "WQ")
        rows += [f"HL*{place}*3*PT", f"TRN*2*{claim.patient_control_number}"]
        rows += [f"STC*{status}*{at:%Y%m%d}*{action}*{claim.total_charge}", f"REF*1K*{at:%Y%j}{claim.pk:06}"]
    content = _interchange("HN", "277", "005010X214", rows, number, at)
    name = f"277ca-{at:%Y%m%d}-{number}.txt"
    import_acknowledgements(biller, content=content, file_name=name, now=at.astimezone(UTC), today=at.date())


def _pay(biller: Actor, claims: Sequence[Claim], fates: Mapping[int, int], number: int, at: datetime) -> None:
    by_payer: dict[int, list[Claim]] = {}
    for claim in claims:
        claim.refresh_from_db(fields=["state"])
        if claim.state == "accepted":
            by_payer.setdefault(claim.payer_id, []).append(claim)
    for place, of_payer in enumerate(by_payer.values(), start=1):
        lines = [_clp(claim, fates[claim.pk]) for claim in of_payer]
        if number == 1 and place == 1:
            lines.append((_rows(*OLD, of_payer[0]), OLD[2]))
        payer = of_payer[0].payer
        total = sum((paid for _, paid in lines), Decimal(0))
        rows = [
            f"BPR*I*{total}*C*ACH*CCP*01*111000025*DA*1*1512345678**01*111000025*DA*9*{at:%Y%m%d}",
            f"TRN*1*EFT{at:%y%m%d}{number:02}{place}*1512345678",
            f"N1*PR*{payer.name.upper()}*XV*{payer.electronic_payer_id}",
            f"N1*PE*{biller.practice.name.upper()}*XX*{biller.practice.npi}",
            "LX*1",
            *(row for segments, _ in lines for row in segments),
        ]
        content = _interchange("HP", "835", "005010X221A1", rows, number * 10 + place, at)
        name = f"era-{at:%Y%m%d}-{number}{place}.835"
        source = RemittanceFile.Source.UPLOAD
        taken = receive_remittance(biller, content=content, file_name=name, source=source, now=at)
        post_remittance(biller, file_id=taken.file.pk, now=at, today=at.date())


def _clp(claim: Claim, fate: int) -> tuple[list[str], Decimal]:
    charge = claim.total_charge or Decimal(0)
    number = claim.patient_control_number
    if fate in DENIED:
        group, code, remark = DENIED[fate]
        return _rows(number, charge, Decimal("0.00"), [(group, code, charge)], "4", remark, claim), Decimal(
            "0.00"
        )
    allowed = (charge * Decimal("0.9")).quantize(CENT)
    owed = (allowed * Decimal("0.2")).quantize(CENT)
    reasons = [("CO", "97" if fate == PARTLY else "45", charge - allowed), ("PR", "2", owed)]
    return _rows(number, charge, allowed - owed, reasons, "1", "", claim), allowed - owed


def _rows(
    number: str,
    charge: Decimal,
    paid: Decimal,
    reasons: Sequence[tuple[str, str, Decimal]],
    status: str,
    remark: str,
    claim: Claim,
) -> list[str]:
    owed = sum((amount for group, _, amount in reasons if group == "PR"), Decimal(0))
    code = claim.lines.order_by("number").values_list("procedure_code", flat=True)[0]
    return [
        f"CLP*{number}*{status}*{charge}*{paid}*{owed}*MB*ICN{number[-9:]}*11*1",
        f"NM1*QC*1*{claim.patient.last_name.upper()}*{claim.patient.first_name.upper()}****MI*{claim.coverage.member_id}",
        f"SVC*HC:{code}*{charge}*{paid}**1",
        f"DTM*472*{claim.starts_on:%Y%m%d}",
        *(f"CAS*{group}*{reason}*{amount}" for group, reason, amount in reasons),
        f"REF*6R*{number}-1",
        *([f"LQ*HE*{remark}"] if remark else []),
    ]


def _interchange(
    group: str, kind: str, version: str, rows: Sequence[str], number: int, at: datetime
) -> bytes:
    body = [f"ST*{kind}*0001*{version}" if kind != "835" else "ST*835*0001", *rows]
    segments = [
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{'SAMPLEPAYER':15}*ZZ*{'SAMPLE':15}*{at:%y%m%d*%H%M}*^*00501*{number:09}*0*P*:",
        f"GS*{group}*SAMPLEPAYER*SAMPLE*{at:%Y%m%d*%H%M}*{number}*X*{version}",
        *body,
        f"SE*{len(body) + 1}*0001",
        f"GE*1*{number}",
        f"IEA*1*{number:09}",
    ]
    return "".join(f"{segment}~\n" for segment in segments).encode()
