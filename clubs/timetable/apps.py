from django.apps import AppConfig


class TimetableConfig(AppConfig):
    """Terms and sessions: dates as rows."""

    name = "clubs.timetable"
    label = "timetable"
    default_auto_field = "django.db.models.BigAutoField"
