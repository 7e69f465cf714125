from django.apps import AppConfig


class FinderConfig(AppConfig):
    """Finding a club by place, age and day."""

    name = "clubs.finder"
    label = "finder"
    default_auto_field = "django.db.models.BigAutoField"
