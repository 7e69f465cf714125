"""What the CMS's two groups may do: Editors write, Moderators also publish. An editor has both."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

from website.pages.models import HomePage

# Page permissions by group, over the whole tree below the home page.
ON_PAGES = {"Editors": ("add", "change"), "Moderators": ("add", "change", "publish", "lock", "unlock")}
# Other things of the CMS, as app label and codename.
ON_THINGS = {
    "Editors": [("wagtailadmin", "access_admin")],
    "Moderators": [
        ("wagtailadmin", "access_admin"),
        ("pages", "change_boroughdetails"),
        ("wagtailredirects", "add_redirect"),
        ("wagtailredirects", "change_redirect"),
        ("wagtailredirects", "delete_redirect"),
        ("wagtailredirects", "view_redirect"),
    ],
}


def allow_editors() -> None:
    """Give the groups their permissions; safe to run again."""
    front = HomePage.objects.get()
    for name, verbs in ON_PAGES.items():
        group, _made = Group.objects.get_or_create(name=name)
        for verb in verbs:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{verb}_page"
            )
            GroupPagePermission.objects.get_or_create(group=group, page=front, permission=permission)
        for app, codename in ON_THINGS[name]:
            group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
