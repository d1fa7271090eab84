"""Random histories of two devices without a reliable network, against the real operation on a real database.

Requests are dropped, answered in vain, repeated and delivered late and out of order; devices overlap each other, people
correct what was refused, or discard it. In the end every piece of work is in the book once, or stands on its device
with the reason, or was thrown away on purpose; no minute is there twice.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import transaction

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.models import EntryVersion, TimeEntry, Timer
from apps.timelog.operations import pause_timer, resume_timer, start_timer
from apps.timelog.operations.offline import take_offline_entry
from tests import builders as make

TEN = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
EVENING = TEN + timedelta(hours=8)


@dataclass(frozen=True)
class Item:
    """What waits on a device."""

    client_id: UUID
    patient: Patient
    draft: Draft
    stops_timer: bool = False


@dataclass
class Device:
    """A queue, what is on its way, and what came back."""

    rng: random.Random
    queue: dict[UUID, Item] = field(default_factory=dict)
    refused: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    on_its_way: list[Item] = field(default_factory=list)
    thrown_away: set[UUID] = field(default_factory=set)

    def log(self, item: Item) -> None:
        self.queue[item.client_id] = item

    def send(self, item: Item, server: "Server") -> None:
        """The request is lost, its answer is lost, it comes late, it comes twice, or all is well."""
        fate = self.rng.choice(("lost", "answer lost", "late", "twice", "well", "well"))
        if fate == "lost":
            return
        if fate == "late":
            self.on_its_way.append(item)
            return
        answer = server.take(item)
        if fate == "twice":
            answer = server.take(item)
        if fate != "answer lost":
            self.hear(item, answer)

    def hear(self, item: Item, answer: tuple[str, ...]) -> None:
        if self.queue.get(item.client_id) != item:
            return  # it was corrected meanwhile: the answer is about what it said before
        if answer:
            self.refused[item.client_id] = answer
        else:
            del self.queue[item.client_id]
            self.refused.pop(item.client_id, None)

    def correct(self) -> None:
        """Somebody moves a refused item to a later time, under the same id."""
        for client_id in list(self.refused):
            item = self.queue[client_id]
            if item.stops_timer or item.draft.started_at is None or item.draft.ended_at is None:
                continue
            later = timedelta(seconds=self.rng.randint(30, 1800))
            moved = replace(
                item.draft, started_at=item.draft.started_at + later, ended_at=item.draft.ended_at + later
            )
            self.queue[client_id] = replace(item, draft=moved)
            del self.refused[client_id]

    def discard(self) -> None:
        """Somebody throws a refused item away; the page allows it only when nothing of it is on its way."""
        unsettled = {item.client_id for item in self.on_its_way}
        for client_id in [each for each in self.refused if each not in unsettled][:1]:
            del self.queue[client_id]
            del self.refused[client_id]
            self.thrown_away.add(client_id)


@dataclass
class Server:
    """The real operation."""

    actor: Actor

    def take(self, item: Item) -> tuple[str, ...]:
        """Return the codes of what was refused, nothing when it was taken."""
        try:
            take_offline_entry(
                item.draft,
                actor=self.actor,
                patient=item.patient,
                client_id=item.client_id,
                now=EVENING,
                stops_timer=item.stops_timer,
            )
        except Refused as refused:
            return tuple(problem.code for problem in refused.problems)
        return ()


def made(rng: random.Random, patients: list[Patient]) -> Item:
    start = TEN + timedelta(seconds=rng.randint(0, 5400))
    client_id, patient = UUID(int=rng.getrandbits(128), version=4), rng.choice(patients)
    if rng.random() < 0.25:
        draft = Draft("documentation", performed_on=TEN.date(), seconds=60 * rng.randint(1, 9))
    else:
        draft = Draft(
            "documentation", started_at=start, ended_at=start + timedelta(seconds=rng.randint(1, 900))
        )
    return Item(client_id, patient, draft)


def steps(
    rng: random.Random, devices: list[Device], server: Server, patients: list[Patient]
) -> Iterator[Item]:
    """Go through a history; yield what people log."""
    timer = None
    if rng.random() < 0.4:
        began = TEN + timedelta(seconds=rng.randint(0, 3600))
        timer = start_timer(patients[0], actor=server.actor, now=began, activity="documentation")
        if rng.random() < 0.5:
            pause_timer(server.actor, now=began + timedelta(seconds=40))
            resume_timer(server.actor, now=began + timedelta(seconds=90))
        # Both devices saw it run, and both stop it.
        for device in devices[: rng.choice((1, 2))]:
            assert timer.client_id is not None
            until = began + timedelta(seconds=rng.randint(100, 1200))
            item = Item(
                timer.client_id,
                patients[0],
                Draft("documentation", started_at=began, ended_at=until),
                stops_timer=True,
            )
            device.log(item)
            yield item
    for _ in range(rng.randint(3, 7)):
        device = rng.choice(devices)
        act = rng.random()
        if act < 0.35:
            item = made(rng, patients)
            device.log(item)
            yield item
        elif act < 0.8:
            waiting = [item for item in device.queue.values() if item.client_id not in device.refused]
            rng.shuffle(waiting)
            for item in waiting:
                device.send(item, server)
        elif act < 0.9:
            device.correct()
        else:
            device.discard()
        if device.on_its_way and rng.random() < 0.4:
            late = device.on_its_way.pop(rng.randrange(len(device.on_its_way)))
            device.hear(late, server.take(late))


def settle(devices: list[Device], server: Server) -> None:
    """The network is back: whatever was late arrives, and every device sends what it still has."""
    for device in devices:
        device.rng.shuffle(device.on_its_way)
        for late in device.on_its_way:
            server.take(late)
        for item in list(device.queue.values()):
            device.hear(item, server.take(item))


def check(items: list[Item], devices: list[Device]) -> None:
    """Nothing lost, nothing twice."""
    rows = list(TimeEntry.objects.select_related("current_version").order_by("occupies_from"))
    heads = {row.client_id: row for row in rows if row.continues_id is None}
    assert len(heads) == sum(row.continues_id is None for row in rows)
    thrown_away = {client_id for device in devices for client_id in device.thrown_away}
    standing = {client_id for device in devices for client_id in device.queue}
    asked = {item.client_id for item in items}
    assert heads.keys() <= asked, "nothing but what somebody logged"
    for client_id in asked:
        assert client_id in heads or client_id in standing or client_id in thrown_away, "lost"
    for device in devices:
        assert device.queue.keys() == device.refused.keys(), "what stands on a device has its reason"
    for timer in Timer.objects.all():
        assert timer.client_id in standing | thrown_away, (
            "a timer runs on only while its stop waits for somebody"
        )
    clocked = [row for row in rows if row.occupies_from is not None]
    for one, following in pairwise(clocked):
        assert one.occupies_until is not None
        assert following.occupies_from is not None
        assert one.occupies_until <= following.occupies_from, "twice"
    logged = {item.client_id: item for item in items if item.draft.seconds is not None}
    for client_id, item in logged.items():
        if client_id in heads:
            assert EntryVersion.objects.get(entry=heads[client_id]).seconds == item.draft.seconds


def play(seed: int, *, actor: Actor, patients: list[Patient]) -> tuple[int, int]:
    """Play one history and undo it; return how many items were logged and how many stood on their devices."""
    rng = random.Random(seed)
    devices = [Device(random.Random(rng.random())) for _ in range(2)]
    server = Server(actor)
    place = transaction.savepoint()
    items = list(steps(rng, devices, server, patients))
    settle(devices, server)
    check(items, devices)
    found = TimeEntry.objects.count(), sum(len(device.queue) for device in devices)
    transaction.savepoint_rollback(place)
    return found


def play_many(seeds: range, *, ana: User, patients: list[Patient]) -> None:
    actor = make.actor(ana)
    played = [play(seed, actor=actor, patients=patients) for seed in seeds]
    assert sum(logged for logged, _ in played) > len(seeds)
    assert sum(standing for _, standing in played) > len(seeds) // 20, "some conflicts must be among them"


@pytest.mark.django_db
def test_nothing_is_lost_and_nothing_is_there_twice(ana: User, jane: Patient, mark: Patient) -> None:
    play_many(range(150), ana=ana, patients=[jane, mark])


@pytest.mark.deep
@pytest.mark.once
@pytest.mark.timeout(3600)
@pytest.mark.django_db
def test_nothing_is_lost_and_nothing_is_there_twice_in_ten_thousand_histories(
    ana: User, jane: Patient, mark: Patient
) -> None:
    play_many(range(10_000), ana=ana, patients=[jane, mark])
