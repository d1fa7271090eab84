"""A claim or service line of an 835 while its segments come in."""

from dataclasses import dataclass, field
from typing import Any

from apps.billing.domain.remittance import Adjustment, ClaimPayment, ServicePayment


@dataclass(slots=True)
class Draft:
    """A claim or service line while its segments come in."""

    values: dict[str, Any]
    adjustments: list[Adjustment] = field(default_factory=list)
    remark_codes: list[str] = field(default_factory=list)
    services: list["Draft"] = field(default_factory=list)
    further: list[tuple[str, ...]] = field(default_factory=list)


def claim_of(draft: Draft) -> ClaimPayment:
    """Return the claim with its lines, once all of it is in."""
    services = tuple(
        ServicePayment(
            adjustments=tuple(each.adjustments),
            remark_codes=tuple(each.remark_codes),
            further=tuple(each.further),
            **each.values,
        )
        for each in draft.services
    )
    adjustments, remarks = tuple(draft.adjustments), tuple(draft.remark_codes)
    return ClaimPayment(
        adjustments=adjustments,
        remark_codes=remarks,
        services=services,
        adjudication=tuple(draft.further),
        **draft.values,
    )
