"""Role by view: who meets what at every address of the site."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import override_settings
from django.test.client import ClientHandler
from django.urls import path

from clubs.people.enums import Role
from tests.factories import lessons
from tests.html import CheckedClient
from tests.integration.access.people import Borough, make_borough, without_second_step
from tests.integration.access.roles import Meets, Who, met
from tests.integration.access.table import AUTHORS_API, COPIES_API, LESSON_API, OURS, Row
from tests.integration.access.third_parties import THIRD_PARTIES
from tests.integration.access.urls import Address, addresses, every_address

pytestmark = pytest.mark.django_db

TABLE = [*OURS, *THIRD_PARTIES]
# One for all browsers: making the middleware anew for each would take longer than the answers.
HANDLER = ClientHandler(enforce_csrf_checks=False)
CASES = [
    pytest.param(row, method, who, id=f"{method} {row.path} {who}")
    for row in TABLE
    for method in row.methods
    for who in Who
]


@pytest.fixture(scope="module")
def borough(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Borough]:
    """Everybody, made once for all cases of this module and gone after them."""
    ours = {
        "MEDIA_ROOT": tmp_path_factory.mktemp("media"),
        "CLUBS_HUB_CLIENT_SECRET": "secret-of-the-tests",
    }
    with django_db_blocker.unblock(), override_settings(**ours), transaction.atomic():
        yield make_borough()
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(borough) -> Iterator[None]:
    """In place of pytest-django's own, which would close the connection under the borough.

    Whatever one case changes is undone before the next.
    """
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def case(db, borough) -> Borough:
    """The borough as it was made."""
    return borough


def browser_of(who: Who, borough: Borough) -> CheckedClient:
    """A browser in which this person is signed in."""
    browser = CheckedClient()
    browser.handler = HANDLER
    if who in borough.sessions:
        browser.cookies[settings.SESSION_COOKIE_NAME] = borough.sessions[who]
    return browser


def ask(browser: CheckedClient, row: Row, method: str, borough: Borough, **headers: str) -> HttpResponseBase:
    """The answer to one row's question."""
    data = {
        name.format_map(borough.named): value.format_map(borough.named) for name, value in row.data.items()
    }
    return getattr(browser, method.lower())(row.path.format_map(borough.named), data, headers=headers)


@pytest.mark.parametrize(("row", "method", "who"), CASES)
def test_who_meets_what(case: Borough, row: Row, method: str, who: Who) -> None:
    response = ask(browser_of(who, case), row, method, case)
    assert met(response) == row.expected[who], (
        f"{response.status_code} {response.headers.get('Location', '')}"
    )


@pytest.mark.parametrize("row", LESSON_API, ids=lambda row: row.path)
def test_the_relay_asks_for_a_learner(case: Borough, row: Row) -> None:
    headers = lessons.relay_headers(case.people[Who.CHILD])
    response = ask(CheckedClient(), row, row.methods[0], case, **headers)
    if row.route.endswith("own-notebook"):
        # The relay is heard, and told that this child may not: no club of theirs allows it.
        assert (response.status_code, response.json()["code"]) == (403, "no_own_notebook")
        return
    # What is posted here is no notebook and no list of events, and is answered so.
    assert response.status_code == (400 if row.methods == ("POST",) else 200)


@pytest.mark.parametrize("row", COPIES_API, ids=lambda row: row.path)
def test_a_copy_is_for_its_own_server_and_for_no_learner(case: Borough, row: Row) -> None:
    child, author = case.people[Who.CHILD], case.people[Who.ADMINISTRATOR]
    names = {
        case.named["copier"]: 200,
        child.opaque_id: 403,
        author.opaque_id: 403,
        f"copy-{author.opaque_id}": 403,  # nobody has a name there but by a copy
    }
    for name, status in names.items():
        headers = lessons.relay_headers(child) | {"X-Learner": str(name)}
        assert ask(CheckedClient(), row, "GET", case, **headers).status_code == status


@pytest.mark.parametrize("row", LESSON_API, ids=lambda row: row.path)
def test_no_lesson_is_for_a_copier(case: Borough, row: Row) -> None:
    headers = lessons.relay_headers(case.people[Who.CHILD]) | {"X-Learner": str(case.named["copier"])}
    for method in row.methods:
        assert ask(CheckedClient(), row, method, case, **headers).status_code == 403


@pytest.mark.parametrize("row", AUTHORS_API, ids=lambda row: row.path)
def test_an_authors_calls_are_not_the_relays(case: Borough, row: Row) -> None:
    headers = lessons.relay_headers(case.people[Who.CHILD])
    assert ask(CheckedClient(), row, row.methods[0], case, **headers).status_code in (401, 403)


