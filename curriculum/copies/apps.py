from django.apps import AppConfig


class CopiesConfig(AppConfig):
    """Who may look at a copy of which notebook, and for how long."""

    name = "curriculum.copies"
    label = "copies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import listeners  # noqa: F401 - connects the receivers
