from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Wagtail page types and blocks."""

    name = "website.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give every form our words."""
        from website.words import use_our_words

        use_our_words()
