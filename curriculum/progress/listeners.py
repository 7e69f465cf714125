"""Hears of marks as they are recorded."""

from typing import Any

from django.dispatch import receiver

from curriculum.grading.models import Mark, Submission
from curriculum.grading.signals import marks_corrected, submission_marked

from .actions import note_corrected, note_marks


@receiver(submission_marked, sender=Submission, dispatch_uid="progress.note_marks")
def on_marked(submission: Submission, marks: list[Mark], **_kwargs: Any) -> None:
    """Note a child's marks as events, in the same transaction. An author's trial is nobody's progress."""
    if submission.learner.is_child:
        note_marks(submission=submission, marks=marks)


@receiver(marks_corrected, sender=Submission, dispatch_uid="progress.note_corrected")
def on_marks_corrected(submission: Submission, marks: list[Mark], **_kwargs: Any) -> None:
    """Note what a correction made of a child's old work, in the same transaction."""
    note_corrected(submission=submission, marks=marks)
