"""Gives every released lesson a public page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from curriculum.courses.first_pages import load_lesson_pages


class Command(BaseCommand):
    """`manage.py load_lesson_pages`."""

    help = "Make the public pages of lessons that have none, below the site's front page."

    def handle(self, *args: Any, **options: Any) -> None:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            raise CommandError("There is no site yet. Run load_first_pages first.")
        made = load_lesson_pages(site.root_page)
        if options["verbosity"]:
            self.stdout.write(f"{made} pages made")
