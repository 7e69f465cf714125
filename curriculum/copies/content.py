"""What a copy holds, made anew each time it is asked for, so that no second copy lies in the database."""

from curriculum.grading.sanitise import NotANotebook, NotJson, parse

from .cleaned import Notebook, cleaned, unreadable
from .enums import Of
from .models import NotebookCopy


def notebook_in(copy: NotebookCopy) -> Notebook:
    """The cleaned notebook. Raises Refusal as `cleaned.cleaned`.

    A child's holds what a child can send: hidden tests are in the source alone.
    """
    if copy.of == Of.SOURCE:
        return cleaned(copy.version.source)
    if copy.submission is None:
        return cleaned(copy.version.release)
    try:
        return cleaned(parse(copy.submission.notebook))
    except (NotJson, NotANotebook):
        raise unreadable() from None
