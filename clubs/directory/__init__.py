"""Venues, clubs, roles bound to a club, club cards."""
