"""Remittance advice as read: every payment, claim, line and adjustment, and what does not add up."""

# ruff: noqa: E501  (the table reads best with one case a line)

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from apps.billing.domain.remittance import Adjustment, RemittanceAdvice, RemittanceFile, describe
from apps.billing.domain.x12_835 import main, read_835
from tests.billing import mangling

FILE = Path(__file__).parent.parent / "golden" / "835" / "four-claims.835"
SEGMENTS = FILE.read_text("ascii").replace("\n", "").split("~")[:-1]


def remittance(text: str) -> RemittanceAdvice:
    [advice] = read_835(text).remittances
    return advice


def changed(old: str, new: str) -> str:
    text = FILE.read_text("ascii")
    assert old in text
    return text.replace(old, new, 1)


def codes(text: str | bytes) -> list[str]:
    return [finding.code for finding in read_835(text).findings]


def test_a_regular_file_is_read_whole_without_a_finding() -> None:
    file = read_835(FILE.read_bytes())
    assert file.findings == ()
    [advice] = file.remittances
    assert (advice.trace_number, advice.payment, advice.method) == ("EFT20261202-7", Decimal("214.40"), "ACH")
    assert (advice.paid_on, advice.payer_id, advice.payee_npi) == (date(2026, 12, 2), "PMH01", "1300000019")
    assert [claim.patient_control_number for claim in advice.claims] == [
        "CM26100000971",
        "CM26100000975",
        "CM26090000311",
        "CM26090000311",
    ]
    assert [claim.paid for claim in advice.claims] == [Decimal(paid) for paid in ("98", "0", "-98", "118.40")]


def test_a_paid_claim_keeps_its_line_its_reasons_and_our_line_id() -> None:
    claim = remittance(FILE.read_text("ascii")).claims[0]
    assert (claim.claim_status_code, claim.payer_claim_control_number) == ("1", "2026310PMH00417")
    assert (claim.patient_name, claim.member_id) == ("NORA O'ROURKE-NUNEZ", "PM8841220")
    assert (claim.rendering_npi, claim.received_on) == ("1300000027", date(2026, 11, 4))
    [service] = claim.services
    assert (service.procedure_code, service.line_id, service.allowed) == ("99375", "P97-1", Decimal("120.00"))
    assert (service.starts_on, service.ends_on) == (date(2026, 10, 5), date(2026, 10, 29))
    assert service.adjustments == (
        Adjustment("CO", "45", Decimal("20.00")),
        Adjustment("PR", "1", Decimal("10.00")),
        Adjustment("PR", "2", Decimal("12.00")),
    )
    assert service.remark_codes == ("N130",)


def test_every_code_list_of_a_line_is_kept_and_the_payee_has_an_npi_only_when_it_says_so() -> None:
    text = changed("LQ*HE*N130~", "LQ*HE*N130~\nLQ*RX*75~").replace("*XX*1300000019~", "*FI*599944521~", 1)
    advice = remittance(text)
    assert advice.claims[0].services[0].remark_codes == ("N130", "RX:75")
    assert advice.payee_npi == ""


def test_what_has_no_field_of_its_own_is_kept_with_what_it_belongs_to() -> None:
    text = changed("LQ*HE*N130~", "LQ*HE*N130~\nQTY*VS*2~\nAMT*KH*1.5~").replace(
        "SVC*HC:99375*140*98*", "SVC*HC:99375:25*140*98*0510*1*HC:99374:GV*2~\nQTY*NE*9*", 1
    )
    text = text.replace("LX*1~", "TS3*1300000019*11*20261231*4*271.25~\nLX*1~", 1)
    text = text.replace("00417*11*1~", "00417*11*7~\nAMT*AU*120~\nREF*EA*MR-7~\nZZZ*1~", 1)
    file = read_835(text)
    [advice] = file.remittances
    claim = advice.claims[0]
    service = claim.services[0]
    assert (service.revenue_code, service.original_procedure, service.original_units) == (
        "0510",
        "99374-GV",
        "2",
    )
    assert service.modifiers == ("25",)
    assert {("QTY", "VS", "2"), ("AMT", "KH", "1.5")} <= set(service.further)
    kept = {("CLP08", "11"), ("CLP09", "7"), ("AMT", "AU", "120"), ("REF", "EA", "MR-7"), ("ZZZ", "1")}
    assert kept <= set(claim.adjudication)
    assert ("TS3", "1300000019", "11", "20261231", "4", "271.25") in advice.further
    assert advice.provider_adjustments[0].fiscal_period_ends_on == date(2026, 12, 31)
    assert "segment_unknown" in {each.code for each in file.findings}
    said = describe(file)
    assert all(each in said for each in ("billed as 99374-GV", "also AMT*AU*120", "remarks N130"))


