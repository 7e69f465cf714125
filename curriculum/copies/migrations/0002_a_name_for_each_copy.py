"""Each copy is known to the hub by a name of its own; those that stand get one, and none is open any more."""

from typing import Any

from django.db import migrations, models
from django.utils import timezone

import curriculum.copies.names


def name_each(apps: Any, _schema_editor: Any) -> None:
    """What was open has its server under a name that no longer means anything.

    Each row is written once: a row written twice in one transaction has checks pending, and the table
    could not be altered.
    """
    now = timezone.now()
    for copy in apps.get_model("copies", "NotebookCopy").objects.all():
        copy.hub_name = curriculum.copies.names.new_hub_name()
        copy.ended_at = copy.ended_at or now
        copy.save(update_fields=["hub_name", "ended_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('copies', '0001_notebook_copies'),
    ]

    operations = [
        migrations.AddField(
            model_name='notebookcopy',
            name='hub_name',
            field=models.CharField(editable=False, max_length=21, null=True),
        ),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='notebookcopy',
            name='hub_name',
            field=models.CharField(default=curriculum.copies.names.new_hub_name, editable=False, max_length=21, unique=True),
        ),
        migrations.AddConstraint(
            model_name='notebookcopy',
            constraint=models.CheckConstraint(condition=models.Q(('hub_name__regex', '^copy-[a-z][a-z0-9]{15}$')), name='copy_hub_name_shape'),
        ),
    ]
