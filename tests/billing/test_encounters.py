"""Encounter records: what a capitated plan hears of without a claim."""

from datetime import date

from django.test import Client
from django.urls import reverse

from apps.billing.models import Claim, Decision
from apps.patients.models import Agency, Patient
from apps.practice.models import AuditEvent, Provider, User
from tests import builders as make
from tests.billing.closing import close


def test_a_period_of_a_capitated_plan_is_a_record_and_no_claim(
    jane: Patient, dr_rivera: Provider, sunrise: Agency, prices: None, mia: User, client: Client
) -> None:
    plan = make.payer(jane.practice, name="Capital Circle", profile="capitated", electronic_payer_id="CCH01")
    patients = {
        name: make.homebound_patient(dr_rivera, plan, sunrise, last_name=name)
        for name in ("Abel", "Short", "Vain")
    }
    make.logged(patients["Abel"], dr_rivera, date(2026, 4, 20), 35)
    make.logged(patients["Short"], dr_rivera, date(2026, 4, 20), 10)
    make.logged(patients["Vain"], dr_rivera, date(2026, 4, 20), 35)
    patients["Vain"].episodes.update(complexity_statement="")
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    assert set(Claim.objects.values_list("patient__last_name", flat=True)) == {jane.last_name}

    client.force_login(mia)
    page = client.get(reverse("billing:encounters"), {"month": "2026-05"})
    (record,) = page.context["records"]
    assert (record.decision.patient.last_name, record.codes) == ("Abel", "99375 × 1")
    assert (str(page.context["total"]), record.answer.lines) == ("105.55", ())
    assert record.diagnoses == ("I50.22", "E11.9")

    file = client.get(reverse("billing:encounters_file"), {"month": "2026-05", "format": "csv"})
    heads, row, total = b"".join(file).decode("utf-8-sig").splitlines()
    said = dict(zip(heads.split(","), row.split(","), strict=True))
    assert (said["Procedure"], said["From"], said["Shadow value"]) == ("99375", "2026-04-20", "105.55")
    assert said["Rendering NPI"] == dr_rivera.npi and total.endswith(",105.55")
    event = AuditEvent.objects.get(action="encounters.downloaded")
    assert event.new is not None and event.new["rows"] == [
        Decision.objects.get(patient=patients["Abel"], reasons=["capitated"]).pk
    ]
    assert client.get(reverse("billing:encounters"), {"month": "2026-03"}).context["records"] == []
    assert client.get(reverse("billing:encounters_file"), {"format": "exe"}).status_code == 404
