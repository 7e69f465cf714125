"""Places, counted under one lock."""
