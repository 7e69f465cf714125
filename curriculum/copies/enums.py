"""Of what a copy is."""

from django.db import models


class Of(models.TextChoices):
    """Whose notebook was copied: a child's as last sent, or a lesson's as given out or as written."""

    CHILD = "child", "a child's notebook"
    RELEASE = "release", "a lesson as children get it"
    SOURCE = "source", "a lesson with its answers and tests"


OF_A_LESSON = frozenset({Of.RELEASE, Of.SOURCE})
