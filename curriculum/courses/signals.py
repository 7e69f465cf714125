"""What others may hear of lessons. Sent inside the transaction that changes them."""

from django.dispatch import Signal

# A released lesson's marking has changed, by new tests, points, starters or known wrong answers: `lesson`.
lesson_corrected = Signal()
