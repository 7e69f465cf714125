"""Encrypted text: unreadable in the database, readable here, and renewed with a new key."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from clubs.records.fields import EncryptedTextField, keyring
from clubs.records.key_rotation import rotate_field_keys
from clubs.volunteers.models import Check
from tests.factories.volunteers import CheckFactory


@given(st.text(min_size=1))
def test_what_goes_in_comes_out(text: str) -> None:
    field = EncryptedTextField()
    kept = field.get_prep_value(text)
    assert text not in kept or len(text) < 3
    assert field.from_db_value(kept, None, None) == text


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_stays_nothing(nothing) -> None:
    assert EncryptedTextField().get_prep_value(nothing) == nothing


def test_without_a_key_nothing_is_written(settings) -> None:
    settings.CLUBS_FIELD_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="CLUBS_FIELD_KEYS"):
        keyring()


def test_the_database_cannot_look_it_up() -> None:
    with pytest.raises(TypeError, match="encrypted"):
        Check.objects.filter(number="001")


@pytest.mark.django_db
def test_rotation_moves_every_value_to_the_new_key(settings) -> None:
    check = CheckFactory(number="001234567890")
    old, new = settings.CLUBS_FIELD_KEYS[0], Fernet.generate_key().decode()
    settings.CLUBS_FIELD_KEYS = [new, old]
    assert rotate_field_keys(by=None) == 1
    settings.CLUBS_FIELD_KEYS = [new]
    assert Check.objects.get(pk=check.pk).number == "001234567890"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {Check._meta.db_table}")
        assert "001234567890" not in cursor.fetchone()[0]
