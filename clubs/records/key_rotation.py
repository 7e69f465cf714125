"""Re-encrypting every encrypted field with the newest key."""

from django.apps import apps
from django.db import connection, models, transaction

from .audit import audited
from .fields import EncryptedTextField, keyring


@audited("records.rotate_field_keys")
def rotate_field_keys(*, by: object | None) -> int:
    """Re-encrypt every value with the first key of CLUBS_FIELD_KEYS; returns how many.

    Append-only tables are left as they are: nothing encrypted may be declared in one.
    Raises cryptography's InvalidToken when a value opens with no key; then nothing is changed.
    """
    return sum(_rotate(model, field) for model in apps.get_models() for field in _encrypted(model))


def _encrypted(model: type[models.Model]) -> list[EncryptedTextField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]


def _rotate(model: type[models.Model], field: EncryptedTextField) -> int:
    quote = connection.ops.quote_name
    table, column, pk = (
        quote(model._meta.db_table),
        quote(str(field.column)),
        quote(str(model._meta.pk.column)),
    )
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {pk}, {column} FROM {table} WHERE {column} <> '' FOR UPDATE")  # noqa: S608
        for key, token in cursor.fetchall():
            renewed = keyring().rotate(token.encode()).decode()
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {pk} = %s", [renewed, key])  # noqa: S608
            count += 1
    return count
