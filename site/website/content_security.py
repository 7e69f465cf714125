"""The looser policy of what a browser may load that Wagtail's admin needs; ours is SECURE_CSP."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

ADMIN_PATH = "/cms/"


class AdminContentSecurity(MiddlewareMixin):
    """Gives every answer under /cms/ the admin's own policy; stands inside Django's CSP middleware."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Mark the answer; Django's middleware then writes the header."""
        if request.path.startswith(ADMIN_PATH):
            response._csp_config = settings.ADMIN_SECURE_CSP  # type: ignore[attr-defined]
        return response
