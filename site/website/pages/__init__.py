"""Wagtail page types and blocks."""
