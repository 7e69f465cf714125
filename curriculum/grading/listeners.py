"""Hears of lessons whose marking has changed."""

from typing import Any

from django.dispatch import receiver

from curriculum.courses.models import Lesson
from curriculum.courses.signals import lesson_corrected

from .corrections import begin_correction


@receiver(lesson_corrected, sender=Lesson, dispatch_uid="grading.begin_correction")
def on_corrected(lesson: Lesson, **_kwargs: Any) -> None:
    """Begin to mark everything again, in the release's own transaction."""
    begin_correction(lesson=lesson, by=None)
