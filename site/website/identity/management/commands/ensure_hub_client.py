from typing import Any

from django.core.management.base import BaseCommand, CommandError

from website.identity.clients import ensure_hub_client


class Command(BaseCommand):
    help = "Make the hub's client of the OpenID provider match the settings. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        client = ensure_hub_client()
        if client is None:
            raise CommandError("CLUBS_HUB_CLIENT_SECRET is not set, so the hub cannot sign anybody on.")
        self.stdout.write(f"The hub signs on as {client.pk} and is answered at {client.redirect_uris}.")
