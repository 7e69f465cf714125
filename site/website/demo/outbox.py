"""Mail of the demo: kept as files that /demo/outbox shows, sent to nobody."""

import email
import itertools
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.policy import default as default_policy
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = 200
_number = itertools.count()


def folder() -> Path:
    return Path(settings.CLUBS_STATE_DIR) / "outbox"


class OutboxBackend(BaseEmailBackend):
    """Writes each message to one file, whole or not at all; keeps the newest 200."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        place = folder()
        place.mkdir(mode=0o700, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020d}-{os.getpid()}-{next(_number)}"
            half = place / f"{name}.half"
            half.write_bytes(message.message().as_bytes())
            half.rename(place / f"{name}.eml")
        for old in sorted(place.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return len(email_messages)


@dataclass(frozen=True)
class SentMail:
    """One message as the outbox shows it."""

    name: str
    to: str
    subject: str
    text: str
    attachments: list[str]
    sent: datetime

    @classmethod
    def read(cls, file: Path) -> "SentMail":
        parsed = email.message_from_bytes(file.read_bytes(), policy=default_policy)
        body = parsed.get_body(preferencelist=("plain",))
        return cls(
            name=file.stem,
            to=str(parsed["To"]),
            subject=str(parsed["Subject"]),
            text=body.get_content() if body else "",
            attachments=[part.get_filename() or "file" for part in parsed.iter_attachments()],
            sent=parsed["Date"].datetime,
        )


def sent_mail(limit: int = 50) -> list[SentMail]:
    """The newest messages first, at most ``limit``."""
    files = sorted(folder().glob("*.eml"), reverse=True)[:limit] if folder().exists() else []
    return [SentMail.read(file) for file in files]


def attachment(name: str, number: int) -> tuple[str, str, bytes] | None:
    """File name, media type and content of a message's attachment (counted from 0), or None."""
    file = next((found for found in folder().glob("*.eml") if found.stem == name), None)
    if file is None:
        return None
    parsed = email.message_from_bytes(file.read_bytes(), policy=default_policy)
    parts = list(parsed.iter_attachments())
    if number >= len(parts):
        return None
    part = parts[number]
    payload = cast(bytes, part.get_payload(decode=True))
    return part.get_filename() or "file", part.get_content_type(), payload
