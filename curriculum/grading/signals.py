"""What others may hear of marking. Sent inside the transaction that records it."""

from django.dispatch import Signal

# A submission has its marks: `submission`, and `marks`, a list of Mark in the lesson's order.
submission_marked = Signal()

# A correction gave a submission further marks: `submission`, and `marks`, a list of Mark, none of them worse.
marks_corrected = Signal()
