"""billing/…"""

from django.urls import path, register_converter

from apps.billing.shown import REVIEW_MOVES
from apps.billing.views import (
    acknowledgements,
    attestations,
    claim_tasks,
    claims,
    corrections,
    desk,
    desk_facts,
    desk_words,
    encounters,
    facts,
    filing,
    money,
    months,
    not_billed,
    payments,
    printers,
    review,
    rulebook,
    rules,
    runs,
    settings,
    setup,
    signals,
    submissions,
    trials,
)


class MoveName:
    """A move of review, as a part of an address."""

    regex = "|".join(sorted(REVIEW_MOVES))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PaperKind(MoveName):
    """What a claim is printed on, as a part of an address."""

    regex = "drawn_form|preprinted"


class SheetKind(MoveName):
    """What a list is handed out as, as a part of an address."""

    regex = "csv|xlsx"


class OwnTable(MoveName):
    """A table of the rules that a practice adds amounts to, as a part of an address."""

    regex = "contracted|capitation|locality|benchmark"


register_converter(OwnTable, "table")
register_converter(MoveName, "move")
register_converter(SheetKind, "sheet")
register_converter(PaperKind, "paper")

app_name = "billing"

review_urls = [
    path("practice/getting-started/", setup.setup_check, name="setup_check"),
    path("practice/getting-started/rehearse/", setup.rehearse, name="rehearse"),
    path("review/", desk.queue, name="review"),
    path("review/approve-all/", desk.approve_all, name="approve_all"),
    path("review/assign/", desk_words.assign, name="assign"),
    path("review/tag/", desk_words.tag, name="tag"),
    path("review/acts/", desk.acts, name="acts"),
    path("review/acts/<int:act_id>/undo/", desk.undo_act, name="undo_act"),
    path("review/claims.<sheet:kind>", desk.export, name="review_export"),
    path("review/not-billed.<sheet:kind>", not_billed.export, name="not_billed_export"),
    path("review/not-billed/<int:decision_id>/record/", not_billed.record, name="not_billed_record"),
    path("review/check/", review.check, name="check"),
    path("review/not-billed/", not_billed.nothing_billed, name="not_billed"),
    path("review/periods/<int:period_id>/decide/", review.decide, name="decide"),
    path("review/<move:name>/", desk.move, name="move"),
    path("review/signals/", signals.signals, name="signals"),
    path("review/signals/look/", signals.look, name="look_for_signals"),
    path("review/signals/reviewed/", signals.reviewed, name="signals_reviewed"),
    path("review/signals/<int:signal_id>/", signals.signal, name="signal"),
]

claim_urls = [
    path("claims/", claims.claims, name="claims"),
    path("claims/make/", claims.make, name="make"),
    path("claims/<int:claim_id>/", review.claim, name="claim"),
    path("claims/<int:claim_id>/note/", desk_words.note, name="claim_note"),
    path("claims/<int:claim_id>/fact/", desk_facts.put_right, name="claim_fact"),
    path("claims/<int:claim_id>/837p/", desk_facts.as_837p, name="claim_837p"),
    path("claims/<int:claim_id>/authorize/", review.authorize, name="authorize"),
    path("claims/<int:claim_id>/<paper:kind>.pdf", claims.paper, name="paper"),
    path("claims/patients/<int:patient_id>/", claims.patient, name="patient"),
    path("facts/patients/<int:patient_id>/", facts.facts, name="facts"),
]

month_urls = [
    path("month-end/", months.months, name="months"),
    path("month-end/<int:year>/<int:number>/", months.month, name="month"),
    path("month-end/<int:year>/<int:number>/lock/", months.lock, name="lock_month"),
    path("month-end/<int:year>/<int:number>/unlock/", months.unlock, name="unlock_month"),
]

correction_urls = [
    path("review/changed/", corrections.changed, name="changed"),
    path("claims/periods/<int:period_id>/", corrections.period, name="period"),
    path("claims/periods/<int:period_id>/close-again/", corrections.again, name="close_again"),
    path("claims/periods/<int:period_id>/leave/", corrections.leave, name="leave"),
    path("claims/periods/<int:period_id>/take-off/", corrections.off, name="take_off"),
    path("claims/<int:claim_id>/correct/", corrections.correct, name="correct"),
    path("claims/<int:claim_id>/another-payer/", corrections.another_payer, name="another_payer"),
    path("claims/corrections/", corrections.corrections, name="corrections"),
    path("claims/corrections/<int:correction_id>/", corrections.correction, name="correction"),
    path("claims/corrections/<int:correction_id>/refund/", corrections.refund, name="refund"),
    path("claims/corrections/<int:correction_id>/reopening/", corrections.reopening, name="reopening"),
    path("claims/corrections/<int:correction_id>/withdraw/", corrections.withdraw, name="withdraw"),
    path("claims/corrections/<int:correction_id>/letter.pdf", corrections.letter, name="correction_letter"),
]

submission_urls = [
    path("submissions/", submissions.submissions, name="submissions"),
    path("submissions/<int:submission_id>/", submissions.submission, name="submission"),
    path("submissions/<int:submission_id>/download/", submissions.download, name="download"),
    path("submissions/<int:submission_id>/progress/", submissions.progress, name="submission_progress"),
    path("submissions/<int:submission_id>/<paper:kind>.pdf", submissions.printed, name="printed"),
    path("submissions/<int:submission_id>/take-out/", submissions.take_out, name="take_out"),
    path("submissions/<int:submission_id>/sent/", submissions.sent, name="sent"),
    path("submissions/<int:submission_id>/not-sent/", submissions.not_sent, name="not_sent"),
    path("submissions/<int:submission_id>/undo/", submissions.undo, name="undo"),
]

