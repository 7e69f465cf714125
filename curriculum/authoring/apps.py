from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    """Authors' tokens, and lessons that they propose."""

    name = "curriculum.authoring"
    label = "authoring"
    default_auto_field = "django.db.models.BigAutoField"
