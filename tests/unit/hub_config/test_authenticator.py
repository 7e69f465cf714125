"""Whom the authenticator lets in, what it keeps, and when it stops vouching."""

import asyncio
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from aiohttp import web as site_web
from aiohttp.test_utils import TestServer
from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from hub_config.ahead import marks
from hub_config.authenticator import JUST_NOW, SiteAuthenticator

LEARNER, COPIER = "abcdefgh12345678", "copy-abcdefgh12345678"


@pytest.fixture
def authenticator() -> SiteAuthenticator:
    return SiteAuthenticator(site_url="http://localhost:8000", enable_auth_state=True)


def user_with(state, options=None):
    async def get_auth_state():
        return state

    started = datetime(2026, 11, 28, 10, tzinfo=UTC).replace(tzinfo=None)  # as the hub keeps it
    row = SimpleNamespace(user_options=options, started=started)
    return SimpleNamespace(
        name=LEARNER, get_auth_state=get_auth_state, spawner=SimpleNamespace(orm_spawner=row)
    )


def site_answering(authenticator, monkeypatch, answer):
    async def token_to_user(token_info):
        assert token_info == {"access_token": "kept", "token_type": "Bearer"}
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(authenticator, "token_to_user", token_to_user)


def test_opaque_id_is_the_username(authenticator):
    assert authenticator.user_info_to_username({"sub": LEARNER}) == LEARNER
    assert authenticator.validate_username(LEARNER)


NOBODY = {
    "capitals": LEARNER.upper(),
    "one capital": "Abcdefgh12345678",
    "digit first": "1bcdefgh12345678",
    "short": "abcdefgh",
    "long": LEARNER + "x",
    "e-mail": "sunny@example.org",
    "newline at the end": LEARNER + "\n",
    "number": 1234567812345678,
    "list": [LEARNER],
}


@pytest.mark.parametrize("sub", NOBODY.values(), ids=NOBODY)
def test_anything_else_is_nobody(authenticator, sub):
    with pytest.raises(web.HTTPError) as refused:
        authenticator.user_info_to_username({"sub": sub})
    assert refused.value.status_code == 403


@pytest.mark.parametrize("claims", [{}, {"sub": ""}, {"username": LEARNER}, {"preferred_username": LEARNER}])
def test_no_other_claim_names_anybody(authenticator, claims):
    with pytest.raises(ValueError, match="sub"):
        authenticator.user_info_to_username(claims)


def test_only_the_token_to_ask_by_is_kept(authenticator):
    answer = {
        "access_token": "kept",
        "refresh_token": "dropped",
        "id_token": "dropped",
        "token_type": "Bearer",
        "scope": "openid",
    }
    state = authenticator.build_auth_state_dict(answer, {"sub": LEARNER, "name": "Sunny Sample"})
    assert state == {"access_token": "kept"}


@pytest.mark.asyncio
@pytest.mark.parametrize("state", [None, {}, {"token_response": {"access_token": "kept"}}])
async def test_session_without_a_token_is_over(authenticator, state):
    assert await authenticator.refresh_user(user_with(state)) is False


ANSWERS = {
    "still vouched for": ({"sub": LEARNER}, True),
    "another child": ({"sub": "zyxwvuts87654321"}, False),
    "nobody": ({}, False),
    "revoked": (HTTPClientError(401), False),
    "forbidden": (HTTPClientError(403), False),
    "site broken": (HTTPClientError(500), True),
    "site restarting": (HTTPClientError(503), True),
    "site too slow": (HTTPClientError(599), True),
    "site away": (ConnectionRefusedError(), True),
}


@pytest.mark.asyncio
@pytest.mark.parametrize(("answer", "goes_on"), ANSWERS.values(), ids=ANSWERS)
async def test_session_lasts_while_the_site_has_not_said_no(authenticator, monkeypatch, answer, goes_on):
    site_answering(authenticator, monkeypatch, answer)
    assert await authenticator.refresh_user(user_with({"access_token": "kept"})) is goes_on


def test_nobody_is_an_administrator(authenticator):
    assert authenticator.admin_users == set()


STARTED_AHEAD = {
    "for a session that lasted": (datetime(2026, 11, 28, 12, tzinfo=UTC), True),
    "for one that was over": (datetime(2026, 11, 27, 12, tzinfo=UTC), False),
}


