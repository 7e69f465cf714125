"""Hints taken and lessons opened get rows that last, before events begin to be kept for the session only."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("progress", "0002_help_counts_and_what_lasts")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO progress_lessonvisit (learner_id, lesson_id, first_at, last_at)
            SELECT learner_id, lesson_id, min(happened_at), max(happened_at)
            FROM progress_event WHERE lesson_id IS NOT NULL
            GROUP BY learner_id, lesson_id
            ON CONFLICT DO NOTHING
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            INSERT INTO progress_hinttaken (learner_id, lesson_id, exercise, number, taken_at)
            SELECT learner_id, lesson_id, exercise, number, happened_at
            FROM progress_event WHERE kind = 'hint'
            ON CONFLICT DO NOTHING
            """,
            migrations.RunSQL.noop,
        ),
    ]
