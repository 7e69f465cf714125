"""Says whether a model changed without a migration: ``python -m tests.repository.missing_migrations``.

Asks no database, so that ``make check`` needs no server.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.test")


def main() -> int:
    import django
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
    from django.db.migrations.state import ProjectState

    django.setup()
    loader = MigrationLoader(None)
    ours = {
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith(("clubs", "curriculum", "website"))
    }
    detector = MigrationAutodetector(
        loader.project_state(),
        ProjectState.from_apps(apps),
        NonInteractiveMigrationQuestioner(specified_apps=ours),
    )
    changes = {label: made for label, made in detector.changes(graph=loader.graph).items() if label in ours}
    for label, migrations in changes.items():
        for migration in migrations:
            sys.stderr.write(f"{label}: {[operation.describe() for operation in migration.operations]}\n")
    return 1 if changes else 0


if __name__ == "__main__":
    raise SystemExit(main())
