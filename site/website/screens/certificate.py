"""The certificate of a finished lesson, as a page and on paper: for the child, and for their guardians."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clubs.people.guards import SignedIn, adults_only, children_only
from clubs.people.models import Child
from clubs.people.rules import check_looks_after
from clubs.records.printing import pdf_of
from curriculum.courses.models import Lesson
from curriculum.progress.certificates import certificate
from website.context_processors import face

PAGE, SHEET = "screens/certificate.html", "screens/certificate_sheet.html"


@require_safe
@never_cache
@children_only
def own_page(request: SignedIn, slug: str) -> HttpResponse:
    """The child's own certificate."""
    about = {
        "certificate": certificate(_themselves(request), _lesson(slug)),
        "paper": reverse("learn:certificate_pdf", args=[slug]),
        "back": reverse("learn:home"),
    }
    return render(request, PAGE, about)


@require_safe
@never_cache
@children_only
def own_paper(request: SignedIn, slug: str) -> HttpResponse:
    """The child's own certificate, to print."""
    return _paper(request, _themselves(request), _lesson(slug))


@require_safe
@never_cache
@adults_only
def family_page(request: SignedIn, pk: int, slug: str) -> HttpResponse:
    """The certificate of a child whom this adult looks after."""
    about = {
        "certificate": certificate(_own_child(request, pk), _lesson(slug)),
        "paper": reverse("family:certificate_pdf", args=[pk, slug]),
        "back": reverse("family:home"),
    }
    return render(request, PAGE, about)


@require_safe
@never_cache
@adults_only
def family_paper(request: SignedIn, pk: int, slug: str) -> HttpResponse:
    """The same, to print."""
    return _paper(request, _own_child(request, pk), _lesson(slug))


def _themselves(request: SignedIn) -> Child:
    return get_object_or_404(Child, user=request.user)


def _own_child(request: SignedIn, pk: int) -> Child:
    child = get_object_or_404(Child, pk=pk)
    check_looks_after(request.user, child)
    return child


def _lesson(slug: str) -> Lesson:
    return get_object_or_404(Lesson.objects.released(), slug=slug)


def _paper(request: HttpRequest, child: Child, lesson: Lesson) -> HttpResponse:
    sheet = pdf_of(SHEET, {**face(request), "certificate": certificate(child, lesson)})
    answer = HttpResponse(sheet, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="certificate-{lesson.slug}.pdf"'
    return answer
