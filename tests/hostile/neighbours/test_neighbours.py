"""Nothing of a neighbour, the hub, the proxy, the database, the site or the network is in a child's reach.

Each attempt comes with a control: the same outside, or with the rights that it lacks, succeeds.
"""

import re

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import call_command
from django.test import Client, override_settings

from tests.factories import gradebooks, lessons
from tests.hostile.neighbours import attempts, hub_calls, settings_files
from tests.hostile.neighbours.stack import RELAY_TOKEN, neighbours_stack
from tests.hostile.neighbours.story import Child, Report, Story
from tests.integration.hub_desks.fake_site import SECRET
from website.identity.clients import ensure_hub_client
from website.identity.hub import enter_url

pytestmark = pytest.mark.long

CARD_BACKEND = "clubs.directory.card_backend.CardBackend"
MAY_STAND_IN_A_KERNEL = re.compile(
    r"PATH|HOME|LANG|TMPDIR|PYTHON\w*|IPYTHONDIR|JUPYTER_\w+|JPY_\w+|CLUBS_(LESSON_API|SITE_URL|LESSONS_FOLDER)"
    r"|JUPYTERHUB_(?!API_TOKEN|CRYPT|\w*SECRET)\w+|PYDEVD_USE_FRAME_EVAL|TERM|CLICOLOR\w*|FORCE_COLOR|PAGER"
    r"|GIT_PAGER|MPLBACKEND|LC_CTYPE|COLUMNS|LINES"
)
NOT_ANSWERED = {"the oldest protocol"}  # the relay waits for the rest of it


@pytest.fixture(scope="module")
def report(request, django_db_setup, django_db_blocker) -> Report:
    """Told once for all tests of this module; the database is emptied after it."""
    # Asked for here, so that not every test empties the database after itself.
    site_url = request.getfixturevalue("live_server").url
    with django_db_blocker.unblock(), neighbours_stack(site_url) as stack:
        try:
            with override_settings(
                CLUBS_SITE_URL=site_url, CLUBS_HUB_URL=stack.hub_url, CLUBS_HUB_CLIENT_SECRET=SECRET,
                CLUBS_RELAY_TOKEN=RELAY_TOKEN, IDP_OIDC_PRIVATE_KEY=signing_key(),
            ):  # fmt: skip
                ensure_hub_client()
                lesson = lessons.lesson()
                return Story(stack, site_url, *(child(stack, lesson) for _ in range(2))).tell()
        finally:
            call_command("flush", verbosity=0, interactive=False)


def child(stack, lesson) -> Child:
    user, browser = lessons.learner(), Client()
    browser.force_login(user, backend=CARD_BACKEND)
    way_in = enter_url(user, lesson.slug).removeprefix(stack.hub_url)
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    return Child(user.opaque_id, way_in, cookies, str(gradebooks.submission(user, lesson).pk))


def signing_key() -> str:
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(*form).decode()


def status(answer: str) -> int:
    """The first status line's number, 0 for no answer."""
    found = re.match(r"HTTP/1\.[01] (\d{3}) ", answer)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("name", [attempt.__name__ for attempt in attempts.ATTEMPTS])
def test_attempt_succeeds_outside_and_not_in_a_kernel(report: Report, name: str) -> None:
    assert report.outside[name].startswith("reached"), report.outside[name]
    assert report.inside[name].startswith("refused"), report.inside[name]


def test_neighbours_server_lets_only_the_neighbour_in(report: Report) -> None:
    said = {name: status(answer) for name, answer in report.facts["at_the_neighbours"].items()}
    assert said.pop("the neighbours") == 200
    assert set(said.values()) == {403}


def test_proxys_api_hears_only_the_hub(report: Report) -> None:
    said = {name: status(answer) for name, answer in report.facts["at_the_proxy"].items()}
    assert said.pop("the hubs") == 200
    assert set(said.values()) == {403}


