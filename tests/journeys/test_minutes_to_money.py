"""The product as a story: a roster comes in, two physicians log minutes, a month passes, a claim goes out.

Agnes Thornbury is overseen by Dr Rivera, Leopold Kessler by Dr Okafor, both under Riverside Home Health for Medicare.
Each physician also spends time on the other's patient; no such minute is ever pooled.
"""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from apps.billing.preflight import findings_of
from apps.billing.tasks import check_waiting_files
from apps.patients.models import Patient, Payer
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.reader_837p import read_claims
from tests.journeys.story import Story, items_of

FIXTURES = Path(__file__).parent / "fixtures"
AGNES, LEOPOLD = "Thornbury, Agnes", "Kessler, Leopold"
RIVERSIDE_NPI = make.HOME_HEALTH_NPI


@pytest.mark.django_db(transaction=True)
def test_minutes_become_money(
    story: Story,
    hilltop: Practice,
    ada: User,
    ana: User,
    ben: User,
    mia: User,
    dr_rivera: Provider,
    dr_okafor: Provider,
    medicare: Payer,
) -> None:
    make.receiver(hilltop)
    the_roster_comes_in(story, ada)
    what_it_lacks_is_filled_in(story, ada)
    dr_rivera_logs(story, ana)
    dr_okafor_logs(story, ben)
    the_month_is_closed(story, mia)
    the_missing_charge_is_put_right(story, mia)
    number = the_claim_is_approved(story)
    the_paper_says_it_item_by_item(story, number)
    the_file_leaves(story, number)
    the_report_counts_it(story)


def the_roster_comes_in(story: Story, ada: User) -> None:
    story.comes(ada, "2026-05-04 09:00", to="/practice/imports/")
    chooses(story, "bundle.json")
    story.reads("Import 2 patients")
    story.page.get_by_text("to complete").first.click()
    story.reads("ICD-10-CM codes are missing for Chronic congestive heart failure (disorder)")
    assert not Patient.objects.exists()  # a preview writes no patient
    story.presses("Import 2 patients")
    story.reads("2 patients imported from bundle.json.")

    chooses(story, "roster.csv")
    story.reads("Import 2 patients")
    story.presses("Import 2 patients")
    story.reads("2 patients imported from roster.csv.")
    assert Patient.objects.count() == 2

    chooses(story, "bundle.json")
    story.reads("There is nothing to import.")


def chooses(story: Story, name: str) -> None:
    story.page.goto("/practice/imports/new/")
    story.page.get_by_label("File").set_input_files(FIXTURES / name)
    story.presses("Look at the rows")


def what_it_lacks_is_filled_in(story: Story, ada: User) -> None:
    story.page.goto("/patients/agencies/")
    story.opens("Riverside Home Health")
    story.fills({"NPI": RIVERSIDE_NPI})
    story.saves()
    story.reads(RIVERSIDE_NPI)
    for patient, member_id, codes in (
        (AGNES, make.MBI, {"heart failure": "I50.22", "Diabetes": "E11.9"}),
        (LEOPOLD, "2AA0AA0AA00", {"lung disease": "J44.9"}),
    ):
        record = f"/patients/{Patient.objects.get(last_name=patient.split(',')[0]).pk}/record/"
        story.page.goto(record)
        story.opens("Medicare Part B")
        story.fills({"Member id": member_id})
        story.saves()
        for words, code in codes.items():
            story.page.goto(record)
            story.page.get_by_role("row", name=words).get_by_role("link").click()
            story.fills({"ICD-10-CM code": code})
            story.saves()
            story.reads(code)


def dr_rivera_logs(story: Story, ana: User) -> None:
    """12:30 by the timer and 18 minutes by hand for her own patient, 5 minutes for the other's."""
    story.comes(ana, "2026-05-06 10:00", to="/patients/")
    story.presses(f"Start timer for {AGNES}")
    expect(story.page.get_by_label("Running timer")).to_be_visible()
    story.comes(ana, "2026-05-06 10:12:30", to="/timer/")
    story.fills({"Activity": "Communication", "With whom": "Agency staff", "How": "Phone"})
    story.fills({"Note": "Weight up two kilograms; diuretic adjusted with the home health nurse."})
    story.presses("Stop and log")
    story.reads("12 min")
    story.comes(ana, "2026-05-14 17:00", to="/patients/")
    story.logs(AGNES, minutes="18", note="New insulin plan discussed with the visiting nurse.")
    story.reads("18 min logged.")
    story.logs(LEOPOLD, minutes="5", note="Covered for Dr Okafor: oxygen delivery.")


def dr_okafor_logs(story: Story, ben: User) -> None:
    """29 minutes for his own patient, 25 for the other's."""
    story.comes(ben, "2026-05-20 08:30", to="/patients/")
    story.logs(LEOPOLD, date="2026-05-19", minutes="29", note="Oxygen and inhalers with the agency.")
    story.logs(AGNES, minutes="25", note="Covered for Dr Rivera: blood sugars.")
    story.reads("25 min logged.")


