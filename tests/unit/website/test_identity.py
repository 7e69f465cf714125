"""The OpenID provider as the hub meets it: codes, tokens, claims, refusals, signing out."""

import json
import time
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.idp.oidc.models import Client, Token
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.utils import timezone

from clubs.safeguarding.actions import decide_for_child
from clubs.safeguarding.enums import Purpose
from hub_config.entry import proof_of_sign_out
from tests.factories.directory import ClubCardFactory
from tests.factories.people import ChildFactory, GuardianshipFactory, UserFactory
from website.identity.clients import ensure_hub_client

pytestmark = pytest.mark.django_db

AUTHORIZE, TOKEN, USERINFO = "/identity/o/authorize", "/identity/o/api/token", "/identity/o/api/userinfo"
SECRET = "the-hubs-secret"
CALLBACK = "http://127.0.0.1:8001/hub/oauth_callback"
QUESTION = {
    "client_id": "coding-hub",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
    "state": "abc",
}


@pytest.fixture(scope="module")
def signing_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture(autouse=True)
def hub(settings, signing_key) -> Client:
    settings.IDP_OIDC_PRIVATE_KEY = signing_key
    settings.CLUBS_HUB_CLIENT_SECRET = SECRET
    return ensure_hub_client()


@pytest.fixture
def child():
    return ChildFactory(learner=True, first_name="Amal", last_name="Sample").user


def code_for(client, user, **changes) -> str:
    client.force_login(user, backend=settings.CARD_BACKEND)
    response = client.get(AUTHORIZE, QUESTION | changes)
    assert response.status_code == 302, response.content
    return parse_qs(urlsplit(response["Location"]).query)["code"][0]


def tokens_for(client, code, secret=SECRET):
    return client.post(
        TOKEN,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "client_id": "coding-hub",
            "client_secret": secret,
        },
    )


def userinfo(client, token):
    return client.get(USERINFO, headers={"Authorization": f"Bearer {token}"})


def sign_on(client, user) -> dict:
    return tokens_for(client, code_for(client, user)).json()


def test_child_is_known_by_an_opaque_id_alone(client, child):
    tokens = sign_on(client, child)
    assert userinfo(client, tokens["access_token"]).json() == {"sub": child.opaque_id}
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert claims.pop("sub") == child.opaque_id
    assert claims.pop("iss") == "http://localhost:8000"
    assert set(claims) <= {"aud", "iat", "exp", "at_hash", "auth_time", "jti", "token_use", "azp", "nonce"}
    assert "Amal" not in json.dumps(tokens)


def test_no_consent_page_stands_between(client, child):
    assert code_for(client, child)


@pytest.mark.parametrize("scope", ["openid profile", "openid email", "profile", "openid offline_access"])
def test_no_other_scope_can_be_had(client, child, scope):
    client.force_login(child, backend=settings.CARD_BACKEND)
    response = client.get(AUTHORIZE, QUESTION | {"scope": scope})
    assert "error=invalid_scope" in response["Location"]


def test_stranger_is_sent_to_the_card_page_and_back(client):
    response = client.get(AUTHORIZE, QUESTION)
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert target.path == "/card/"
    back = parse_qs(target.query)["next"][0]
    assert back.startswith(AUTHORIZE)
    assert "state=abc" in back


def test_adult_is_refused_in_words_with_a_way_on(client):
    client.force_login(UserFactory(), backend="clubs.people.backends.NoPasswordBackend")
    response = client.get(AUTHORIZE, QUESTION)
    assert response.status_code == 403
    assert b'href="/family/"' in response.content
    assert not Token.objects.exists()


REFUSED_QUESTIONS = {
    "another place to answer": {"redirect_uri": "http://127.0.0.1:8001/user/abc/oauth_callback"},
    "another origin": {"redirect_uri": "http://example.org/hub/oauth_callback"},
    "another client": {"client_id": "somebody"},
}


@pytest.mark.parametrize("changes", REFUSED_QUESTIONS.values(), ids=REFUSED_QUESTIONS)
def test_code_is_given_to_the_hub_alone(client, child, changes):
    client.force_login(child, backend=settings.CARD_BACKEND)
    response = client.get(AUTHORIZE, QUESTION | changes)
    assert response.status_code == 400


def test_token_is_given_for_the_clients_secret_only(client, child):
    assert tokens_for(client, code_for(client, child), secret="guessed").status_code == 401


def test_code_is_good_once(client, child):
    code = code_for(client, child)
    assert tokens_for(client, code).status_code == 200
    assert tokens_for(client, code).status_code == 400


def test_refresh_token_opens_nothing(client, child):
    tokens = sign_on(client, child)
    answer = client.post(
        TOKEN,
        {
            "grant_type": "refresh_token",
            "refresh_token": tokens.get("refresh_token", "none"),
            "client_id": "coding-hub",
            "client_secret": SECRET,
        },
    )
    assert answer.status_code in {400, 401}


def test_signing_out_revokes_and_passes_through_the_hub(client, child):
    token = sign_on(client, child)["access_token"]
    response = client.post("/identity/sign-out/")
    assert response["Location"] == "http://127.0.0.1:8001/hub/logout"
    assert userinfo(client, token).status_code == 401
    assert not Token.objects.filter(user=child).exists()


def test_next_child_at_the_same_browser_ends_the_first_ones_token(client, child):
    """Signing out by any road (here Django's own) revokes, not only by our button."""
    token = sign_on(client, child)["access_token"]
    client.logout()
    assert userinfo(client, token).status_code == 401


