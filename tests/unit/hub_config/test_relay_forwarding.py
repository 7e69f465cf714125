"""The relay on real sockets, between a learner's server and stand-ins for hub and site."""

import asyncio
import json
import re

import pytest
import pytest_asyncio

from hub_config.relay.client import RelayUnavailable
from hub_config.relay.listener import MOST_STREAMS
from tests.unit.hub_config.relays import API, LEARNER, OTHER, SUBMISSION, running_relay

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def relay():
    async with running_relay() as running:
        yield running


async def test_lesson_api_is_asked_in_the_learners_name(relay):
    forged = {
        "Authorization": "Bearer stolen",
        "X-Learner": OTHER,
        "X-Forwarded-For": "10.0.0.1",
        "Forwarded": "for=10.0.0.1",
        "Cookie": "sessionid=stolen",
        "X-Http-Method-Override": "DELETE",
    }
    async with relay.ask("GET", f"{API}/lessons", headers=forged) as answer:
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers
        assert "X-Internal" not in answer.headers
    _, _, headers, _ = relay.outside.seen[-1]
    assert headers["Authorization"] == "Bearer the-relays-own"
    assert headers["X-Learner"] == LEARNER
    assert headers["Host"] == relay.settings.site_url.removeprefix("http://")
    assert not {"X-Forwarded-For", "Forwarded", "Cookie", "X-Http-Method-Override"} & set(headers)


async def test_each_socket_speaks_for_its_own_learner(relay):
    for learner in (LEARNER, OTHER):
        async with relay.ask("GET", f"{API}/lessons", learner=learner):
            pass
    assert [headers["X-Learner"] for _, _, headers, _ in relay.outside.seen] == [LEARNER, OTHER]


async def test_notebook_arrives_as_it_was_sent(relay):
    notebook = json.dumps({"cells": ["x" * 500_000]}).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": "once"}
    path = f"{API}/lessons/hello-robot/submissions"
    async with relay.ask("POST", path, data=notebook, headers=headers) as answer:
        assert answer.status == 200
    method, seen_path, seen_headers, body = relay.outside.seen[-1]
    assert (method, seen_path, body) == ("POST", path, notebook)
    assert seen_headers["Idempotency-Key"] == "once"


async def test_relays_token_never_reaches_the_hub(relay):
    async with relay.ask("GET", "/hub/api", headers={"Authorization": "token token-of-learner"}) as answer:
        assert answer.status == 200
    _, _, headers, _ = relay.outside.seen[-1]
    assert headers["Authorization"] == "token token-of-learner"
    assert "X-Learner" not in headers


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [("token-of-learner", 200, None), ("token-of-other", 403, "another_learner"), ("unknown", 403, None)],
)
async def test_only_the_learner_is_vouched_for(relay, token, status, code):
    headers = {"Authorization": f"token {token}"}
    async with relay.ask("GET", "/hub/api/user", headers=headers) as answer:
        assert answer.status == status
        body = await answer.json()
    assert body.get("code") == code
    assert OTHER not in json.dumps(body)


@pytest.mark.parametrize(
    ("client", "status"),
    [
        (f"client_id=jupyterhub-user-{LEARNER}&code=x", 200),
        (f"client_id=jupyterhub-user-{OTHER}&code=x", 403),
        (f"client_id=jupyterhub-user-{LEARNER}&client_id=jupyterhub-user-{OTHER}", 403),
        ("code=x", 403),
        ("client_id=%ff", 403),
        ("client_id=\xff", 400),
    ],
)
async def test_sign_on_is_for_the_learners_own_server(relay, client, status):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    data = client.encode("latin-1")
    async with relay.ask("POST", "/hub/api/oauth2/token", data=data, headers=headers) as answer:
        assert answer.status == status


async def test_events_stream_as_they_come(relay):
    async with relay.ask("GET", f"{API}/submissions/{SUBMISSION}/events") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert b"stored" in await asyncio.wait_for(answer.content.readuntil(b"\n\n"), 2)
        relay.outside.go_on.set()
        assert b"marked" in await asyncio.wait_for(answer.content.read(), 2)


