from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Volunteers, their checks and the rota."""

    name = "clubs.volunteers"
    label = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"
