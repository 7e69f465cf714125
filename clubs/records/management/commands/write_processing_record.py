"""Write docs/reference/personal-data.md from the register of personal data."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from clubs.records.processing_record import processing_record


class Command(BaseCommand):
    """``manage.py write_processing_record``"""

    help = "Write docs/reference/personal-data.md from what every app declares."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the file, making its folder."""
        path = settings.REPOSITORY / "docs" / "reference" / "personal-data.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(processing_record())
        self.stdout.write(f"Written: {path.relative_to(settings.REPOSITORY)}")
