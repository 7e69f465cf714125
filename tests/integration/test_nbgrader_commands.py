"""nbgrader's stock commands against the real site: for a child in a sealed server, for an author.

Each journey goes the whole way: list, fetch, answer, hand in, marked by the real worker, runner
and checker, list again, fetch the feedback.
"""

import json
import os
import subprocess
import urllib.request
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from clubs.people.enums import Role
from clubs.people.models import User
from curriculum.authoring.actions import make_token
from curriculum.authoring.models import Proposal
from curriculum.authoring.tokens import new_secret
from curriculum.grading.enums import State
from curriculum.grading.models import Submission
from curriculum.progress.models import Event
from tests.factories import lessons
from tests.factories.people import BoroughRoleFactory
from tests.hostile.probing import CALLERS
from tests.integration import marking_stack
from tests.integration.sealed_lessons import lesson_server
from tests.unit.hub_config.lesson_servers import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

SLUG = "small-lesson"
SETTINGS = marking_stack.REPOSITORY / "hub_config" / "exchange" / "settings"
# Typed into a kernel: answer the first exercise in the file, as the room's page would save it.
ANSWER = f"""
import json, pathlib
file = pathlib.Path.home() / "lessons/{SLUG}/{SLUG}.ipynb"
notebook = json.loads(file.read_text())
for cell in notebook["cells"]:
    if cell["metadata"].get("nbgrader", {{}}).get("grade_id") == "double":
        cell["source"] = {lessons.DOUBLE!r}
file.write_text(json.dumps(notebook))
print("saved")
"""


@pytest.fixture(scope="module")
def marker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


@pytest.fixture
def site_url(live_server):
    """The real site, which has loaded its addresses already."""
    urllib.request.urlopen(f"{live_server.url}/healthz", timeout=120).close()
    return live_server.url


@pytest.fixture
def marking(tmp_path, marker, db):
    """A worker that marks what comes; call it to wait until all is marked."""
    marking_stack.empty_queue()
    log = tmp_path / "worker.log"
    with marking_stack.worker(tmp_path, marker) as process:

        def wait(count: int) -> None:
            marked = Submission.objects.filter(state=State.MARKED)
            marking_stack.wait_until(lambda: marked.count() == count, process, log)

        yield wait


@pytest.mark.parametrize("caller", CALLERS)
def test_a_child_in_a_sealed_server(caller, site_url, marking):
    lessons.lesson()
    child = lessons.learner()
    with lesson_server(caller, child.opaque_id, site_url) as server:
        kernel = server.new_kernel()

        def typed(command: str) -> str:
            return server.run(kernel, f"!{command}")

        assert f"coding-clubs {SLUG}" in typed("nbgrader list")
        assert "Fetched as: coding-clubs" in typed(f"nbgrader fetch_assignment {SLUG}")
        assert "(already downloaded)" in typed("nbgrader list")
        assert server.run(kernel, ANSWER) == "saved"
        assert "Submitted as: coding-clubs" in typed(f"nbgrader submit {SLUG}")
        marking(1)
        assert "(feedback ready to be fetched), 3 of 4 points" in typed("nbgrader list --inbound")
        assert "Fetched feedback:" in typed(f"nbgrader fetch_feedback {SLUG}")
        assert "(feedback already fetched), 3 of 4 points" in typed("nbgrader list --cached")
        page = server.run(
            kernel, f"print(next(pathlib.Path.home().glob('lessons/{SLUG}/feedback/*/*.html')).read_text())"
        )
        assert "<h2>Twice</h2>" in page
        assert_a_child_is_no_author(server, kernel)
    assert [each.learner for each in Submission.objects.all()] == [child]
    assert Event.objects.of_learner(child.pk).filter(kind="passed").count() == 1


def assert_a_child_is_no_author(server: Server, kernel: str) -> None:
    """With an author's good token in hand, a child's server still speaks as that child alone."""
    author, secret = an_author()
    token = f"CLUBS_AUTHOR_TOKEN={secret}"
    collected = server.run(kernel, f"!{token} nbgrader collect {SLUG}")
    assert "A lesson cannot ask for that." in collected
    asked = f"""
import http.client, socket
class Relay(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect("/run/relay/relay.sock")
def ask(path):
    relay = Relay("relay")
    relay.request("GET", "/api/lesson/v1/" + path, headers={{"Authorization": "Bearer {secret}"}})
    answer = relay.getresponse()
    return answer.status, answer.read().decode()
"""
    server.run(kernel, asked)
    assert server.run(kernel, "print(ask('proposals'))").startswith("(403, ")
    own = server.run(kernel, "print(ask('submissions'))")
    assert own.startswith("(200, ")
    assert str(Submission.objects.get().pk) in own
    assert author.author_tokens.get().last_used_at is None


