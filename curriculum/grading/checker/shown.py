"""What a test may see of a pupil's objects: what the lesson's own answer gives its classes.

An always-yes object is worth nothing where its methods are never called. So an exercise whose
tests and model answer come to no class shows no attribute at all, and another shows those of the
classes it comes to: methods, class attributes, ``self.…`` names, operators, and attributes that a
test sets. What the pupil calls a class is free; what a test can use of it is the author's.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator

from curriculum.courses.lesson_cells import ANSWERS, lesson_cells
from curriculum.grading.sanitise import Notebook, grade_id_of, source_of

# What a decorator or a base of Python's own adds.
_GIVEN = {
    "dataclass": {"__eq__", "__lt__", "__le__", "__gt__", "__ge__"},
    "total_ordering": {"__lt__", "__le__", "__gt__", "__ge__"},
    "Enum": {"name", "value", "__members__", "__hash__"},
    "IntEnum": {"name", "value", "__members__", "__hash__"},
    "StrEnum": {"name", "value", "__members__", "__hash__"},
    "Flag": {"name", "value", "__members__", "__hash__"},
    "Exception": {"args"},
}


def shown_by_exercise(source: Notebook) -> dict[str, frozenset[str]]:
    """The attributes and operators that each exercise's tests may use, by exercise."""
    uses: defaultdict[str, set[str]] = defaultdict(set)
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    classes: dict[str, set[str]] = {}
    stored: set[str] = set()
    known = lesson_cells(source, source)
    for cell in source["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = _parsed(source_of(cell))
        stored |= _stored(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                classes[node.name] = classes.get(node.name, set()) | set(_attributes(node))
        for statement in tree.body:
            names = _names(statement)
            for made in _made(statement):
                uses[made] |= names
        graded = known.get(grade_id_of(cell))
        if graded is not None and graded.role in (*ANSWERS, "test"):
            wanted[graded.exercise] |= _names(tree)
    return {exercise: _shown(_reached(names, uses), classes, stored) for exercise, names in wanted.items()}


def _parsed(source: str) -> ast.Module:
    """The cell's tree; lines that only IPython reads are left out, a cell that nobody can read is empty."""
    lines = ("" if line.lstrip()[:1] in ("%", "!", "?") else line for line in source.splitlines())
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _stored(tree: ast.AST) -> set[str]:
    """The attributes that are given a value somewhere in `tree`."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }


def _made(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement gives a value."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


def _reached(names: set[str], uses: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = set(names)
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead |= uses.get(name, set()) - reached
    return reached


def _shown(reached: set[str], classes: dict[str, set[str]], stored: set[str]) -> frozenset[str]:
    found = [attributes for name, attributes in classes.items() if name in reached]
    return frozenset().union(*found, stored) if found else frozenset()


def _attributes(kind: ast.ClassDef) -> Iterator[str]:
    """What a class gives its objects: names in its body, ``self.…``, what bases and decorators add."""
    for statement in kind.body:
        yield from _made(statement)
    for attribute in _stored(kind):
        yield attribute
        if attribute.startswith("__") and not attribute.endswith("__"):
            yield f"_{kind.name.lstrip('_')}{attribute}"
    for given in (*kind.bases, *kind.decorator_list):
        for node in ast.walk(given):
            named = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
            yield from _GIVEN.get(named, set())
            if named.endswith(("Error", "Exception")):
                yield "args"
