"""What every test may use."""

import pytest

from tests.html import CheckedClient


@pytest.fixture
def client() -> CheckedClient:
    """Django's test client, which also checks the HTML of every page of ours that it fetches."""
    return CheckedClient()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser: it keeps an event loop in its process, where nothing else may then run."""
    for item in items:
        if {"playwright", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
