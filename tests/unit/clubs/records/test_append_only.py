"""Append-only tables refuse change by the database itself, with one exit."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clubs.records.append_only import AppendOnly
from clubs.records.models import AuditEntry
from clubs.records.personal_data import own_models
from clubs.safeguarding.enums import Decision, Purpose
from clubs.safeguarding.models import Consent
from tests.factories.people import ChildFactory, UserFactory

pytestmark = pytest.mark.django_db


def written(model: type[AppendOnly]) -> AppendOnly:
    """One row, old enough for the purge."""
    long_ago = timezone.now() - timedelta(days=7 * 366)
    if model is AuditEntry:
        return AuditEntry.objects.create(action="test", at=long_ago)
    return Consent.objects.create(
        child=ChildFactory(),
        purpose=Purpose.LEARNING,
        decision=Decision.GIVEN,
        wording_version="t",
        decided_by=UserFactory(),
        decided_at=long_ago,
    )


TABLES = [AuditEntry, Consent]
CHANGES = {
    "update": "UPDATE {table} SET id = id WHERE id = %s",
    "delete": "DELETE FROM {table} WHERE id = %s",
}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_raw_sql_is_refused(model: type[AppendOnly], change: str) -> None:
    row = written(model)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=model._meta.db_table), [row.pk])
    assert model.objects.filter(pk=row.pk).exists()


def test_every_append_only_table_has_the_trigger() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE 'pgtrigger_append_only%%'"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    wanted = {model._meta.db_table for model in own_models() if issubclass(model, AppendOnly)}
    assert wanted
    assert wanted <= guarded


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_the_purge_alone_may_delete_and_says_so(model: type[AppendOnly], capsys) -> None:
    row = written(model)
    call_command("purge", "--dry-run")
    assert f"{model._meta.label}: 1 " in capsys.readouterr().out
    assert model.objects.filter(pk=row.pk).exists()
    call_command("purge")
    assert not model.objects.filter(pk=row.pk).exists()
    assert AuditEntry.objects.filter(action="safeguarding.purge").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user")
        assert cursor.fetchone() == (True,)
