from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The lowest room: refusals, audit, personal-data declarations, encrypted fields."""

    name = "clubs.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import own_data  # noqa: F401 - enters the audit into the register
        from .personal_data import discover

        discover()
