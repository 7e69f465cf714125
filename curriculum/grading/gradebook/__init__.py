"""A course's marks as a genuine nbgrader gradebook, for those who work with nbgrader's own tools.

`structure` tells a lesson's cells as nbgrader would have saved them, `grades` a child's
marks cell by cell, `export` writes the file. Learners are their opaque ids, never names.
"""