# Of the lesson API, what an author may ask; the trial is their own, the submission a child's.
AN_AUTHORS = {
    "/api/lesson/v1/lessons": 200,
    "/api/lesson/v1/lessons/{lesson}": 200,
    "/api/lesson/v1/submissions": 200,
    "/api/lesson/v1/lessons/{lesson}/submissions": 200,
    "/api/lesson/v1/submissions/{trial}": 200,
    "/api/lesson/v1/submissions/{trial}/events": 200,
    "/api/lesson/v1/submissions/{trial}/notebook": 200,
    "/api/lesson/v1/proposals": 200,
    "/api/lesson/v1/submissions/{submission}": 404,
    "/api/lesson/v1/submissions/{submission}/events": 404,
    "/api/lesson/v1/submissions/{submission}/notebook": 404,
    "/api/lesson/v1/lessons/{lesson}/progress": 403,
    "/api/lesson/v1/lessons/{lesson}/exercises/double/model-answer": 403,
}


@pytest.mark.parametrize(("path", "status"), AN_AUTHORS.items(), ids=AN_AUTHORS)
def test_what_an_authors_token_opens(case: Borough, path: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {case.named['editors_secret']}"}
    assert CheckedClient().get(path.format_map(case.named), headers=headers).status_code == status


@pytest.mark.parametrize("path", ["lessons/{lesson}/exercises/double/hints", "events"])
def test_an_author_takes_no_hint_and_notes_no_event(case: Borough, path: str) -> None:
    headers = {"Authorization": f"Bearer {case.named['editors_secret']}"}
    answer = CheckedClient().post(f"/api/lesson/v1/{path.format_map(case.named)}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_for_authors")


@pytest.mark.parametrize("row", [row for row in OURS if row.methods == ("POST",)], ids=lambda row: row.path)
def test_no_link_changes_anything(case: Borough, row: Row) -> None:
    someone = next((who for who in Who if row.expected[who] == Meets.OPEN), Who.ANONYMOUS)
    assert met(ask(browser_of(someone, case), row, "GET", case)) == Meets.NOT_ALLOWED


STAFF_PATHS = {
    "/cms/lesson-copies/": Role.EDITOR,
    "/council/": Role.COUNCIL_OFFICER,
    "/council/residents/": Role.ADMINISTRATOR,
    "/council/roles/": Role.SAFEGUARDING_LEAD,
    "/team/checks/": Role.SAFEGUARDING_LEAD,
    "/cms/": Role.EDITOR,
    "/documents/0/nothing.txt": Role.EDITOR,
}


@pytest.mark.parametrize(("address", "role"), STAFF_PATHS.items(), ids=STAFF_PATHS)
def test_staff_without_a_second_step_set_one_up_first(case: Borough, address: str, role: Role) -> None:
    browser = CheckedClient()
    browser.force_login(without_second_step(role))
    assert met(browser.get(address)) == Meets.SECOND_STEP


def in_the_table(address: Address) -> bool:
    """Whether a row tells of this address: one of its own, or for others' addresses one by prefix."""
    routes = {row.route for row in TABLE}
    if address.ours:
        return address.route in routes
    return address.route in routes or any(
        address.route.startswith(row.route) for row in THIRD_PARTIES if row.route.endswith("/")
    )


def test_every_url_is_in_the_table() -> None:
    missing = [address.route for address in every_address() if not in_the_table(address)]
    assert not missing, f"Say in tests/integration/access/table.py who may see: {missing}"


def test_no_row_tells_of_an_address_that_is_gone() -> None:
    known = [address.route for address in every_address()]
    prefixes = {row.route for row in THIRD_PARTIES}
    stale = {row.route for row in TABLE} - set(known)
    assert not stale - prefixes
    assert not {prefix for prefix in stale if not any(route.startswith(prefix) for route in known)}


def view_of_ours() -> None:
    """Stands for a view that somebody wrote just now."""


view_of_ours.__module__ = "website.screens.brand_new"


@pytest.mark.parametrize("route", ["family/brand-new/", "account/brand-new/", "cms/brand-new/", "learn/"])
def test_a_new_view_of_ours_is_missed_wherever_it_stands(route: str) -> None:
    (address,) = addresses([path(route, view_of_ours)])
    assert address.ours
    assert in_the_table(address) == (route == "learn/")


def test_a_librarys_new_address_is_missed_outside_its_prefixes() -> None:
    assert not in_the_table(Address("statistics/", ours=False))
    assert in_the_table(Address("cms/reports/brand-new/", ours=False))
