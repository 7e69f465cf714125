"""Who the hub knows, told apart by the form of their names: no rule for one kind fits the other.

A learner is an opaque id of a letter and fifteen letters or digits. A copier, an adult who may look at
one copy of a notebook just now, is a random name of the same form behind a word and a hyphen, which no
learner's has. It is new for each copy: to the hub the same adult with another copy is somebody else, with
another server, home, uid and path, and no cookie of the one before.
"""

import re

LEARNER_PATTERN = r"[a-z][a-z0-9]{15}"
COPIER_PATTERN = r"copy-[a-z][a-z0-9]{15}"
#: Either; for what does the same for both.
NAME_PATTERN = rf"(?:{LEARNER_PATTERN}|{COPIER_PATTERN})"


def is_learner(name: object) -> bool:
    """Whether this is a child's name at the hub."""
    return isinstance(name, str) and re.fullmatch(LEARNER_PATTERN, name) is not None


def is_copier(name: object) -> bool:
    """Whether this is the name of an adult with a copy of a notebook."""
    return isinstance(name, str) and re.fullmatch(COPIER_PATTERN, name) is not None


def is_known(name: object) -> bool:
    """Whether it is a name of either kind."""
    return is_learner(name) or is_copier(name)