def test_adult_signs_out_without_the_hub(client):
    client.force_login(UserFactory(), backend="clubs.people.backends.NoPasswordBackend")
    assert client.post("/identity/sign-out/")["Location"] == "/identity/signed-out/"


def test_link_to_sign_out_ends_nothing(client, child):
    token = sign_on(client, child)["access_token"]
    assert client.get("/identity/sign-out/")["Location"] == "/identity/signed-out/"
    page = client.get("/identity/signed-out/")
    assert b'action="/identity/sign-out/"' in page.content
    assert userinfo(client, token).status_code == 200


def hubs_word(learner: str, secret: str = SECRET, ago: int = 0) -> dict[str, str]:
    """What the hub appends to the address, made by the hub's own code."""
    with patch("hub_config.entry.time.time", return_value=time.time() - ago):
        return proof_of_sign_out(learner, secret)


def test_hubs_word_ends_the_sites_session_too(client, child):
    token = sign_on(client, child)["access_token"]
    response = client.get("/identity/signed-out/", hubs_word(child.opaque_id))
    assert response["Location"] == "/identity/signed-out/"
    assert "_auth_user_id" not in client.session
    assert userinfo(client, token).status_code == 401


UNPROVED = {
    "another secret": lambda child: hubs_word(child.opaque_id, secret="guessed"),
    "another child": lambda child: hubs_word("abcdefgh12345678"),
    "old": lambda child: hubs_word(child.opaque_id, ago=600),
    "changed time": lambda child: hubs_word(child.opaque_id) | {"at": "17"},
    "no number": lambda child: hubs_word(child.opaque_id) | {"at": "now"},
    "no proof": lambda child: {"learner": child.opaque_id, "at": str(int(time.time()))},
    "something else": lambda child: {"next": "http://example.org/"},
}


@pytest.mark.parametrize("words", UNPROVED.values(), ids=UNPROVED)
def test_nobody_elses_word_ends_it(client, child, words):
    sign_on(client, child)
    assert client.get("/identity/signed-out/", words(child))["Location"] == "/identity/signed-out/"
    assert "_auth_user_id" in client.session


def test_signed_out_page_says_so(client):
    page = client.get("/identity/signed-out/")
    assert page.status_code == 200
    assert b"See you next time" in page.content


def test_inactive_child_has_no_identity(client, child):
    token = sign_on(client, child)["access_token"]
    child.is_active = False
    child.save(update_fields=["is_active"])
    assert userinfo(client, token).status_code == 401


def test_client_follows_the_settings(hub, settings):
    settings.CLUBS_HUB_URL = "https://lessons.example.org"
    settings.CLUBS_HUB_CLIENT_SECRET = "a-new-secret"
    again = ensure_hub_client()
    assert Client.objects.count() == 1
    assert again.redirect_uris == "https://lessons.example.org/hub/oauth_callback"
    assert again.check_secret("a-new-secret")
    assert not again.check_secret(SECRET)


def test_client_is_left_alone_where_nothing_changed(hub):
    secret = Client.objects.get().secret
    ensure_hub_client()
    assert Client.objects.get().secret == secret


LONG = "a-random-secret-of-forty-two-signs-or-so--"
KEPT_AS = {
    "short, so perhaps thought of": (SECRET, "md5"),
    "long, so a machine's": (LONG, "sha256_of_random"),
}


@pytest.mark.parametrize(("secret", "algorithm"), KEPT_AS.values(), ids=KEPT_AS)
def test_secret_is_kept_by_what_it_is(hub, settings, secret, algorithm):
    settings.CLUBS_HUB_CLIENT_SECRET = secret
    client = ensure_hub_client()
    assert client.secret.startswith(f"{algorithm}$")
    assert secret not in client.secret
    assert client.check_secret(secret)
    assert not client.check_secret(secret[:-1] + "!")
    assert not client.check_secret("")


def test_long_secret_that_was_kept_slowly_is_kept_anew(hub, settings):
    settings.CLUBS_HUB_CLIENT_SECRET = LONG
    hub.set_secret(LONG)
    hub.save()
    assert ensure_hub_client().secret.startswith("sha256_of_random$")


def test_what_somebody_thought_of_is_never_kept_quickly():
    with pytest.raises(ValueError, match="random"):
        make_password("pancake", hasher="sha256_of_random")
    assert not make_password(LONG).startswith("sha256_of_random")


def test_command_says_what_is_missing(settings):
    settings.CLUBS_HUB_CLIENT_SECRET = ""
    with pytest.raises(CommandError, match="CLUBS_HUB_CLIENT_SECRET"):
        call_command("ensure_hub_client")


def test_a_card_put_out_of_use_ends_what_it_let_in(client, child):
    token = sign_on(client, child)["access_token"]
    card = ClubCardFactory(child=child.child)
    assert userinfo(client, token).status_code == 200, "a new card ends nothing"
    card.ended_at = timezone.now()
    card.save()
    assert userinfo(client, token).status_code == 401


@pytest.mark.parametrize(
    ("purpose", "yes", "status"),
    [
        pytest.param(Purpose.LEARNING, False, 401, id="no to lessons ends them"),
        pytest.param(Purpose.LEARNING, True, 200, id="yes to lessons ends nothing"),
        pytest.param(Purpose.PHOTOS_IN_CLUB, False, 200, id="no to photos ends nothing"),
    ],
)
def test_a_consent_taken_back_ends_lessons(client, child, purpose, yes, status):
    token = sign_on(client, child)["access_token"]
    guardian = GuardianshipFactory(child=child.child).guardian
    decide_for_child(by=guardian, child=child.child, purpose=purpose, yes=yes)
    assert userinfo(client, token).status_code == status
