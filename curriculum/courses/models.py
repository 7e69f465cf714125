"""Courses, lessons and their exercises, as loaded from `exercises/`; and their public pages."""

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

# The site's own drawings that suit a lesson; files in the site's static/illustrations/.
ILLUSTRATIONS = [
    ("laptop_code", "A laptop with a program on it"),
    ("robot_hello", "A robot that says hello"),
    ("dragon_gate", "A dragon at a gate"),
    ("turtle_star", "A turtle drawing a star"),
    ("potion_machine", "A potion machine"),
    ("rocket", "A rocket taking off"),
]
WORDS = ["bold", "italic", "link", "ul", "ol", "h2", "h3", "image"]


class Course(models.Model):
    """A row of lessons that belong together."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Questions about lessons."""

    def released(self) -> "LessonQuerySet":
        """Those a child can open, in teaching order."""
        return self.filter(current__isnull=False).order_by("course__title", "order", "slug")


class Lesson(models.Model):
    """One lesson. What a child gets stands in its current version."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=200, help_text="What you make, in one line.")
    story = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField()
    youngest = models.PositiveSmallIntegerField()
    oldest = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField(default=0)
    # Of the files it was made from, so that unchanged lessons are not made again.
    fingerprint = models.CharField(max_length=64, blank=True)
    volunteer_notes = models.TextField(blank=True, help_text="Markdown, for the volunteer at a child's side.")
    current = models.OneToOneField(
        "LessonVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="current_of"
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["course__title", "order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(youngest__lte=models.F("oldest")), name="lesson_ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def given_out(self) -> "LessonVersion":
        """The current version. Only for a released lesson."""
        if self.current is None:
            raise ValueError(f"{self.slug} has not been released")
        return self.current

    @property
    def max_points(self) -> float:
        """The points of all its exercises."""
        return sum(exercise.points for exercise in self.exercises.all())


class LessonVersion(models.Model):
    """One release of a lesson: the source with its tests, and the child's version made from it.

    `source` and `release` are notebooks (nbformat 4); `files` a list of
    ``{"name", "content_base64"}``. Rows are not changed once written. `compatible`
    says that its tests must run beside the pupil's code, within their reach.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=12)
    source = models.JSONField()
    release = models.JSONField()
    files = models.JSONField(default=list)
    compatible = models.BooleanField(default=False)
    released_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-released_at"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "version"], name="lesson_version_once"),
            models.CheckConstraint(
                condition=models.Q(version__regex=r"^[0-9a-f]{12}$"), name="lesson_version_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.version}"


class Exercise(models.Model):
    """One exercise of a lesson. `wrong_answers` is a list of ``{"code", "sign", "message"}``."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="exercises")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=120)
    learns = models.CharField(max_length=200, blank=True)
    points = models.FloatField()
    order = models.PositiveSmallIntegerField()
    hints = models.JSONField(default=list)
    wrong_answers = models.JSONField(default=list)

    class Meta:
        ordering = ["lesson", "order"]
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="exercise_once")]

    def __str__(self) -> str:
        return self.title


class LessonsIndexPage(Page):
    """What children learn here: every course."""

    lead = models.CharField(
        max_length=300, blank=True, help_text="One or two sentences that say what this is."
    )
    body = RichTextField(blank=True, features=WORDS)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    template = "courses/lessons_index_page.html"

    @property
    def courses(self) -> models.QuerySet["CoursePage"]:
        """Published courses, in the editors' order."""
        return CoursePage.objects.child_of(self).live().public().select_related("course")


class CoursePage(Page):
    """One course, described for families."""

    course = models.OneToOneField(Course, on_delete=models.PROTECT, related_name="page")
    lead = models.CharField(max_length=300, blank=True, help_text="What somebody can make after this course.")
    body = RichTextField(blank=True, features=WORDS)

    content_panels = [*Page.content_panels, FieldPanel("course"), FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["courses.LessonsIndexPage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/course_page.html"

    @property
    def lessons(self) -> models.QuerySet["LessonPage"]:
        """Published lessons, in teaching order."""
        return (
            LessonPage.objects.child_of(self)
            .live()
            .public()
            .filter(lesson__current__isnull=False)
            .select_related("lesson")
            .prefetch_related("lesson__exercises")
            .order_by("lesson__order")
        )


class LessonPage(Page):
    """One lesson, described for families; what a child does in it comes from the lesson itself."""

    lesson = models.OneToOneField(Lesson, on_delete=models.PROTECT, related_name="page")
    lead = models.CharField(max_length=300, blank=True, help_text="In place of the lesson's own summary.")
    illustration = models.CharField(max_length=40, choices=ILLUSTRATIONS, default="laptop_code")
    body = RichTextField(blank=True, features=WORDS)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lesson"),
        FieldPanel("lead"),
        FieldPanel("illustration"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"

    @property
    def lead_shown(self) -> str:
        """The editor's opening sentence, else the lesson's summary."""
        return self.lead or self.lesson.summary