filing_urls = [
    path("filing/", filing.filing, name="filing"),
]

printer_urls = [
    path("printers/", printers.printers, name="printers"),
    path("printers/add/", printers.printer, name="printer_add"),
    path("printers/<int:printer_id>/", printers.printer, name="printer"),
    path("printers/<int:printer_id>/test.pdf", printers.calibration, name="calibration"),
    path("printers/<int:printer_id>/remove/", printers.remove, name="printer_remove"),
]

run_urls = [
    path("closings/", runs.runs, name="runs"),
    path("closings/close/", runs.close, name="close"),
    path("closings/<int:run_id>/", runs.run, name="run"),
]

attestation_urls = [
    path("attest/", attestations.attest, name="attest"),
    path("attest/statement/", attestations.statement, name="statement"),
]

settings_urls = [
    path("charges/", settings.charges, name="charges"),
    path("charges/add/", settings.charge, name="charge_add"),
    path("charges/<int:charge_id>/", settings.charge, name="charge"),
    path("receivers/", settings.receivers, name="receivers"),
    path("receivers/add/", settings.receiver, name="receiver_add"),
    path("receivers/<int:receiver_id>/", settings.receiver, name="receiver"),
]

rule_urls = [
    path("rules/", rules.rules, name="rules"),
    path("rules/book/", rulebook.rulebook, name="rulebook"),
    path("rules/book/<slug:part>/", rulebook.rulebook, name="rulebook_part"),
    path("rules/rule/<str:rule>/", rulebook.rule, name="rule"),
    path("rules/take/", rules.take_shipped, name="rules_take"),
    path("rules/profiles/<slug:named>/", rules.profile, name="profile"),
    path("rules/profiles/<slug:named>/change/", rules.profile_add, name="profile_add"),
    path("rules/add/<table:table>/", rules.amount_add, name="amount_add"),
    path("rules/own/<int:rule_id>/", rules.own_rule, name="own_rule"),
    path("rules/own/<int:rule_id>/edit/", rules.draft, name="own_rule_edit"),
    path("rules/own/<int:rule_id>/apply/", rules.apply, name="own_rule_apply"),
    path("rules/own/<int:rule_id>/drop/", rules.drop, name="own_rule_drop"),
    path("rules/own/<int:rule_id>/end/", rules.end, name="own_rule_end"),
    path("rules/ask/", trials.ask, name="ask"),
    path("rules/trials/<int:trial_id>/", trials.trial, name="trial"),
    path("rules/trials/<int:trial_id>/progress/", trials.progress, name="trial_progress"),
    path("rules/trials/<int:trial_id>/apply/", trials.apply, name="trial_apply"),
    path("claims/encounters/", encounters.encounters, name="encounters"),
    path("claims/encounters/file/", encounters.encounters_file, name="encounters_file"),
    path("claims/patients/<int:patient_id>/if-closed/", trials.patient, name="if_closed"),
]

money_urls = [
    path("money/", money.remittances, name="remittances"),
    path("money/add/", money.remittance_add, name="remittance_add"),
    path("money/files/<int:file_id>/", money.remittance, name="remittance"),
    path("money/files/<int:file_id>/progress/", money.progress, name="progress"),
    path("money/files/<int:file_id>/download/", money.remittance_download, name="remittance_download"),
    path("money/held/<int:remittance_id>/post/", money.post_as_it_stands, name="post_as_it_stands"),
    path("money/waiting/", money.waiting, name="waiting"),
    path("money/payments/<int:payment_id>/", payments.payment, name="payment"),
    path("money/payments/<int:payment_id>/match/", payments.payment_match, name="payment_match"),
    path("money/payments/<int:payment_id>/undo/", payments.payment_undo, name="payment_undo"),
    path("money/payments/<int:payment_id>/aside/", payments.payment_aside, name="payment_aside"),
    path("money/payments/<int:payment_id>/take-up/", payments.payment_take_up, name="payment_take_up"),
]

answer_urls = [
    path("money/work/", claim_tasks.tasks, name="tasks"),
    path("money/work/<int:task_id>/", claim_tasks.task, name="task"),
    path("money/work/<int:task_id>/note/", claim_tasks.task_note, name="task_note"),
    path("money/work/<int:task_id>/assign/", claim_tasks.task_assign, name="task_assign"),
    path("money/work/<int:task_id>/letter/", claim_tasks.task_letter, name="task_letter"),
    path("money/letters/<int:letter_id>.pdf", claim_tasks.letter, name="letter"),
    path("money/acknowledgements/", acknowledgements.acknowledgements, name="acknowledgements"),
    path("money/acknowledgements/add/", acknowledgements.acknowledgement_add, name="acknowledgement_add"),
    path("money/acknowledgements/<int:file_id>/", acknowledgements.acknowledgement, name="acknowledgement"),
    path(
        "money/acknowledgements/<int:file_id>/download/",
        acknowledgements.acknowledgement_download,
        name="acknowledgement_download",
    ),
]

urlpatterns = [
    *attestation_urls,
    *money_urls,
    *answer_urls,
    *rule_urls,
    *review_urls,
    *month_urls,
    *claim_urls,
    *correction_urls,
    *submission_urls,
    *filing_urls,
    *printer_urls,
    *run_urls,
    *settings_urls,
]
