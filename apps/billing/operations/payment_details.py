"""Write down the lines of claim payments and every reason why less was paid."""

from collections.abc import Iterator, Sequence

from apps.billing.models import Adjustment, ServiceLine, ServicePayment
from apps.billing.operations.payment_items import Item
from apps.practice.bulk import insert


def write_details(items: Sequence[Item]) -> None:
    """Keep every SVC and CAS of claim payments that are saved."""
    lines = _lines_of([item.claim.pk for item in items if item.claim])
    for item in items:
        item.services = list(_services(item, lines))
    insert([service for item in items for service in item.services])
    insert([row for item in items for row in _adjustments(item)])


def _lines_of(claim_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    rows = ServiceLine.objects.filter(claim__in=claim_ids).values_list("claim", "number", "pk")
    return {(claim_id, str(number)): pk for claim_id, number, pk in rows}


def _services(item: Item, lines: dict[tuple[int, str], int]) -> Iterator[ServicePayment]:
    for number, each in enumerate(item.paid.services if item.paid else (), start=1):
        line = each.line_id.strip().rpartition("-")[2]
        yield ServicePayment(
            practice_id=item.row.practice_id,
            claim_payment_id=item.row.pk,
            number=number,
            service_line_id=lines.get((item.row.claim_id or 0, line)),
            procedure_code=each.procedure_code,
            modifiers=list(each.modifiers),
            original_procedure=each.original_procedure,
            original_units=each.original_units,
            revenue_code=each.revenue_code,
            units=each.units,
            charge=each.charge,
            paid=each.paid,
            allowed=each.allowed,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            line_id=each.line_id,
            remark_codes=list(each.remark_codes),
            further=[list(one) for one in each.further],
            segment_number=each.segment_number,
        )


def _adjustments(item: Item) -> Iterator[Adjustment]:
    if item.paid is None:
        return
    told = [(None, each) for each in item.paid.adjustments]
    for row, service in zip(item.services, item.paid.services, strict=True):
        told += [(row.pk, each) for each in service.adjustments]  # type: ignore[misc]
    for number, (service_id, each) in enumerate(told, start=1):
        yield Adjustment(
            practice_id=item.row.practice_id,
            claim_payment_id=item.row.pk,
            service_payment_id=service_id,
            number=number,
            adjustment_group=each.adjustment_group,
            reason_code=each.reason_code,
            amount=each.amount,
            quantity=each.quantity,
        )
