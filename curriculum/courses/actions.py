"""Writes of courses and lessons."""

from django.utils.text import slugify

from clubs.people.models import User
from clubs.records.audit import audited

from .marking_digest import marking_digest
from .models import Course, Exercise, Lesson, LessonVersion
from .release import LessonFile
from .signals import lesson_corrected


@audited("courses.release_lesson")
def release_lesson(*, lesson_file: LessonFile, fingerprint: str = "", by: User | None) -> Lesson:
    """Make a lesson, or bring it up to date, with this release as its current version.

    `fingerprint` is `release.fingerprint` of its files; "" makes the next release do it again.
    When what marks hang on has changed since the release before, `lesson_corrected` is sent.
    """
    about = lesson_file.teaching
    course, _ = Course.objects.get_or_create(
        slug=slugify(about["course"]), defaults={"title": about["course"]}
    )
    lesson, _ = Lesson.objects.update_or_create(
        slug=lesson_file.slug,
        defaults={
            "course": course,
            "volunteer_notes": lesson_file.volunteer_notes,
            **{key: about[key] for key in ("title", "summary", "minutes", "youngest", "oldest", "order")},
            "story": about.get("story", ""),
        },
    )
    before = marking_digest(lesson.current or lesson.versions.first(), lesson.exercises.all())
    version, _ = LessonVersion.objects.get_or_create(
        lesson=lesson,
        version=lesson_file.version,
        defaults={
            "source": lesson_file.source,
            "release": lesson_file.release,
            "files": lesson_file.files,
            "compatible": lesson_file.marking == "compatible",
        },
    )
    _write_exercises(lesson, lesson_file)
    lesson.current = version
    lesson.fingerprint = fingerprint
    lesson.save(update_fields=["current", "fingerprint"])
    if before and marking_digest(version, lesson.exercises.all()) != before:
        lesson_corrected.send(Lesson, lesson=lesson)
    return lesson


def _write_exercises(lesson: Lesson, lesson_file: LessonFile) -> None:
    for order, exercise in enumerate(lesson_file.exercises):
        Exercise.objects.update_or_create(
            lesson=lesson,
            slug=exercise.slug,
            defaults={
                "title": exercise.title, "learns": exercise.learns, "points": exercise.points,
                "order": order, "hints": exercise.hints, "wrong_answers": exercise.wrong_answers,
            },
        )  # fmt: skip
    lesson.exercises.exclude(slug__in=[exercise.slug for exercise in lesson_file.exercises]).delete()
