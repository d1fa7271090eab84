"""A forger who changes what a packet says in one place and writes every hash anew is found by the other place."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from apps.billing.models import Claim
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.reports.packets import claims_for_packets
from apps.reports.packing import packets
from apps.reports.verify_packet import (
    HASHES,
    LEDGER,
    MANIFEST,
    PACKET,
    PAPER,
    Files,
    archive_problems,
    entry_problems,
    hash_list,
    manifest_of,
    problems,
    unzipped,
)
from apps.timelog.domain.entries import Draft
from apps.timelog.operations.entries import confirm_entry, log_time, void_entry
from tests import builders as make
from tests.billing.closing import NOW

Forge = Callable[[Any], None]


def forged(files: Files, forge: Forge) -> list[str]:
    """Return what is found when packet.json is changed and all hashes, also that on the paper, are written anew."""
    data = json.loads(files[PACKET])
    forge(data)
    new = {**files, PACKET: json.dumps(data).encode()}
    old = sha256(new[MANIFEST]).hexdigest().encode()
    new[MANIFEST] = manifest_of(new)
    new[PAPER] = new[PAPER].replace(old, sha256(new[MANIFEST]).hexdigest().encode())
    new[HASHES] = hash_list(new)
    return list(problems(new))


@pytest.fixture
def full(paid: Claim, jane: Patient, mia: User, ana: User, dr_rivera: Provider, otto_acts: Actor) -> Files:
    """A packet whose book knows everything: an entry by the clock, a confirmed doubt, a void, and microseconds."""
    anas, day = make.actor(ana, paid.practice), date(2026, 5, 20)
    late = NOW + timedelta(days=1, microseconds=123_456)
    doubted = make.logged(jane, dr_rivera, day, 50, doubt="long_day", reason="Found in the diary")
    confirm_entry(doubted, actor=anas, reason="It took so long", now=late)
    began = datetime(2026, 5, 21, 13, 0, tzinfo=UTC)
    timed = Draft(
        "documentation",
        started_at=began,
        ended_at=began + timedelta(minutes=12),
        reason="Found in the diary",
    )
    (clocked,) = log_time(timed, actor=anas, patient=jane, now=late, capture="timer", detail="Paused 2 min")
    void_entry(clocked, actor=anas, reason="Logged twice", now=late)
    (made,) = packets(otto_acts, list(claims_for_packets(otto_acts, [paid.pk])), now=NOW)
    assert list(archive_problems(made)) == []
    return dict(unzipped(made))


def _other(value: Any) -> Iterator[Any]:
    """Give values of the same kind that say something else, and nothing at all."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, str(value))
    elif isinstance(value, str):
        yield value.replace("2026-", "2025-") if "T" in value[:11] else f"{value}x"
    yield [] if value is None else None


def test_every_field_of_every_version_is_held_against_what_was_sealed(full: Files) -> None:
    ledger, packet = json.loads(full[LEDGER]), json.loads(full[PACKET])
    entries = packet["entries"]
    assert [entry["seconds"] for entry in entries] == [1980, 240, 3000, 3000, 720, 720]
    for place, entry in enumerate(entries):
        for name in sorted(set(entry) - {"provider_name", "recorded_by_name"}):
            for other in _other(entry[name]):
                data = {
                    **packet,
                    "entries": [*entries[:place], {**entry, name: other}, *entries[place + 1 :]],
                }
                found = list(entry_problems(data, ledger))
                assert any(str(entry["id"]) in said for said in found), (name, entry[name], other)
                assert name == "id" or any(name in said for said in found), (name, found)


