from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """What happened in lessons, for the child, the family and the volunteer."""

    name = "curriculum.progress"
    label = "progress"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import listeners  # noqa: F401 - connects the receivers
