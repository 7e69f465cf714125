"""What may pass the relay, and what a request must look like, as tables of cases."""

import pytest

from hub_config.relay import framing
from hub_config.relay.allowance import Allowance, Rate
from hub_config.relay.refusals import REFUSALS, RelayRefusal
from hub_config.relay.rules import RULES, RuleBook, Upstream

LEARNER = "abcdefgh12345678"
OTHER = "zyxwvuts87654321"
SUBMISSION = "0a1b2c3d-0000-4000-8000-00112233aabb"
API = "/api/lesson/v1"

PASSES = {
    "hub version": ("GET", "/hub/api", "hub version"),
    "hub version, closing slash": ("GET", "/hub/api/", "hub version"),
    "who a visitor is": ("GET", "/hub/api/user", "identity"),
    "end of a sign-on": ("POST", "/hub/api/oauth2/token", "sign-on"),
    "own activity": ("POST", f"/hub/api/users/{LEARNER}/activity", "activity"),
    "lessons": ("GET", f"{API}/lessons", "lessons"),
    "one lesson": ("GET", f"{API}/lessons/hello-robot", "lesson"),
    "hand in": ("POST", f"{API}/lessons/hello-robot/submissions", "hand in"),
    "own submissions": ("GET", f"{API}/submissions", "own submissions"),
    "own submissions of a lesson": ("GET", f"{API}/lessons/hello-robot/submissions", "own submissions"),
    "a submission": ("GET", f"{API}/submissions/{SUBMISSION}", "submission"),
    "its marking": ("GET", f"{API}/submissions/{SUBMISSION}/events", "marking"),
    "progress": ("GET", f"{API}/lessons/hello-robot/progress", "progress"),
    "a hint": ("POST", f"{API}/lessons/hello-robot/exercises/greet/hints", "hint"),
    "a call for help": ("POST", f"{API}/lessons/hello-robot/exercises/greet/help", "help"),
    "a call taken back": ("POST", f"{API}/help/taken-back", "help taken back"),
    "news": ("GET", f"{API}/news", "news"),
    "own work in Notebook": ("GET", f"{API}/own-notebook", "own notebook"),
    "news as it happens": ("GET", f"{API}/news/events", "news stream"),
    "a model answer": ("GET", f"{API}/lessons/hello-robot/exercises/greet/model-answer", "model answer"),
    "events": ("POST", f"{API}/events", "events"),
}

NOT_LISTED = {
    "another's activity": ("POST", f"/hub/api/users/{OTHER}/activity"),
    "own user model": ("GET", f"/hub/api/users/{LEARNER}"),
    "all users": ("GET", "/hub/api/users"),
    "a new token": ("POST", f"/hub/api/users/{LEARNER}/tokens"),
    "own tokens": ("GET", f"/hub/api/users/{LEARNER}/tokens"),
    "stop own server": ("DELETE", f"/hub/api/users/{LEARNER}/server"),
    "start another's server": ("POST", f"/hub/api/users/{OTHER}/server"),
    "shut the hub down": ("POST", "/hub/api/shutdown"),
    "the proxy's table": ("GET", "/hub/api/proxy"),
    "who a token is, old way": ("GET", "/hub/api/authorizations/token/abc"),
    "sign on by GET": ("GET", "/hub/api/oauth2/token"),
    "authorise": ("GET", "/hub/api/oauth2/authorize"),
    "hub pages": ("GET", "/hub/home"),
    "metrics": ("GET", "/hub/metrics"),
    "change identity": ("POST", "/hub/api/user"),
    "site front page": ("GET", "/"),
    "site admin": ("GET", "/cms/"),
    "site accounts": ("POST", "/account/login/"),
    "site identity": ("POST", "/identity/o/api/token"),
    "outbox": ("GET", "/demo/outbox"),
    "other api": ("GET", "/api/other/v1/lessons"),
    "next api": ("GET", "/api/lesson/v2/lessons"),
    "hand in by PUT": ("PUT", f"{API}/lessons/hello-robot/submissions"),
    "own submissions with a question": ("GET", f"{API}/submissions?learner={OTHER}"),
    "hand in without a lesson": ("POST", f"{API}/submissions"),
    "a submission's notebook": ("GET", f"{API}/submissions/{SUBMISSION}/notebook"),
    "propose a lesson": ("POST", f"{API}/proposals/hello-robot"),
    "proposals": ("GET", f"{API}/proposals"),
    "author's tokens": ("GET", "/cms/author-tokens/"),
    "delete a submission": ("DELETE", f"{API}/submissions/{SUBMISSION}"),
    "submission by number": ("GET", f"{API}/submissions/17"),
    "submission in capitals": ("GET", f"{API}/submissions/{SUBMISSION.upper()}"),
    "a model answer by POST": ("POST", f"{API}/lessons/hello-robot/exercises/greet/model-answer"),
    "all model answers": ("GET", f"{API}/lessons/hello-robot/model-answers"),
    "a model answer with a question": ("GET", f"{API}/lessons/a/exercises/b/model-answer?learner={OTHER}"),
    "a lesson's source": ("GET", f"{API}/lessons/hello-robot/source"),
    "a certificate": ("GET", "/learn/lessons/hello-robot/certificate/"),
    "lesson in capitals": ("GET", f"{API}/lessons/Hello"),
    "longer path": ("GET", f"{API}/lessons/hello-robot/progress/all"),
    "closing slash": ("GET", f"{API}/lessons/"),
    "what the hub alone tells": ("POST", f"{API}/starts"),
    "another call's end": ("POST", f"{API}/help/17/taken-back"),
    "a call by GET": ("GET", f"{API}/lessons/hello-robot/exercises/greet/help"),
    "own work in Notebook, asked for by POST": ("POST", f"{API}/own-notebook"),
    "own work in Notebook of another": ("GET", f"{API}/own-notebook/{OTHER}"),
    "news by POST": ("POST", f"{API}/news"),
    "head": ("HEAD", f"{API}/lessons"),
    "options": ("OPTIONS", f"{API}/lessons"),
    "lower-case method": ("get", f"{API}/lessons"),
    "connect": ("CONNECT", "/hub/api"),
}

