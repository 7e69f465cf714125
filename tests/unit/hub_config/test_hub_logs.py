"""What may stand in a log, and what is hidden."""

import logging

import pytest

from hub_config.logs import HIDDEN, SecretFilter, without_secrets

SECRET = "s3cretVALUE0123456789"

HIDES = {
    "authorization header": f"Authorization: Bearer {SECRET}",
    "hub's own scheme": f"headers {{'Authorization': 'token {SECRET}'}}",
    "query of a sign-on": f"302 GET /hub/oauth_callback?code={SECRET}&state=x",
    "state": f"GET /hub/oauth_callback?state={SECRET}",
    "token answer": f'{{"access_token": "{SECRET}", "token_type": "Bearer"}}',
    "id token": f"'id_token': '{SECRET}'",
    "client secret": f"client_secret={SECRET}&grant_type=authorization_code",
    "form token": f"/hub/api/users/x/server/progress?_xsrf={SECRET}",
    "database password": f"postgresql+psycopg://hub:{SECRET}@/clubs",
    "session id": "new xsrf cookie for b'50d9973fb68a4af5a6981c9409e9a170:be4caa6a252e4f52bcb1876fa58a774d'",
}


@pytest.mark.parametrize("line", HIDES.values(), ids=HIDES)
def test_secret_is_hidden(line):
    hidden = without_secrets(line)
    assert SECRET not in hidden
    assert "50d9973f" not in hidden
    assert HIDDEN in hidden


KEEPS = [
    "opened learner=amberamber111111",
    "200 POST /hub/api/oauth2/token learner=amberamber111111 18.6 ms",
    "404 GET /api/lesson/v1/submissions/0a1b2c3d-0000-4000-8000-00112233aabb",
    "User amberamber111111 took 1.052 seconds to start",
    "Running stamp_revision  -> f460b0348206",
]


@pytest.mark.parametrize("line", KEEPS)
def test_what_explains_stays(line):
    assert without_secrets(line) == line


def test_exception_is_hidden_too():
    try:
        raise RuntimeError(f"token={SECRET}")
    except RuntimeError as failure:
        record = logging.LogRecord(
            "x", 40, __file__, 1, "failed for %s", ("it",), (type(failure), failure, failure.__traceback__)
        )
    SecretFilter().filter(record)
    text = logging.Formatter().format(record)
    assert SECRET not in text
    assert "failed for it" in text
    assert "RuntimeError" in text
