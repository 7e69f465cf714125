"""Every method on every address that hub and site have: what the relay lets by is the list, and no more."""

import re
from functools import cache

import pytest
from jupyterhub import apihandlers, handlers

from hub_config.relay import framing
from hub_config.relay.refusals import RelayRefusal
from hub_config.relay.rules import RuleBook
from tests.integration.access.urls import every_address
from tests.unit.hub_config.relays import API, LEARNER, OTHER, SUBMISSION
from tests.unit.hub_config.test_relay_rules import PASSES

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get")
# What stands in an address's places, so that each is as near to a listed one as it can be.
PLACE = re.compile(
    r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|\((?:[^()]|\([^()]*\))*\)\??|\[[^]]*\][*+]?"
)
NAMED = {"slug": "hello-robot", "exercise": "greet", "submission_id": SUBMISSION, "user_name": LEARNER}


def written(route: str, other: str) -> str:
    """A request's path for a pattern, `other` in every place whose name says nothing."""
    filled = PLACE.sub(lambda found: NAMED.get(found[1] or found[2] or "", other), route)
    return re.sub(r"\\(.)", r"\1", re.sub(r"[\^$]", "", filled)).replace("?", "")


@cache
def addresses() -> tuple[str, ...]:
    """Paths of the hub's API and pages and of all that Django's resolver knows."""
    hub = [pattern for pattern, *_ in (*apihandlers.default_handlers, *handlers.default_handlers)]
    routes = [*(f"/hub{route}" for route in hub), *(f"/{address.route}" for address in every_address())]
    filled = {written(route, other) for route in routes for other in (LEARNER, OTHER, "17", "hello-robot")}
    return tuple(sorted(filled | {path for _, path, _ in PASSES.values()} | {"/hub/api"}))


def passes(method: str, path: str) -> bool:
    try:
        RuleBook(LEARNER).rule_for(method, framing.check_path(path))
    except RelayRefusal:
        return False
    return True


@pytest.mark.parametrize("method", METHODS)
def test_only_what_is_listed_passes(method: str) -> None:
    listed = {path for asked, path, _ in PASSES.values() if asked == method}
    assert {path for path in addresses() if passes(method, path)} == listed


def test_the_addresses_are_those_of_hub_and_site() -> None:
    assert len(addresses()) > 600
    for known in (
        f"/hub/api/users/{OTHER}/server", f"/hub/api/users/{LEARNER}/tokens", "/hub/api/proxy", "/hub/admin",
        "/hub/api/shutdown", "/cms/", f"{API}/starts", f"{API}/submissions/{SUBMISSION}/notebook",
    ):  # fmt: skip
        assert known in addresses()


def test_what_is_listed_is_an_address_of_hub_or_site() -> None:
    """A rule for nothing would be a door left open for whatever is built there one day."""
    routes = {written(f"/{address.route}", "-") for address in every_address()}
    routes |= {written(f"/hub{pattern}", LEARNER) for pattern, *_ in apihandlers.default_handlers}
    assert {path.rstrip("/") for _, path, _ in PASSES.values()} <= {route.rstrip("/") for route in routes}


NEAR = {
    "a slash more": "{path}/",
    "a slash less": "{slashless}",
    "a segment more": "{path}/more",
    "a segment before": "/hub{path}",
    "a letter more": "{path}s",
    "a letter less": "{less}",
    "in capitals": "{capitals}",
    "a line feed after it": "{path}\n",
    "a question": "{path}?a=b",
    "an empty question": "{path}?",
    "a parameter": "{path};a=b",
    "encoded": "{encoded}",
    "doubled": "/{path}",
    "by way of itself": "{path}/../{last}",
}
ANOTHER_LESSON = re.compile(rf"{API}/lessons/[a-z-]+")  # what any child may read
LISTED_PATHS = sorted({(method, path) for method, path, _ in PASSES.values()})


@pytest.mark.parametrize("near", NEAR.values(), ids=NEAR)
@pytest.mark.parametrize(("method", "path"), LISTED_PATHS, ids=lambda value: value.replace("/", "_"))
def test_what_is_nearly_listed_does_not_pass(method: str, path: str, near: str) -> None:
    asked = near.format(
        path=path, slashless=path[1:], less=path[:-1], capitals=path.upper(),
        encoded=path[:1] + f"%{ord(path[1]):02x}" + path[2:], last=path.rpartition("/")[2],
    )  # fmt: skip
    listed = (method, asked) in LISTED_PATHS or ANOTHER_LESSON.fullmatch(asked)
    assert not passes(method, asked) or listed
