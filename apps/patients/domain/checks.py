"""What makes the values of a patient, a coverage, an episode of care, an enrollment or a condition acceptable.

Forms, the API and the import ask the same questions. Every check takes values by the name of the field they are kept
in; a value that is missing, None or blank says nothing, and is refused only where the field cannot be empty.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date

from apps.patients.domain.identifiers import bare_member_id, check_diagnosis_code, check_medicare_number
from apps.practice.domain.dates import Span, check_birth, check_not_future, check_order, check_within_life
from apps.practice.domain.identifiers import check_phone, check_state, check_zip_code
from apps.problems import Problem

Values = Mapping[str, object]

# Longest values that the tables (and the claim behind them) hold.
PATIENT_LENGTHS = {
    "last_name": 60, "first_name": 35, "middle_name": 25, "suffix": 10, "street": 55, "street_2": 55, "city": 30,
    "medical_record_number": 30,
}  # fmt: skip
COVERAGE_LENGTHS = {
    "member_id": 80, "group_number": 50, "plan_name": 60, "subscriber_last_name": 60, "subscriber_first_name": 35,
    "subscriber_middle_name": 25, "subscriber_street": 55, "subscriber_city": 30,
}  # fmt: skip
SELF = "18"
# Unicode categories: control characters, and halves of characters that no database takes.
UNPRINTABLE = ("Cc", "Cs")


def check_patient(values: Values, *, today: date) -> list[Problem]:
    """Return everything wrong with the values of a patient."""
    born_on, died_on = day(values, "born_on"), day(values, "died_on")
    problems = check_texts(values, PATIENT_LENGTHS)
    problems += check_person_name(text(values, "last_name"), field="last_name", what="The last name")
    problems += check_person_name(text(values, "first_name"), field="first_name", what="The first name")
    problems += check_birth(born_on, today=today)
    problems += check_not_future(died_on, today=today, what="The date of death", field="died_on")
    problems += check_within_life(
        died_on, born_on=born_on, died_on=None, what="The date of death", field="died_on"
    )
    if text(values, "state"):
        problems += check_state(text(values, "state"))
    if text(values, "zip_code"):
        problems += check_zip_code(text(values, "zip_code"))
    if text(values, "phone"):
        problems += check_phone(text(values, "phone"))
    return problems


def check_person_name(name: str, *, field: str, what: str) -> list[Problem]:
    """Return what is wrong with a name of a person; digits and apostrophes are part of some names."""
    if not name:
        return [Problem("name_missing", f"{what} is missing. Fill it in.", field)]
    if not any(character.isalpha() for character in name):
        return [Problem("name_shape", f"{what} {name} has no letter in it. Fill in the name.", field)]
    return []


def check_texts(values: Values, lengths: Mapping[str, int]) -> list[Problem]:
    """Return a problem for each text that is too long or holds characters that cannot be printed."""
    problems = []
    for field, longest in lengths.items():
        value = text(values, field)
        name = field.replace("_", " ")
        if len(value) > longest:
            message = f"The {name} {value[:40]}… has {len(value)} characters. Shorten it to {longest}."
            problems.append(Problem("too_long", message, field))
        if not value.isprintable() and any(unicodedata.category(each) in UNPRINTABLE for each in value):
            message = f"The {name} {printable(value)[:40]} holds a control character. Type it anew."
            problems.append(Problem("not_printable", message, field))
    return problems


def check_coverage(values: Values, *, is_medicare: bool, born_on: date | None, today: date) -> list[Problem]:
    """Return everything wrong with the values of a coverage; the member id may still be missing.

    `is_medicare`: the payer is Medicare fee-for-service, whose member ids have a fixed shape.
    """
    problems = check_texts(values, COVERAGE_LENGTHS)
    if is_medicare and text(values, "member_id"):
        problems += check_medicare_number(text(values, "member_id"))
    starts_on, ends_on = day(values, "starts_on"), day(values, "ends_on")
    problems += check_order(Span(starts_on, ends_on), what="The coverage")
    problems += check_within_life(
        starts_on, born_on=born_on, died_on=None, what="The coverage begins on", field="starts_on"
    )
    return problems + _check_subscriber(values, today=today)


def _check_subscriber(values: Values, *, today: date) -> list[Problem]:
    relationship = text(values, "relationship") or SELF
    born_on = day(values, "subscriber_born_on")
    problems = []
    if born_on is not None:
        problems += check_birth(born_on, today=today, field="subscriber_born_on")
    if relationship == SELF:
        return problems
    for field, what in (
        ("subscriber_last_name", "The subscriber's last name"),
        ("subscriber_first_name", "The subscriber's first name"),
    ):
        problems += check_person_name(text(values, field), field=field, what=what)
    if born_on is None:
        message = "The subscriber's date of birth is missing. Fill it in, or say that the patient is the subscriber."
        problems.append(Problem("subscriber_born_on_missing", message, "subscriber_born_on"))
    return problems


def check_episode(
    values: Values, *, born_on: date | None, died_on: date | None, today: date
) -> list[Problem]:
    """Return everything wrong with the values of an episode of care; it may begin in the future."""
    problems = []
    if not text(values, "setting"):
        message = "The setting is missing. Choose home health, hospice or nursing facility."
        problems.append(Problem("setting_missing", message, "setting"))
    problems += _check_span(values, born_on=born_on, died_on=died_on, what="The episode of care")
    signed_on = day(values, "plan_signed_on")
    problems += check_not_future(
        signed_on, today=today, what="The signature of the plan", field="plan_signed_on"
    )
    problems += check_within_life(
        signed_on, born_on=born_on, died_on=None, what="The signature of the plan", field="plan_signed_on"
    )
    return problems


def check_enrollment(values: Values, *, born_on: date | None, died_on: date | None) -> list[Problem]:
    """Return everything wrong with the dates of an enrollment."""
    return _check_span(values, born_on=born_on, died_on=died_on, what="The enrollment")


def _check_span(values: Values, *, born_on: date | None, died_on: date | None, what: str) -> list[Problem]:
    starts_on, ends_on = day(values, "starts_on"), day(values, "ends_on")
    if starts_on is None:
        return [Problem("starts_on_missing", f"{what} has no first day. Fill it in.", "starts_on")]
    return check_order(Span(starts_on, ends_on), what=what) + check_within_life(
        starts_on, born_on=born_on, died_on=died_on, what=f"{what} begins on", field="starts_on"
    )


def check_diagnosis(values: Values, *, today: date) -> list[Problem]:
    """Return everything wrong with a condition: a code with the right shape, or words for one to be chosen."""
    problems = check_texts(values, {"description": 250, "snomed_code": 20})
    if text(values, "code"):
        problems += check_diagnosis_code(text(values, "code"), field="code")
    elif not text(values, "description"):
        message = "The condition has neither a code nor words. Give one of the two."
        problems.append(Problem("diagnosis_missing", message, "code"))
    starts_on = day(values, "starts_on")
    problems += check_not_future(starts_on, today=today, what="The condition's first day", field="starts_on")
    return problems + check_order(Span(starts_on, day(values, "ends_on")), what="The condition")


def is_medicare_number(member_id: str) -> bool:
    """Say whether a member id has the shape of a Medicare number, which belongs to one person only."""
    return not check_medicare_number(bare_member_id(member_id))


def text(values: Values, field: str) -> str:
    """Return the text under `field`, empty when there is none."""
    value = values.get(field)
    return value.strip() if isinstance(value, str) else ""


def day(values: Values, field: str) -> date | None:
    """Return the date under `field`, None when there is none."""
    value = values.get(field)
    return value if isinstance(value, date) else None


def printable(value: str) -> str:
    """Return `value` with unprintable characters made visible, for a sentence about them."""
    return "".join(c if unicodedata.category(c) not in UNPRINTABLE else "�" for c in value)
