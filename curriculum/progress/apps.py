from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """Events, the class board and what a child has done."""

    name = "curriculum.progress"
    label = "progress"
    default_auto_field = "django.db.models.BigAutoField"
