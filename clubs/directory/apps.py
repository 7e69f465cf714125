from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Venues, clubs, roles bound to a club, club cards."""

    name = "clubs.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
