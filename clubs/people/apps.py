from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, sign-in, families, organisations and borough-wide roles."""

    name = "clubs.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import sign_in  # noqa: F401 - connects its receiver
