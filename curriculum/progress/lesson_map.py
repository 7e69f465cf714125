"""The child's own map of lessons: what is done, what is begun, what comes next."""

from dataclasses import dataclass
from enum import StrEnum

from clubs.people.models import User
from curriculum.courses.models import Lesson

from .models import LessonVisit
from .standing import Standing, standings


class Stage(StrEnum):
    """Where a child stands with a lesson."""

    DONE = "done"
    BEGUN = "begun"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True)
class Stop:
    """One lesson on the map. `share` is how much of it is done, 0 to 100."""

    lesson: Lesson
    standing: Standing
    stage: Stage

    @property
    def share(self) -> int:
        return round(100 * self.standing.done / self.standing.total) if self.standing.total else 0


def lesson_map(learner: User) -> list[Stop]:
    """Every lesson in teaching order, for this child. All may be opened; the first not begun is "next"."""
    lessons = list(Lesson.objects.released().select_related("course"))
    known = standings([learner.pk], lessons)
    opened = set(LessonVisit.objects.filter(learner=learner).values_list("lesson_id", flat=True))
    stops: list[Stop] = []
    for lesson in lessons:
        here = known[learner.pk, lesson.pk]
        if here.finished:
            stage = Stage.DONE
        elif here.started or lesson.pk in opened:
            stage = Stage.BEGUN
        else:
            stage = Stage.LATER if any(stop.stage is Stage.NEXT for stop in stops) else Stage.NEXT
        stops.append(Stop(lesson, here, stage))
    return stops


def next_after(lesson: Lesson, stops: list[Stop]) -> Lesson | None:
    """The lesson to do once this one is done: the next unfinished one, from here on, then from the start."""
    places = [stop.lesson for stop in stops]
    here = places.index(lesson) + 1 if lesson in places else 0
    onwards = [*stops[here:], *stops[:here]]
    return next(
        (stop.lesson for stop in onwards if stop.stage is not Stage.DONE and stop.lesson != lesson), None
    )
