"""Holds the tests and asks the pupil's process; its own process, out of pupils' reach. No Django here.

`python -m curriculum.grading.checker` is a warm parent too: a worker starts it,
hands it one socket per job, and it forks a checker for each.
"""
