"""What the database refuses in an account, whoever writes it."""

import pytest
from django.db import IntegrityError, transaction

from clubs.people.enums import Kind
from clubs.people.models import User

pytestmark = pytest.mark.django_db

CHILD_BREACHES = {
    "an e-mail": {"email": "child@example.org"},
    "a usable password": {"password": "scrypt$something"},
    "a staff flag": {"is_staff": True},
    "a superuser flag": {"is_superuser": True},
    "a first name": {"first_name": "Ada"},
    "a last name": {"last_name": "Byron"},
    "a telephone": {"telephone": "020 7946 0000"},
}


@pytest.mark.parametrize("breach", CHILD_BREACHES.values(), ids=CHILD_BREACHES.keys())
def test_a_childs_account_cannot_hold(breach: dict[str, object]) -> None:
    child = User.objects.create_child()
    with pytest.raises(IntegrityError, match="user_child_is_bare"), transaction.atomic():
        User.objects.filter(pk=child.pk).update(**breach)


def test_an_account_never_changes_its_kind() -> None:
    child = User.objects.create_child()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        User.objects.filter(pk=child.pk).update(kind=Kind.ADULT)
