from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Volunteers, their checks and the rota."""

    name = "clubs.volunteers"
    label = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the timetable's changes."""
        from clubs.timetable.changes import on_session_change
        from clubs.volunteers.listeners import follow_session

        on_session_change(follow_session)
