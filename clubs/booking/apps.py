from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Places, counted under one lock."""

    name = "clubs.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"
