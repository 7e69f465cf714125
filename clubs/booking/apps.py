from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Places, counted under one lock."""

    name = "clubs.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the timetable's changes and answer the directory's questions."""
        from clubs.booking.club_calendar import BookedPlaces
        from clubs.booking.listeners import follow_session
        from clubs.directory.places import register_calendar
        from clubs.timetable.changes import on_session_change

        on_session_change(follow_session)
        register_calendar(BookedPlaces())
