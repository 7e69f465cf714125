"""A stand-in for a child's server: a small desk that says whose it is, started by the real hub."""
