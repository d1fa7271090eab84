"""Log lines for machines and people, from which a row's values are taken out.

PostgreSQL explains a refused row by quoting it ("DETAIL: Failing row contains ..."), names of patients included.
That part never reaches a log.
"""

import json
import logging
import re
from datetime import UTC, datetime

QUOTED_ROW = re.compile(
    r"^DETAIL:.*?(?=^(?:HINT|CONTEXT|STATEMENT|LINE \d+):|^\s*$|\Z|^The above exception)",
    re.MULTILINE | re.DOTALL,
)
# The links of invitations and password resets open a door for whoever reads them.
SECRET_LINK = re.compile(r"(/invitations/|/accounts/password/reset/key/)[^/\s]+")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "response"}


def without_rows(text: str) -> str:
    """Give `text` without the rows that PostgreSQL quotes in its refusals, and without the secrets of links."""
    return SECRET_LINK.sub(r"\1…", QUOTED_ROW.sub("DETAIL: left out\n", text))


class TextFormatter(logging.Formatter):
    """One readable line, for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record without quoted rows."""
        return without_rows(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for a log store; `extra` values become keys of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record without quoted rows."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": without_rows(record.getMessage()),
            **{name: value for name, value in vars(record).items() if name not in STANDARD},
        }
        if record.exc_info:
            line["exception"] = without_rows(self.formatException(record.exc_info))
        return json.dumps(line, default=str)