def _set(*path: Any, to: Any) -> Forge:
    def forge(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return forge


def _in_text(where: str, text: str, *path: Any, to: Any) -> Forge:
    """Change a text of JSON inside packet.json."""

    def forge(data: Any) -> None:
        said = json.loads(data[where][text])
        _set(*path, to=to)(said)
        data[where][text] = json.dumps(said)

    return forge


def _signed(*path: Any, to: Any) -> Forge:
    def forge(data: Any) -> None:
        signed = data["signatures"][0]
        said = json.loads(signed["content"])
        _set(*path, to=to)(said)
        signed["content"] = json.dumps(said)
        signed["content_hash"] = sha256(signed["content"].encode()).hexdigest()

    return forge


def _left_out(data: Any) -> None:
    del data["entries"][1]


def _added(data: Any) -> None:
    data["entries"].append({**data["entries"][0], "id": 99_999_999})


def _twice(data: Any) -> None:
    data["entries"].append(data["entries"][0])


def _unsigned(data: Any) -> None:
    data["history"].pop()


@pytest.mark.once
@pytest.mark.parametrize(
    ("forge", "said"),
    [
        pytest.param(_set("entries", 0, "seconds", to=2040), "says seconds 2040, sealed is 1980", id="longer"),
        pytest.param(_set("entries", 0, "note", to="Call"), "says note 'Call', sealed is ''", id="a note"),
        pytest.param(_set("entries", 0, "minutes", to=34), "says minutes 34, which was not sealed", id="added"),
        pytest.param(_set("entries", 0, "days_after", to=2), "says days_after 2, sealed is 0", id="entered later"),
        pytest.param(_set("entries", 1, "provider_name", to="Eve"), "is called 'Ana Rivera MD' and 'Eve'", id="name"),
        pytest.param(_left_out, "of the ledger is not among its entries", id="an entry left out"),
        pytest.param(_added, "version 99999999 is none that the ledger shows", id="an entry added"),
        pytest.param(_twice, "a version stands twice", id="an entry twice"),
        pytest.param(_set("decision", "outcome", to="blocked"), "the decision says outcome 'blocked'", id="outcome"),
        pytest.param(_set("decision", "procedure_code", to="G0182"), "the decision says procedure_code", id="code"),
        pytest.param(_set("decision", "expected_amount", to="209.89"), "the decision says expected_amount", id="worth"),
        pytest.param(_set("decision", "reasons", to=["late"]), "the decision says reasons", id="reasons"),
        pytest.param(_set("decision", "obstacle", to="late"), "none of its reasons", id="obstacle"),
        pytest.param(_in_text("decision", "result", "excluded", to=[["other", 240]]), "by reason", id="why left out"),
        pytest.param(_in_text("decision", "result", "counted", 0, 0, to="0"), "not among its facts", id="counted"),
        pytest.param(_set("lines", 0, "procedure_code", to="G0182"), "the lines are 1 x G0182", id="code of a line"),
        pytest.param(_set("lines", 0, "modifiers", to=["25"]), "the lines are 1 x G0181-25", id="modifier"),
        pytest.param(_set("lines", 0, "charge", to="225.50"), "the lines make 225.50 dollars", id="charge"),
        pytest.param(_set("claim", "total_charge", to="25.50"), "the claim says 25.50", id="total"),
        pytest.param(_set("claim", "starts_on", to="2026-05-03"), "the claim says starts_on", id="from"),
        pytest.param(_set("claim", "patient_control_number", to="C1"), "'C1', its document 'C", id="number"),
        pytest.param(_set("claim", "state", to="denied"), "the claim is 'denied', its history ends", id="state"),
        pytest.param(_unsigned, "the claim is 'paid', its history ends 'accepted'", id="history cut off"),
        pytest.param(_set("history", 2, "from_state", to="held"), "the history moves from 'held'", id="history"),
        pytest.param(_set("period", "ends_on", to="2026-06-01"), "the period says ends_on", id="period"),
        pytest.param(_set("signatures", 0, "statement", to="I did."), "signature says statement", id="statement"),
        pytest.param(_set("history", 1, "actor_name", to="Eve"), "called 'Eve'", id="who approved"),
        pytest.param(_signed("decisions", 0, "minutes", to=34), "does not cover the decision", id="signed minutes"),
        pytest.param(_signed("decisions", 0, "counted", 0, 1, to="00"), "with another hash", id="signed entry"),
        pytest.param(_signed("book", 0, to=2), "over another book", id="signed book"),
        pytest.param(_set("payments", 0, "paid", to="90.40"), "payment EFT1 of 90.40 is not", id="payment"),
        pytest.param(_set("payments", 0, "services", 0, "charge", to="1.00"), "has lines of 1.00", id="paid line"),
    ],
)  # fmt: skip
def test_a_repeated_fact_that_was_changed_alone_is_named(packet: bytes, forge: Forge, said: str) -> None:
    found = forged(dict(unzipped(packet)), forge)
    assert any(said in each for each in found), found


def test_instants_are_written_as_exactly_as_they_were_sealed(full: Files) -> None:
    assert {each["recorded_at"][-16:] for each in json.loads(full[PACKET])["entries"][2:]} >= {
        ":00.123456+00:00"
    }


def test_a_packet_of_earlier_days_with_whole_milliseconds_still_holds(full: Files) -> None:
    def forge(data: Any) -> None:
        for each in data["entries"]:
            each["recorded_at"] = each["recorded_at"].replace("123456+00:00", "123Z")

    assert forged(full, forge) == []
