"""Hears of marks as they are recorded."""

from typing import Any

from django.dispatch import receiver

from curriculum.grading.models import Mark, Submission
from curriculum.grading.signals import submission_marked

from .actions import note_marks


@receiver(submission_marked, sender=Submission, dispatch_uid="progress.note_marks")
def on_marked(submission: Submission, marks: list[Mark], **_kwargs: Any) -> None:
    """Note a child's marks as events, in the same transaction. An author's trial is nobody's progress."""
    if submission.learner.is_child:
        note_marks(submission=submission, marks=marks)
