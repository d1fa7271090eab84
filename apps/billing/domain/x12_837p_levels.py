"""What the loops of an 837P have in common: numbered levels, parts written once, names and addresses."""

from collections.abc import Callable

from apps.billing.domain.claim import Address, PersonName
from apps.billing.domain.x12 import Segments, text
from apps.practice.domain.identifiers import bare

_PARTS_KEPT = 500


class Levels(Segments):
    """The segments of one biller and the claims under it; levels are numbered when all of them are known."""

    __slots__ = ("_levels", "_written")

    def __init__(self) -> None:
        super().__init__()
        self._levels: list[tuple[int, str, str]] = []
        self._written: dict[tuple[int, bool], tuple[object, list[str]]] = {}

    def add_part(self, part: object, write: Callable[[], None], *, variant: bool) -> None:
        """Write a part that many claims have in common; the very same object, in the same variant, is written alike."""
        known = self._written.get((id(part), variant))
        if known is not None:
            self.rows += known[1]
            return
        before = len(self.rows)
        write()
        if len(self._written) < _PARTS_KEPT:  # the part is kept too: its id is nobody else's meanwhile
            self._written[id(part), variant] = (part, self.rows[before:])

    def level(self, code: str, *, has_child: bool) -> None:
        """Write an HL: a biller (20), a subscriber (22) under it, or a patient (23) under the subscriber before."""
        self._levels.append((len(self.rows), code, "1" if has_child else "0"))
        self.rows.append("HL")

    def number(self, before: int) -> int:
        """Number the levels from the one after `before`; return the last number."""
        biller = before + 1
        for own, (row, code, child) in enumerate(self._levels, start=biller):
            parent = "" if code == "20" else biller if code == "22" else own - 1
            self.rows[row] = f"HL*{own}*{parent}*{code}*{child}"
        return before + len(self._levels)


def name_parts(name: PersonName) -> tuple[str, ...]:
    """Return NM103 to NM107."""
    return text(name.last), text(name.first), text(name.middle), "", text(name.suffix)


def add_address(writer: Segments, address: Address) -> None:
    writer.add("N3", text(address.street), text(address.street_2))
    writer.add("N4", text(address.city), address.state, bare(address.zip_code))
