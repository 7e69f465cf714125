"""Give a borough's first administrators their role."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clubs.people.actions import grant_role
from clubs.people.enums import NEEDS_TWO_PEOPLE, Role
from clubs.people.models import User
from clubs.records.refusals import Refusal


class Command(BaseCommand):
    """``manage.py grant_role person@example.org administrator``"""

    help = "Give an adult a borough-wide role. Safeguarding roles need two people and are given on the site."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and which role."""
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(set(Role) - NEEDS_TWO_PEOPLE))

    def handle(self, *_args: Any, email: str, role: str, **_options: Any) -> None:
        """Grant it, or say why not."""
        try:
            grant_role(by=None, user=User.objects.get_by_natural_key(email), role=Role(role))
        except User.DoesNotExist as missing:
            raise CommandError(
                f"Nobody has an account with {email}: they sign up on the site first."
            ) from missing
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.next_step}") from refusal
        self.stdout.write(f"{email} is {Role(role).label} now.")
