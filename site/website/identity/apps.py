from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_migrate, post_save


class IdentityConfig(AppConfig):
    """Sign-on from the site to the hub."""

    name = "website.identity"
    label = "identity"

    def ready(self) -> None:
        from . import clients, tokens

        # This app has no tables of its own: the client is a row of allauth's.
        post_migrate.connect(clients.ensure_after_migrating, sender=apps.get_app_config("allauth_idp_oidc"))
        user_logged_out.connect(tokens.revoke_at_sign_out)
        post_save.connect(tokens.revoke_when_card_ends, sender="directory.ClubCard")
        post_save.connect(tokens.revoke_when_copies_change, sender="copies.NotebookCopy")
        post_save.connect(tokens.revoke_when_learning_ends, sender="safeguarding.Consent")
