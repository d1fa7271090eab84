"""The installed application without a network: its page, its worker, what a device may keep, and what it brings."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from rest_framework.exceptions import ValidationError

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import Actor, MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.practice.serializers import reader_of
from apps.problems import Problem, Refused
from apps.timelog.context import owner_key, sign_in_key
from apps.timelog.forms import ACTIVITY_CHOICES, CHANNEL_CHOICES, COUNTERPART_CHOICES
from apps.timelog.models import Timer
from apps.timelog.offline_serializers import OfflineItemShape, OfflineShape, draft_of_item
from apps.timelog.operations import start_timer
from apps.timelog.operations.offline import is_clock_trusted, take_offline_entry
from apps.timelog.operations.queues import take_at_once
from apps.timelog.patient_selectors import patients_kept_offline
from apps.timelog.selectors import running_timer

PatientOf = Callable[[int], Patient]
CONFLICT = 409
STYLES = ("tokens", "ground", "shell", "controls", "lists", "evidence", "timelog", "offline")
SCRIPTS = ("clock", "offline-store", "offline-clock", "offline-sync", "offline-page")
ICONS = ("icons/mark.svg", "icons/app-192.png", "icons/app-512.png", "icons/app-maskable.png")


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the application to a device that installs it."""
    sizes = (("icons/app-192.png", "192x192", "any"), ("icons/app-512.png", "512x512", "any"))
    icons = [*sizes, ("icons/app-maskable.png", "512x512", "maskable")]
    described = {
        "id": "/",
        "name": "Careminutes",
        "short_name": "Careminutes",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f8f6f1",
        "theme_color": "#f8f6f1",
        "icons": [
            {"src": static(path), "sizes": size, "type": "image/png", "purpose": purpose}
            for path, size, purpose in icons
        ],
    }
    return HttpResponse(json.dumps(described), content_type="application/manifest+json")


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker: it keeps this application's own files and the page for no network, nothing else."""
    kept = [
        reverse("timelog:offline"),
        *(static(f"css/{name}.css") for name in STYLES),
        *(static(f"js/{name}.js") for name in SCRIPTS),
        static("vendor/inter/inter-latin-opsz.woff2"),
        static("vendor/lucide/icons.svg"),
        static(ICONS[0]),
    ]
    page = render(request, "offline/page.html", _page_context()).content
    version = hashlib.sha256(b"".join([page, *(path.encode() for path in kept)])).hexdigest()[:16]
    context = {"kept": json.dumps(kept), "version": version, "page": kept[0]}
    return render(request, "offline/service-worker.js", context, content_type="text/javascript")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the page for no network. It is the same for everybody: what it shows comes from the device's own store."""
    return render(request, "offline/page.html", _page_context())


@require_GET
@never_cache
@may(Action.LOG_TIME)
def state(request: MemberRequest) -> HttpResponse:
    """Say what a device may keep of this person's work: a short list without names, and the running timer."""
    actor = request.actor
    patients = patients_kept_offline(actor, today=actor.today) if actor.provider else []
    timer = running_timer(actor)
    listed = [each.pk for each in patients]
    audit.record(actor, "patients.kept_offline", new={"patients": listed})
    return JsonResponse(
        {
            "owner": owner_key(actor),
            "sign_in": sign_in_key(request),
            "now": _milliseconds(timezone.now()),
            "token": get_token(request),
            "patients": [{"id": each.pk, "label": offline_label(each)} for each in patients],
            "timer": _timer(timer) if timer else None,
        }
    )


@require_POST
@never_cache
@may(Action.LOG_TIME)
def sync(request: MemberRequest) -> HttpResponse:
    """Take what a device brings; each item is taken or refused by itself, and answered under its own id."""
    shape = OfflineShape(data=_body(request))
    if not shape.is_valid():
        return JsonResponse(
            {"problems": [{"code": "unreadable", "message": str(shape.errors)}]}, status=UNPROCESSABLE
        )
    sent, now = shape.validated_data, timezone.now()
    if sent["owner"] != owner_key(request.actor):
        return JsonResponse({"problems": [_problem(NOT_YOURS)]}, status=CONFLICT)
    trusted = is_clock_trusted(sent_at=sent["sent_at"], now=now)
    patient_of = cache(partial(one_of, request.actor, Patient))  # many items are of one patient
    items = [_read(item, patient_of) for item in sent["items"]]
    take = partial(_take, actor=request.actor, now=now, is_trusted=trusted)
    _take_all([each for each in items if not each.problems], take, actor=request.actor)
    return JsonResponse({"now": _milliseconds(now), "results": [each.answer for each in items]})


