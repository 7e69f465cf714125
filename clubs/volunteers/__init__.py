"""Volunteers, their checks and the rota."""
