"""Tables whose rows are written once. The database refuses to change or delete them."""

import pgtrigger
from django.db import models

# The database role that alone may delete from an append-only table; entered by the purge only.
PURGE_ROLE = "clubs_purge"


class AppendOnlyTrigger(pgtrigger.Trigger):
    """Refuses UPDATE always, and DELETE unless the purge's own role does it."""

    name = "append_only"
    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete
    func = f"""
        IF TG_OP = 'DELETE' AND current_user = '{PURGE_ROLE}' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'append-only: % on % refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    """


class AppendOnly(models.Model):
    """Base of an append-only table. A subclass's ``Meta`` inherits ``AppendOnly.Meta``.

    Foreign keys out of such a table must not ask for an update when their
    target goes: use PROTECT, or DO_NOTHING without a constraint.
    """

    class Meta:
        abstract = True
        triggers = [AppendOnlyTrigger()]
