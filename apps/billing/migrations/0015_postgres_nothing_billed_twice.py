"""Refuse a service billed twice for the same days, and care management by one provider that overlaps.

Billed is what was approved and neither given up, rejected, denied, replaced nor refunded; a claim that corrects
another stands only once that one no longer does. The matrix of exclusions in the rules says more; this is what holds
for every payer (OIG A-07-17-05101, 2019).
"""

from django.db import migrations

from apps.practice.postgres import on_postgres

BILLED = "state IN ('approved', 'batched', 'sent', 'accepted', 'paid', 'partly_paid')"


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_claims_say_when_their_days_end")]

    operations = [
        on_postgres(
            forwards=f"""
ALTER TABLE billing_claim ADD CONSTRAINT no_service_twice EXCLUDE USING gist (
    patient_id WITH =, code_family WITH =, daterange(period_starts_on, period_ends_on, '[]') WITH &&
) WHERE (stands AND {BILLED} AND code_family IN ('cpo', 'ccm'));
ALTER TABLE billing_claim ADD CONSTRAINT no_overlapping_care_management EXCLUDE USING gist (
    patient_id WITH =, rendering_provider_id WITH =, daterange(period_starts_on, period_ends_on, '[]') WITH &&
) WHERE (stands AND {BILLED});
""",
            backwards="""
ALTER TABLE billing_claim DROP CONSTRAINT no_overlapping_care_management;
ALTER TABLE billing_claim DROP CONSTRAINT no_service_twice;
""",
        ),
    ]