NOT_YOURS = Problem(
    "queue_of_another",
    "What waits on this device belongs to somebody else, or to another practice. It stays until they sign in here.",
)
PATIENT_GONE = Problem(
    "patient_gone",
    "There is no such patient here any more. Choose the patient, then send it again.",
    "patient",
)
PATIENT_MISSING = Problem(
    "patient_missing", "It is not said for whom this was. Choose the patient, then send it again.", "patient"
)


def offline_label(patient: Patient) -> str:
    """Return how a patient is called on a device: enough for whoever treats them, no name."""
    return f"{patient.initials} · born {patient.born_on.year}"


@dataclass
class _Item:
    """What was brought under an id of the device's own: what it says, for whom, and what stands in its way."""

    client_id: str
    said: dict[str, Any] = field(default_factory=dict)
    patient: Patient | None = None
    problems: Sequence[Problem] = ()

    @property
    def answer(self) -> dict[str, Any]:
        state = "refused" if self.problems else "taken"
        problems = [_problem(each) for each in self.problems]
        return {"client_id": self.client_id, "state": state, "problems": problems}


def _read(item: dict[str, Any], patient_of: PatientOf) -> _Item:
    client_id = str(item.get("client_id", ""))[:64]
    try:
        said = reader_of(OfflineItemShape).run_validation(item)
        if said["patient"] is None:
            return _Item(client_id, problems=[PATIENT_MISSING])
        return _Item(client_id, said, patient_of(said["patient"]))
    except ValidationError as error:
        return _Item(client_id, problems=[Problem("unreadable", f"It cannot be read: {error.detail}")])
    except Http404:
        return _Item(client_id, problems=[PATIENT_GONE])


def _take_all(items: list[_Item], take: Callable[[_Item], None], *, actor: Actor) -> None:
    """Take each item or note why it is refused; all at once where nothing is, which is nearly always."""
    patients = {each.patient.pk for each in items if each.patient is not None}
    if len(items) > 1 and take_at_once(lambda: list(map(take, items)), actor=actor, patients=patients):
        return
    for each in items:
        try:
            take(each)
        except Refused as refused:
            each.problems = refused.problems


def _take(item: _Item, *, actor: Actor, now: datetime, is_trusted: bool) -> None:
    said, patient = item.said, item.patient
    assert patient is not None  # was read
    if said["kind"] == "start":
        start_timer(
            patient,
            actor=actor,
            now=now,
            activity=said["activity"],
            counterpart=said["counterpart"],
            channel=said["channel"],
            started_at=min(said["started_at"] or now, now),
            client_id=said["client_id"],
        )
        return
    take_offline_entry(
        draft_of_item(said),
        actor=actor,
        patient=patient,
        client_id=said["client_id"],
        now=now,
        stops_timer=said["stops_timer"],
        is_doubtful=said["is_doubtful"] or not is_trusted,
    )


def _problem(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "message": problem.message}


def _body(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, UnicodeDecodeError, RecursionError):
        return None


def _timer(timer: Timer) -> dict[str, Any]:
    return {
        "client_id": str(timer.client_id),
        "patient": timer.patient_id,
        "label": offline_label(timer.patient),
        "activity": timer.activity,
        "counterpart": timer.counterpart,
        "channel": timer.channel,
        "started_at": _milliseconds(timer.started_at),
        "paused": timer.is_paused,
        "seconds": timer.course.seconds(timezone.now()),
    }


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _page_context() -> dict[str, Any]:
    return {
        "activities": ACTIVITY_CHOICES[1:],
        "counterparts": COUNTERPART_CHOICES,
        "channels": CHANNEL_CHOICES,
        "styles": [f"css/{name}.css" for name in STYLES],
    }
