"""What every test may use."""

import pytest

from tests.html import CheckedClient


@pytest.fixture
def client() -> CheckedClient:
    """Django's test client, which also checks the HTML of every page of ours that it fetches."""
    return CheckedClient()
