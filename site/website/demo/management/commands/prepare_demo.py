"""Everything the demo's database needs, in one process: a start within seconds hangs on it."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from website.demo.sample.borough import load_once


class Command(BaseCommand):
    help = "Migrate, release the lessons, make the hub's client and load the sample borough once."

    def handle(self, **_options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("ensure_hub_client", verbosity=0)
        call_command("release_lessons", verbosity=0)
        if load_once():
            self.stdout.write("  The sample borough is loaded: everybody in it is made up.")
        call_command("load_postcodes", stdout=StringIO())
        call_command("load_first_pages", stdout=StringIO())
        call_command("load_lesson_pages", verbosity=0)
