"""Addresses for other programs, under /api/."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from apps.billing import api as billing
from apps.billing import attestations_api as attestations
from apps.billing import corrections_api as corrections
from apps.billing import desk_api as desk
from apps.billing import files_api as files
from apps.billing import money_api as money
from apps.billing import what_if_api as what_if
from apps.patients import api as roster
from apps.patients import documents_api as documents
from apps.patients import facts_api as facts
from apps.patients import imports_api as imports
from apps.practice import alerts_api as alerts
from apps.practice import api as practice
from apps.practice import api_schema  # noqa: F401 - importing describes personal tokens
from apps.practice.access import may
from apps.practice.domain.roles import Action
from apps.timelog import api as time
from apps.timelog import conference_api as conferences
from apps.timelog import inbox_api as inbox
from apps.timelog import merge_api as merges
from apps.timelog import patient_api as patients
from apps.timelog import plan_api as plan
from apps.timelog import timer_api as timer

app_name = "api"

READ_ONLY = ["get", "head"]
schema = SpectacularJSONAPIView.as_view(http_method_names=READ_ONLY)
docs = may(*Action)(
    SpectacularSwaggerSplitView.as_view(
        url_name="api:schema", template_name="api/docs.html", http_method_names=READ_ONLY
    )
)

urlpatterns = [
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    path("me/", practice.Me.as_view(), name="me"),
    path("alerts/", alerts.Alerts.as_view(), name="alerts"),
    path("alerts/read/", alerts.ReadAlerts.as_view(), name="alerts_read"),
    path("payers/", roster.Payers.as_view(), name="payers"),
    path("patients/", patients.Patients.as_view(), name="patients"),
    path("patients/<int:patient_id>/", patients.OnePatient.as_view(), name="patient"),
    path("patients/<int:patient_id>/record/", roster.Record.as_view(), name="record"),
    path("patients/<int:patient_id>/facts/", facts.Facts.as_view(), name="facts"),
    path("patients/<int:patient_id>/facts/strike-out/", facts.StrikeFact.as_view(), name="fact_strike"),
    path("patients/<int:patient_id>/documents/", documents.Documents.as_view(), name="documents"),
    path(
        "documents/<int:document_id>/content/", documents.DocumentContent.as_view(), name="document_content"
    ),
    path("documents/<int:document_id>/remove/", documents.RemoveDocument.as_view(), name="document_remove"),
    path("duplicates/", merges.Duplicates.as_view(), name="duplicates"),
    path("patients/<int:patient_id>/merge/", merges.Merge.as_view(), name="merge"),
    path("patients/<int:patient_id>/tell-apart/", merges.TellApart.as_view(), name="tell_apart"),
    path("merges/<int:merge_id>/undo/", merges.UndoMerge.as_view(), name="undo_merge"),
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<int:import_id>/", imports.OneImport.as_view(), name="import"),
    path("imports/<int:import_id>/rows/", imports.ImportRows.as_view(), name="import_rows"),
    path("imports/<int:import_id>/columns/", imports.ImportColumns.as_view(), name="import_columns"),
    path("imports/<int:import_id>/match/", imports.MatchImport.as_view(), name="import_match"),
    path("imports/<int:import_id>/stop/", imports.StopImport.as_view(), name="import_stop"),
    path("imports/<int:import_id>/commit/", imports.CommitImport.as_view(), name="import_commit"),
    path("imports/<int:import_id>/undo/", imports.UndoImport.as_view(), name="import_undo"),
    path("imports/<int:import_id>/discard/", imports.DiscardImport.as_view(), name="import_discard"),
    path("time-entries/", time.Entries.as_view(), name="entries"),
    path("time-entries/<int:entry_id>/", time.OneEntry.as_view(), name="entry"),
    path("time-entries/<int:entry_id>/amend/", time.Amend.as_view(), name="amend"),
    path("time-entries/<int:entry_id>/confirm/", time.Confirm.as_view(), name="confirm"),
    path("time-entries/<int:entry_id>/void/", time.Void.as_view(), name="void"),
    path("conferences/", conferences.Conferences.as_view(), name="conferences"),
    path("conferences/<int:conference_id>/", conferences.OneConference.as_view(), name="conference"),
    path(
        "conferences/<int:conference_id>/void/", conferences.VoidConference.as_view(), name="conference_void"
    ),
    path("time-entries/<int:entry_id>/undo/", time.UndoEntry.as_view(), name="undo_entry"),
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/<int:notice_id>/acknowledge/", inbox.Acknowledge.as_view(), name="acknowledge_notice"),
    path("inbox/<int:notice_id>/answer/", inbox.AnswerNotice.as_view(), name="answer_notice"),
    path("patients/<int:patient_id>/plan/", plan.Plan.as_view(), name="plan"),
    path("patients/<int:patient_id>/goals/", plan.StateGoal.as_view(), name="state_goal"),
    path("goals/<int:goal_id>/revise/", plan.ReviseGoal.as_view(), name="revise_goal"),
    path("goals/<int:goal_id>/met/", plan.MeetGoal.as_view(), name="meet_goal"),
    path("goals/<int:goal_id>/drop/", plan.DropGoal.as_view(), name="drop_goal"),
    path("goals/<int:goal_id>/strategies/", plan.StateStrategy.as_view(), name="state_strategy"),
    path("strategies/<int:strategy_id>/drop/", plan.DropStrategy.as_view(), name="drop_strategy"),
    path("attestations/", attestations.Attestations.as_view(), name="attestations"),
    path("timer/", time.RunningTimer.as_view(), name="timer"),
    path("timer/start/", time.StartTimer.as_view(), name="timer_start"),
    path("timer/stop/", time.StopTimer.as_view(), name="timer_stop"),
    path("timer/pause/", timer.PauseTimer.as_view(), name="timer_pause"),
    path("timer/resume/", timer.ResumeTimer.as_view(), name="timer_resume"),
    path("timer/switch/", timer.SwitchTimer.as_view(), name="timer_switch"),
    path("timer/discard/", time.DiscardTimer.as_view(), name="timer_discard"),
    path("service-periods/", billing.Periods.as_view(), name="periods"),
    path("service-periods/<int:period_id>/", billing.OnePeriod.as_view(), name="period"),
    path("patients/<int:patient_id>/if-closed/", what_if.IfClosed.as_view(), name="if_closed"),
    path("changed-periods/", corrections.ChangedPeriods.as_view(), name="changed_periods"),
    path("service-periods/<int:period_id>/answer/", corrections.AnswerChange.as_view(), name="answer_change"),
    path("service-periods/<int:period_id>/take-off/", corrections.TakeOff.as_view(), name="take_off"),
    path("corrections/", corrections.Corrections.as_view(), name="corrections"),
    path("claims/<int:claim_id>/another-payer/", corrections.AnotherPayer.as_view(), name="another_payer"),
    path("corrections/<int:correction_id>/refund/", corrections.Refund.as_view(), name="refund"),
    path("corrections/<int:correction_id>/reopening/", corrections.Reopening.as_view(), name="reopening"),
    path("corrections/<int:correction_id>/withdraw/", corrections.Withdrawal.as_view(), name="withdrawal"),
    path("decisions/", billing.Decisions.as_view(), name="decisions"),
    path("decisions/<int:decision_id>/", billing.OneDecision.as_view(), name="decision"),
    path("claims/", billing.Claims.as_view(), name="claims"),
    path("claims/moves/", billing.Moves.as_view(), name="moves"),
    path("claims/<int:claim_id>/", billing.OneClaim.as_view(), name="claim"),
    path("claims/acts/", desk.Acts.as_view(), name="acts"),
    path("claims/acts/<int:act_id>/undo/", desk.UndoAct.as_view(), name="undo_act"),
    path("claims/assign/", desk.Assign.as_view(), name="assign"),
    path("claims/tag/", desk.Tag.as_view(), name="tag"),
    path("claims/untag/", desk.Untag.as_view(), name="untag"),
    path("claims/<int:claim_id>/notes/", desk.Notes.as_view(), name="claim_note"),
    path("receivers/", files.Receivers.as_view(), name="receivers"),
    path("submissions/", files.Submissions.as_view(), name="submissions"),
    path("submissions/<int:submission_id>/", files.OneSubmission.as_view(), name="submission"),
    path("submissions/<int:submission_id>/download/", files.Download.as_view(), name="download"),
    path("submissions/<int:submission_id>/sent/", files.Sent.as_view(), name="sent"),
    path("submissions/<int:submission_id>/not-sent/", files.NotSent.as_view(), name="not_sent"),
    path("submissions/<int:submission_id>/undo/", files.Undo.as_view(), name="undo"),
    path("submissions/<int:submission_id>/make-again/", files.TakeOut.as_view(), name="take_out"),
    path("remittances/", money.Remittances.as_view(), name="remittances"),
    path("remittances/<int:file_id>/", money.OneRemittance.as_view(), name="remittance"),
    path("claim-payments/", money.ClaimPayments.as_view(), name="claim_payments"),
    path("claim-payments/<int:payment_id>/", money.OneClaimPayment.as_view(), name="claim_payment"),
    path("close-runs/", files.Runs.as_view(), name="runs"),
    path("close-runs/<int:run_id>/", files.OneRun.as_view(), name="run"),
]