DOUBTFUL_PATHS = {
    "absolute form": "http://127.0.0.1:8000/cms/",
    "absolute form, other host": "http://example.org/api/lesson/v1/lessons",
    "authority form": "127.0.0.1:8000",
    "asterisk": "*",
    "empty": "",
    "no slash": "api/lesson/v1/lessons",
    "double slash": "//hub/api/user",
    "double slash inside": f"{API}//lessons",
    "dot segment": "/api/lesson/v1/./lessons",
    "parent segment": "/api/lesson/v1/../../../cms/",
    "parent segment at the end": "/api/lesson/v1/lessons/..",
    "encoded slash": "/api/lesson/v1%2Flessons",
    "encoded parent": "/api/lesson/v1/%2e%2e/cms",
    "any encoding": "/hub/api/%75ser",
    "backslash": "/hub\\api",
    "query": "/hub/api/user?token=x",
    "empty query": "/hub/api/user?",
    "fragment": "/hub/api/user#x",
    "matrix parameter": "/hub/api/user;x=1",
    "at sign": "/hub/api@example.org/user",
    "space": "/hub/api/user x",
    "control character": "/hub/api/\x00user",
    "not ascii": "/hub/api/üser",
    "too long": "/" + "a" * 400,
}


@pytest.mark.parametrize(("method", "path", "name"), PASSES.values(), ids=PASSES)
def test_listed_request_passes(method, path, name):
    assert RuleBook(LEARNER).rule_for(method, framing.check_path(path)).name == name


def test_every_rule_is_in_the_table():
    assert {rule.name for rule in RULES} == {name for _, _, name in PASSES.values()}


@pytest.mark.parametrize(("method", "path"), NOT_LISTED.values(), ids=NOT_LISTED)
def test_anything_else_is_refused(method, path):
    with pytest.raises(RelayRefusal) as refused:
        RuleBook(LEARNER).rule_for(method, path)
    assert refused.value.status == 403


@pytest.mark.parametrize("path", DOUBTFUL_PATHS.values(), ids=DOUBTFUL_PATHS)
def test_path_that_could_be_read_in_two_ways_is_refused(path):
    with pytest.raises(RelayRefusal) as refused:
        framing.check_path(path)
    assert refused.value.code == "doubtful_path"


@pytest.mark.parametrize(
    "learner", ["", "abc", "Abcdefgh12345678", "1bcdefgh12345678", "abcdefgh1234567.", ".*", "a" * 17]
)
def test_only_opaque_ids_are_learners(learner):
    with pytest.raises(ValueError, match="learner"):
        RuleBook(learner)


HEADERS = {
    "two lengths": ([("Content-Length", "1"), ("Content-Length", "2")], "doubtful_framing"),
    "two equal lengths": ([("Content-Length", "1"), ("content-length", "1")], "doubtful_framing"),
    "two authorizations": ([("Authorization", "token a"), ("Authorization", "token b")], "doubtful_framing"),
    "two hosts": ([("Host", "a"), ("Host", "b")], "doubtful_framing"),
    "chunked": ([("Transfer-Encoding", "chunked")], "length_needed"),
    "odd transfer encoding": ([("Transfer-Encoding", "xchunked")], "length_needed"),
    "compressed body": ([("Content-Encoding", "gzip")], "wrong_kind"),
    "upgrade": ([("Upgrade", "websocket")], "doubtful_framing"),
    "expect": ([("Expect", "100-continue")], "doubtful_framing"),
}


@pytest.mark.parametrize(("headers", "code"), HEADERS.values(), ids=HEADERS)
def test_headers_that_could_be_read_in_two_ways_are_refused(headers, code):
    with pytest.raises(RelayRefusal) as refused:
        framing.check_headers([(name.encode(), value.encode()) for name, value in headers])
    assert refused.value.code == code


