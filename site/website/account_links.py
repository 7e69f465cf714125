"""The links in the corner of every page: who you are and where your own pages are."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from clubs.people.enums import Role
from clubs.people.rules import has_role


@dataclass(frozen=True)
class AccountLink:
    """One link; ``posts`` makes it a button in a form, ``strong`` the one to press."""

    title: str
    url: str
    posts: bool = False
    strong: bool = False
    current: bool = False


def account_links(request: HttpRequest) -> list[AccountLink]:
    """The links for whoever asks: nobody yet, a child, or an adult with what their roles open."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        wanted = [("Club card", "card:sign_in", {}), ("Sign in", "account_login", {"strong": True})]
    elif user.is_child:
        wanted = [("My lessons", "learn:home", {}), ("Sign out", "identity:sign_out", {"posts": True})]
    else:
        wanted = _adult_links(user)
    return [link for title, name, how in wanted if (link := _link(request, title, name, **how))]


def _adult_links(user) -> list[tuple[str, str, dict[str, bool]]]:
    helps = user.club_roles.current().exists() or has_role(user, *Role) or user.organisation_roles.exists()
    links: list[tuple[str, str, dict[str, bool]]] = [("My family", "family:home", {"strong": not helps})]
    if helps:
        links.append(("Team", "team:home", {}))
    if has_role(user, Role.SAFEGUARDING_LEAD):
        links.append(("Checks", "volunteers:checks", {}))
    if user.has_perm("wagtailadmin.access_admin"):
        links.append(("Edit pages", "wagtailadmin_home", {}))
    links.append(("My account", "account_email", {}))
    links.append(("Sign out", "account_logout", {"posts": True}))
    return links


def _link(request: HttpRequest, title: str, name: str, **how: bool) -> AccountLink | None:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    return AccountLink(title, url, current=request.path == url and not how.get("posts"), **how)
