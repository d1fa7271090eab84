"""A small reader of 837P files, written apart from the writer: what each claim in a file says."""

from dataclasses import dataclass, field

from apps.billing.domain.claim import ClaimDocument, PersonName
from apps.billing.domain.x12 import text

Rows = list[list[str]]


@dataclass
class ReadClaim:
    """One claim as read: a few facts, each as text."""

    facts: dict[str, str] = field(default_factory=dict)
    diagnoses: list[str] = field(default_factory=list)
    lines: list[dict[str, str]] = field(default_factory=list)


def read_claims(content: bytes) -> list[ReadClaim]:
    """Return the claims of a file in their order, each with its biller and subscriber."""
    rows = [segment.strip().split("*") for segment in content.decode("ascii").split("~") if segment.strip()]
    claims: list[ReadClaim] = []
    biller: dict[str, str] = {}
    about: dict[str, str] = {}
    who = ""
    claim: ReadClaim | None = None
    for row in rows:
        name = row[0]
        if name == "HL" and row[3] == "20":
            biller, about, claim = {}, {}, None
        elif name == "HL" and row[3] == "22":
            about, claim = {}, None
        elif name == "CLM":
            claim = ReadClaim(facts={**biller, **about})
            claims.append(claim)
            claim.facts.update(_claim_facts(row))
        elif name == "LX" and claim is not None:
            claim.lines.append({})
        facts = claim.facts if claim else (about if about or (name in ("SBR",)) else biller)
        if name == "SBR":
            about.update({"relation": row[2], "filing": row[9], "group": row[3], "group name": row[4]})
            facts = about
        if name == "NM1":
            who = row[1]
            facts.update(_name_facts(who, row))
        elif name in ("N3", "N4"):
            facts[f"{who} {name}"] = " ".join(part for part in row[1:] if part)
        elif name == "REF" and claim is not None and claim.lines:
            claim.lines[-1]["id"] = row[2]
        elif name == "REF":
            facts[f"REF {row[1]}"] = row[2]
        elif name == "DMG":
            facts["born"], facts["sex"] = row[2], row[3]
        elif name == "PAT":
            facts["relation"] = row[1]
        elif name == "AMT":
            facts["paid"] = row[2]
        elif name == "NTE":
            facts["note"] = row[2]
        elif name == "HI" and claim is not None:
            claim.diagnoses = [each.split(":")[1] for each in row[1:]]
        elif name == "SV1" and claim is not None:
            claim.lines[-1].update(_service_facts(row))
        elif name == "DTP" and claim is not None:
            claim.lines[-1]["dates"] = row[3]
    return claims


def _claim_facts(row: list[str]) -> dict[str, str]:
    place, _, frequency = row[5].split(":")
    return {
        "number": row[1],
        "total": row[2],
        "place": place,
        "frequency": frequency,
        "assignment": row[7],
        "benefits": row[8],
    }


def _name_facts(who: str, row: list[str]) -> dict[str, str]:
    row = row + [""] * 10
    return {f"{who} name": " ".join(part for part in row[3:8] if part), f"{who} id": row[9]}


def _service_facts(row: list[str]) -> dict[str, str]:
    return {"code": row[1], "charge": row[2], "units": row[4], "pointers": row[7]}


def expected_claim(document: ClaimDocument) -> ReadClaim:
    """Return what a reader should find for `document`."""
    biller, payer, patient = document.billing_provider, document.payer, document.patient
    own = patient.is_subscriber
    street = f"{text(biller.address.street)} {text(biller.address.street_2)}".strip()
    facts = {
        "85 name": _spoken(biller.name),
        "85 id": biller.npi,
        "85 N3": street,
        "REF EI" if biller.tax_id_kind == "EI" else "REF SY": biller.tax_id.replace("-", ""),
        "relation": patient.relationship.value,
        "filing": payer.claim_filing_indicator.value,
        "IL name": _spoken(patient.name if own else document.subscriber.name),
        "PR name": text(payer.name),
        "PR id": text(payer.electronic_payer_id),
        "born": patient.born_on.strftime("%Y%m%d"),
        "sex": patient.sex.value,
        "number": document.patient_control_number,
        "total": _plain(str(document.total_charge)),
        "place": document.place_of_service,
        "frequency": document.claim_frequency.value,
        "assignment": "A" if document.accepts_assignment else "C",
    }
    optional = {
        "QC name": "" if own else _spoken(patient.name),
        "REF 1J": document.care_plan_oversight_number,
        "REF F8": text(document.payer_claim_control_number),
        "REF G1": text(document.prior_authorization_number),
        "REF 9F": text(document.referral_number),
        "note": text(document.note),
        "paid": _plain(str(document.amount_paid)) if document.amount_paid else "",
    }
    facts.update({key: value for key, value in optional.items() if value})
    if not (biller.is_person and biller.npi == document.rendering_provider.npi):
        facts["82 name"] = _spoken(document.rendering_provider.name)
        facts["82 id"] = document.rendering_provider.npi
    if document.service_facility is not None:
        facts["77 name"] = text(document.service_facility.name)
    return ReadClaim(
        facts,
        [code.replace(".", "") for code in document.diagnosis_codes],
        [
            {
                "code": ":".join(("HC", line.procedure_code, *line.modifiers)),
                "charge": _plain(str(line.charge)),
                "units": str(line.units),
                "pointers": ":".join(str(pointer) for pointer in line.diagnosis_pointers),
                "dates": _dates(line.starts_on.strftime("%Y%m%d"), line.ends_on.strftime("%Y%m%d")),
                "id": text(line.line_id),
            }
            for line in document.lines
        ],
    )


def differences(read: ReadClaim, document: ClaimDocument) -> list[str]:
    """Return in words where a claim as read differs from the document it was written from."""
    wanted = expected_claim(document)
    conditional = (
        "QC name",
        "REF 1J",
        "REF F8",
        "REF G1",
        "REF 9F",
        "note",
        "paid",
        "82 name",
        "82 id",
        "77 name",
    )
    keys = wanted.facts.keys() | {key for key in conditional if key in read.facts}
    said = [
        f"{key}: {read.facts.get(key)!r}, not {wanted.facts.get(key)!r}"
        for key in sorted(keys)
        if read.facts.get(key) != wanted.facts.get(key)
    ]
    if read.diagnoses != wanted.diagnoses:
        said.append(f"diagnoses: {read.diagnoses}, not {wanted.diagnoses}")
    if read.lines != wanted.lines:
        said.append(f"lines: {read.lines}, not {wanted.lines}")
    return said


def _spoken(name: str | PersonName) -> str:
    if isinstance(name, str):
        return text(name)
    return " ".join(part for part in map(text, (name.last, name.first, name.middle, name.suffix)) if part)


def _plain(amount: str) -> str:
    return amount.rstrip("0").rstrip(".") if "." in amount else amount


def _dates(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"
