"""Deleting what has been kept long enough, by the periods every app declares."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from clubs.records.append_only import PURGE_ROLE, AppendOnly
from clubs.records.audit import audited, record
from clubs.records.personal_data import Declaration, declarations


@dataclass(frozen=True)
class Overdue:
    """How many rows of one model have been kept long enough."""

    declaration: Declaration
    rows: int


def overdue() -> list[Overdue]:
    """What a purge would delete now, model by model; changes nothing."""
    return [Overdue(entry, _old_rows(entry).count()) for entry in declarations() if entry.keep.days]


@audited("safeguarding.purge")
def purge(*, by: object | None) -> list[Overdue]:
    """Delete what is overdue and write down how many rows of what. All of it, or nothing."""
    report = overdue()
    for entry in report:
        if entry.rows:
            _delete(entry.declaration)
            record(action=f"safeguarding.purged.{entry.declaration.model._meta.label_lower}", by=by)
    return report


def _old_rows(entry: Declaration) -> models.QuerySet[Any]:
    assert entry.keep.days is not None  # noqa: S101 - tells the type checker
    since = entry.model._meta.get_field(entry.keep.since)
    edge = timezone.now() - timedelta(days=entry.keep.days)
    before = edge if isinstance(since, models.DateTimeField) else timezone.localdate(edge)
    return entry.model._default_manager.filter(**{f"{entry.keep.since}__lt": before})


def _delete(entry: Declaration) -> None:
    if not issubclass(entry.model, AppendOnly):
        _old_rows(entry).delete()
        return
    with transaction.atomic(), _as_purge(entry.model):
        rows = _old_rows(entry)
        rows._raw_delete(rows.db)


class _as_purge:  # noqa: N801 - reads as a phrase where it is used
    """Be the one database role that may delete from an append-only table, for a moment."""

    def __init__(self, model: type[models.Model]) -> None:
        self.table = connection.ops.quote_name(model._meta.db_table)

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT SELECT, DELETE ON {self.table} TO {PURGE_ROLE}")
            cursor.execute(f"SET LOCAL ROLE {PURGE_ROLE}")

    def __exit__(self, failed: object, *_rest: object) -> None:
        if failed:
            return  # the transaction rolls back, and the role with it
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(f"REVOKE ALL ON {self.table} FROM {PURGE_ROLE}")
