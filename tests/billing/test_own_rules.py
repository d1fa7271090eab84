"""A practice's own rules: copied, changed, tried, applied from a date, ended; and what is decided by them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.billing.domain.conditions import CONDITIONS
from apps.billing.models import Claim, Decision, RuleSetVersion, ServicePeriod, Trial, TrialRow
from apps.billing.operations import own_rules, trials
from apps.billing.operations.deciding import decide_again
from apps.billing.selectors.assumptions import Assumption, assumptions_of, capitation_of
from apps.patients.models import OwnRule, Patient, Payer
from apps.patients.rule_sets import keep_rules, rules_in_force
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.rules.answer import Decision as Answer
from apps.rules.ruleset import RuleSet
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close

MAY_4 = date(2026, 5, 4)


def profile(
    practice: Practice, key: str = "blue_plan", *, of: str = "medicare_ffs", **changed: Any
) -> OwnRule:
    """An unsaved draft: a shipped profile, changed."""
    row = dict(RuleSet.shipped().row("profile", of) or {})
    content = {
        name: value for name, value in row.items() if name not in ("id", "valid_from", "valid_through")
    }
    starts_on = changed.pop("starts_on", date(2026, 1, 1))
    own = {"label": "Blue plan", "source": "practice_contract", "section": "Contract of 1 Jan 2026"}
    content |= own | changed
    return OwnRule(
        practice=practice, table="profile", key=key, copied_from=of, content=content, starts_on=starts_on
    )


def applied(person: User, rule: OwnRule) -> OwnRule:
    """The rule, kept and put in force."""
    actor = make.actor(person)
    saved = own_rules.save_own_rule(rule, actor=actor, today=JUNE)
    own_rules.apply_own_rule(actor, rule_id=saved.pk, now=NOW, today=JUNE)
    return OwnRule.objects.get(pk=saved.pk)


def test_every_condition_of_the_rules_has_words_in_the_form_of_a_profile() -> None:
    assert set(CONDITIONS) == {row["id"] for row in RuleSet.shipped().rows("prerequisite")}


def test_the_book_of_rules_names_conditions_and_columns_in_words(mia: User, client: Client) -> None:
    client.force_login(mia)
    conditions = client.get(reverse("billing:rulebook_part", args=["conditions"])).content.decode()
    assert "The agency’s NPI" in conditions
    assert "Agency npi" not in conditions
    money = client.get(reverse("billing:rulebook_part", args=["money"])).content.decode()
    assert "otal RVU" in money
    assert "rvu" not in money


def test_what_a_case_fills_in_is_named_in_the_book_of_rules(mia: User, client: Client) -> None:
    client.force_login(mia)
    pages = [
        reverse("billing:rulebook_part", args=["reasons"]),
        reverse("billing:rule", args=["reason.below_threshold"]),
    ]
    for shown in (client.get(page).content.decode() for page in pages):
        assert "[minutes] minutes count; [code] needs [needed]." in shown
        assert "{minutes}" not in shown


def test_a_draft_decides_nothing_and_an_applied_profile_decides_from_its_first_day(
    hilltop: Practice, mia: User
) -> None:
    draft = own_rules.save_own_rule(profile(hilltop), actor=make.actor(mia), today=JUNE)
    assert rules_in_force(hilltop) is RuleSet.shipped()
    own_rules.apply_own_rule(make.actor(mia), rule_id=draft.pk, now=NOW, today=JUNE)
    hilltop.refresh_from_db()
    rules = rules_in_force(hilltop)
    assert rules.row("profile", "blue_plan", on=date(2025, 12, 31)) is None
    assert rules.row("profile", "blue_plan", on=date(2026, 1, 1)) is not None


def test_a_new_version_ends_the_one_before_and_both_stay_as_they_were(hilltop: Practice, mia: User) -> None:
    first = applied(mia, profile(hilltop))
    second = applied(mia, profile(hilltop, starts_on=date(2026, 7, 1), late_entry_days=30))
    first.refresh_from_db()
    hilltop.refresh_from_db()
    assert (first.ends_on, second.ends_on) == (date(2026, 6, 30), None)
    rules = rules_in_force(hilltop)
    june, july = (rules.row("profile", "blue_plan", on=day) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert june is not None and july is not None
    assert (june["late_entry_days"], july["late_entry_days"]) == (14, 30)


def test_what_was_applied_is_never_edited_in_place(hilltop: Practice, mia: User) -> None:
    rule = applied(mia, profile(hilltop))
    rule.content["late_entry_days"] = 99
    with pytest.raises(Refused, match="never edited"):
        own_rules.save_own_rule(rule, actor=make.actor(mia), today=JUNE)


def test_a_version_cannot_begin_before_one_in_force(hilltop: Practice, mia: User) -> None:
    applied(mia, profile(hilltop))
    early = profile(hilltop, starts_on=date(2025, 12, 1))
    with pytest.raises(Refused, match="Begin this one later"):
        own_rules.save_own_rule(early, actor=make.actor(mia), today=JUNE)


def test_all_mistakes_of_a_copy_are_said_at_once_by_the_checks_of_the_shipped_rows(
    hilltop: Practice, mia: User
) -> None:
    wrong = profile(
        hilltop,
        fee_basis="guess",
        place_of_service="home",
        claim_filing_indicator="QQ",
        code_set={"cpo": "mine"},
    )
    with pytest.raises(Refused) as refused:
        own_rules.save_own_rule(wrong, actor=make.actor(mia), today=JUNE)
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"fee_basis", "place_of_service", "claim_filing_indicator", "code_set"}
    assert not OwnRule.objects.exists()


def test_a_copy_cannot_take_the_id_of_a_shipped_profile(hilltop: Practice, mia: User) -> None:
    with pytest.raises(Refused, match="Two versions"):
        own_rules.save_own_rule(profile(hilltop, "medicare_ffs"), actor=make.actor(mia), today=JUNE)


def test_a_profile_that_a_payer_needs_cannot_end(hilltop: Practice, medicare: Payer, mia: User) -> None:
    rule = applied(mia, profile(hilltop))
    Payer.objects.filter(pk=medicare.pk).update(profile="blue_plan")
    with pytest.raises(Refused, match=medicare.name):
        own_rules.end_own_rule(make.actor(mia), rule_id=rule.pk, ends_on=JUNE, today=JUNE)
    Payer.objects.filter(pk=medicare.pk).update(profile="medicare_ffs")
    own_rules.end_own_rule(make.actor(mia), rule_id=rule.pk, ends_on=JUNE, today=JUNE)
    hilltop.refresh_from_db()
    assert rules_in_force(hilltop).row("profile", "blue_plan", on=date(2026, 6, 2)) is None


def test_every_change_is_recorded_with_old_and_new(hilltop: Practice, mia: User) -> None:
    applied(mia, profile(hilltop))
    events = AuditEvent.objects.filter(practice=hilltop, subject_type="patients.ownrule").order_by("pk")
    assert [event.action for event in events] == ["own_rule.added", "own_rule.changed"]
    assert events[1].old == {"state": "draft"}
    assert events[1].new == {"state": "applied"}
    changed = AuditEvent.objects.get(action="rules.changed")
    hilltop.refresh_from_db()
    assert (changed.old, changed.new) == ({"own_rules": ""}, {"own_rules": hilltop.own_rules})


def test_a_decision_keeps_the_whole_rule_set_with_the_own_rows(
    jane: Patient, dr_rivera: Provider, medicare: Payer, prices: None, mia: User
) -> None:
    applied(mia, profile(jane.practice))
    Payer.objects.filter(pk=medicare.pk).update(profile="blue_plan")
    make.logged(jane, dr_rivera, MAY_4, 30)
    close(Practice.objects.get(pk=jane.practice_id))
    decision = Decision.objects.get(period__patient=jane, period__starts_on=date(2026, 5, 1))
    kept = RuleSet.from_json(RuleSetVersion.objects.get(pk=decision.rule_set_id).content)
    assert kept.row("profile", "blue_plan") is not None
    assert (
        kept.content_hash
        == decision.rule_set_id
        == rules_in_force(Practice.objects.get(pk=jane.practice_id)).content_hash
    )
    assert (decision.outcome, decision.procedure_code) == ("billable", "G0181")


AMOUNTS = [
    (
        "contracted",
        "medicare_ffs.G0181",
        {"payer": "medicare_ffs", "code": "G0181", "amount": "140.00"},
        "140.00",
    ),
    ("locality", "own", {"label": "Ohio", "factor": "0.950"}, "104.39"),
]


@pytest.mark.parametrize(("table", "key", "content", "amount"), AMOUNTS, ids=["contracted", "locality"])
def test_expected_amounts_follow_the_practices_own_rows(
    jane: Patient,
    dr_rivera: Provider,
    mia: User,
    prices: None,
    table: str,
    key: str,
    content: dict[str, str],
    amount: str,
) -> None:
    cited = {"source": "practice_contract", "section": "Fee exhibit", "confidence": "H/R"}
    rule = OwnRule(
        practice=jane.practice, table=table, key=key, content={**content, **cited}, starts_on=date(2026, 1, 1)
    )
    applied(mia, rule)
    make.logged(jane, dr_rivera, MAY_4, 30)
    close(Practice.objects.get(pk=jane.practice_id))
    decision = Decision.objects.get(period__patient=jane, period__starts_on=date(2026, 5, 1))
    assert decision.expected_amount == Decimal(amount)


def test_a_change_is_shown_before_it_is_applied_for_open_and_for_closed_unsent_periods(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User, client: Client
) -> None:
    make.logged(jane, dr_rivera, MAY_4, 30)
    close(jane.practice)
    make.logged(jane, dr_rivera, JUNE, 31)
    cited = {"source": "practice_contract", "section": "Fee exhibit", "confidence": "H/R"}
    content = {"payer": "medicare_ffs", "code": "G0181", "amount": "140.00", **cited}
    draft = own_rules.save_own_rule(
        OwnRule(
            practice=jane.practice, table="contracted", key="x", content=content, starts_on=date(2026, 1, 1)
        ),
        actor=make.actor(mia),
        today=JUNE,
    )
    trial = trials.ask(make.actor(mia), question=Trial.Question.OWN_RULE, own_rule_id=draft.pk, now=NOW)
    trial = trials.run_trial(trial.pk, now=NOW)
    trial.refresh_from_db()
    rows = TrialRow.objects.filter(trial=trial).order_by("period_id")
    assert [(row.old_amount, row.new_amount) for row in rows] == [(Decimal("109.89"), Decimal("140.00"))] * 2
    assert trial.difference == 2 * (Decimal("140.00") - Decimal("109.89"))
    client.force_login(mia)
    page = client.get(f"/rules/trials/{trial.pk}/").text
    then = page.split('data-label="Then"')[1].split("</td>")
    assert "G0181" in then[0] and "$140.00" in then[0]
    assert then[3].endswith(">$30.11")
    one = client.get(f"/rules/own/{draft.pk}/").text
    assert "G0181, Medicare" in one and "Nothing stood there before it" in one
    assert not re.search(r">[^<]*(medicare_ffs|practice_contract)", one)
    assert Decision.objects.count() == ServicePeriod.objects.filter(state="closed").count()

    own_rules.apply_own_rule(make.actor(mia), rule_id=draft.pk, now=NOW, today=JUNE)
    decide_again(make.actor(mia), period_ids=trials.alters(trial), now=NOW, today=JUNE)
    claim = Claim.objects.get(patient=jane)
    assert claim.decision.expected_amount == Decimal("140.00")


def test_an_upgrade_changes_nothing_before_somebody_takes_its_rules(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    earlier = dict(RuleSet.shipped().tables)
    earlier["fee"] = tuple(
        {**row, "total_rvu": "3.00"} if row["code"] == "G0181" else row for row in earlier["fee"]
    )
    old = RuleSet(earlier)
    Practice.objects.filter(pk=jane.practice_id).update(shipped_rules=keep_rules(old.to_json()))
    practice = Practice.objects.get(pk=jane.practice_id)
    make.logged(jane, dr_rivera, MAY_4, 30)
    close(practice)
    decision = Decision.objects.get(period__patient=jane, period__starts_on=date(2026, 5, 1))
    assert (decision.rule_set_id, decision.expected_amount) == (old.content_hash, Decimal("100.20"))

    trial = trials.run_trial(
        trials.ask(make.actor(mia), question=Trial.Question.SHIPPED, now=NOW).pk, now=NOW
    )
    assert [row.new_amount for row in trial.rows.all()] == [Decimal("109.89")]
    own_rules.take_shipped_rules(make.actor(mia))
    assert rules_in_force(Practice.objects.get(pk=jane.practice_id)) is RuleSet.shipped()
    decision.refresh_from_db()
    assert Answer.from_json(decision.result).rule_set == old.content_hash


def test_the_form_of_a_profile_keeps_every_column_and_shows_all_mistakes(
    hilltop: Practice, mia: User, client: Client
) -> None:
    client.force_login(mia)
    page = client.get(reverse("billing:profile_add", args=["commercial_30_day"]))
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in values.items() if value is not None and value is not False}
    typed["modifiers"] = "99375: 25"
    typed |= {"label": "Blue plan", "section": "Contract of 1 Jan 2026", "starts_on": "2026-01-01"}
    answer = client.post(reverse("billing:profile_add", args=["commercial_30_day"]), typed)
    assert answer.status_code == 302, answer.context["form"].errors
    rule = OwnRule.objects.get()
    shipped = dict(RuleSet.shipped().row("profile", "commercial_30_day") or {})
    same = {name for name in rule.content if rule.content[name] == shipped.get(name)}
    assert set(rule.content) - same == {"label", "modifiers", "source", "section"}
    assert (rule.key, rule.content["modifiers"]) == ("blue_plan", {"99375": ["25"]})
    says = client.get(reverse("billing:profile", args=["commercial_30_day"])).text.split("<main")[1]
    assert "30-day windows from the enrollment" in says
    assert not re.search(r">[^<]*(rolling_30|first_last_documented|commercial_30_day)", says)
    told = client.get(answer["Location"]).context["changes"]
    assert {each.label for each in told} == {"Name", "Modifiers", "Source", "Where in it"}
    assert next((each.old, each.new) for each in told if each.label == "Modifiers") == ("", "99375: 25")

    wrong = client.post(
        reverse("billing:profile_add", args=["commercial_30_day"]),
        typed
        | {"place_of_service": "x1", "late_entry_days": "soon", "modifiers": "GV", "starts_on": "2026-02-30"},
    )
    assert wrong.status_code == 422
    assert {"late_entry_days", "modifiers", "starts_on"} <= set(wrong.context["form"].errors)
    assert wrong.context["form"]["label"].value() == "Blue plan"


def test_an_assumption_is_changed_from_a_date_and_stands_alone(
    hilltop: Practice, mia: User, client: Client
) -> None:
    shipped = {each.name: (each.percent, each.is_own, each.is_verified) for each in _assumed(hilltop, JUNE)}
    assert shipped["percent_of_charge"] == (Decimal(26), False, False)
    assert shipped["collection_rate"] == (Decimal(33), False, False)

    client.force_login(mia)
    address = reverse("billing:amount_add", args=["benchmark"]) + "?of=percent_of_charge"
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert (typed["stands_for"], typed["percent"]) == ("percent_of_charge", "26")
    typed |= {
        "percent": "31.5",
        "verified": "on",
        "section": "Our payments of 2025",
        "starts_on": "2026-06-01",
    }
    assert client.post(address, typed).status_code == 302
    rule = OwnRule.objects.get()
    assert client.post(reverse("billing:own_rule_apply", args=[rule.pk])).status_code == 302

    practice = Practice.objects.get(pk=hilltop.pk)
    before, after = _assumed(practice, date(2026, 5, 31))[0], _assumed(practice, date(2026, 6, 1))[0]
    assert (before.percent, before.is_own) == (Decimal(26), False)
    assert (after.percent, after.is_own, after.is_verified) == (Decimal("31.5"), True, True)
    assert (after.shipped_percent, after.cited.section) == (Decimal(26), "Our payments of 2025")
    assert [each.of(Decimal("180.00")) for each in _assumed(practice, JUNE)[:2]] == [
        Decimal("56.70"),
        Decimal("59.40"),
    ]
    page = client.get(reverse("billing:rules")).content.decode()
    assert "31.5%" in page
    assert "own, in place of 26" in page


def test_who_looks_an_assumption_up_from_a_report_can_change_it_there(
    hilltop: Practice, mia: User, ana: User, client: Client
) -> None:
    address = reverse("billing:rule", args=["benchmark.percent_of_charge"])
    changed = reverse("billing:amount_add", args=["benchmark"]) + "?of=percent_of_charge"
    client.force_login(mia)
    assert f'href="{changed}"' in client.get(address).content.decode()
    assert "add/" not in client.get(reverse("billing:rule", args=["tier.99374"])).content.decode()
    client.force_login(ana)
    assert changed not in client.get(address).content.decode()


def _assumed(practice: Practice, on: date) -> list[Assumption]:
    return assumptions_of(practice, on=on)


def test_a_capitation_is_written_down_with_its_contract_for_plans_that_take_no_claim(
    hilltop: Practice, mia: User, client: Client
) -> None:
    client.force_login(mia)
    address = reverse("billing:amount_add", args=["capitation"])
    page = client.get(f"{address}?of=capitated")
    offered = [key for key, _ in page.context["form"].fields["payer"].choices]
    assert offered == ["", "capitated"] and page.context["form"]["payer"].value() == "capitated"
    typed = {"payer": "capitated", "amount": "0", "starts_on": "2026-01-01", "source": "practice_contract",
             "section": "Exhibit B", "confidence": "H/R"}  # fmt: skip
    assert "above zero" in client.post(address, typed).content.decode()
    assert client.post(address, typed | {"amount": "12.50"}).status_code == 302
    rule = OwnRule.objects.get()
    own_rules.apply_own_rule(make.actor(mia), rule_id=rule.pk, now=NOW, today=JUNE)
    practice = Practice.objects.get(pk=hilltop.pk)
    found = capitation_of(practice, profile="capitated", on=JUNE)
    assert found is not None and (found.amount, found.cited.section) == (Decimal("12.50"), "Exhibit B")
    assert capitation_of(practice, profile="capitated", on=date(2025, 12, 31)) is None
    assert "$12.50" in client.get(reverse("billing:rules")).content.decode()
    assert "Exhibit B" in client.get(reverse("billing:rulebook_part", args=["money"])).content.decode()
