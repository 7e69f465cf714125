"""The lesson API's part for authors alone: proposing lessons."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .actions import described, propose_lesson
from .models import Proposal
from .rules import LARGEST_PROPOSAL
from .tokens import author_of


@csrf_exempt
@require_http_methods(["POST"])
def propose(request: HttpRequest, slug: str) -> JsonResponse:
    """Keep a proposal of a lesson."""
    author = author_of(request)
    proposal = propose_lesson(slug=slug, body=request.read(LARGEST_PROPOSAL + 1), by=author)
    return JsonResponse(described(proposal), status=201)


@require_http_methods(["GET"])
def proposals(request: HttpRequest) -> JsonResponse:
    """What this author proposed, the newest first, and what became of it."""
    own = Proposal.objects.filter(author=author_of(request)).defer("source", "pictures", "teaching")
    return JsonResponse({"proposals": [described(proposal) for proposal in own[:100]]})
