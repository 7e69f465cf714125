"""What the hub tells of a child's server, and what the board makes of it."""

import pytest
from django.conf import settings

from clubs.people.models import User
from curriculum.progress.enums import Kind
from curriculum.progress.models import Event
from tests.factories.lessons import learner as make_learner
from tests.factories.lessons import relay_headers

pytestmark = pytest.mark.django_db

HUB = {"Authorization": f"Bearer {settings.CLUBS_HUB_TOKEN}"}


@pytest.fixture
def learner() -> User:
    return make_learner()


def tell(client, told: dict, headers: dict[str, str]):
    return client.post("/api/lesson/v1/starts", told, content_type="application/json", headers=headers)


TOLD = {"ready": Kind.STARTED, "slow": Kind.START_FAILED, "failed": Kind.START_FAILED}


@pytest.mark.parametrize(("state", "noted"), TOLD.items(), ids=TOLD)
def test_the_hub_tells_of_a_start(client, learner, state, noted) -> None:
    assert tell(client, {"learner": learner.opaque_id, "state": state}, HUB).status_code == 204
    assert [event.kind for event in Event.objects.of_learner(learner.pk)] == [noted]


def test_the_relay_tells_of_no_start(client, learner) -> None:
    told = {"learner": learner.opaque_id, "state": "failed"}
    for headers in (relay_headers(learner), {"Authorization": f"Bearer {settings.CLUBS_RELAY_TOKEN}"}, {}):
        assert tell(client, told, headers).status_code == 401
    assert not Event.objects.of_learner(learner.pk).exists()


def test_nobody_is_told_of_who_is_not_there(client) -> None:
    answer = tell(client, {"learner": "nobodynobodynob1", "state": "failed"}, HUB)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_learner")
