"""The demo's outbox: what would have been sent, for anybody on this machine to read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from website.demo import outbox
from website.demo.authenticators import codes_now


def mail(request: HttpRequest) -> HttpResponse:
    """The newest fifty messages, and what the sample staff's authenticator apps show now."""
    return render(
        request, "demo/outbox.html", {"messages_sent": outbox.sent_mail(), "app_codes": codes_now()}
    )


def attachment(_request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One attachment, always as a download."""
    found = outbox.attachment(name, number)
    if found is None:
        raise Http404
    file_name, media_type, content = found
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
