"""The pages where a family adds and changes children and says what is agreed to."""

import pytest

from clubs.people.models import Child
from clubs.safeguarding.enums import Purpose
from clubs.safeguarding.models import Consent
from tests.factories.people import ChildFactory, UserFactory, born_years_ago

pytestmark = pytest.mark.django_db

ADA = {
    "first_name": "Ada",
    "last_name": "Okafor",
    "preferred_name": "",
    "birth_date": born_years_ago(9).isoformat(),
}


@pytest.fixture
def guardian(client):
    guardian = UserFactory()
    client.force_login(guardian)
    return guardian


def test_a_guardian_adds_a_child_and_says_yes_to_lessons(client, guardian) -> None:
    assert client.get("/family/children/add/").status_code == 200
    answer = client.post("/family/children/add/", ADA | {"learning": "on"})
    assert answer.headers["Location"] == "/family/"
    child = Child.objects.of_guardian(guardian).get()
    assert Consent.objects.children_with(Purpose.LEARNING, [child]) == {child.pk}
    assert Consent.objects.children_with(Purpose.PHOTOS_IN_PRESS, [child]) == set()


def test_booking_is_led_on_to_and_nowhere_else(client, guardian) -> None:
    led = client.post("/family/children/add/", ADA | {"next": "/book/term/1/"}).headers["Location"]
    assert led == "/book/term/1/"
    other = ADA | {"first_name": "Eve", "next": "https://elsewhere.example/"}
    assert client.post("/family/children/add/", other).headers["Location"] == "/family/"


PUT_RIGHT = {
    "a birthday to come": {"birth_date": "2999-01-01"},
    "a grown-up": {"birth_date": "1980-01-01"},
    "no day at all": {"birth_date": "yesterday"},
    "no first name": {"first_name": ""},
    "no last name": {"last_name": " "},
    "a name too long": {"first_name": "a" * 81},
}


@pytest.mark.parametrize("other", PUT_RIGHT.values(), ids=PUT_RIGHT.keys())
def test_what_is_to_be_put_right_is_said_and_nothing_kept(client, guardian, other) -> None:
    assert client.post("/family/children/add/", ADA | other).status_code == 422
    assert not Child.objects.exists()


def test_the_same_child_twice_is_said(client, guardian) -> None:
    client.post("/family/children/add/", ADA)
    again = client.post("/family/children/add/", ADA)
    assert again.status_code == 422
    assert "You have added this child before" in again.content.decode()


def test_a_guardian_corrects_a_child(client, guardian) -> None:
    child = ChildFactory(guardian=guardian)
    page = client.get(f"/family/children/{child.pk}/")
    assert child.birth_date.isoformat() in page.content.decode()
    client.post(f"/family/children/{child.pk}/", ADA | {"preferred_name": "Addy"})
    child.refresh_from_db()
    assert (child.first_name, child.name_shown) == ("Ada", "Addy")


def test_only_changed_answers_are_written(client, guardian) -> None:
    child = ChildFactory(guardian=guardian)
    path = f"/family/children/{child.pk}/consents/"
    assert client.get(path).status_code == 200
    client.post(path, {"learning": "on"})
    client.post(path, {"learning": "on", "photos_in_club": "on"})
    client.post(path, {"learning": "on"})
    said = Consent.objects.filter(child=child).order_by("pk").values_list("purpose", "decision")
    assert list(said) == [
        ("learning", "given"),
        ("photos_in_club", "given"),
        ("photos_in_club", "withdrawn"),
    ]


def test_from_13_the_family_is_not_asked_about_lessons(client, guardian) -> None:
    child = ChildFactory(guardian=guardian, birth_date=born_years_ago(14))
    page = client.get(f"/family/children/{child.pk}/consents/").content.decode()
    assert "photos" in page
    assert "account for the coding lessons" not in page


PAGES = ["", "consents/"]


@pytest.mark.parametrize("page", PAGES, ids=["change", "consents"])
def test_another_familys_child_in_the_address_changes_nothing(client, guardian, page: str) -> None:
    child = ChildFactory(guardian=UserFactory())
    path = f"/family/children/{child.pk}/{page}"
    assert client.get(path).status_code == 403
    assert client.post(path, ADA | {"learning": "on"}).status_code == 403
    child.refresh_from_db()
    assert child.first_name != "Ada"
    assert not Consent.objects.exists()


@pytest.mark.parametrize("path", ["/family/children/add/", "/family/children/1/"])
def test_strangers_are_led_to_sign_in_and_back(client, path: str) -> None:
    assert client.get(path).headers["Location"] == f"/account/login/?next={path}"
