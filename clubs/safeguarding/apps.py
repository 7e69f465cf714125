from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    """Consents, retention, exports and erasure."""

    name = "clubs.safeguarding"
    label = "safeguarding"
    default_auto_field = "django.db.models.BigAutoField"
