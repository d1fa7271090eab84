"""A small reader of 837P files, written apart from the writer: what each claim in a file says."""

from dataclasses import dataclass, field

from apps.billing.domain.claim import ClaimDocument, PersonName
from apps.billing.domain.x12 import text


@dataclass
class ReadClaim:
    """One claim as read: a few facts, each as text."""

    facts: dict[str, str] = field(default_factory=dict)
    diagnoses: list[str] = field(default_factory=list)
    lines: list[dict[str, str]] = field(default_factory=list)


def read_claims(content: bytes) -> list[ReadClaim]:
    """Return the claims of a file in their order, each with its biller and subscriber."""
    reader = _Reader()
    for segment in content.decode("ascii").split("~"):
        if row := segment.strip().split("*"):
            reader.take(row)
    return reader.claims


class _Reader:
    """Collects facts about the biller, then the subscriber, then each claim under them."""

    def __init__(self) -> None:
        self.claims: list[ReadClaim] = []
        self._biller: dict[str, str] = {}
        self._facts = self._biller
        self._who = ""

    def take(self, row: list[str]) -> None:
        step = getattr(self, f"_take_{row[0].lower()}", None)
        if step is not None:
            step(row)

    def _take_hl(self, row: list[str]) -> None:
        if row[3] == "20":
            self._facts = self._biller = {}
        elif row[3] == "22":
            self._facts = dict(self._biller)

    def _take_sbr(self, row: list[str]) -> None:
        self._facts.update({"relation": row[2], "filing": row[9], "group": row[3], "group name": row[4]})

    def _take_pat(self, row: list[str]) -> None:
        self._facts["relation"] = row[1]

    def _take_nm1(self, row: list[str]) -> None:
        self._who = row[1]
        self._facts.update(_name_facts(self._who, row))

    def _take_n3(self, row: list[str]) -> None:
        self._facts[f"{self._who} {row[0]}"] = " ".join(part for part in row[1:] if part)

    _take_n4 = _take_n3

    def _take_dmg(self, row: list[str]) -> None:
        self._facts["born"], self._facts["sex"] = row[2], row[3]

    def _take_clm(self, row: list[str]) -> None:
        self.claims.append(ReadClaim(facts=self._facts))
        self._facts.update(_claim_facts(row))

    def _take_amt(self, row: list[str]) -> None:
        self._facts["paid"] = row[2]

    def _take_nte(self, row: list[str]) -> None:
        self._facts["note"] = row[2]

    def _take_ref(self, row: list[str]) -> None:
        if row[1] == "6R":
            self.claims[-1].lines[-1]["id"] = row[2]
        else:
            self._facts[f"REF {row[1]}"] = row[2]

    def _take_hi(self, row: list[str]) -> None:
        self.claims[-1].diagnoses = [each.split(":")[1] for each in row[1:]]

    def _take_lx(self, _row: list[str]) -> None:
        self.claims[-1].lines.append({})

    def _take_sv1(self, row: list[str]) -> None:
        self.claims[-1].lines[-1].update(_service_facts(row))

    def _take_dtp(self, row: list[str]) -> None:
        self.claims[-1].lines[-1]["dates"] = row[3]


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