async def test_news_stream_and_say_where_they_left_off(relay):
    headers = {"Last-Event-ID": "0123456789abcdef"}
    async with relay.ask("GET", f"{API}/news/events", headers=headers) as answer:
        assert b"stored" in await asyncio.wait_for(answer.content.readuntil(b"\n\n"), 2)
    _method, path, passed, _body = relay.outside.seen[-1]
    assert (path, passed["Last-Event-ID"], passed["X-Learner"]) == (
        f"{API}/news/events", headers["Last-Event-ID"], LEARNER,
    )  # fmt: skip


async def test_a_program_fits_into_a_call_for_help_and_no_more(relay):
    path, headers = f"{API}/lessons/hello-robot/exercises/greet/help", {"Content-Type": "application/json"}
    worst = json.dumps({"error_kind": "x" * 80, "program": "\x00" * 20_000}).encode()
    async with relay.ask("POST", path, data=worst, headers=headers) as answer:
        assert answer.status == 200
    async with relay.ask("POST", path, data=b"x" * (128 * 1024 + 1), headers=headers) as answer:
        assert answer.status == 413


async def test_calls_for_help_have_a_pace(relay):
    path, headers = f"{API}/lessons/hello-robot/exercises/greet/help", {"Content-Type": "application/json"}
    statuses = []
    for _ in range(8):
        async with relay.ask("POST", path, data=b"{}", headers=headers) as answer:
            statuses.append(answer.status)
    assert statuses[:6] == [200] * 6
    assert statuses[-1] == 429


async def test_streams_at_once_are_counted_and_freed(relay):
    path = f"{API}/submissions/{SUBMISSION}/events"
    held = [relay.ask("GET", path) for _ in range(MOST_STREAMS)]
    for stream in held:
        await stream.__aenter__()
    async with relay.ask("GET", path) as refused:
        assert refused.status == 429
        assert (await refused.json())["code"] == "too_many_at_once"
    async with relay.ask("GET", path, learner=OTHER) as another:
        assert another.status == 200
    for stream in held:
        await stream.__aexit__(None, None, None)
    for _ in range(50):
        async with relay.ask("GET", path) as answer:
            if answer.status == 200:
                return
        await asyncio.sleep(0.05)
    pytest.fail("a stream that its reader left still counts")


async def test_rate_is_each_learners_own(relay):
    path, headers = f"{API}/lessons/hello-robot/submissions", {"Content-Type": "application/json"}
    statuses = []
    for _ in range(8):
        async with relay.ask("POST", path, data=b"{}", headers=headers) as answer:
            statuses.append(answer.status)
    assert statuses[:6] == [200] * 6
    assert statuses[-1] == 429
    assert int(answer.headers["Retry-After"]) >= 1
    async with relay.ask("POST", path, data=b"{}", headers=headers, learner=OTHER) as answer:
        assert answer.status == 200


async def test_too_large_a_notebook_is_refused_before_it_is_read(relay):
    path, headers = f"{API}/lessons/hello-robot/submissions", {"Content-Type": "application/json"}
    async with relay.ask("POST", path, data=b"x" * (1024 * 1024 + 1), headers=headers) as answer:
        assert answer.status == 413
        assert set(await answer.json()) == {"code", "message", "next_step"}
    assert relay.outside.seen == []


async def test_redirect_is_not_followed(relay):
    async with relay.ask("GET", f"{API}/lessons/redirecting/progress", allow_redirects=False) as answer:
        assert answer.status == 502
        assert "Location" not in answer.headers


GET = f"GET {API}/lessons HTTP/1.1\r\nHost: relay\r\n"
POST = f"POST {API}/events HTTP/1.1\r\nHost: relay\r\nContent-Type: application/json\r\n"
SMUGGLED = f"GET {API}/lessons/smuggled HTTP/1.1\r\nHost: relay\r\n\r\n"

