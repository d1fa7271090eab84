"""A browser whose days are those of the story."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page

from tests.journeys.story import Story


@pytest.fixture
def story(browser_page: Page) -> Iterator[Story]:
    with ExitStack() as calendar:
        yield Story(browser_page, calendar)
