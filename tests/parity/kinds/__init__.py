"""nbgrader's own kinds of cells, each in a small notebook."""

from ..kind import Kind
from .code import KINDS as CODE
from .foreign import KINDS as FOREIGN
from .people import KINDS as PEOPLE
from .points import KINDS as POINTS

KINDS: list[Kind] = [*CODE, *POINTS, *PEOPLE, *FOREIGN]