@pytest.mark.parametrize("name", hub_calls.HUB_CALLS)
def test_call_of_the_hub_is_refused_twice(report: Report, name: str) -> None:
    """By the relay, and by the hub itself should the relay ever let it by."""
    assert 200 <= status(report.hub_with_rights[name]) < 300, report.hub_with_rights[name]
    assert status(report.hub_by_relay[name]) == 403
    assert '"not_listed"' in report.hub_by_relay[name] or '"doubtful_path"' in report.hub_by_relay[name]
    if name not in hub_calls.HARMLESS_WITHOUT_RELAY:
        assert status(report.hub_direct[name]) in {403, 404}, report.hub_direct[name]


def test_own_calls_of_the_hub_pass(report: Report) -> None:
    said = report.facts["own_calls"]
    assert (status(said["activity"]), status(said["own token"])) == (200, 200)


def test_neighbours_token_says_nothing_to_this_relay_socket(report: Report) -> None:
    assert status(report.facts["own_calls_direct"]["neighbours token"]) == 200
    assert '"another_learner"' in report.facts["own_calls"]["neighbours token"]


@pytest.mark.parametrize("name", hub_calls.site_requests("", ""))
def test_neighbours_work_is_not_shown(report: Report, name: str) -> None:
    said = report.site_by_relay[name]
    assert status(said) or name in NOT_ANSWERED
    assert report.facts["neighbours_submission"] not in said


@pytest.mark.django_db(transaction=True)  # a database is made only where a test is marked so
def test_neighbours_work_is_shown_in_its_own_name(report: Report) -> None:
    for said in (*report.site_direct.values(), report.facts["own_submission"]):
        assert status(said) == 200
        assert '"state"' in said
    for said in report.site_direct.values():
        assert report.facts["neighbours_submission"] in said


@pytest.mark.parametrize("path", hub_calls.SITE_PAGES)
def test_pages_of_the_site_are_not_served_through_the_relay(report: Report, path: str) -> None:
    assert 200 <= status(report.pages_direct[path]) < 400
    assert status(report.pages_by_relay[path]) == 403
    assert '"not_listed"' in report.pages_by_relay[path]


def test_one_who_holds_every_connection_holds_only_their_own(report: Report) -> None:
    assert status(report.facts["own_while_held"]) == 0, "the control: there is no more to hold"
    assert report.facts["neighbour_while_held"] == "HTTP/1.1 200 OK"


def test_environment_of_a_kernel_is_harmless(report: Report) -> None:
    environment = report.facts["environment"]
    assert environment["HOME"] == "/home/learner"
    assert not [name for name in environment if not MAY_STAND_IN_A_KERNEL.fullmatch(name)]


def test_no_secret_stands_in_any_environment_of_a_server(report: Report) -> None:
    assert report.facts["environments"] >= 2, "the server's and its kernel's were read"
    assert report.facts["leaks"] == []


def test_terminals_are_off(report: Report) -> None:
    assert set(report.facts["terminals"].values()) <= {403, 404}
    assert report.facts["terminals_after"] in {403, 404}


def test_settings_of_a_child_are_not_read(report: Report) -> None:
    every = sorted((*settings_files.PYTHON_FILES, *settings_files.PLAIN_FILES))
    assert report.facts["settings_left"] == every, "they stand in the home"
    assert report.facts["kernelspecs_after"] == ["python3"]
    assert report.facts["ran"] == []
    stock = set(report.facts["ran_in_a_stock_jupyter"])
    assert {".jupyter/jupyter_config.py", ".ipython/profile_default/startup/first.py"} <= stock


def test_nothing_kept_of_a_session_works_after_signing_out(report: Report) -> None:
    facts = report.facts
    assert (status(facts["token_before"]), facts["cookies_before"]) == (200, 200)
    assert status(facts["token_after"]) == 403
    assert facts["cookies_after"] != 200
    assert not facts["relay_after"]
    assert len(facts["servers_after"]) == 1, "the neighbour works on"