@pytest.mark.asyncio
@pytest.mark.parametrize(("until", "stays"), STARTED_AHEAD.values(), ids=STARTED_AHEAD)
async def test_server_started_ahead_waits_for_its_child(authenticator, until, stays):
    user = user_with(None, marks.options(until, "hello-robot"))
    assert await authenticator.refresh_user(user) is stays


@pytest.mark.asyncio
async def test_session_the_site_ended_is_over_though_its_server_was_started_ahead(authenticator, monkeypatch):
    site_answering(authenticator, monkeypatch, HTTPClientError(401))
    options = marks.options(datetime(2026, 11, 28, 12, tzinfo=UTC), "hello-robot")
    assert await authenticator.refresh_user(user_with({"access_token": "kept"}, options)) is False


VISIT = SimpleNamespace(current_user=None)


@pytest.mark.asyncio
async def test_a_child_who_signed_on_just_now_is_not_asked_about_again(authenticator, monkeypatch):
    """Until a moment has passed; a site that says no is heard then, and about every other token at once."""
    site_answering(authenticator, monkeypatch, {"sub": "zzzzzzzz12345678"})
    user = user_with(authenticator.build_auth_state_dict({"access_token": "kept"}, {}))
    assert await authenticator.refresh_user(user, VISIT) is True
    authenticator.build_auth_state_dict({"access_token": "another child's"}, {})
    assert await authenticator.refresh_user(user, VISIT) is True
    later = time.monotonic() + JUST_NOW
    monkeypatch.setattr("hub_config.authenticator.time", SimpleNamespace(monotonic=lambda: later))
    assert await authenticator.refresh_user(user, VISIT) is False
    authenticator.build_auth_state_dict({"access_token": "new"}, {})
    assert await authenticator.refresh_user(user, VISIT) is False
    assert list(authenticator._signed_on) == ["new"]


ASKED = {
    "a child at its own request": (LEARNER, VISIT, True),
    "a child by the session watch": (LEARNER, None, False),
    "an adult with a copy": (COPIER, VISIT, False),
    "an adult with a copy, by the session watch": (COPIER, None, False),
}


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "handler", "spared"), ASKED.values(), ids=ASKED)
async def test_nobody_else_is_spared_the_question(authenticator, monkeypatch, name, handler, spared):
    """The site says no at once, as of a token that was taken back a moment after it was given."""
    site_answering(authenticator, monkeypatch, HTTPClientError(401))
    user = user_with(authenticator.build_auth_state_dict({"access_token": "kept"}, {}))
    user.name = name
    assert await authenticator.refresh_user(user, handler) is spared


@pytest.mark.asyncio
async def test_just_now_is_no_longer_than_the_hub_trusts_anything(authenticator, monkeypatch):
    site_answering(authenticator, monkeypatch, {"sub": "zzzzzzzz12345678"})
    authenticator.auth_refresh_age = 0
    user = user_with(authenticator.build_auth_state_dict({"access_token": "kept"}, {}))
    assert await authenticator.refresh_user(user, VISIT) is False


async def asked_together(fetch, count: int) -> list[dict]:
    """What so many questions at once are answered by a site that answers none before all are there."""
    all_there = asyncio.Barrier(count)

    async def answer(_request: site_web.Request) -> site_web.Response:
        await all_there.wait()
        return site_web.json_response({"sub": LEARNER})

    application = site_web.Application()
    application.router.add_get("/", answer)
    async with TestServer(application) as server:
        return await asyncio.gather(*(fetch(str(server.make_url("/"))) for _ in range(count)))


def test_a_class_that_opens_a_lesson_together_is_asked_about_together(authenticator):
    authenticator.http_request_kwargs = {"connect_timeout": 1, "request_timeout": 5}
    assert asyncio.run(asked_together(authenticator.httpfetch, 30)) == [{"sub": LEARNER}] * 30


def test_more_than_a_client_sends_at_once_wait_in_vain(authenticator):
    """With tornado's own client, of ten: the question of the test above can fail."""
    authenticator.http_request_kwargs = {"connect_timeout": 0.5, "request_timeout": 1}

    async def with_the_stock_client() -> None:
        authenticator.http_client = AsyncHTTPClient(force_instance=True)
        await asked_together(authenticator.httpfetch, 11)

    with pytest.raises(HTTPClientError, match="request queue"):
        asyncio.run(with_the_stock_client())
