from django.apps import AppConfig


class ClubdayConfig(AppConfig):
    """The day itself: the register."""

    name = "clubs.clubday"
    label = "clubday"
    default_auto_field = "django.db.models.BigAutoField"
