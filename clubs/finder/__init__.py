"""Finding a club by place, age and day."""
