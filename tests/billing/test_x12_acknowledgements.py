"""TA1, 999 and 277CA as read: what was taken in, what was refused, and where the fault is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.billing.domain.acknowledgement import Level, Status
from apps.billing.domain.x12_acknowledgements import read_acknowledgements
from tests.billing.mangling import examples

FOLDER = Path(__file__).parent.parent / "golden" / "acknowledgements"
SYNTAX = (FOLDER / "rejected.999").read_text("ascii")
CLAIMS = (FOLDER / "two-claims.277").read_text("ascii")


def test_a_ta1_names_our_interchange() -> None:
    file = read_acknowledgements(SYNTAX)
    [answer] = file.interchanges
    assert (answer.interchange_control_number, answer.code, answer.is_accepted) == ("000000417", "A", True)
    assert file.findings == ()


def test_a_ta1_may_come_alone_in_an_interchange_without_any_group() -> None:
    header, answer, *_ = SYNTAX.split("~\n")
    file = read_acknowledgements(f"{header}~{answer}~IEA*0*{header.split('*')[13]}~")
    assert len(file.interchanges) == 1 and file.findings == ()


@pytest.mark.parametrize(("code", "accepted"), [("A", True), ("E", True), ("R", False), ("", False)])
def test_an_interchange_is_accepted_only_by_a_or_e(code: str, accepted: bool) -> None:
    [answer] = read_acknowledgements(SYNTAX.replace("*1405*A*000", f"*1405*{code}*000")).interchanges
    assert answer.is_accepted is accepted


def test_a_999_names_each_set_with_the_element_at_fault() -> None:
    [group] = read_acknowledgements(SYNTAX).groups
    assert (group.group_control_number, group.code) == ("417", "P")
    rejected, accepted = group.sets
    assert (rejected.set_control_number, rejected.is_accepted) == ("0001", False)
    assert (accepted.set_control_number, accepted.is_accepted, accepted.errors) == ("0002", True, ())
    element, segment = rejected.errors
    assert (element.segment, element.position, element.loop) == ("DMG", "19", "2010")
    assert (element.element, element.code, element.bad_value) == ("2", "8", "19381309")
    assert (segment.segment, segment.code, segment.element) == ("REF", "3", "")


@pytest.mark.parametrize("missing", ["IK5*R*5~\n", "AK9*P*2*2*1~\n"])
def test_a_999_without_its_ends_keeps_what_it_said(missing: str) -> None:
    file = read_acknowledgements(SYNTAX.replace(missing, ""))
    [group] = file.groups
    assert [each.set_control_number for each in group.sets] == ["0001", "0002"]
    assert not group.sets[0].is_accepted
    assert [finding.code for finding in file.findings] == ["count_differs"]


def test_a_277ca_says_for_each_claim_whether_it_was_accepted() -> None:
    reports = {report.reference: report for report in read_acknowledgements(CLAIMS).reports}
    assert reports["CM417"].level is Level.BATCH
    accepted, rejected = reports["CM26100000971"], reports["CM26100000975"]
    assert (accepted.is_accepted, accepted.payer_claim_control_number) == (True, "2026310PMH00417")
    assert (rejected.is_accepted, rejected.action) == (False, "U")
    assert rejected.statuses == (Status("A7", "562", "85"), Status("A8", "496", ""))


def test_a_fault_of_a_line_comes_with_our_line_id() -> None:
    lines = [report for report in read_acknowledgements(CLAIMS).reports if report.level is Level.LINE]
    assert [(line.reference, line.is_accepted) for line in lines] == [("P98-1", False)]


def test_a_missing_level_between_biller_and_claim_does_not_matter() -> None:
    text = CLAIMS.replace("HL*3*2*19*1~\nNM1*85*2*ONEOTA FAMILY MEDICINE PC*****XX*1300000019~\n", "")
    claims = [report for report in read_acknowledgements(text).reports if report.level is Level.CLAIM]
    assert [claim.reference for claim in claims] == ["CM26100000971", "CM26100000975"]


@pytest.mark.parametrize(
    ("old", "accepted"),
    [
        ("STC*A2:20:PR*20261123*WQ", True),
        ("STC*A3:20:PR*20261123*WQ", False),
        ("STC*A2:20:PR*20261123*U", False),
    ],
)
def test_a_claim_is_accepted_by_category_and_action_together(old: str, accepted: bool) -> None:
    text = CLAIMS.replace("STC*A2:20:PR*20261123*WQ", old)
    [claim] = [each for each in read_acknowledgements(text).reports if each.reference == "CM26100000971"]
    assert claim.is_accepted is accepted


def test_a_997_says_what_a_999_says() -> None:
    old = SYNTAX.replace("ST*999*", "ST*997*")
    for name in ("3", "4", "5"):
        old = old.replace(f"IK{name}*", f"AK{name}*")
    assert "\nAK3*" in old and "IK" not in old
    assert read_acknowledgements(old) == read_acknowledgements(SYNTAX)


def test_a_status_of_another_kind_of_277_rejects_nothing() -> None:
    text = CLAIMS.replace("STC*A2:20:PR*20261123*WQ", "STC*P1:20:PR*20261123*WQ")
    file = read_acknowledgements(text)
    assert "CM26100000971" not in [report.reference for report in file.reports]
    assert "no_answer" in [finding.code for finding in file.findings]


def test_every_composite_of_a_status_counts() -> None:
    more = "STC*A2:20:PR*20261123*WQ*100******A7:562:85*A3:21"
    [claim] = [each for each in read_acknowledgements(CLAIMS.replace("STC*A2:20:PR*20261123*WQ", more)).reports
               if each.reference == "CM26100000971"]  # fmt: skip
    assert [status.category for status in claim.statuses] == ["A2", "A7", "A3"]
    assert not claim.is_accepted


@pytest.mark.parametrize("content", [b"", b"hello", b"ISA*00*"])
def test_what_acknowledges_nothing_says_so(content: bytes) -> None:
    assert "nothing_acknowledged" in [finding.code for finding in read_acknowledgements(content).findings]


@settings(max_examples=examples(150), deadline=None)
@given(st.permutations((SYNTAX + CLAIMS).replace("\n", "").split("~")), st.integers(0, 40))
def test_segments_in_any_order_and_number_never_raise(rows: list[str], cut: int) -> None:
    read_acknowledgements("~".join(rows[cut:]))
    read_acknowledgements(SYNTAX.split("~")[0] + "~" + "~".join(rows[cut:]))
