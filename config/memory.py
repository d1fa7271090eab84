"""How the memory of a process is looked after."""

import gc

# Python's own number is 700: what one page of a list makes many times over.
MADE_BEFORE_A_LOOK = 20_000
# Almost nothing that is made while a process starts is dropped again.
MADE_BEFORE_A_LOOK_AT_THE_START = 50_000


def look_seldom_while_loading() -> None:
    """Let the collector look for rings of dropped objects less often: looks took a tenth of a process's start."""
    gc.set_threshold(MADE_BEFORE_A_LOOK_AT_THE_START, 10, 10)


def leave_what_is_loaded() -> None:
    """Let the collector pass over what was loaded for good, and look for rings of dropped objects less often.

    A look walks what pages have loaded since, addresses and templates, and took a tenth of a page's time.
    """
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_A_LOOK, 10, 10)
