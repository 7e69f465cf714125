"""Loads the sample borough once, whole or not at all."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from clubs.directory.models import Club

HERE = Path(__file__).parent


def table(name: str) -> dict[str, Any]:
    """One of the sample's TOML files."""
    return tomllib.loads((HERE / f"{name}.toml").read_text())


def load_once() -> bool:
    """Load the sample into an empty borough; returns whether anything was loaded."""
    from website.demo.sample import cards, families, meetings, places, team

    if Club.objects.exists():
        return False
    with transaction.atomic():
        now = timezone.now()
        staff = team.load_staff(table("people"), now)
        clubs = meetings.load_clubs(table("clubs"))
        team.load_volunteers(table("people"), clubs, staff, now)
        meetings.load_sessions(clubs, now)
        households = families.load_families(table("families"), now)
        places.book(households, clubs, now)
        cards.load_card(clubs, households)
        meetings.choose_lesson(clubs, now)
        # Those letters would go to people who do not exist.
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    return True
