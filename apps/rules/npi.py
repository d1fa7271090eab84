"""The check digit of a National Provider Identifier."""

_ISSUER_PREFIX_SUM = 24  # Luhn sum of the card issuer prefix 80840


def is_valid_npi(npi: str) -> bool:
    """Say whether `npi` is ten digits, begins with 1 or 2 and passes its check digit.

    Source: CMS NPI standard, Luhn (ISO/IEC 7812) over 80840 + NPI.
    """
    if len(npi) != 10 or not npi.isascii() or not npi.isdigit() or npi[0] not in "12":
        return False
    total = _ISSUER_PREFIX_SUM + sum(
        _luhn_value(int(digit), doubled=i % 2 == 0) for i, digit in enumerate(npi)
    )
    return total % 10 == 0


def _luhn_value(digit: int, *, doubled: bool) -> int:
    value = digit * 2 if doubled else digit
    return value - 9 if value > 9 else value
