from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Courses and lessons."""

    name = "curriculum.courses"
    label = "courses"
    default_auto_field = "django.db.models.BigAutoField"
