from collections.abc import Iterator

import pytest
from django.db import transaction

from website.pages.editors import allow_editors
from website.pages.first_pages.load import load_first_pages
from website.pages.models import HomePage


@pytest.fixture(scope="module")
def first_pages(django_db_setup, django_db_blocker) -> Iterator[int]:
    """The pages a borough starts with, made once for a module and gone after it; the front page's key."""
    with django_db_blocker.unblock(), transaction.atomic():
        front = load_first_pages()
        allow_editors()
        yield front.pk
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(first_pages) -> Iterator[None]:
    """In place of pytest-django's own, which would close the connection under the pages.

    Whatever one test changes is undone before the next.
    """
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def front(db, first_pages) -> HomePage:
    """The home page of those pages, as it was made."""
    return HomePage.objects.get(pk=first_pages)
