"""The columns of a roster table: what each holds, and by which names it is known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from apps.patients.domain.checks import printable
from apps.problems import Problem


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its documented name, the field it fills ("coverage.member_id"), how its cells are read, an example."""

    name: str
    fills: str
    kind: str
    meaning: str
    example: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False


# Kinds of cells are read by `roster_cells`. Names are compared without case, blanks and punctuation.
COLUMNS: tuple[Column, ...] = (
    Column("last_name", "patient.last_name", "text", "Family name", "O'Keefe",
           ("surname", "family name", "patient last name", "last"), is_required=True),
    Column("first_name", "patient.first_name", "text", "Given name", "Rose",
           ("given name", "forename", "patient first name", "first"), is_required=True),
    Column("middle_name", "patient.middle_name", "text", "Middle name or initial", "A",
           ("middle", "middle initial", "mi")),
    Column("suffix", "patient.suffix", "text", "Jr, Sr, III", "", ("name suffix",)),
    Column("born_on", "patient.born_on", "date", "Date of birth", "1941-07-04",
           ("dob", "date of birth", "birth date", "birthdate", "birthday", "patient dob"), is_required=True),
    Column("sex", "patient.sex", "sex", "F, M or U (unknown)", "F", ("gender", "patient sex", "birth sex")),
    Column("died_on", "patient.died_on", "date", "Date of death", "",
           ("dod", "date of death", "death date", "deceased on", "deceased date")),
    Column("medical_record_number", "patient.medical_record_number", "text", "The practice's own chart number",
           "MR-1041", ("mrn", "chart number", "chart no", "patient id", "patient number", "account number")),
    Column("identifier_system", "identifier.system", "text", "Which other system knows the patient", "",
           ("id system", "external system")),
    Column("identifier", "identifier.value", "text", "What that system calls the patient", "",
           ("external id", "other id")),
    Column("street", "patient.street", "text", "House number and street", "12 Elm St",
           ("address", "address 1", "address line 1", "street address", "street 1")),
    Column("street_2", "patient.street_2", "text", "Apartment, unit", "Apt 3",
           ("address 2", "address line 2", "apartment", "unit")),
    Column("city", "patient.city", "text", "City", "Columbus", ("town",)),
    Column("state", "patient.state", "state", "Two letters or the name", "OH", ("st", "province")),
    Column("zip_code", "patient.zip_code", "zip", "Five or nine digits", "43215",
           ("zip", "postal code", "postcode", "zip 4")),
    Column("phone", "patient.phone", "phone", "Ten digits", "614 555 0142",
           ("telephone", "phone number", "home phone", "mobile", "cell phone")),
    Column("payer", "coverage.payer", "text", "Name of a payer of the practice", "Medicare Part B",
           ("insurance", "insurance name", "payer name", "primary insurance", "carrier")),
    Column("member_id", "coverage.member_id", "text", "Member id as on the card", "1EG4-TE5-MK73",
           ("mbi", "medicare number", "medicare id", "insurance id", "policy number", "subscriber id",
            "member number")),
    Column("group_number", "coverage.group_number", "text", "Group number of the plan", "",
           ("group", "group no", "policy group")),
    Column("plan_name", "coverage.plan_name", "text", "Name of the plan", "", ("plan", "insurance plan")),
    Column("coverage_starts_on", "coverage.starts_on", "date", "First day of the coverage", "",
           ("coverage start", "effective date", "insurance start")),
    Column("coverage_ends_on", "coverage.ends_on", "date", "Last day of the coverage", "",
           ("coverage end", "termination date", "insurance end")),
    Column("relationship", "coverage.relationship", "relationship",
           "Who the subscriber is: self, spouse, child, other", "self",
           ("subscriber relationship", "relationship to subscriber", "patient relationship")),
    Column("subscriber_last_name", "coverage.subscriber_last_name", "text",
           "Subscriber's family name, when not the patient", "", ("insured last name",)),
    Column("subscriber_first_name", "coverage.subscriber_first_name", "text", "Subscriber's given name", "",
           ("insured first name",)),
    Column("subscriber_born_on", "coverage.subscriber_born_on", "date", "Subscriber's date of birth", "",
           ("insured dob", "subscriber dob")),
    Column("subscriber_sex", "coverage.subscriber_sex", "sex", "Subscriber's sex", "", ("insured sex",)),
    Column("setting", "episode.setting", "setting", "home health, hospice or nursing facility", "home health",
           ("care setting", "level of care", "service type")),
    Column("agency", "episode.agency", "text", "Name of the agency or facility", "Sunrise Home Health",
           ("agency name", "facility", "facility name", "home health agency", "hospice name")),
    Column("agency_npi", "episode.agency_npi", "npi", "NPI of the agency", "1555000201", ("facility npi",)),
    Column("episode_starts_on", "episode.starts_on", "date", "Start of care", "2026-01-02",
           ("start of care", "soc", "soc date", "admission date", "admitted on", "episode start")),
    Column("episode_ends_on", "episode.ends_on", "date", "Last day of care", "",
           ("end of care", "discharge date", "discharged on", "episode end")),
    Column("plan_signer_npi", "episode.signer_npi", "npi", "NPI of who signed the plan of care", "1555000110",
           ("signer npi", "certifying physician npi", "certifying npi")),
    Column("plan_signed_on", "episode.plan_signed_on", "date", "When the plan was signed", "2026-01-03",
           ("plan of care signed", "poc signed", "poc signed on", "certification date")),
    Column("complexity_statement", "episode.complexity_statement", "long_text",
           "Why the care is complex, in the physician's words", "", ("complexity",)),
    Column("necessity_statement", "episode.necessity_statement", "long_text",
           "Why the services are medically necessary, in the physician's words", "", ("medical necessity",)),
    Column("face_to_face_on", "face_to_face.occurred_on", "date", "Latest face-to-face visit", "2025-12-16",
           ("face to face", "face to face date", "f2f", "f2f date", "last visit", "last seen")),
    Column("initiating_visit_on", "facts.initiating_visit_on", "date",
           "The visit that began chronic or principal care management", "",
           ("initiating visit", "initiating visit date", "ccm initiating visit")),
    Column("consent_on", "facts.consent_on", "date", "Consent to care management", "",
           ("consent", "consent date", "ccm consent", "ccm consent date", "consented on")),
    Column("plan_made_on", "facts.plan_made_on", "date", "Comprehensive plan made by the provider who bills", "",
           ("care plan date", "comprehensive plan", "comprehensive plan date", "ccm care plan")),
    Column("plan_copy_given_on", "facts.plan_copy_given_on", "date", "Copy of the comprehensive plan given", "",
           ("plan copy", "care plan given", "care plan copy given")),
    Column("plan_copy_way", "facts.plan_copy_way", "way", "How the copy was given: paper, portal or mail", "",
           ("care plan copy method", "copy method")),
    Column("dual_eligible_on", "facts.dual_eligible_on", "date", "First day with Medicare and Medicaid", "",
           ("dual eligible", "dual eligible since", "medicaid since")),
    Column("program", "enrollment.program", "program", "oversight, chronic care or principal care", "oversight",
           ("programme", "enrolled in")),
    Column("enrolled_on", "enrollment.starts_on", "date", "First day in the programme", "2026-01-15",
           ("enrollment date", "enrollment start", "enrolled", "enrollment starts on", "program start")),
    Column("enrollment_ends_on", "enrollment.ends_on", "date", "Last day in the programme", "",
           ("enrollment end", "disenrolled on", "program end")),
    Column("provider_npi", "enrollment.provider_npi", "npi", "NPI of the provider who bills", "1555000110",
           ("npi", "rendering npi", "rendering provider npi", "physician npi")),
    Column("diagnoses", "diagnosis.code", "codes",
           "ICD-10-CM codes of chronic conditions, most important first, separated by blanks or semicolons",
           "I50.22 E11.9", ("diagnosis", "dx", "icd 10", "icd10", "icd codes", "diagnosis codes")),
)  # fmt: skip

BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}


def comparable(name: str) -> str:
    """Return a column's name for comparing: lower case letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


@lru_cache(maxsize=64)
def _known(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {comparable(name): column for column in columns for name in (column.name, *column.synonyms)}


# The last column of the refused rows that we give back; where it stands, we wrote the file.
REASON = "Refused because"


def is_reason(name: str) -> bool:
    """Say whether a column is that of our reasons, which nobody is asked about."""
    return comparable(name) == comparable(REASON)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one file by position (None where not known), and the names as the file writes them.

    `ours` are our names of all columns of this kind, by the fields they fill.
    """

    columns: tuple[Column | None, ...]
    names: tuple[str, ...]
    problems: tuple[Problem, ...]
    ours: Mapping[str, str]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names of filled columns that mean nothing to us; our own reasons are known, and nobody needs them."""
        pairs = zip(self.columns, self.names, strict=True)
        return tuple(name for column, name in pairs if column is None and name and not is_reason(name))

    @property
    def is_ours(self) -> bool:
        """Say whether the file is one of refused rows that we gave back, in which formulas are marked as text."""
        return any(map(is_reason, self.names))

    @property
    def names_rows(self) -> bool:
        """Say whether this row names the columns of a table: it has all that are needed, or our reasons."""
        return self.is_ours or all(each.code != "columns_missing" for each in self.problems)

    @property
    def names_of_fields(self) -> dict[str, str]:
        """The file's name for each field: "episode.starts_on" -> "SOC Date"."""
        pairs = zip(self.columns, self.names, strict=True)
        return {**self.ours, **{column.fills: name for column, name in pairs if column is not None}}


