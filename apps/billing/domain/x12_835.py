"""Reading remittance advice (835, 005010X221A1): everything kept that can be read, everything odd said.

`python -m apps.billing.domain.x12_835 FILE...` prints what files say.
"""

import sys
from collections.abc import Iterator, Sequence

from apps.billing.domain.remittance import ClaimPayment, RemittanceFile, RemittanceSummary, describe
from apps.billing.domain.x12_835_set import SetReader
from apps.billing.domain.x12_command import say_files
from apps.billing.domain.x12_read import Finding, Segment, SetHeader, Walk


def read_835(content: bytes | str) -> RemittanceFile:
    """Return every remittance in `content` with findings by segment number; never raises for what a file holds."""
    reading = Reading(content)
    claims: dict[int, list[ClaimPayment]] = {}
    for number, claim in reading.claims():
        claims.setdefault(number, []).append(claim)
    advices = (
        summary.with_claims(claims.get(number, ()))
        for number, summary in enumerate(reading.summaries, start=1)
    )
    return RemittanceFile(tuple(advices), tuple(reading.findings))


class Reading:
    """One way through an 835, claim by claim: a file of any size without all its claims in memory.

    `summaries` and `findings` are complete once `claims` has come to its end.
    """

    def __init__(self, content: bytes | str) -> None:
        self.summaries: list[RemittanceSummary] = []
        self.findings: list[Finding] = []
        self._walk = Walk(content, keeps=False)

    def claims(self) -> Iterator[tuple[int, ClaimPayment]]:
        """Yield each claim with the number of its remittance in the file, counted from 1."""
        current, reader = None, None
        for header, segment in self._walk.inside():
            if header is not current:
                yield from self._ended(reader)
                current, reader = header, self._begun(header, segment)
            if reader is None:
                continue
            if segment.identifier == "CLP" and (claim := reader.finished_claim()):
                yield len(self.summaries) + 1, claim
            reader.take(segment)
        yield from self._ended(reader)
        if not self.summaries:
            said = "There is no remittance advice (835) in this file."
            self.findings.append(Finding("no_remittance", said))
        self.findings = sorted((*self._walk.findings, *self.findings), key=lambda each: each.segment_number)

    def _begun(self, header: SetHeader, segment: Segment) -> SetReader | None:
        if header.kind == "835":
            return SetReader(segment, self.findings)
        message = f"This is a transaction set {header.kind or '(none)'}, not an 835; it was left out."
        self.findings.append(Finding("not_an_835", message, segment.number))
        return None

    def _ended(self, reader: SetReader | None) -> Iterator[tuple[int, ClaimPayment]]:
        if reader is not None:
            if claim := reader.finished_claim():
                yield len(self.summaries) + 1, claim
            self.summaries.append(reader.summary())


def main(paths: Sequence[str]) -> int:
    """Print what each file says; see `say_files` for what it returns."""
    return say_files(paths, module="apps.billing.domain.x12_835", say=_said)


def _said(content: bytes) -> tuple[str, bool]:
    file = read_835(content)
    return describe(file), not file.findings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
