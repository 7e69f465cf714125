"""What every test may use."""

import os

import pytest

from tests import migrated_database
from tests.html import CheckedClient


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """As pytest-django's; a worker's database is a copy of the one that was migrated for all."""
    if migrated_database.FOLDER in os.environ:
        from django.db import connections

        migrated_database.make_once()
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = migrated_database.NAME


@pytest.fixture
def client() -> CheckedClient:
    """Django's test client, which also checks the HTML of every page of ours that it fetches."""
    return CheckedClient()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser: it keeps an event loop in its process, where nothing else may then run."""
    for item in items:
        if {"playwright", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
