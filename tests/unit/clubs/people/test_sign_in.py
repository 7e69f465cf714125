"""Adults sign in by code; nobody by password; no child's row by any of it."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.test import Client

from clubs.people.models import User
from clubs.records.refusals import Refusal
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def last_code() -> str:
    found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[0]


def known_adult(email: str = "parent@example.org") -> User:
    adult = UserFactory(email=email)
    EmailAddress.objects.create(user=adult, email=email, verified=True, primary=True)
    return adult


def test_an_adult_signs_in_with_the_code_we_send(client: Client) -> None:
    adult = known_adult()
    client.post("/account/login/?next=/family/", {"login": adult.email})
    answer = client.post("/account/login/code/confirm/", {"code": last_code()})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(adult.pk)


def test_a_new_adult_makes_an_account_with_the_code_we_send(client: Client) -> None:
    client.post("/account/signup/", {"email": "New@Example.org", "first_name": "Noor", "last_name": "Sample"})
    answer = client.post("/account/confirm-email/", {"code": last_code()})
    assert answer.status_code == 302
    made = User.objects.get(email="new@example.org")
    assert (made.first_name, made.kind, made.has_usable_password()) == ("Noor", "adult", False)
    assert client.session["_auth_user_id"] == str(made.pk)


def test_an_unknown_address_is_not_told_apart_on_the_page(client: Client) -> None:
    known_adult()
    pages = []
    for email in ("parent@example.org", "nobody@example.org"):
        fresh = Client()
        answer = fresh.post("/account/login/", {"login": email}, follow=True)
        pages.append((answer.status_code, answer.redirect_chain))
    assert pages[0] == pages[1]


def test_many_wrong_codes_rest_that_address_and_mail_only(client: Client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.AXES_FAILURE_LIMIT = 3
    adult, other = known_adult(), known_adult("other@example.org")
    client.post("/account/login/", {"login": adult.email})
    for _ in range(3):
        client.post("/account/login/code/confirm/", {"code": "000000"})
    client.post("/account/login/", {"login": adult.email})
    refused = client.post("/account/login/code/confirm/", {"code": last_code()})
    assert refused.status_code == 429
    client.post("/account/login/", {"login": other.email})
    assert client.post("/account/login/code/confirm/", {"code": last_code()}).status_code == 302


def test_no_password_lets_anybody_in(rf) -> None:
    adult = known_adult()
    adult.set_password("a very good password")
    adult.save()
    request = rf.post("/account/login/")
    assert authenticate(request, email=adult.email, password="a very good password") is None


@pytest.mark.parametrize("path", ["change/", "set/", "reset/", "reset/key/done/"])
def test_password_pages_lead_to_the_way_in(client: Client, path: str) -> None:
    assert client.get(f"/account/password/{path}").headers["Location"] == "/account/login/"


def test_the_cms_signs_in_by_the_same_door(client: Client) -> None:
    assert client.get("/cms/").headers["Location"] == "/account/login/?next=/cms/"
    assert client.get("/cms/login/").headers["Location"] == "/account/login/"


def test_allauth_refuses_a_childs_row_at_every_step(rf) -> None:
    from clubs.people.sign_in import AccountAdapter

    request = rf.post("/account/login/")
    request.session = SessionStore()
    child = UserFactory(child=True)
    adapter = AccountAdapter(request)
    with pytest.raises(Refusal, match="card_only"):
        adapter.pre_login(
            request,
            child,
            email_verification="none",
            signal_kwargs=None,
            email=None,
            signup=False,
            redirect_url=None,
        )
    with pytest.raises(Refusal, match="card_only"):
        adapter.login(request, child)


ACCOUNT_PAGES = ["/account/login/", "/account/signup/", "/account/login/code/"]
OWN_PAGES = [
    "/account/details/",
    "/account/email/",
    "/account/2fa/",
    "/account/sessions/",
    "/account/logout/",
]


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_entrance_pages_open_for_strangers(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", OWN_PAGES)
def test_own_pages_open_for_their_adult(client: Client, path: str) -> None:
    client.force_login(known_adult())
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", [*OWN_PAGES[:-1], "/", "/clubs/", "/family/", "/cms/", "/team/", "/account/login/"]
)
def test_a_childs_session_reaches_none_of_them(client: Client, path: str) -> None:
    client.force_login(UserFactory(child=True))
    assert client.get(path).status_code == 403


SECOND_STEP_PAGES = [
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/webauthn/",
    "/account/2fa/recovery-codes/generate/",
]


@pytest.mark.parametrize("path", SECOND_STEP_PAGES)
def test_pages_of_the_second_step_open(client: Client, path: str) -> None:
    client.force_login(known_adult())
    assert client.get(path, follow=True).status_code == 200


def test_an_authenticator_app_is_asked_for_after_the_code(client: Client) -> None:
    adult = known_adult()
    secret = generate_totp_secret()
    TOTP.activate(adult, secret)
    client.post("/account/login/", {"login": adult.email})
    answer = client.post("/account/login/code/confirm/", {"code": last_code()}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/2fa/authenticate/")
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    now = yield_hotp_counters_from_time()
    code = format_hotp_value(hotp_value(secret, next(iter(now))))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(adult.pk)


def test_an_account_made_by_an_action_signs_in_by_code_too(client: Client) -> None:
    adult = User.objects.create_user("Made@Example.org", first_name="Kim")
    client.post("/account/login/", {"login": "made@example.org"})
    client.post("/account/login/code/confirm/", {"code": last_code()})
    assert client.session["_auth_user_id"] == str(adult.pk)
    assert EmailAddress.objects.filter(user=adult, verified=True).exists()
