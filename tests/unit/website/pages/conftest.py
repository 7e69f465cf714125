import pytest

from website.pages.editors import allow_editors
from website.pages.first_pages.load import load_first_pages
from website.pages.models import HomePage


@pytest.fixture
def front(db) -> HomePage:
    """The pages a borough starts with."""
    home = load_first_pages()
    allow_editors()
    return home
