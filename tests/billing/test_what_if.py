"""Looking ahead and back: a look at a close equals the close, and kept decisions are said again to the byte."""

import json
import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.billing.kept_rules import kept_rule_set
from apps.billing.models import Claim, Decision, ServicePeriod, Trial
from apps.billing.operations import trials
from apps.billing.operations.cutting import cut_periods
from apps.billing.operations.decisions import with_rows
from apps.billing.operations.own_rules import apply_own_rule, save_own_rule
from apps.billing.what_if import if_closed
from apps.patients.models import Agency, Enrollment, OwnRule, Patient, Payer
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import schedule_of
from apps.practice.models import Practice, Provider, User
from apps.problems import Refused
from apps.rules.facts import PeriodFacts
from apps.timelog.models import EntryVersion
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close

MAY_4 = date(2026, 5, 4)


def looked_at(patient: Patient) -> dict[int, list[str]]:
    """What closing now would say of every open period of the practice, as kept text."""
    periods = with_rows(ServicePeriod.objects.filter(practice=patient.practice, state="open"))
    found = if_closed(
        periods.order_by("due_on", "pk"), practice=patient.practice, rule_set=rules_in_force(patient.practice)
    )
    return {each.period.pk: [answer.to_json() for answer in each.answers] for each in found}


def decided(patient: Patient) -> dict[int, list[str]]:
    """What the close said of every closed period of the practice, as kept text."""
    found: dict[int, list[str]] = {}
    for row in Decision.objects.filter(practice=patient.practice).order_by("period_id", "stretch"):
        found.setdefault(row.period_id, []).append(row.result)
    return found


def test_a_look_at_a_close_gives_the_bytes_of_the_close_and_writes_nothing(
    jane: Patient, dr_rivera: Provider, dr_okafor: Provider, medicare: Payer, sunrise: Agency, prices: None
) -> None:
    for number, minutes in enumerate((0, 12, 29, 30, 44), start=1):
        patient = make.homebound_patient(dr_rivera, medicare, sunrise, medical_record_number=f"W-{number}")
        if minutes:
            make.logged(patient, dr_rivera, MAY_4, minutes)
        if minutes == 44:  # a second programme beside the first, which excludes it
            Enrollment.objects.create(
                practice=patient.practice,
                patient=patient,
                program="ccm",
                rendering_provider=dr_rivera,
                starts_on=date(2026, 5, 1),
            )
            make.consent(patient, date(2026, 1, 2))
    make.logged(jane, dr_okafor, MAY_4, 25)
    cut_periods(schedule_of(jane.practice), today=JUNE)

    with CaptureQueriesContext(connection) as queries:
        foreseen = looked_at(jane)
    written = [
        each["sql"] for each in queries if each["sql"].split()[0] not in ("SELECT", "SAVEPOINT", "RELEASE")
    ]
    assert written == []

    close(jane.practice)
    closed = decided(jane)
    assert len(closed) > 5
    assert {period: foreseen[period] for period in closed} == closed