def the_month_is_closed(story: Story, mia: User) -> None:
    story.travel("2026-06-01 00:10")
    said = io.StringIO()
    call_command("close_periods", today=None, stdout=said)
    assert "2 closed; 1 billable, 0 blocked, 1 not billable; 0 failed." in said.getvalue()

    story.comes(mia, "2026-06-02 09:00", to="/review/not-billed/?outcome=not_billable")
    story.reads(LEOPOLD)
    story.reads("29 min")


def the_missing_charge_is_put_right(story: Story, mia: User) -> None:
    story.page.goto("/review/")
    story.page.get_by_role("link", name="1 incomplete").click()
    story.opens(AGNES)
    story.reads("May be billed: 30 min 30 s counted")
    story.reads("G0181")
    story.reads("Source:")
    story.reads("no charge for G0181")
    story.page.get_by_role("link", name="Charges").last.click()
    story.opens("Add the first charge")
    story.fills({"Procedure code": "G0181", "Amount": "125.50", "Starts on": "2026-01-01"})
    story.saves()


def the_claim_is_approved(story: Story) -> str:
    page = story.page
    page.goto("/review/?stage=incomplete")
    story.presses("Check all drafts again", then="All drafts checked again; 1 changed.")
    page.goto("/review/")
    story.opens(AGNES)
    rows = page.get_by_role("table", name="Entries that the decision looked at").get_by_role("row")
    covered = rows.filter(has_text="Ben Okafor")
    expect(covered).to_contain_text("The time of two practitioners is never added together.")
    expect(covered).to_contain_text("Does not count")
    page.locator("#pane").get_by_role("button", name="Approve").click()
    story.reads("Approved: 1 claim.")
    page.goto("/claims/?stage=approved")
    story.opens(AGNES)
    page.wait_for_url(re.compile(r"/claims/\d+/"))
    return page.locator(".crumbs li").last.inner_text()


def the_paper_says_it_item_by_item(story: Story, number: str) -> None:
    address = story.page.get_by_role("link", name="Data only").get_attribute("href")
    answer = story.page.request.get(address or "")
    assert answer.headers["content-type"] == "application/pdf"
    printed = items_of(answer.body())
    for name, text in {
        "1 medicare": "X",
        "1a insured id": make.MBI,
        "2 patient name": "THORNBURY, AGNES, M",
        "3 birth month": "04",
        "3 birth day": "09",
        "3 birth year": "1938",
        "3 female": "X",
        "5 patient street": "27 LILAC ST",
        "5 patient city": "COLUMBUS",
        "5 patient state": "OH",
        "5 patient zip": "43215",
        "11 group number": "NONE",
        "21 icd indicator": "0",
        "21 A": "I5022",
        "21 B": "E119",
        "23 prior authorization": RIVERSIDE_NPI,
        "24A from month, line 1": "05",
        "24A from day, line 1": "14",
        "24A from year, line 1": "26",
        "24A to month, line 1": "05",
        "24A to day, line 1": "14",
        "24A to year, line 1": "26",
        "24B place, line 1": "11",
        "24D procedure, line 1": "G0181",
        "24E pointer, line 1": "A",
        "24F dollars, line 1": "125",
        "24F cents, line 1": "50",
        "24G units, line 1": "1",
        "24J npi, line 1": make.RIVERA_NPI,
        "25 tax id": "311234567",
        "25 employer": "X",
        "26 account number": number,
        "28 dollars": "125",
        "28 cents": "50",
        "31 signature": "SIGNATURE ON FILE",
        "31 date": "06 02 26",
        "32 name": "HILLTOP SENIOR CARE",
        "32a npi": make.PRACTICE_NPI,
        "33 name": "HILLTOP SENIOR CARE",
        "33 street": "100 MAIN ST",
        "33a npi": make.PRACTICE_NPI,
    }.items():
        assert (name, printed.get(name)) == (name, text)
    assert not [name for name in printed if name.startswith("24") and not name.endswith("line 1")]


def the_file_leaves(story: Story, number: str) -> None:
    page = story.page
    page.goto("/claims/?stage=approved")
    page.get_by_label("Format").select_option("837p")
    story.presses("Of all that may go", then="Waiting for the check")
    check_waiting_files()  # as the schedule does every minute
    page.reload()
    story.reads("The check found no fault in this file.")
    with page.expect_download() as download:
        story.opens("Download")
    content = download.value.path().read_bytes()
    assert findings_of(content) == []
    (claim,) = read_claims(content)
    segments = [each.strip() for each in content.decode("ascii").split("~")]
    assert [each for each in segments if each.startswith("CLM*")] == [f"CLM*{number}*125.5***11:B:1*Y*A*Y*Y"]
    assert f"REF*1J*{RIVERSIDE_NPI}" in segments
    assert claim.diagnoses == ["I5022", "E119"]
    assert [each for each in segments if each.startswith("DTP*472")] == ["DTP*472*D8*20260514"]
    story.presses("Mark sent")
    story.reads("Marked sent.")


def the_report_counts_it(story: Story) -> None:
    story.page.goto("/reports/")
    may = story.page.get_by_role("row", name="May 2026")
    figures = [each.strip() for each in may.get_by_role("cell").all_inner_texts()]
    # 12:30, 18, 5, 29 and 25 logged; 30:30 and 29 counted; of these the 30:30 billed
    assert figures == ["89 min", "59 min", "30 min", "0 min", "1", "$125.50", "$0.00"]
