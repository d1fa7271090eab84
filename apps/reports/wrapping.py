"""Text in lines that fit on paper."""

from collections.abc import Iterable
from functools import lru_cache

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from apps.billing.domain.latin import latin
from apps.reports.domain.written import MINUS


@lru_cache(maxsize=4096)
def wrapped(text: str, font: str, size: float, width: float) -> tuple[str, ...]:
    """Return `text` in lines that fit; a letter the font lacks becomes its likeness, but the minus stays one."""
    shown = MINUS.join(map(latin, text.split(MINUS)))
    if "\n" not in shown and stringWidth(shown, font, size) <= width:
        return (shown,)
    lines: list[str] = []
    for line in simpleSplit(shown, font, size, width):
        lines += _broken(line, font, size, width)
    return tuple(lines) or ("",)


def _broken(line: str, font: str, size: float, width: float) -> Iterable[str]:
    """Break a word that is longer than the line."""
    while stringWidth(line, font, size) > width and len(line) > 1:
        fits = next(
            end
            for end in range(len(line) - 1, 0, -1)
            if stringWidth(line[:end], font, size) <= width or end == 1
        )
        yield line[:fits]
        line = line[fits:]
    yield line