def test_the_whole_practice_can_be_asked_and_nothing_is_closed(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    make.logged(jane, dr_rivera, MAY_4, 30)
    cut_periods(schedule_of(jane.practice), today=JUNE)
    trial = trials.run_trial(
        trials.ask(make.actor(mia), question=Trial.Question.CLOSE_NOW, now=NOW).pk, now=NOW
    )
    trial.refresh_from_db()
    (row,) = trial.rows.all()
    assert (row.new_outcome, row.new_codes, str(trial.new_amount)) == ("billable", "G0181", "109.89")
    assert (trial.done, trial.total) == (trial.total, ServicePeriod.objects.filter(state="open").count())
    assert not Decision.objects.exists() and not Claim.objects.exists()


def test_unconfirmed_time_counts_only_in_the_question(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    make.logged(jane, dr_rivera, MAY_4, 30, doubt="long_day")
    cut_periods(schedule_of(jane.practice), today=JUNE)
    assert all(
        "G0181" not in text for texts in looked_at(jane).values() for text in texts if '"billable"' in text
    )
    trial = trials.run_trial(
        trials.ask(make.actor(mia), question=Trial.Question.CONFIRMED, now=NOW).pk, now=NOW
    )
    (row,) = trial.rows.all()
    assert (row.old_outcome, row.new_outcome, row.new_codes) == ("not_billable", "billable", "G0181")


def test_a_trial_that_was_cut_short_goes_on_where_it_stopped(
    jane: Patient,
    dr_rivera: Provider,
    medicare: Payer,
    sunrise: Agency,
    mia: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(5):
        patient = make.homebound_patient(dr_rivera, medicare, sunrise, medical_record_number=f"T-{number}")
        make.logged(patient, dr_rivera, MAY_4, 30)
    cut_periods(schedule_of(jane.practice), today=JUNE)
    monkeypatch.setattr(trials, "PERIODS_IN_A_CHUNK", 4)
    trial = trials.ask(make.actor(mia), question=Trial.Question.CLOSE_NOW, now=NOW)
    trials._run_chunk(Trial.objects.select_related("practice").get(pk=trial.pk), now=NOW)
    trial.refresh_from_db()
    assert 0 < trial.done < trial.total and trial.finished_at is None
    trials.run_trial(trial.pk, now=NOW)
    trial.refresh_from_db()
    assert trial.done == trial.total and trial.rows.count() == 5


def redecide(*arguments: str) -> str:
    said = StringIO()
    call_command("redecide", *arguments, stdout=said)
    return said.getvalue()


def test_every_kept_decision_is_said_again_to_the_byte(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    make.logged(jane, dr_rivera, MAY_4, 30)
    close(jane.practice)
    period = Decision.objects.get(period__starts_on=date(2026, 5, 1), period__patient=jane).period_id
    summary = json.loads(redecide("--all", "--json").splitlines()[-1])
    assert summary["different"] == 0 and summary["decisions"] == Decision.objects.count()
    assert "1 decisions decided again by today's rules: 0 differ" in redecide(
        "--period", str(period), "--under", "current"
    )


def test_a_decision_that_was_tampered_with_is_found(jane: Patient, dr_rivera: Provider, prices: None) -> None:
    make.logged(jane, dr_rivera, MAY_4, 29)
    close(jane.practice)
    row = Decision.objects.get(period__starts_on=date(2026, 5, 1), period__patient=jane)
    facts = PeriodFacts.from_json(row.facts)
    Decision.objects.filter(pk=row.pk).update(result=row.result.replace('"minutes":29', '"minutes":30'))
    with pytest.raises(SystemExit):
        redecide("--practice", str(jane.practice_id))
    assert facts.entries[0].seconds == 29 * 60


def test_a_patients_page_and_the_api_answer_what_if_with_money(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User, client: Client
) -> None:
    """What closing would bring as it stands, with entries taken as confirmed, and under a draft."""
    make.logged(jane, dr_rivera, date(2026, 6, 1), 25)
    doubted = make.logged(jane, dr_rivera, JUNE, 6, doubt="long_day")
    cited = {"source": "practice_contract", "section": "Fee exhibit", "confidence": "H/R"}
    content = {"payer": "medicare_ffs", "code": "G0181", "amount": "140.00", **cited}
    draft = OwnRule(
        practice=jane.practice, table="contracted", key="x", content=content, starts_on=date(2026, 1, 1)
    )
    save_own_rule(draft, actor=make.actor(mia), today=JUNE)
    cut_periods(schedule_of(jane.practice), today=JUNE)
    version = EntryVersion.objects.get(current_of=doubted)

    with time_machine.travel(datetime(2026, 6, 18, 15, tzinfo=UTC), tick=False):
        client.force_login(mia)
        page, answer = f"/claims/patients/{jane.pk}/if-closed/", f"/api/patients/{jane.pk}/if-closed/"
        standing, told = client.get(page), client.get(answer).json()
        assert (standing.context["look"].asked_amount, standing.context["look"].is_change) == (0, False)
        assert (told["asked_amount"], told["difference"]) == ("0.00", "0.00")
        said = [each["text"] for each in told["periods"][-1]["answers"][0]["said"]]
        assert "5 min short of G0181, 12 days left." in said
        assert [each["is_taken"] for each in told["unconfirmed"]] == [False]

        confirmed = client.get(page, {"entry": version.pk})
        assert str(confirmed.context["look"].difference) == "109.89"
        both = client.get(f"{page}?entry={version.pk}&rules={draft.pk}")
        assert str(both.context["look"].difference) == "140.00"
        told = client.get(f"{answer}?entries={doubted.pk}&rules={draft.pk}").json()
        assert (told["standing_amount"], told["asked_amount"], told["difference"]) == (
            "0.00",
            "140.00",
            "140.00",
        )
        (line,) = told["periods"][-1]["answers"][0]["decision"]["lines"]
        assert (line["code"], line["expected_amount"]) == ("G0181", "140.00")
        assert client.get(answer, {"entries": "x"}).status_code == 422
        assert client.get(answer, {"rules": 999_999}).status_code == 404


def test_rules_kept_from_before_answer_for_a_patient_the_practice_and_the_command(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User, lakeside: Practice, client: Client
) -> None:
    make.logged(jane, dr_rivera, MAY_4, 30)
    close(jane.practice)
    before = rules_in_force(jane.practice).content_hash
    cited = {"source": "practice_contract", "section": "Fee exhibit", "confidence": "H/R"}
    content = {"payer": "medicare_ffs", "code": "G0181", "amount": "140.00", **cited}
    own = OwnRule(
        practice=jane.practice, table="contracted", key="x", content=content, starts_on=date(2026, 6, 1)
    )
    save_own_rule(own, actor=make.actor(mia), today=JUNE)
    apply_own_rule(make.actor(mia), rule_id=own.pk, now=NOW, today=JUNE)
    jane.practice.refresh_from_db()
    make.logged(jane, dr_rivera, date(2026, 6, 2), 31)
    cut_periods(schedule_of(jane.practice), today=JUNE)

    client.force_login(mia)
    page, answer = f"/claims/patients/{jane.pk}/if-closed/", f"/api/patients/{jane.pk}/if-closed/"
    assert str(client.get(page).context["look"].standing_amount) == "140.00"
    earlier = client.get(page, {"rules": before})
    assert str(earlier.context["look"].difference) == "-30.11"
    assert [each.content_hash for each in earlier.context["kept"]] == [before]
    told = client.get(answer, {"version": before[:8]}).json()
    assert (told["standing_amount"], told["difference"]) == ("140.00", "-30.11")
    assert told["periods"][-1]["answers"][0]["decision"]["rule_set"] == before
    for wrong in (f"version={'0' * 64}", "version=abc", f"version={before}&rules={own.pk}"):
        assert client.get(f"{answer}?{wrong}").status_code == 422
    assert b"These rules cannot be asked" in client.get(page, {"rules": "0" * 64}).content

    asked = client.post("/rules/ask/", {"question": "kept", "version": before}, follow=True)
    trial = Trial.objects.get(question="kept")
    assert (trial.rule_set_id, str(trial.difference)) == (before, "-30.11")
    assert f"Rules {before[:12]}." in asked.text and "apply/" not in asked.text
    assert re.search(r"<h1[^>]*>\s*What the rules first used on \d+ \w+ 20\d\d would say", asked.text)
    client.post(f"/rules/trials/{trial.pk}/apply/")
    jane.practice.refresh_from_db()
    assert rules_in_force(jane.practice).content_hash != before

    assert "by the kept rules" in redecide("--practice", str(jane.practice_id), "--under", before[:10])
    with pytest.raises(CommandError, match="are kept"):
        redecide("--all", "--under", "0" * 10)
    for practice, version in ((lakeside, before), (jane.practice, "\0" * 8), (jane.practice, before[:7])):
        with pytest.raises(Refused, match="are kept"):
            kept_rule_set(practice, version)


@pytest.mark.parametrize(
    "part", ["counts", "codes", "profiles", "conditions", "exclusions", "reasons", "money", "words"]
)
def test_every_part_of_the_book_of_rules_opens(mia: User, client: Client, part: str) -> None:
    client.force_login(mia)
    assert client.get(f"/rules/book/{part}/").status_code == 200


def test_a_rule_is_shown_by_its_id_and_an_unknown_one_is_not_found(
    mia: User, ana: User, client: Client
) -> None:
    for user, leads_to_practice in (
        (ana, False),
        (mia, True),
    ):  # whoever may not see the practice is not sent there
        client.force_login(user)
        for path in ("/rules/rule/activity.travel.medicare_oversight/", "/rules/book/"):
            page = client.get(path)
            assert page.status_code == 200
            assert ('href="/practice/"' in page.content.decode().split("<main")[1]) is leads_to_practice
    assert client.get("/rules/rule/activity.juggling.medicare_oversight/").status_code == 404
