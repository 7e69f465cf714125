"""Letters by e-mail, in plain text: they read the same in every mail program and aloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a letter; ``media_type`` may carry parameters."""

    name: str
    content: bytes
    media_type: str


def send_letter(
    *, template: str, to: str, about: dict[str, Any], enclosures: Sequence[Enclosure] = ()
) -> None:
    """Send one letter to one address.

    ``template`` names a pair of files: ``<template>_subject.txt`` (one line) and
    ``<template>.txt``. Both know ``site_url`` and ``site_name`` beside ``about``.
    Raises what the mail backend raises, so that the job which sends it is tried again.
    """
    context = {"site_url": settings.CLUBS_SITE_URL, "site_name": settings.WAGTAIL_SITE_NAME, **about}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    message = EmailMessage(subject, render_to_string(f"{template}.txt", context).strip() + "\n", to=[to])
    for enclosure in enclosures:
        message.attach(enclosure.name, enclosure.content, enclosure.media_type)
    message.send()
