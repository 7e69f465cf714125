from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """Pages that join several apps; no models here."""

    name = "website.screens"
    label = "screens"
