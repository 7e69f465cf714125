"""Copies in an adult's own sealed server, with the real relay, launcher and site."""

import urllib.request

import pytest

from curriculum.copies.actions import end_copies, take_childs
from tests.factories import lessons
from tests.factories.classroom import at_work, child_here, learning
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import cleared_volunteer
from tests.hostile.probing import CALLERS
from tests.integration.sealed_lessons import sealed_scene
from tests.integration.test_own_notebook import ask, found_config
from tests.unit.hub_config.lesson_servers import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

SLUG = "small-lesson"
NEVER = [f"lesson/{SLUG}", "lesson", f"own-notebook/{SLUG}", f"lesson-api/lessons/{SLUG}/progress",
         "lesson-api/news", "api/terminals", "terminals/1", "lab", "consoles/x", "formgrader"]  # fmt: skip
BY_RELAY = """
import http.client, socket
class ByRelay(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect("/run/relay/relay.sock")
def ask(path):
    asked = ByRelay("relay")
    asked.request("GET", "/api/lesson/v1/" + path)
    return asked.getresponse().status
paths = ("copies", "lessons", "lessons/small-lesson", "news", "own-notebook", "submissions")
print([ask(path) for path in paths])
"""


@pytest.fixture
def site_url(live_server):
    urllib.request.urlopen(f"{live_server.url}/healthz", timeout=120).close()
    return live_server.url


@pytest.fixture
def scene_of_a_club(db):
    """A session that is on, with a helper and a child who has sent something in."""
    lesson, session = lessons.lesson(), SessionFactory(started=True)
    helper, child = cleared_volunteer(session.club), learning(child_here(session))
    at_work(child, lesson, ["opened"])
    lessons.marked(child.user, lesson, passed=("hello",))
    copy = take_childs(session=session, child=child, lesson=lesson, by=helper)
    return helper, child, copy


@pytest.mark.parametrize("caller", CALLERS)
def test_a_helper_opens_runs_and_leaves_a_copy(caller, site_url, scene_of_a_club):
    helper, child, copy = scene_of_a_club
    name = copy.hub_name
    notebook = f"{copy.pk}/notebook.ipynb"
    with sealed_scene(caller, [name, child.user.opaque_id], site_url) as scene:
        left_over = scene.home_of(name) / "of-an-earlier-copy.ipynb"
        server = scene.start(name)
        assert ask(server, "api")[0] == 200
        assert ask(server, f"copy/{copy.pk}")[:2] == (302, f"/user/{name}/notebooks/{notebook}")
        status, _, page = ask(server, f"notebooks/{notebook}")
        assert status == 200
        assert found_config(page)["token"] == ""

        cells = server.ask(f"api/contents/{notebook}")[1]["content"]["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert lessons.HELLO in [cell["source"] for cell in code]
        assert all((cell["outputs"], cell["execution_count"]) == ([], None) for cell in code)
        assert {cell["metadata"].get("trusted") for cell in code} == {False}

        assert {path: ask(server, path)[0] for path in NEVER} == dict.fromkeys(NEVER, 404)
        kernel = server.new_kernel()
        assert server.run(kernel, "print(6 * 7)") == "42"
        assert server.run(kernel, BY_RELAY) == "[200, 403, 403, 403, 403, 403]"
        assert server.run(kernel, "open('/home/learner/of-an-earlier-copy.ipynb', 'w').write('x')") == ""
        assert left_over.exists()
        logs = {each: scene.folder / "logs" / f"{each}.log" for each in (name, child.user.opaque_id)}
        assert logs[name].exists()

        # Nobody but the adult, and the adult nowhere else.
        assert ask_as(server, child.user.opaque_id) == 403
        childs = scene.start(child.user.opaque_id)
        assert ask(childs, "api")[0] == 200
        assert ask_as(childs, name) == 403

        end_copies(by=helper)
        assert ask(server, f"notebooks/{notebook}")[:2] == (302, f"/user/{name}/copy")
        status, _, words = ask(server, "copy")
        assert (status, "This copy is closed" in words) == (404, True)
        assert ask(server, f"copy/{copy.pk}")[0] == 404

        assert scene.stop(name)["running"] is False
        assert not scene.home_of(name).exists()
        assert [each for each in logs if logs[each].exists()] == [child.user.opaque_id]
        assert scene.home_of(child.user.opaque_id).exists()
        scene.start(name)
        assert list(scene.home_of(name).iterdir()) == []


def ask_as(server: Server, somebody: str) -> int:
    """The status of a server's files for somebody else's hub token."""
    return server.ask("api/contents", token=f"token-of-{somebody}")[0]
