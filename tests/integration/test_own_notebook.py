"""Notebook 7 in a child's own sealed server, with the real relay and the real site."""

import json
import re
import urllib.error
import urllib.request
from typing import Any

import pytest

from clubs.directory.actions import allow_own_notebooks, stop_own_notebooks
from clubs.directory.models import Club
from clubs.people.models import Child, User
from tests.factories import lessons
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubFactory, ClubRoleFactory
from tests.factories.people import ChildFactory, born_years_ago
from tests.factories.timetable import SessionFactory
from tests.hostile.probing import CALLERS
from tests.integration.sealed_lessons import lesson_server
from tests.unit.hub_config.lesson_servers import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

SLUG = "small-lesson"
NOTEBOOK = f"notebooks/lessons/{SLUG}/{SLUG}.ipynb"


class NoWayOn(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer to look at."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@pytest.fixture
def site_url(live_server):
    urllib.request.urlopen(f"{live_server.url}/healthz", timeout=120).close()
    return live_server.url


@pytest.fixture
def club(db) -> Club:
    return ClubFactory()


@pytest.fixture
def lead(club) -> User:
    return ClubRoleFactory(club=club, lead=True).user


def comes_to(club: Club, years: int) -> Child:
    child: Child = ChildFactory(learner=True, birth_date=born_years_ago(years))
    PlaceFactory(session=SessionFactory(club=club, days_ahead=1), child=child)
    return child


def ask(server: Server, path: str) -> tuple[int, str, str]:
    """Status, where it leads to, and the page."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/user/{server.learner}/{path}",
        headers={"Authorization": f"token token-of-{server.learner}"},
    )
    try:
        answer = urllib.request.build_opener(NoWayOn).open(request, timeout=60)
    except urllib.error.HTTPError as other:
        answer = other
    with answer:
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()


@pytest.mark.parametrize("caller", CALLERS)
def test_a_child_of_thirteen_goes_in_while_the_club_allows_it(caller, site_url, club, lead):
    lessons.lesson()
    child = comes_to(club, years=13)
    with lesson_server(caller, child.user.opaque_id, site_url) as server:
        assert "Open in Notebook" not in ask(server, f"lesson/{SLUG}")[2]
        assert ask(server, f"own-notebook/{SLUG}")[0] == 403
        assert ask(server, NOTEBOOK)[0] == 404

        allow_own_notebooks(by=lead, club=club)
        assert "Open in Notebook" in ask(server, f"lesson/{SLUG}")[2]
        assert ask(server, f"own-notebook/{SLUG}")[:2] == (302, f"/user/{server.learner}/{NOTEBOOK}")
        status, _, page = ask(server, NOTEBOOK)
        assert status == 200
        config = found_config(page)
        assert config["token"] == ""
        assert config["hubPrefix"] == "/hub/"
        assert ask(server, "api/terminals")[0] == 404
        assert ask(server, "terminals/1")[0] == 404

        stop_own_notebooks(by=lead, club=club)
        assert ask(server, NOTEBOOK)[:2] == (302, f"/user/{server.learner}/own-notebook")
        assert ask(server, "own-notebook")[0] == 403


def test_a_younger_child_does_not(site_url, club, lead):
    lessons.lesson()
    allow_own_notebooks(by=lead, club=club)
    child = comes_to(club, years=12)
    with lesson_server(CALLERS[0], child.user.opaque_id, site_url) as server:
        assert "Open in Notebook" not in ask(server, f"lesson/{SLUG}")[2]
        status, _, page = ask(server, f"own-notebook/{SLUG}")
        assert (status, "Notebook is not open just now" in page) == (403, True)
        assert ask(server, NOTEBOOK)[0] == 404
        # What a program of theirs learns is the answer, and not the reason.
        kernel = server.new_kernel()
        asked = server.run(kernel, ASKED_BY_A_PROGRAM)
        assert "no_own_notebook" in asked
        assert "13" not in asked


ASKED_BY_A_PROGRAM = """
import http.client, socket
class ByRelay(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect("/run/relay/relay.sock")
asked = ByRelay("relay")
asked.request("GET", "/api/lesson/v1/own-notebook")
print(asked.getresponse().read().decode())
"""


def found_config(page: str) -> dict[str, Any]:
    found = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    config: dict[str, Any] = json.loads(found[1])
    return config
