"""The finder. A search comes by POST and is answered in the same breath: nothing of it is kept.

Why POST and no redirect: docs/adr/0020-a-search-leaves-no-trace.md.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from clubs.finder.forms import FinderForm
from clubs.finder.pins import pinned_map
from clubs.finder.search import find_clubs


@never_cache
@sensitive_post_parameters("where")
def find(request: HttpRequest) -> HttpResponse:
    """Answer a search: the whole page, or only its results when the page's script asks."""
    asked = finder_context(request.POST if request.method == "POST" else None)
    part = "finder/_found.html" if request.headers.get("HX-Request") else "finder/find.html"
    return render(request, part, asked, status=422 if asked["form"].errors else 200)


def finder_context(data: QueryDict | None = None) -> dict[str, Any]:
    """Return what ``finder/_results.html`` needs: ``form``, ``found``, ``map`` and ``spot``.

    Without data it is every club, by next date. A part of the search that was
    not understood is left out, and said beside its field.
    """
    form = FinderForm(data)
    if form.is_bound:
        form.is_valid()
    wish = form.wish()
    found = find_clubs(wish)
    return {"form": form, "found": found, "map": pinned_map(found, wish.spot), "spot": wish.spot}