def test_a_denied_claim_keeps_its_remark() -> None:
    claim = remittance(FILE.read_text("ascii")).claims[1]
    assert (claim.claim_status_code, claim.remark_codes) == ("4", ("MA76",))
    assert claim.adjustments == (Adjustment("CO", "16", Decimal("131.25")),)


def test_a_reversal_and_its_correction_are_two_claims() -> None:
    _, _, reversal, correction = remittance(FILE.read_text("ascii")).claims
    assert (reversal.claim_status_code, reversal.charge) == ("22", Decimal("-140.00"))
    assert (correction.claim_status_code, correction.interest) == ("1", Decimal("1.50"))


def test_money_outside_claims_is_kept() -> None:
    taken = remittance(FILE.read_text("ascii")).provider_adjustments
    assert [(each.reason_code, each.reference, each.amount) for each in taken] == [
        ("L6", "INT", Decimal("-1.50")),
        ("WO", "2026100", Decimal("-94.50")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("BPR*I*214.4*", "BPR*I*214.41*", "payment_does_not_balance", id="payment a cent off"),
        pytest.param("CLP*CM26100000971*1*140*98*", "CLP*CM26100000971*1*140*97*", "claim_does_not_balance", id="claim a dollar off"),
        pytest.param("SVC*HC:99375*140*98*", "SVC*HC:99375*140*99*", "line_does_not_balance", id="line a dollar off"),
        pytest.param("SVC*HC:99375*140*", "SVC*HC:99375*141*", "charges_do_not_balance", id="line's charge differs"),
        pytest.param("CAS*CO*45*20~", "CAS*CO*45*2O~", "amount_unreadable", id="letter O in an amount"),
        pytest.param("CAS*CO*45*20~", "CAS*CO*45~", "amount_missing", id="reason without an amount"),
        pytest.param("CAS*CO*45*20~", "CAS*CO*45*20.001~", "amount_unreadable", id="tenth of a cent"),
        pytest.param("CAS*CO*45*20~", "CAS*CO*45*NAN~", "amount_unreadable", id="no number"),
        pytest.param("CAS*CO*45*20~", "CAS*CO*45*1E99999~", "amount_unreadable", id="absurd number"),
        pytest.param("CAS*CO*45*20~", "CAS*CO*45*495E9999999~", "amount_unreadable", id="number beyond all numbers"),
        pytest.param("*20261202~", "*20261302~", "date_unreadable", id="month 13"),
        pytest.param("SVC*HC:99375*140*", "SVC*99375*140*", "qualifier_missing", id="code without its qualifier"),
        pytest.param("SE*36*", "SE*35*", "count_differs", id="wrong count"),
        pytest.param("IEA*1*000000911", "IEA*1*000000912", "control_number_differs", id="another control number"),
        pytest.param("SE*36*0001~", "", "set_without_end", id="no SE"),
        pytest.param("TRN*1*EFT20261202-7*1512345678~", "", "no_trace_number", id="no trace number"),
        pytest.param("LX*1~", "CAS*CO*45*1~", "segment_without_claim", id="reason before any claim"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_everything_else_is_kept(old: str, new: str, code: str) -> None:
    file = read_835(changed(old, new))
    assert code in [finding.code for finding in file.findings]
    assert len(file.remittances[0].claims) == 4


def test_an_amount_that_cannot_be_read_is_none_and_not_nought() -> None:
    advice = remittance(changed("CLP*CM26100000971*1*140*98*", "CLP*CM26100000971*1*140*9B*"))
    assert advice.claims[0].paid is None


WHOLE = FILE.read_text("ascii")
ONE_LINE = WHOLE.replace("\n", "")
WRAPPED = [ONE_LINE[start : start + 80] for start in range(0, len(ONE_LINE), 80)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("\ufeff" + ONE_LINE, [], id="byte order mark, one line"),
        pytest.param("\r\n  " + "~\r\n".join(SEGMENTS) + "~\r\n\r\n", [], id="blanks and Windows line ends"),
        pytest.param("\n".join(SEGMENTS) + "\n", [], id="line feed as terminator"),
        pytest.param("~  \n".join(SEGMENTS) + "~", [], id="blanks between segments"),
        pytest.param(WHOLE.encode("utf-16"), [], id="UTF-16"),
        pytest.param(WHOLE.replace("CLP*", "clp *"), [], id="identifiers in small letters, blanks after them"),
        pytest.param(WHOLE.replace("*140*98*", "* 140 *98  *"), [], id="blanks around values"),
        pytest.param(WHOLE.replace("~\n", "~\0\n"), [], id="null characters between segments"),
        pytest.param(WHOLE.translate(str.maketrans("*:~", "\x1d\x1f\x1c")), [], id="control characters as delimiters"),
        pytest.param("\n".join(WRAPPED), ["line_breaks_inside"], id="lines of 80 letters"),
        pytest.param("\r\n".join(WRAPPED), ["line_breaks_inside"], id="lines of 80 letters from Windows"),
        pytest.param(WHOLE.replace("*20~\n", "*20\n", 1), ["terminator_missing"], id="a segment ends with its line"),
        pytest.param(WHOLE.replace("*P*:~", "*P*~"), ["isa_incomplete"], id="nothing in ISA16"),
        pytest.param(WHOLE.replace("*P*:~", "*P~"), ["isa_incomplete"], id="no ISA16"),
        pytest.param("\n".join(f"{each}~" for each in SEGMENTS[1:-1]), ["no_interchange"], id="no ISA and IEA"),
        pytest.param("\n".join(f"{each}~" for each in SEGMENTS[2:-2]), ["no_interchange"], id="only the set itself"),
    ],
)  # fmt: skip
def test_how_a_file_is_written_does_not_matter(content: str | bytes, said: list[str]) -> None:
    file = read_835(content.encode() if isinstance(content, str) else content)
    assert [finding.code for finding in file.findings] == said
    assert unplaced(file) == unplaced(read_835(WHOLE))


def unplaced(file: RemittanceFile) -> str:
    """What a file says, without where in it."""
    return describe(replace(file, findings=()))


def test_a_file_in_small_letters_says_the_same() -> None:
    file = read_835(WHOLE.lower())
    assert file.findings == ()
    assert file.remittances == read_835(WHOLE.upper()).remittances


def test_delimiters_come_from_each_isa() -> None:
    other = "\n".join(SEGMENTS).translate(str.maketrans("*:\n", "|>!")) + "!"
    both = FILE.read_text("ascii") + other
    first, second = read_835(both).remittances
    assert [claim.paid for claim in first.claims] == [claim.paid for claim in second.claims]
    assert second.claims[0].services[0].procedure_code == "99375"


@pytest.mark.parametrize("content", [b"", b"hello", b"ISA*00*", b"\xff\xfe\x00ISA", b"ISA" * 100])
def test_what_is_no_835_says_so(content: bytes) -> None:
    assert "no_remittance" in codes(content)


def test_the_command_prints_payments_claims_and_reasons(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([str(FILE)]) == 0
    said = capsys.readouterr().out
    assert "payment EFT20261202-7 of 214.40" in said
    assert "adjusted PR-2: 12.00" in said
    bad = tmp_path / "bad.835"
    bad.write_text(changed("BPR*I*214.4*", "BPR*I*1*"))
    assert main([str(bad)]) == 1
    assert describe(read_835(bad.read_bytes())) in capsys.readouterr().out
    assert main([str(tmp_path / "nowhere.835"), str(tmp_path), str(FILE)]) == main([]) == 2
    said, wrong = capsys.readouterr()
    assert "four-claims.835" in said  # what can be read is still read
    assert "nowhere.835 cannot be read: No such file or directory." in wrong
    assert "Name a file: python -m apps.billing.domain.x12_835 FILE..." in wrong


@settings(max_examples=mangling.examples(200), deadline=None)
@given(mangling.steps(len(SEGMENTS)))
def test_a_mangled_file_never_raises_and_never_gives_a_wrong_sum_in_silence(
    done: list[mangling.Step],
) -> None:
    file = read_835(mangling.mangle(SEGMENTS, done))
    if not file.findings:
        whole = read_835(FILE.read_bytes())
        assert [advice.payment for advice in file.remittances] == [
            advice.payment for advice in whole.remittances
        ]
        assert [advice.claims_paid for advice in file.remittances] == [
            advice.claims_paid for advice in whole.remittances
        ]
