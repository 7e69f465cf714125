"""A text column that is unreadable without the borough's keys."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def keyring() -> MultiFernet:
    """The keys of ``CLUBS_FIELD_KEYS``, newest first: the first encrypts, each decrypts.

    Raises ImproperlyConfigured when there is none.
    """
    return _keyring(tuple(settings.CLUBS_FIELD_KEYS))


@lru_cache(maxsize=4)
def _keyring(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("CLUBS_FIELD_KEYS is empty: encrypted fields need a Fernet key.")
    return MultiFernet([Fernet(key) for key in keys])


class EncryptedTextField(models.TextField):
    """Text kept as a Fernet token. Cannot be searched, ordered or compared in the database.

    '' and None are kept as they are, so that "nothing given" can be seen
    without a key. Re-encrypt with ``manage.py rotate_field_keys``.
    """

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if text in (None, ""):
            return text
        return keyring().encrypt(text.encode()).decode()

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        if value in (None, ""):
            return value
        try:
            return keyring().decrypt(value.encode()).decode()
        except InvalidToken as error:
            label = f"{self.model.__name__}.{self.name}"
            raise ValueError(f"{label}: no key in CLUBS_FIELD_KEYS opens it") from error

    def get_lookup(self, lookup_name: str) -> Any:
        """Only "is it null" makes sense of a value that differs each time it is written."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted: the database cannot look it up by {lookup_name}")
        return super().get_lookup(lookup_name)
