"""How the memory of a process that runs for long is looked after."""

import gc

# Python's own number is 700: what one page of a list makes many times over.
MADE_BEFORE_A_LOOK = 20_000


def leave_what_is_loaded() -> None:
    """Let the collector pass over what was loaded for good, and look for rings of dropped objects less often.

    A look walks what pages have loaded since, addresses and templates, and took a tenth of a page's time.
    """
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_A_LOOK, 10, 10)
