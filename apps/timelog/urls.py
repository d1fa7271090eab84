"""Addresses of the time log."""

from django.urls import path

from apps.timelog import (
    day_views,
    entry_views,
    goal_views,
    ledger_views,
    notice_views,
    timer_move_views,
    timer_views,
    views,
    waiting_views,
)

app_name = "timelog"

urlpatterns = [
    path("practice/ledger/", ledger_views.anchors, name="anchors"),
    path("practice/ledger/anchors.json", ledger_views.anchors_file, name="anchors_file"),
    path("today/", views.today, name="today"),
    path("time/", views.entries, name="entries"),
    path("time/day/", day_views.day, name="day"),
    path("time/week/", day_views.week, name="week"),
    path("time/<int:entry_id>/adjust/", day_views.adjust, name="adjust"),
    path("time/program/", views.log, name="log_program"),
    path("time/patients/<int:patient_id>/", views.log, name="log"),
    path("time/patients/<int:patient_id>/verdict/", views.verdict, name="verdict"),
    path("time/<int:entry_id>/", entry_views.entry, name="entry"),
    path("time/<int:entry_id>/undo/", entry_views.undo, name="undo"),
    path("time/<int:entry_id>/correct/", views.amend, name="amend"),
    path("time/<int:entry_id>/confirm/", views.confirm, name="confirm"),
    path("time/<int:entry_id>/void/", views.void, name="void"),
    path("inbox/", notice_views.inbox, name="inbox"),
    path("inbox/<int:notice_id>/read/", notice_views.read, name="notice_read"),
    path("inbox/<int:notice_id>/answer/", notice_views.reply, name="notice_reply"),
    path("timer/", timer_views.timer, name="timer"),
    path("timer/start/<int:patient_id>/", timer_views.start, name="start"),
    path("timer/switch/<int:patient_id>/", timer_views.switch, name="switch"),
    path("timer/describe/", timer_views.describe, name="describe"),
    path("timer/pause/", timer_move_views.pause, name="pause"),
    path("timer/resume/", timer_move_views.resume, name="resume"),
    path("timer/call/", timer_move_views.call_mode, name="call_mode"),
    path("timer/idle/", timer_move_views.idle, name="idle"),
    path("timer/seen/", timer_move_views.seen, name="seen"),
    path("timer/state/", timer_move_views.state, name="timer_state"),
    path("timer/pill/", timer_move_views.pill, name="timer_pill"),
    path("timer/waiting/<int:timer_id>/", waiting_views.confirm, name="waiting"),
    path("timer/waiting/<int:timer_id>/discard/", waiting_views.discard, name="discard_waiting"),
    path("timer/stop/", timer_views.stop, name="stop"),
    path("timer/discard/", timer_views.discard, name="discard"),
    path("goals/patients/<int:patient_id>/", goal_views.state, name="state_goal"),
    path("goals/<int:goal_id>/revise/", goal_views.revise, name="revise_goal"),
    path("goals/<int:goal_id>/met/", goal_views.meet, name="meet_goal"),
    path("goals/<int:goal_id>/drop/", goal_views.drop, name="drop_goal"),
]
