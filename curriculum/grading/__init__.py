"""Submissions, marks, the runner and the checker."""
