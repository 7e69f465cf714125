from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Wagtail page types and blocks."""

    name = "website.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