def header_of(
    cells: Sequence[str],
    *,
    columns: tuple[Column, ...] = COLUMNS,
    one_of: tuple[str, ...] = (),
    matches: Mapping[str, str] | None = None,
) -> Header:
    """Match the first row of a table with the columns we know.

    `matches` say, by a column's name in the file, which of ours it is ("": none of them). Of the columns `one_of` at
    least one must be there.
    """
    names = tuple(printable(" ".join(cell.split())[:60]) for cell in cells)
    known, by_name = _known(columns), {column.name: column for column in columns}
    said = {comparable(name): column for name, column in (matches or {}).items()}
    found = tuple(
        by_name.get(said[key]) if (key := comparable(name)) in said else known.get(key) for name in names
    )
    ours = {column.fills: column.name for column in columns}
    problems = (*_missing(found, names, columns, one_of), *_twice(found, names, columns))
    return Header(found, names, problems, ours)


def _missing(
    found: Sequence[Column | None], names: Sequence[str], columns: tuple[Column, ...], one_of: tuple[str, ...]
) -> list[Problem]:
    absent = [column.name for column in columns if column.is_required and column not in found]
    if one_of and not any(column is not None and column.name in one_of for column in found):
        absent.append(" or ".join(one_of))
    if not absent:
        return []
    seen = ", ".join(filter(None, names)) or "nothing"
    message = (
        f"The row of column names lacks {', '.join(absent)}. "
        f"It reads: {seen[:300]}. Name the columns as in the template."
    )
    return [Problem("columns_missing", message, "file")]


def _twice(
    found: Sequence[Column | None], names: Sequence[str], columns: tuple[Column, ...]
) -> list[Problem]:
    problems = []
    for column in columns:
        same = [name for each, name in zip(found, names, strict=True) if each is column]
        if len(same) > 1:
            message = f"{' and '.join(same)} both mean {column.name}. Keep one of these columns."
            problems.append(Problem("column_twice", message, "file"))
    return problems


def template_table(columns: tuple[Column, ...] = COLUMNS) -> list[list[str]]:
    """Return the header and one made-up row, as the downloadable template holds them."""
    return [[column.name for column in columns], [column.example for column in columns]]