class Terminal:
    """An author's folder on their own computer, in which nbgrader's commands are typed."""

    def __init__(self, folder: Path, site_url: str, secret: str) -> None:
        self.folder = folder
        (folder / ".config/clubs").mkdir(parents=True)
        token = folder / ".config/clubs/author-token"
        token.write_text(secret + "\n")
        token.chmod(0o600)
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "JUPYTER_CONFIG_PATH": str(SETTINGS),
            "CLUBS_LESSON_API": f"{site_url}/api/lesson/v1",
        }

    def nbgrader(self, *words: str, succeeds: bool = True) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(
            [marking_stack.interpreter(), "-m", "nbgrader", *words], cwd=self.folder, env=self._environment,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (ran.returncode == 0) == succeeds, ran.stderr
        return ran

    def answer(self, exercise: str, source: str) -> None:
        file = self.folder / SLUG / f"{SLUG}.ipynb"
        notebook = json.loads(file.read_text())
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
                cell["source"] = source
        file.write_text(json.dumps(notebook))


def an_author() -> tuple[User, str]:
    """An editor with a second step, and a token of theirs."""
    author = BoroughRoleFactory(role=Role.EDITOR).user
    Authenticator.objects.create(user=author, type=Authenticator.Type.TOTP, data={})
    secret = new_secret()
    make_token(name="laptop", secret=secret, by=author)
    return author, secret


def test_an_author_at_a_terminal(tmp_path, site_url, marking):
    lesson, child = lessons.lesson(), lessons.learner()
    author, secret = an_author()
    terminal = Terminal(tmp_path, site_url, secret)
    assert f"coding-clubs {SLUG}" in terminal.nbgrader("list").stderr
    terminal.nbgrader("fetch_assignment", SLUG)
    terminal.answer("double", lessons.DOUBLE)
    terminal.nbgrader("submit", SLUG)
    marking(1)
    assert "feedback ready to be fetched), 3 of 4 points" in terminal.nbgrader("list", "--inbound").stderr
    terminal.nbgrader("fetch_feedback", SLUG)
    [page] = (tmp_path / SLUG / "feedback").glob(f"*/{SLUG}.html")
    assert "3 of 4 points" in page.read_text()
    terminal.nbgrader("collect", SLUG)
    [collected] = (tmp_path / "submitted").glob(f"*/{SLUG}/{SLUG}.ipynb")
    cells = json.loads(collected.read_text())["cells"]
    assert lessons.DOUBLE in ["".join(cell["source"]) for cell in cells]
    assert "as soon as a submission is marked" in terminal.nbgrader("release_feedback", SLUG).stderr

    trial = Submission.objects.get()
    assert trial.learner == author
    assert list(Submission.objects.trials()) == [trial]
    assert not Submission.objects.of_children().exists()
    assert not Event.objects.exists()
    assert lesson.submissions.of_learner(child.pk).count() == 0


def test_an_author_proposes_a_lesson(tmp_path, site_url, db):
    author, secret = an_author()
    terminal = Terminal(tmp_path, site_url, secret)
    for part in ("source", "teaching"):
        (tmp_path / part / SLUG).mkdir(parents=True)
    (tmp_path / "source" / SLUG / f"{SLUG}.ipynb").write_text(json.dumps(lessons.source_notebook()))
    (tmp_path / "teaching" / SLUG / "lesson.toml").write_text('title = "Small"\n')
    assert "manage.py release_lessons" in terminal.nbgrader("release_assignment", SLUG).stderr
    again = terminal.nbgrader("release_assignment", SLUG, succeeds=False)
    assert "still waits" in again.stderr
    terminal.nbgrader("release_assignment", SLUG, "--force")
    assert Proposal.objects.waiting().get().author == author
    assert secret not in again.stderr + again.stdout