RAW = {
    "two lengths": POST + "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + SMUGGLED,
    "length and chunks": POST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks": POST + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + SMUGGLED,
    "space before the colon": POST + "Content-Length : 2\r\n\r\n{}" + SMUGGLED,
    "obsolete folding": GET + "X-A: b\r\n X-Learner: c\r\n\r\n" + SMUGGLED,
    "bare line feed": POST + "Content-Length: 2\r\nX: a\nTransfer-Encoding: chunked\r\n\r\n{}" + SMUGGLED,
    "null byte": GET + "X-A: b\x00c\r\n\r\n" + SMUGGLED,
    "negative length": POST + "Content-Length: -1\r\n\r\n" + SMUGGLED,
    "the oldest protocol": GET.replace("1.1", "0.9") + "\r\n",
    "a newer protocol": GET.replace("1.1", "2.0") + "\r\n",
    "absolute form": f"GET http://127.0.0.1{API}/lessons HTTP/1.1\r\nHost: relay\r\n\r\n",
    "connect": "CONNECT 127.0.0.1:8000 HTTP/1.1\r\nHost: relay\r\n\r\n",
    "encoded slash": f"GET {API}%2Flessons HTTP/1.1\r\nHost: relay\r\n\r\n",
    "dot segments": f"GET {API}/lessons/../../../../cms/ HTTP/1.1\r\nHost: relay\r\n\r\n",
    "two authorizations": GET + "Authorization: a\r\nAuthorization: b\r\n\r\n" + SMUGGLED,
    "very long line": f"GET {API}/{'a' * 20_000} HTTP/1.1\r\nHost: relay\r\n\r\n",
    "very many headers": GET + "".join(f"X-{n}: 1\r\n" for n in range(200)) + "\r\n",
    "not http": "hello\r\n\r\n",
    "upgrade": GET + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + SMUGGLED,
}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
async def test_doubtful_bytes_reach_nobody_and_are_answered_in_words(relay, raw):
    answer = await relay.say(raw.encode("latin-1"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/[0-2].[019] 4\d\d ", head), head
    assert set(json.loads(body)) == {"code", "message", "next_step"}  # one answer, and nothing after it
    assert relay.outside.seen == []


async def test_site_that_cannot_be_reached_is_said_in_words(relay):
    relay._upstreams._base = dict.fromkeys(relay._upstreams._base, "http://127.0.0.1:1")
    async with relay.ask("GET", f"{API}/lessons") as answer:
        assert answer.status == 502
        assert (await answer.json())["code"] == "not_reachable"


async def test_running_children_go_on_after_a_restart(relay):
    first = await relay.control.open(LEARNER)
    await relay.stop()
    assert first.parent.is_dir()
    await relay.start()
    assert await relay.control.opened() == [LEARNER]
    async with relay.ask("GET", f"{API}/lessons") as answer:
        assert answer.status == 200
    assert await relay.control.open(LEARNER) == first


async def test_opening_twice_keeps_the_socket_and_what_was_used(relay):
    assert await relay.control.open(LEARNER) == await relay.control.open(LEARNER)


async def test_closing_removes_socket_and_folder(relay):
    socket = await relay.control.open(LEARNER)
    await relay.control.close(LEARNER)
    await relay.control.close(LEARNER)
    assert not socket.parent.exists()
    assert await relay.control.opened() == []


@pytest.mark.parametrize("learner", ["", "../etc", "Aaaaaaaaaaaaaaaa", "a" * 17, "a/b"])
async def test_control_opens_nothing_for_what_is_no_learner(relay, learner):
    with pytest.raises(RelayUnavailable):
        await relay.control.open(learner)
    assert await relay.control.opened() == []


@pytest.mark.parametrize("line", [b"{}", b"[]", b"null", b"not json", b'{"op": "halt"}', b'{"op": "open"}'])
async def test_control_answers_what_it_does_not_understand(relay, line):
    reader, writer = await asyncio.open_unix_connection(str(relay.settings.control_socket))
    writer.write(line + b"\n")
    assert json.loads(await asyncio.wait_for(reader.readline(), 2))["ok"] is False
    writer.close()


async def test_control_hears_only_its_own_user_and_root(relay, monkeypatch):
    monkeypatch.setattr("hub_config.relay.control.peer_uid", lambda connection: 54321)
    with pytest.raises(RelayUnavailable):
        await relay.control.open(LEARNER)


async def test_sockets_lie_where_no_other_user_of_the_machine_can_reach(relay):
    socket = await relay.control.open(LEARNER)
    assert socket.parent.parent.stat().st_mode & 0o777 == 0o700
    assert relay.settings.control_socket.stat().st_mode & 0o777 == 0o600
