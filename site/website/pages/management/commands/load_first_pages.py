from typing import Any

from django.core.management.base import BaseCommand

from website.pages.editors import allow_editors
from website.pages.first_pages.load import load_first_pages


class Command(BaseCommand):
    """Makes the pages a borough starts with, and lets its editors edit them."""

    help = "Make every page that is missing and a page for each club; existing pages are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say where the home page is."""
        front = load_first_pages()
        allow_editors()
        self.stdout.write(f"Pages are ready, the home page at {front.full_url}")
