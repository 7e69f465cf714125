"""Every address that the site knows, read from Django's resolver, and whose each is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from inspect import unwrap

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("website.", "clubs.", "curriculum.")


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its whole route, and whether a view of ours answers it."""

    route: str
    ours: bool


def every_address() -> list[Address]:
    """The site's addresses, and those that only the demo has, whatever the settings."""
    from website.demo.urls import urlpatterns as demo

    found = {*addresses(get_resolver().url_patterns), *addresses(demo, "demo/")}
    return sorted(found, key=lambda address: address.route)


def addresses(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[Address]:
    """Every address of these patterns and of what they include; ``before`` is the route so far."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield Address(route, is_ours(pattern))


def is_ours(pattern: URLPattern) -> bool:
    """Whether the view behind the pattern, under all its decorators, is written here."""
    view = unwrap(pattern.callback)
    view = getattr(view, "view_class", getattr(view, "func", view))
    return f"{view.__module__}.".startswith(OURS)
