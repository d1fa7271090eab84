"""Many different clean claims from one seed: odd names, every kind of payer, dependents, corrections, facilities."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from apps.billing.domain.claim import (
    Address,
    ClaimDocument,
    ClaimFilingIndicator,
    ClaimFrequency,
    Patient,
    Payer,
    PersonName,
    Relationship,
    Sex,
    Subscriber,
)
from tests.billing.documents import AGENCY_NPI, MEDICARE, NURSING_HOME, PRACTICE, SOLO, line, medicare_claim

LAST_NAMES = (
    "O’Brien", "D'Angelo", "Nuñez-Ibáñez", "Łukaszewicz", "Þórsdóttir", "van der Merwe", "St. John", "Ng", "Groß",
    "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Xavier", "Ćwiklińska/Åberg", "Al-Ḥasan", "Müller (geb. Süß)",
)  # fmt: skip
FIRST_NAMES = (
    "José",
    "Zoë",
    "Mary Ann",
    "Chloé-Anaïs",
    "Bo",
    "Siân",
    "Renée",
    "X Æ",
    "Maximiliano Bartholomeus Constantin",
)
STREETS = (
    "12 Élan Ct #4",
    "Rural Route 2 * Box 7",
    "1000 N. 7½ St",
    "77 O'Hare Blvd; Bldg ~C",
    "5 Main: Rear",
)
CITIES = ("Coeur d’Alene", "Española", "O'Fallon", "Ye", "Winchester-on-the-Severn")
DIAGNOSES = (
    "I50.32",
    "E11.22",
    "N18.31",
    "G80.9",
    "Z99.81",
    "C4A.0",
    "M1A.00X0",
    "J44.1",
    "F03.90",
    "I10",
    "U07.1",
    "L89.154",
)
# A payer has one address, whoever is insured with it.
PAYERS = {
    "Prairie Mutual": Address("P.O. Box 1100 – rear", "Española", "PR", "832140077"),
    "Blüe Shield – Midwest": Address("1000 N. 7½ St", "Coeur d’Alene", "IA", "52101-1834", "Apt 3 – rear"),
    "A&M Trust, Inc.": Address("77 O'Hare Blvd; Bldg ~C", "Ye", "OH", "52101"),
}
CPT_CODES = ("99374", "99375", "99377", "99378", "99379", "99380")
MEDICARE_LETTERS, MEDICARE_ANY = "ACDEFGHJKMNPQRTUVWXY", "ACDEFGHJKMNPQRTUVWXY0123456789"


def varied_claims(count: int, *, seed: int) -> list[ClaimDocument]:
    """Return `count` clean claims, always the same for one seed."""
    chance = random.Random(seed)
    return [_claim(chance, number) for number in range(count)]


def _claim(chance: random.Random, number: int) -> ClaimDocument:
    document = _medicare(chance, number) if chance.random() < 0.4 else _commercial(chance, number)
    if chance.random() < 0.2:
        document = replace(document, billing_provider=SOLO)
    if chance.random() < 0.2:
        document = replace(document, service_facility=NURSING_HOME, place_of_service="32")
    if chance.random() < 0.1:
        document = replace(document, pay_to=Address("P.O. Box 71", "Decorah", "IA", "52101"))
    if chance.random() < 0.2:
        document = replace(
            document,
            note="Révision du plan: 34 min * oct ~ 2026",
            amount_paid=min(Decimal("15.05"), document.total_charge),
        )
    return document


def _medicare(chance: random.Random, number: int) -> ClaimDocument:
    name = _name(chance)
    hospice = chance.random() < 0.4
    day = date(2026, 10, chance.randint(1, 31))
    service = line(
        line_id=f"P{number}-1",
        procedure_code="G0182" if hospice else "G0181",
        modifiers=("GV",) if hospice else (),
        charge=_charge(chance),
        starts_on=day,
        ends_on=day,
    )
    return medicare_claim(
        patient_control_number=f"CM{number:012}",
        subscriber=Subscriber(name, _medicare_number(chance)),
        patient=Patient(name, _birth(chance), chance.choice(list(Sex)), _address(chance)),
        payer=replace(MEDICARE, address=chance.choice([None, MEDICARE.address])),
        diagnosis_codes=_diagnoses(chance),
        lines=(service,),
        accepts_assignment=chance.random() < 0.9,
        care_plan_oversight_number=AGENCY_NPI,
        billing_provider=PRACTICE,
    )


def _commercial(chance: random.Random, number: int) -> ClaimDocument:
    name = _name(chance)
    relationship = chance.choice([Relationship.SELF, *Relationship])
    subscriber = name if relationship is Relationship.SELF else _name(chance)
    frequency = chance.choice([ClaimFrequency.ORIGINAL, ClaimFrequency.ORIGINAL, *ClaimFrequency])
    codes = _diagnoses(chance)
    indicators = [each for each in ClaimFilingIndicator if each is not ClaimFilingIndicator.MEDICARE_B]
    first = date(2026, 10, chance.randint(1, 20))
    service = line(
        line_id=f"P{number}-1",
        procedure_code=chance.choice(CPT_CODES),
        modifiers=tuple(chance.sample(["25", "GV", "GW", "95", "Q5"], chance.randint(0, 4))),
        charge=_charge(chance),
        starts_on=first,
        ends_on=first + timedelta(days=chance.randint(0, 11)),
        diagnosis_pointers=tuple(
            chance.sample(range(1, len(codes) + 1), min(len(codes), chance.randint(1, 4)))
        ),
    )
    payer = Payer(
        name=(name_of_payer := chance.choice(list(PAYERS))),
        electronic_payer_id=chance.choice(["87726", "PMH01", "60054"]),
        claim_filing_indicator=chance.choice(indicators),
        address=PAYERS[name_of_payer],
        accepts_frequency_7_8=True,
    )
    return medicare_claim(
        patient_control_number=f"CM{number:012}",
        subscriber=Subscriber(
            subscriber, f"W{number:09}-01", chance.choice(["", "GR 12"]), chance.choice(["", "Łódź Co."])
        ),
        patient=Patient(name, _birth(chance), chance.choice(list(Sex)), _address(chance), relationship),
        payer=payer,
        diagnosis_codes=codes,
        lines=(service,),
        claim_frequency=frequency,
        payer_claim_control_number="" if frequency is ClaimFrequency.ORIGINAL else f"ICN{number:010}",
        care_plan_oversight_number="",
        prior_authorization_number=chance.choice(["", "AUTH 55-20"]),
        referral_number=chance.choice(["", "R118"]),
    )


def _name(chance: random.Random) -> PersonName:
    middle, suffix = chance.choice(["", "Q", "Élise"]), chance.choice(["", "", "Jr.", "III"])
    return PersonName(chance.choice(LAST_NAMES), chance.choice(FIRST_NAMES), middle, suffix)


def _address(chance: random.Random) -> Address:
    zip_code = chance.choice(["52101", "52101-1834", "832140077"])
    second = chance.choice(["", "Apt 3 – rear"])
    return Address(
        chance.choice(STREETS), chance.choice(CITIES), chance.choice(["IA", "OH", "PR"]), zip_code, second
    )


def _birth(chance: random.Random) -> date:
    return date(1920, 1, 1) + timedelta(days=chance.randint(0, 36_000))


def _charge(chance: random.Random) -> Decimal:
    return Decimal(chance.choice(["125.50", "140.00", "0.01", "99999.99", "89.9", "110"]))


def _diagnoses(chance: random.Random) -> tuple[str, ...]:
    return tuple(chance.sample(DIAGNOSES, chance.randint(1, 12)))


def _medicare_number(chance: random.Random) -> str:
    letter, either, digit = MEDICARE_LETTERS, MEDICARE_ANY, "0123456789"
    kinds = ("123456789", letter, either, digit, letter, either, digit, letter, letter, digit, digit)
    number = "".join(chance.choice(kind) for kind in kinds)
    return f"{number[:4]}-{number[4:7]}-{number[7:]}"
