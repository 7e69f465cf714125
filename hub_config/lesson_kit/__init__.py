"""What pupils' code and test cells may import: a small turtle, and `testing`.

Importing it in a notebook's kernel starts watching the cells of that kernel
(see `lesson_kit.cells`): pictures appear under the cell that drew them, and
`lesson_kit.testing` can tell what a cell printed. Elsewhere importing it does
nothing else. It needs Python's standard library only.
"""

from . import cells

cells.watch_kernel()
