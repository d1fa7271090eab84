"""Addresses of the time log."""

from django.urls import path

from apps.timelog import entry_views, goal_views, notice_views, timer_views, views

app_name = "timelog"

urlpatterns = [
    path("today/", views.today, name="today"),
    path("time/", views.entries, name="entries"),
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
    path("timer/stop/", timer_views.stop, name="stop"),
    path("timer/discard/", timer_views.discard, name="discard"),
    path("goals/patients/<int:patient_id>/", goal_views.state, name="state_goal"),
    path("goals/<int:goal_id>/revise/", goal_views.revise, name="revise_goal"),
    path("goals/<int:goal_id>/met/", goal_views.meet, name="meet_goal"),
    path("goals/<int:goal_id>/drop/", goal_views.drop, name="drop_goal"),
]
