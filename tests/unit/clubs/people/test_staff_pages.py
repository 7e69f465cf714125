"""Staff pages open for the right role with a second step, and for nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from clubs.people.enums import Role
from clubs.people.models import BoroughRole, User
from tests.factories.people import BoroughRoleFactory, UserFactory

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def staff(role: Role, *, second_step: bool = True) -> User:
    traits = {"safeguarding": True} if role == Role.SAFEGUARDING_LEAD else {"role": role}
    user = BoroughRoleFactory(**traits, user__is_staff=True).user
    if second_step:
        TOTP.activate(user, SECRET)
    return user


OPEN_TO = {
    "/council/residents/": {Role.COUNCIL_OFFICER, Role.ADMINISTRATOR},
    "/council/roles/": {Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD},
}
CASES = [(path, role, role in roles) for path, roles in OPEN_TO.items() for role in Role]


@pytest.mark.parametrize(("path", "role", "opens"), CASES, ids=[f"{path} {role}" for path, role, _ in CASES])
def test_who_gets_in(client, path: str, role: Role, opens: bool) -> None:
    client.force_login(staff(role))
    assert client.get(path).status_code == (200 if opens else 403)


@pytest.mark.parametrize("path", [*OPEN_TO, "/cms/"])
def test_without_a_second_step_staff_are_led_to_set_one_up(client, path: str) -> None:
    client.force_login(staff(Role.ADMINISTRATOR, second_step=False))
    assert client.get(path).headers["Location"] == "/account/2fa/"


def test_the_second_steps_secret_is_kept_encrypted() -> None:
    user = staff(Role.EDITOR)
    assert SECRET not in str(Authenticator.objects.get(user=user).data)


def test_a_caller_is_registered(client) -> None:
    client.force_login(staff(Role.COUNCIL_OFFICER))
    form = {"first_name": "Sam", "last_name": "Sample", "telephone": "020 7946 0000"}
    client.post("/council/residents/", form)
    caller = User.objects.get(email=None, kind="adult")
    assert (caller.first_name, caller.telephone, caller.has_usable_password()) == (
        "Sam",
        form["telephone"],
        False,
    )
    assert "Sam Sample" in client.get("/council/residents/").content.decode()
    assert client.post("/council/residents/", form | {"telephone": ""}).status_code == 422


def test_two_administrators_make_a_safeguarding_lead(client) -> None:
    first, second, lead = staff(Role.ADMINISTRATOR), staff(Role.ADMINISTRATOR), UserFactory()
    client.force_login(first)
    client.post("/council/roles/", {"email": lead.email, "role": "safeguarding_lead"})
    role = BoroughRole.objects.get(user=lead)
    assert client.post(f"/council/roles/{role.pk}/agree/").status_code == 403
    client.force_login(second)
    assert "waiting" in client.get("/council/roles/").content.decode().lower()
    client.post(f"/council/roles/{role.pk}/agree/")
    role.refresh_from_db()
    assert (role.state, role.approved_by) == ("active", second)
    client.post(f"/council/roles/{role.pk}/end/")
    role.refresh_from_db()
    assert role.state == "ended"


def test_an_unknown_address_is_said(client) -> None:
    client.force_login(staff(Role.ADMINISTRATOR))
    answer = client.post("/council/roles/", {"email": "nobody@example.org", "role": "editor"})
    assert answer.status_code == 422
    assert "Nobody has an account" in answer.content.decode()


def test_an_adult_keeps_their_own_details(client) -> None:
    user = UserFactory()
    client.force_login(user)
    client.post(
        "/account/details/", {"first_name": "Kim", "last_name": "Sample", "telephone": "020 7946 0000"}
    )
    user.refresh_from_db()
    assert (user.first_name, user.telephone) == ("Kim", "020 7946 0000")
    wrong = {"first_name": "Kim", "last_name": "Sample", "telephone": "call me"}
    assert client.post("/account/details/", wrong).status_code == 422
