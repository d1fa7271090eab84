"""Say of every decision what reports group by, and how its time divides over activities and reasons."""

import json
from itertools import islice

from django.db import migrations

CHUNK = 500


def fill(apps, schema_editor):
    """Take everything from what each decision kept of itself; the rules it was made by say where a reason leads."""
    Decision, DecidedTime = (apps.get_model("billing", name) for name in ("Decision", "DecidedTime"))
    episodes = set(apps.get_model("patients", "CareEpisode").objects.values_list("pk", flat=True))
    outcomes_of = {}
    rows = Decision.objects.select_related("period__coverage", "period__enrollment").order_by("pk")
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        times = []
        for row in chunk:
            if row.rule_set_id not in outcomes_of:
                outcomes_of[row.rule_set_id] = _outcomes(row.rule_set.content)
            answer = json.loads(row.result)
            _describe(row, answer, outcomes_of[row.rule_set_id], episodes)
            times += [
                DecidedTime(practice_id=row.practice_id, decision=row, activity=activity, reason=reason, seconds=seconds)
                for (activity, reason), seconds in _times(json.loads(row.facts), answer).items()
            ]
        Decision.objects.bulk_update(
            chunk,
            [
                "window_ends_on", "program", "rendering_provider", "payer", "setting", "episode", "obstacle",
                "short_by_seconds",
            ],
        )
        DecidedTime.objects.bulk_create(times)


def _outcomes(content):
    kept = json.loads(content)
    return {row["id"]: row.get("outcome", "") for row in kept.get("tables", kept).get("reason", ())}


def _describe(row, answer, outcomes, episodes):
    row.window_ends_on = row.period.window_ends_on
    row.program = answer["program"]
    row.rendering_provider_id = int(answer["rendering_provider"])
    row.payer_id = row.period.coverage.payer_id if row.period.coverage else None
    row.setting = answer["setting"]
    episode = int(answer["episode_key"] or 0)
    row.episode_id = episode if episode in episodes else None
    row.short_by_seconds = answer["short_by_seconds"]
    leading = [each for each in row.reasons if outcomes.get(each, row.outcome) == row.outcome] or row.reasons
    row.obstacle = "" if row.outcome == "billable" or not leading else leading[0]


def _times(facts, answer):
    activity_of = {
        entry["key"]: entry["activity"]
        for entry in facts["entries"]
        if not entry["key"].startswith(("visit-", "service-"))
    }
    found = {}
    for key, seconds, *reason in (*answer["counted"], *answer["left_out"]):
        if key in activity_of and seconds:
            place = activity_of[key], reason[0] if reason else ""
            found[place] = found.get(place, 0) + seconds
    return found


class Migration(migrations.Migration):
    dependencies = [("billing", "0017_decisions_say_what_reports_group_by")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