BODY_RULES = {rule.name: rule for rule in RULES if rule.max_body}
BODILESS_RULES = {rule.name: rule for rule in RULES if not rule.max_body}


@pytest.mark.parametrize("rule", BODY_RULES.values(), ids=BODY_RULES)
def test_body_up_to_its_cap_passes_and_one_byte_more_does_not(rule):
    headers = {"content-length": str(rule.max_body), "content-type": rule.body_type}
    assert framing.check_body_length(rule, headers) == rule.max_body
    with pytest.raises(RelayRefusal) as refused:
        framing.check_body_length(rule, {**headers, "content-length": str(rule.max_body + 1)})
    assert refused.value.status == 413


@pytest.mark.parametrize("rule", BODILESS_RULES.values(), ids=BODILESS_RULES)
def test_a_question_carries_no_body(rule):
    assert framing.check_body_length(rule, {}) == 0
    with pytest.raises(RelayRefusal) as refused:
        framing.check_body_length(rule, {"content-length": "1"})
    assert refused.value.status == 413


BAD_LENGTHS = {
    "none": (None, 411),
    "negative": ("-1", 400),
    "signed": ("+1", 400),
    "hexadecimal": ("0x10", 400),
    "list": ("1, 1", 400),
    "fifty megabytes": (str(50 * 1024 * 1024), 413),
    "beyond any number": ("9" * 40, 413),
}


@pytest.mark.parametrize(("length", "status"), BAD_LENGTHS.values(), ids=BAD_LENGTHS)
def test_length_is_plain_and_small_enough(length, status):
    headers = {"content-type": "application/json"} | ({} if length is None else {"content-length": length})
    with pytest.raises(RelayRefusal) as refused:
        framing.check_body_length(BODY_RULES["hand in"], headers)
    assert refused.value.status == status


@pytest.mark.parametrize("kind", ["", "text/html", "multipart/form-data", "application/x-python-code"])
def test_body_is_of_the_listed_kind(kind):
    with pytest.raises(RelayRefusal) as refused:
        framing.check_body_length(BODY_RULES["hand in"], {"content-length": "2", "content-type": kind})
    assert refused.value.code == "wrong_kind"


FORGED = {
    "authorization": f"Bearer cca_{'a' * 43}",
    "x-learner": OTHER,
    "x-forwarded-for": "10.0.0.1",
    "x-forwarded-host": "example.org",
    "x-forwarded-proto": "https",
    "forwarded": "for=10.0.0.1",
    "x-real-ip": "10.0.0.1",
    "host": "example.org",
    "cookie": "sessionid=stolen",
    "connection": "keep-alive, x-learner",
    "proxy-authorization": "Basic x",
    "x-http-method-override": "DELETE",
    "origin": "http://localhost:8000",
    "referer": "http://localhost:8000/cms/",
    "user-agent": "lesson",
}


def test_forged_headers_stay_behind_on_the_way_to_the_site():
    assert framing.passed_headers(Upstream.SITE, {**FORGED, "accept": "application/json"}) == {
        "Accept": "application/json"
    }


def test_only_the_childs_own_token_passes_to_the_hub():
    headers = {**FORGED, "authorization": "token 0123456789abcdef"}
    assert framing.passed_headers(Upstream.HUB, headers) == {"Authorization": "token 0123456789abcdef"}


@pytest.mark.parametrize(
    ("upstream", "name", "value"),
    [
        (Upstream.HUB, "authorization", "Basic dXNlcjpwYXNz"),
        (Upstream.HUB, "authorization", "token a\r\nX-Learner: b"),
        (Upstream.HUB, "authorization", "token " + "a" * 600),
        (Upstream.SITE, "idempotency-key", "a b"),
        (Upstream.SITE, "idempotency-key", "a" * 101),
        (Upstream.SITE, "last-event-id", "1\x0b2"),
        (Upstream.SITE, "accept", "text/html\x00"),
    ],
)
def test_value_of_a_passed_header_has_a_plain_shape(upstream, name, value):
    with pytest.raises(RelayRefusal) as refused:
        framing.passed_headers(upstream, {name: value})
    assert refused.value.code == "doubtful_header"


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize("rule", RULES, ids=[f"{rule.name} {rule.path}" for rule in RULES])
def test_rate_is_refused_after_its_burst_and_refills(rule):
    clock = Clock()
    allowance = Allowance(rule.rate, clock)
    for _ in range(rule.rate.burst):
        allowance.take()
    with pytest.raises(RelayRefusal) as refused:
        allowance.take()
    assert refused.value.status == 429
    clock.now += refused.value.retry_after
    allowance.take()


def test_allowance_never_exceeds_its_burst():
    clock = Clock()
    allowance = Allowance(Rate(2, 60), clock)
    clock.now += 3600
    allowance.take()
    allowance.take()
    with pytest.raises(RelayRefusal):
        allowance.take()


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_words_and_a_next_step(code):
    status, message, next_step = REFUSALS[code]
    assert 400 <= status <= 504
    assert message.endswith(".")
    assert next_step.endswith(".")
