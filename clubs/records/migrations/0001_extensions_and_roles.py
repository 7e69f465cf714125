"""What every later migration may count on: extensions and the purge's own role."""

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

from clubs.records.roles import EXTENSIONS, MAKE_PURGE_ROLE


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        *(CreateExtension(name) for name in EXTENSIONS),
        migrations.RunSQL(MAKE_PURGE_ROLE, migrations.RunSQL.noop),
    ]
