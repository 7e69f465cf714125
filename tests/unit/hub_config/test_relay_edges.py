"""Each rule at its edges on a real socket: the largest body and the last allowed request, and one more."""

import asyncio
import json

import pytest
import pytest_asyncio

from hub_config.relay.allowance import Allowance
from hub_config.relay.rules import RULES, Rule, Upstream
from tests.unit.hub_config.relays import API, LEARNER, OTHER, SUBMISSION, running_relay

pytestmark = pytest.mark.asyncio

PLACES = {"lesson": "hello-robot", "exercise": "greet", "submission": SUBMISSION, "learner": LEARNER}
WITH_BODY = [rule for rule in RULES if rule.max_body]
SHARED = [rule for rule in RULES if sum(other.name == rule.name for other in RULES) > 1]
AT_ONCE = 12  # below what one child may have running


def ids(rules: list[Rule] | tuple[Rule, ...]) -> list[str]:
    return [f"{rule.method} {rule.path}" for rule in rules]


@pytest_asyncio.fixture
async def relay():
    async with running_relay() as running:
        running.outside.go_on.set()  # streams end as soon as they are opened
        yield running


@pytest.fixture
def clock(monkeypatch):
    """Time that stands still for all rates unless it is moved."""
    now = [1000.0]
    monkeypatch.setattr("hub_config.relay.listener.Allowance", lambda rate: Allowance(rate, lambda: now[0]))
    return now


def asked(rule: Rule, size: int = 2) -> tuple[str, str, dict]:
    """Method, path and options of a request that the rule lists; its body, if any, of `size` bytes."""
    headers = {"Authorization": "token token-of-learner"} if rule.upstream is Upstream.HUB else {}
    if not rule.max_body:
        return rule.method, rule.path.format(**PLACES), {"headers": headers}
    headers["Content-Type"] = rule.body_type
    start = f"client_id=jupyterhub-user-{LEARNER}&code=" if rule.name == "sign-on" else ""
    body = (start + "x" * (size - len(start))).encode()
    return rule.method, rule.path.format(**PLACES), {"headers": headers, "data": body}


async def status(relay, rule: Rule, size: int = 2, learner: str = LEARNER) -> int:
    method, path, options = asked(rule, size)
    async with relay.ask(method, path.replace(LEARNER, learner), learner=learner, **options) as answer:
        await answer.read()
        return answer.status


@pytest.mark.parametrize("rule", WITH_BODY, ids=ids(WITH_BODY))
async def test_largest_body_arrives_whole_and_one_byte_more_is_refused(relay, rule):
    assert await status(relay, rule, rule.max_body) == 200
    assert len(relay.outside.seen[-1][3]) == rule.max_body
    assert await status(relay, rule, rule.max_body + 1) == 413
    assert len(relay.outside.seen) == 1


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.max_body], ids=lambda rule: rule.path)
async def test_question_with_a_body_is_refused(relay, rule):
    method, path, options = asked(rule)
    async with relay.ask(method, path, data=b"x", **options) as answer:
        assert answer.status == 413
    assert relay.outside.seen == []


@pytest.mark.parametrize("rule", RULES, ids=ids(RULES))
async def test_last_allowed_request_passes_and_the_next_is_refused_until_time_goes_by(relay, clock, rule):
    limit = asyncio.Semaphore(4 if rule.stream else AT_ONCE)

    async def ask() -> int:
        async with limit:
            return await status(relay, rule, 60)

    answers = await asyncio.gather(*(ask() for _ in range(rule.rate.burst)))
    assert set(answers) == {200}
    assert await status(relay, rule, 60) == 429
    assert len(relay.outside.seen) == rule.rate.burst
    clock[0] += 60 / rule.rate.per_minute
    assert await status(relay, rule, 60) == 200
    assert await status(relay, rule, 60) == 429


@pytest.mark.parametrize("rule", SHARED, ids=ids(SHARED))
async def test_two_addresses_of_one_name_share_their_rate(relay, clock, rule):
    for _ in range(rule.rate.burst):
        assert await status(relay, rule) == 200
    for other in RULES:
        if other.name == rule.name:
            assert await status(relay, other) == 429


async def test_two_learners_at_once_are_never_mixed_up(relay):
    """Many requests of both at the same time: each arrives in its own name, each answer at who asked."""
    rules = [rule for rule in RULES if rule.upstream is Upstream.SITE and not rule.stream]
    limits = {learner: asyncio.Semaphore(AT_ONCE) for learner in (LEARNER, OTHER)}

    async def ask(learner: str, rule: Rule, number: int) -> None:
        method, path, options = asked(rule)
        key = f"{learner}-{rule.name.replace(' ', '_')}-{number}"
        options["headers"] |= {"Idempotency-Key": key, "X-Learner": OTHER if learner == LEARNER else LEARNER}
        async with limits[learner], relay.ask(method, path, learner=learner, **options) as answer:
            assert answer.status == 200
            assert (await answer.json())["path"] == path

    # Of two addresses with one rate, as often as both together may be asked.
    asks = [ask(learner, rule, number) for rule in rules for number in range(5) for learner in limits]
    await asyncio.gather(*asks)
    assert len(relay.outside.seen) == len(asks)
    for _method, path, headers, _body in relay.outside.seen:
        assert path.startswith(API)
        assert headers["Idempotency-Key"].startswith(headers["X-Learner"] + "-")
    assert {headers["X-Learner"] for *_, headers, _ in relay.outside.seen} == {LEARNER, OTHER}


async def test_refusals_say_nothing_of_what_was_sent(relay):
    async with relay.ask("GET", "/cms/secret-word", headers={"X-Word": "secret-word"}) as answer:
        assert "secret-word" not in json.dumps([await answer.text(), dict(answer.headers)])
