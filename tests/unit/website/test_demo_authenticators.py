"""The demo's outbox shows the numbers that the sample staff's apps would."""

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.people import UserFactory
from website.demo.authenticators import codes_now, give_apps

pytestmark = pytest.mark.django_db


def test_each_app_shows_a_number_that_sign_in_takes() -> None:
    staff = [UserFactory(email="b@demo.example"), UserFactory(email="a@demo.example")]
    give_apps(staff)
    shown = codes_now()
    assert [one.email for one in shown] == ["a@demo.example", "b@demo.example"]
    for one in shown:
        app = Authenticator.objects.get(user__email=one.email)
        assert app.wrap().validate_code(one.code)
