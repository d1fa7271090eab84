"""What the pages of the product are called in the audit trail."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.apps import apps

DATA = Path(__file__).parent / "domain" / "data" / "pages.toml"
# The pages of one table: admin:patients_payer_changelist
TABLE = re.compile(r"(?P<app>[a-z]+)_(?P<table>[a-z]+)_(?P<kind>changelist|add|history|delete|change)")
TABLE_WORDS = {
    "changelist": "data page of {several}",
    "add": "new row of the data page of {several}",
    "change": "{one} on its data page",
    "history": "history of the {one} on its data page",
    "delete": "removal of the {one} on its data page",
}


def page_words(name: str) -> str | None:
    """Return what the page at an address of this name is called; None where there is none, or none any more."""
    app, _, page = name.partition(":")
    match = TABLE.fullmatch(page) if app == "admin" else None
    return _of_table(match) if match else _pages().get(app, {}).get(page)


def _of_table(match: "re.Match[str]") -> str | None:
    try:
        names = apps.get_model(match["app"], match["table"])._meta
    except LookupError:
        return None
    return TABLE_WORDS[match["kind"]].format(one=names.verbose_name, several=names.verbose_name_plural)


@cache
def _pages() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(DATA.read_text("utf-8"))
