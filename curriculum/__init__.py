"""Courses, marking and progress."""
