"""The relay for an adult with a copy: the hub's four calls, two of the site's, nothing that is a child's."""

import pytest

from hub_config.names import is_copier, is_known, is_learner
from hub_config.relay import framing
from hub_config.relay.forward import check_learner_in_body
from hub_config.relay.refusals import RelayRefusal
from hub_config.relay.rules import COPY_RULES, OF_THE_HUB, RULES, Rule, RuleBook
from tests.unit.hub_config.test_relay_every_address import METHODS, addresses
from tests.unit.hub_config.test_relay_rules import API, LEARNER, PASSES

COPIER = f"copy-{LEARNER}"
COPY = "0a1b2c3d-0000-4000-8000-00112233aabb"
OF_HUB = {
    ("GET", "/hub/api"), ("GET", "/hub/api/"), ("GET", "/hub/api/user"), ("POST", "/hub/api/oauth2/token"),
}  # fmt: skip
OF_SITE = {("GET", f"{API}/copies"), ("GET", f"{API}/copies/{COPY}")}


def passes(name: str, method: str, path: str) -> bool:
    try:
        RuleBook(name).rule_for(method, framing.check_path(path))
    except RelayRefusal:
        return False
    return True


@pytest.mark.parametrize("method", METHODS)
def test_of_all_addresses_these_alone_pass(method: str) -> None:
    own = OF_HUB | OF_SITE | {("POST", f"/hub/api/users/{COPIER}/activity")}
    every = {path for path in addresses() if not path.startswith(f"{API}/copies/")} | {
        path for _, path in own
    }
    assert {(method, path) for path in every if passes(COPIER, method, path)} == {
        row for row in own if row[0] == method
    }


@pytest.mark.parametrize(("method", "path"), sorted(OF_SITE))
def test_a_childs_server_reads_no_copies(method: str, path: str) -> None:
    assert passes(COPIER, method, path)
    assert not passes(LEARNER, method, path)


CHILDS_OWN = {name: row for name, row in PASSES.items() if (row[0], row[1]) not in OF_HUB}


@pytest.mark.parametrize(("method", "path", "_rule"), CHILDS_OWN.values(), ids=CHILDS_OWN)
def test_what_a_child_may_an_adults_server_may_not(method: str, path: str, _rule: str) -> None:
    assert passes(LEARNER, method, path)
    assert not passes(COPIER, method, path)


def test_nothing_of_a_copier_changes_anything_at_the_site() -> None:
    of_the_site = set(COPY_RULES) - set(OF_THE_HUB)
    assert {rule.method for rule in of_the_site} == {"GET"}
    assert not of_the_site & set(RULES)
    assert all(rule.max_body == 0 and not rule.stream for rule in of_the_site)


def sign_on() -> Rule:
    return next(rule for rule in COPY_RULES if rule.name == "sign-on")


@pytest.mark.parametrize("client", [LEARNER, f"copy-{LEARNER[::-1]}"])
def test_a_sign_on_is_for_ones_own_server(client: str) -> None:
    check_learner_in_body(sign_on(), COPIER, f"client_id=jupyterhub-user-{COPIER}".encode())
    with pytest.raises(RelayRefusal):
        check_learner_in_body(sign_on(), COPIER, f"client_id=jupyterhub-user-{client}".encode())


NAMES = {
    "a learner": (LEARNER, True, False),
    "a copier": (COPIER, False, True),
    "a copier in capitals": (COPIER.upper(), False, False),
    "two prefixes": (f"copy-{COPIER}", False, False),
    "no id": ("copy-", False, False),
    "a short id": ("copy-abc", False, False),
    "a line feed after it": (f"{COPIER}\n", False, False),
    "a path": (f"copy-../{LEARNER}", False, False),
    "a learner who begins alike": ("copyabcdefgh1234", True, False),
    "nothing": ("", False, False),
    "no text": (None, False, False),
}


@pytest.mark.parametrize(("name", "learner", "copier"), NAMES.values(), ids=NAMES)
def test_kinds_are_told_apart_by_form(name: object, learner: bool, copier: bool) -> None:
    assert (is_learner(name), is_copier(name)) == (learner, copier)
    assert is_known(name) == (learner or copier)
