from django.apps import AppConfig


class GradingConfig(AppConfig):
    """Submissions, marks, the runner and the checker."""

    name = "curriculum.grading"
    label = "grading"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import listeners  # noqa: F401 - connects the receivers
