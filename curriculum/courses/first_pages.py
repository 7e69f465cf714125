"""The public pages that lessons begin with; editors change them from there."""

from wagtail.models import Page

from .models import Course, CoursePage, Lesson, LessonPage, LessonsIndexPage

INDEX = {
    "title": "Lessons",
    "slug": "lessons",
    "lead": "Every lesson ends with something that works and that you made yourself.",
}
COURSE_LEADS = {
    "first-steps-in-python": "Wake a robot, guard a dragon's gate, paint with a turtle and brew potions. "
    "Four lessons for beginners of 9 to 12.",
}
LESSON_ILLUSTRATIONS = {
    "hello-robot": "robot_hello",
    "dragon-gate": "dragon_gate",
    "star-painter": "turtle_star",
    "potion-machine": "potion_machine",
}


def load_lesson_pages(front: Page) -> int:
    """Make and publish the pages that are missing below the front page; give how many were made."""
    before = Page.objects.count()
    index = LessonsIndexPage.objects.descendant_of(front).first()
    if index is None:
        index = _published(front, LessonsIndexPage(**INDEX, show_in_menus=True))
    for course in Course.objects.filter(lessons__current__isnull=False).distinct():
        lead = COURSE_LEADS.get(course.slug, "")
        page = CoursePage.objects.filter(course=course).first() or _published(
            index, CoursePage(title=course.title, slug=course.slug, course=course, lead=lead)
        )
        for lesson in Lesson.objects.released().filter(course=course, page=None):
            drawing = LESSON_ILLUSTRATIONS.get(lesson.slug, "laptop_code")
            _published(
                page, LessonPage(title=lesson.title, slug=lesson.slug, lesson=lesson, illustration=drawing)
            )
    return Page.objects.count() - before


def _published[P: Page](parent: Page, page: P) -> P:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
