"""The lessons as children's servers see them."""

from django.http import JsonResponse

from clubs.records.refusals import Refusal

from .lesson_api import Callers, LearnerRequest, lesson_api
from .models import Exercise, Lesson


@lesson_api("GET", callers=Callers.BOTH)
def lessons(_request: LearnerRequest) -> JsonResponse:
    """Every lesson that can be opened."""
    released = Lesson.objects.released().select_related("current")
    return JsonResponse(
        {
            "lessons": [
                {"slug": lesson.slug, "title": lesson.title, "version": lesson.given_out.version}
                for lesson in released
            ]
        }
    )


@lesson_api("GET", callers=Callers.BOTH)
def lesson(_request: LearnerRequest, slug: str) -> JsonResponse:
    """One lesson: the child's notebook, its pictures, its exercises."""
    found = released_lesson(slug)
    return JsonResponse(
        {
            "slug": found.slug,
            "title": found.title,
            "version": found.given_out.version,
            "notebook": found.given_out.release,
            "files": found.given_out.files,
            "exercises": [_described(exercise) for exercise in found.exercises.all()],
        }
    )


def released_lesson(slug: str) -> Lesson:
    """The lesson of that slug. Raises Refusal ("no_such_lesson")."""
    found = (
        Lesson.objects.released()
        .select_related("current")
        .prefetch_related("exercises")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Refusal("no_such_lesson", "There is no such lesson.", "Go back to your lessons.", status=404)
    return found


def _described(exercise: Exercise) -> dict[str, object]:
    return {
        "id": exercise.slug,
        "title": exercise.title,
        "learns": exercise.learns,
        "points": exercise.points,
        "hints": len(exercise.hints),
    }
