from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The lowest room: refusals, audit, personal-data declarations, encrypted fields."""

    name = "clubs.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .personal_data import discover

        discover()
