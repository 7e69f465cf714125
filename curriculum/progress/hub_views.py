"""What the hub asks by itself."""

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from curriculum.courses.hub_api import hub_api

from . import ahead


@hub_api("GET")
def due(request: HttpRequest) -> JsonResponse:
    """Whose servers should be running, by opaque id."""
    response = JsonResponse({"due": [asdict(each) for each in ahead.due(timezone.now())]})
    response["Cache-Control"] = "no-store"
    return response
