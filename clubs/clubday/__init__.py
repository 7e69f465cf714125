"""The day itself: the register."""
