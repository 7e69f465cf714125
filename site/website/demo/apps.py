from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo's outbox and sample borough; installed by the demo's settings only."""

    name = "website.demo"
    label = "demo"
