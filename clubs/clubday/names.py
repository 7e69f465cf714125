"""Names on the register: what a child is called, and only as much more as tells two apart."""

from collections import Counter
from collections.abc import Sequence

from clubs.people.models import Child


def names_shown(children: Sequence[Child]) -> dict[int, str]:
    """Return a name for each child by id.

    "Ada"; "Ada K." where two share it; "Ada Kite" where that is shared too.
    """
    names = {child.pk: child.name_shown for child in children}
    for longer in (_with_initial, _with_last_name):
        shared = {name for name, times in Counter(map(str.casefold, names.values())).items() if times > 1}
        for child in children:
            if names[child.pk].casefold() in shared:
                names[child.pk] = longer(child)
    return names


def _with_initial(child: Child) -> str:
    return f"{child.name_shown} {child.last_name[:1].upper()}."


def _with_last_name(child: Child) -> str:
    return f"{child.name_shown} {child.last_name}"
