"""Named people whose relations never change.

At Hilltop Senior Care (Columbus, New York time): Ana Rivera and Ben Okafor are physicians, Nora Lindqvist is a
nurse, Mia Castillo manages billing, Ada Novak administers, Otto Brandt audits. At Lakeside Geriatrics: Carol
Whitfield is physician, billing manager and administrator, and must never see anything of Hilltop. Jane Doe is a
Medicare patient of Dr Rivera under Sunrise Home Health; Mark Roe is covered by Buckeye Mutual on 30-day windows;
Lena Quist belongs to Lakeside.
"""

import pytest

from apps.patients.models import Agency, Patient, Payer
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, Provider, User
from tests import builders as make


@pytest.fixture
def hilltop(db: None) -> Practice:
    return make.practice()


@pytest.fixture
def lakeside(db: None) -> Practice:
    return make.practice(
        name="Lakeside Geriatrics", npi=make.LAKESIDE_NPI, tax_id="349876543", city="Cleveland"
    )


@pytest.fixture
def ana(hilltop: Practice) -> User:
    return make.member(make.user("ana@hilltop.example", "Ana Rivera"), hilltop, Role.PHYSICIAN)


@pytest.fixture
def dr_rivera(hilltop: Practice, ana: User) -> Provider:
    return make.provider(hilltop, user=ana)


@pytest.fixture
def ben(hilltop: Practice) -> User:
    return make.member(make.user("ben@hilltop.example", "Ben Okafor"), hilltop, Role.PHYSICIAN)


@pytest.fixture
def dr_okafor(hilltop: Practice, ben: User) -> Provider:
    return make.provider(hilltop, user=ben, first_name="Ben", last_name="Okafor", npi=make.OKAFOR_NPI)


@pytest.fixture
def nora(hilltop: Practice) -> User:
    return make.member(make.user("nora@hilltop.example", "Nora Lindqvist"), hilltop, Role.CARE_STAFF)


@pytest.fixture
def nurse_lindqvist(hilltop: Practice, nora: User) -> Provider:
    return make.provider(
        hilltop,
        user=nora,
        kind=Provider.Kind.CLINICAL_STAFF,
        first_name="Nora",
        last_name="Lindqvist",
        credentials="RN",
        npi="",
        taxonomy_code="",
    )


@pytest.fixture
def mia(hilltop: Practice) -> User:
    return make.member(make.user("mia@hilltop.example", "Mia Castillo"), hilltop, Role.BILLING_MANAGER)


@pytest.fixture
def ada(hilltop: Practice) -> User:
    return make.member(make.user("ada@hilltop.example", "Ada Novak"), hilltop, Role.ADMINISTRATOR)


@pytest.fixture
def otto(hilltop: Practice) -> User:
    return make.member(make.user("otto@hilltop.example", "Otto Brandt"), hilltop, Role.AUDITOR)


@pytest.fixture
def carol(lakeside: Practice) -> User:
    return make.member(
        make.user("carol@lakeside.example", "Carol Whitfield"),
        lakeside,
        Role.PHYSICIAN,
        Role.BILLING_MANAGER,
        Role.ADMINISTRATOR,
    )


@pytest.fixture
def dr_whitfield(lakeside: Practice, carol: User) -> Provider:
    return make.provider(
        lakeside, user=carol, first_name="Carol", last_name="Whitfield", npi=make.WHITFIELD_NPI
    )


@pytest.fixture
def medicare(hilltop: Practice) -> Payer:
    return make.payer(hilltop)


@pytest.fixture
def buckeye(hilltop: Practice) -> Payer:
    return make.commercial_payer(hilltop)


@pytest.fixture
def sunrise(hilltop: Practice) -> Agency:
    return make.agency(hilltop)


@pytest.fixture
def jane(dr_rivera: Provider, medicare: Payer, sunrise: Agency) -> Patient:
    return make.homebound_patient(dr_rivera, medicare, sunrise)


@pytest.fixture
def mark(dr_rivera: Provider, buckeye: Payer, sunrise: Agency) -> Patient:
    return make.homebound_patient(
        dr_rivera, buckeye, sunrise, last_name="Roe", first_name="Mark", sex="M", medical_record_number="H-2"
    )


@pytest.fixture
def lena(dr_whitfield: Provider, lakeside: Practice) -> Patient:
    return make.homebound_patient(
        dr_whitfield,
        make.payer(lakeside),
        make.agency(lakeside),
        last_name="Quist",
        first_name="Lena",
    )
