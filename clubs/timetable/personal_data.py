"""Dates and capacities say nothing about anybody."""

from clubs.records.personal_data import nothing_personal
from clubs.timetable.models import Session, Term

nothing_personal(Term, Session)
