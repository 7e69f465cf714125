"""The certificate of a finished lesson: who, what, when, and a drawing that we draw again ourselves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from clubs.people.models import Child
from clubs.records.refusals import Refusal
from curriculum.courses.models import Lesson
from curriculum.grading.models import Submission

from .standing import standing
from .story import Made, made_in


@dataclass(frozen=True)
class Certificate:
    """What stands on the paper. `picture` is SVG, "" when nothing was drawn."""

    name: str
    lesson: Lesson
    made: list[Made]
    finished_on: date

    @property
    def picture(self) -> SafeString:
        """The last drawing of the lesson, or none."""
        return next((each.picture for each in reversed(self.made) if each.picture), SafeString(""))

    @property
    def learned(self) -> list[str]:
        return [each.learned for each in self.made if each.learned]


def check_finished(child: Child, lesson: Lesson) -> None:
    """Raise Refusal ("not_finished_yet", 409) while an exercise of the lesson is still to be done."""
    if child.user_id is None or not standing(child.user_id, lesson).finished:
        raise Refusal(
            "not_finished_yet",
            "The certificate comes with the last exercise.",
            f"Finish “{lesson.title}” first.",
        )


def certificate(child: Child, lesson: Lesson) -> Certificate:
    """The certificate of a lesson that this child has finished. Raises Refusal as `check_finished`."""
    check_finished(child, lesson)
    made = made_in(child, lesson)
    passed_at = max((each.finished_at for each in made), default=None)
    return Certificate(
        child.name_shown, lesson, made, timezone.localdate(passed_at or _sent_at(child, lesson))
    )


def _sent_at(child: Child, lesson: Lesson) -> datetime:
    """When the last of the answers came that a person reads: such a lesson has no passes to go by."""
    sent = Submission.objects.filter(learner__child=child, lesson=lesson).marked()
    return sent.latest("stored_at").stored_at
