"""Tables of those the practice works with: payers, agencies, providers; one a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from apps.patients.domain.checks import Values, text
from apps.patients.domain.roster_columns import Column
from apps.patients.domain.roster_rows import Found, TableKind, part_of
from apps.problems import Problem

_ADDRESS = (
    Column("street", "row.street", "text", "House number and street", "12 Elm St",
           ("address", "address 1", "address line 1", "street address")),
    Column("street_2", "row.street_2", "text", "Suite, floor, box", "", ("address 2", "address line 2", "suite")),
    Column("city", "row.city", "text", "City", "Columbus", ("town",)),
    Column("state", "row.state", "state", "Two letters or the name", "OH", ("st", "province")),
    Column("zip_code", "row.zip_code", "zip", "Five or nine digits", "43215", ("zip", "postal code", "zip 4")),
)  # fmt: skip
_ENDS_ON = Column(
    "ends_on", "row.ends_on", "date", "Last day; blank while it lasts", "", ("end date", "until")
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of such a table, and what is wrong with it."""

    line: int
    values: Values
    label: str
    problems: tuple[Problem, ...] = ()
    leaves_out_parts: bool = False
    to_complete: tuple[Problem, ...] = ()


def _reader(*named: str) -> Callable[[int, Found, date], ListRow]:
    def read(line: int, found: Found, today: date) -> ListRow:
        values = part_of(found, "row")
        label = " ".join(filter(None, (text(values, name) for name in named)))
        return ListRow(line, values, label[:100] or "No name")

    return read


PAYER_COLUMNS = (
    Column("name", "row.name", "text", "Name of the payer", "Buckeye Mutual",
           ("payer", "payer name", "insurance", "carrier"), is_required=True),
    Column("profile", "row.profile", "profile", "Which rules it follows: the id of a payer profile", "medicare_ffs",
           ("rules", "payer profile", "payer type")),
    Column("electronic_payer_id", "row.electronic_payer_id", "text", "From the clearinghouse's list", "31114",
           ("payer id", "edi id", "electronic id")),
    Column("on_paper", "row.on_paper", "yes_no", "Takes claims on paper: yes or no", "no", ("paper",)),
    *_ADDRESS, _ENDS_ON,
)  # fmt: skip
AGENCY_COLUMNS = (
    Column("name", "row.name", "text", "Name of the agency or facility", "Sunrise Home Health",
           ("agency", "agency name", "facility", "facility name"), is_required=True),
    Column("setting", "row.kind", "setting", "home health, hospice or nursing facility", "home health",
           ("kind", "type", "care setting"), is_required=True),
    Column("npi", "row.npi", "npi", "NPI of the agency", "1555000201", ("agency npi", "facility npi")),
    *_ADDRESS,
    Column("phone", "row.phone", "phone", "Ten digits", "614 555 0142", ("telephone", "phone number")),
    _ENDS_ON,
)  # fmt: skip
PROVIDER_COLUMNS = (
    Column("last_name", "row.last_name", "text", "Family name", "Rivera", ("surname", "family name", "last"),
           is_required=True),
    Column("first_name", "row.first_name", "text", "Given name", "Ana", ("given name", "forename", "first"),
           is_required=True),
    Column("middle_name", "row.middle_name", "text", "Middle name or initial", "", ("middle", "mi")),
    Column("suffix", "row.suffix", "text", "Jr, Sr, III", "", ("name suffix",)),
    Column("kind", "row.kind", "provider_kind",
           "physician, nurse practitioner, physician assistant, clinical nurse specialist or clinical staff",
           "physician", ("type", "role", "provider type"), is_required=True),
    Column("credentials", "row.credentials", "text", "MD, DO, NP, RN …", "MD", ("credential", "title", "degree")),
    Column("npi", "row.npi", "npi", "NPI; staff may have none", "1555000110", ("provider npi", "individual npi")),
    Column("taxonomy_code", "row.taxonomy_code", "text", "Taxonomy code of the registry", "207R00000X",
           ("taxonomy",)),
    Column("starts_on", "row.starts_on", "date", "First day here", "", ("start date", "hired on", "since")),
    _ENDS_ON,
    Column("capacity_minutes", "row.capacity_minutes", "whole", "Minutes planned for patients in a month", "720",
           ("minutes a month", "capacity", "planned minutes", "monthly minutes")),
)  # fmt: skip

PAYERS = TableKind("payers", PAYER_COLUMNS, _reader("name"))
AGENCIES = TableKind("agencies", AGENCY_COLUMNS, _reader("name"))
PROVIDERS = TableKind("providers", PROVIDER_COLUMNS, _reader("first_name", "last_name"))
