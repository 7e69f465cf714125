"""Courses hold nothing about people."""

from clubs.records.personal_data import nothing_personal

from .models import Course, CoursePage, Exercise, Lesson, LessonPage, LessonsIndexPage, LessonVersion

nothing_personal(Course, Lesson, LessonVersion, Exercise, LessonsIndexPage, CoursePage, LessonPage)
